"""The command as a process: what goes to which stream, and readers that go away."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.cli.command import SHOP
from tests.workspace.project import environment, revision, write

_COMMAND = (sys.executable, "-P", "-m", "migration_lsp")


def test_standard_output_holds_the_answer_alone(tmp_path: Path) -> None:
    root = write(tmp_path, {**environment(), "migrations/versions/b1.py": "revision = (\n"})
    done = subprocess.run([*_COMMAND, "graph", "--format", "json"], cwd=root, capture_output=True, check=True)
    assert json.loads(done.stdout)["heads"] == ["a1"]
    assert done.stderr == b""


def test_text_is_utf_8_whatever_the_locale_says(tmp_path: Path) -> None:
    text = '"""Größe → Länge."""\n' + revision("b1", "a1")
    root = write(tmp_path, {**environment(), "migrations/versions/b1.py": text})
    environ = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([*_COMMAND, "graph"], cwd=root, env=environ, capture_output=True, check=True)
    assert "Größe → Länge." in done.stdout.decode()


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(
        [*_COMMAND, "schema", "--models", "--format", "json", "--root", str(SHOP)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_the_exit_status_reaches_the_shell(tmp_path: Path) -> None:
    done = subprocess.run([*_COMMAND, "diff"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
