"""The README's promises: its commands are those that are run for every change, its settings are those that exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from migration_lsp.workspace.settings import read_settings
from tests.cli.command import ask
from tests.contracts.readme_rules import with_rules

_ROOT = Path(__file__).parents[2]
_README = (_ROOT / "README.md").read_text(encoding="utf-8")


def _fences(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", _README, re.DOTALL)


def test_its_commands_are_run_by_ci() -> None:
    script = (_ROOT / ".ci" / "run").read_text(encoding="utf-8")
    commands = [line for fence in _fences("sh") for line in fence.splitlines()]
    assert len(commands) == 2
    for command in commands:
        assert command in script.splitlines()


def test_its_settings_are_accepted() -> None:
    (settings,) = _fences("toml")
    assert tomllib.loads(settings)
    assert read_settings(settings).problems == ()


def test_its_commands_exist() -> None:
    for command in re.findall(r"^\| `migration-lsp (\w+)", _README, re.MULTILINE):
        assert ask(command, "--help").status == 0


def test_its_table_of_rules_is_that_of_the_rules() -> None:
    assert with_rules(_README) == _README, "python -m tests.contracts.readme_rules writes it anew"
