"""Who may import whom: the contracts in ``pyproject.toml``, kept by the code as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from importlinter.cli import lint_imports

_ROOT = Path(__file__).parents[2]


def test_the_import_contracts_are_kept(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(_ROOT)
    status = lint_imports(config_filename=str(_ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out
