"""Usage: help that explains, and one line about what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from migration_lsp import __version__
from tests.cli.command import SHOP, ask, refusal
from tests.workspace.project import environment, revision, write


def test_version() -> None:
    assert ask("--version").out == f"migration-lsp {__version__}\n"


def test_help_goes_to_the_answer_and_shows_every_command() -> None:
    answered = ask("--help")
    assert (answered.status, answered.err) == (0, "")
    for word in ("diff", "schema --at head", "graph", "exit status", "never runs a migration"):
        assert word in answered.out


@pytest.mark.parametrize("command", ["diff", "schema", "graph"])
def test_help_of_a_command_explains_the_common_options(command: str) -> None:
    answered = ask(command, "--help")
    assert answered.status == 0
    for option in ("--root", "--script-location", "--models-path", "--dialect", "--format"):
        assert option in answered.out


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("upgrade",),
        ("diff", "--dialect", "mongodb"),
        ("diff", "--format", "yaml"),
        ("diff", "--roo", "."),
        ("diff", "surplus"),
        ("schema",),
        ("schema", "--models", "--at", "head"),
    ],
)
def test_wrong_usage_is_one_line(arguments: tuple[str, ...]) -> None:
    assert "--help" in refusal(*arguments)


def test_a_folder_without_migrations_says_what_was_looked_for(tmp_path: Path) -> None:
    for command in ("diff", "graph"):
        assert "no Alembic environment was found" in refusal(command, root=tmp_path)
    assert "--script-location DIR" in refusal("schema", "--at", "head", root=tmp_path)


def test_a_folder_without_migrations_still_has_models(tmp_path: Path) -> None:
    document = ask("schema", "--models", "--format", "json", root=tmp_path).json
    assert document["tables"] == {}
    assert [note["message"] for note in document["notes"]] == [
        "nothing in the project names a database, so PostgreSQL is assumed"
    ]


def test_several_environments_are_listed(tmp_path: Path) -> None:
    write(tmp_path, {**environment("one"), **environment("two")})
    assert "there are 2 Alembic environments: one, two; choose one" in refusal("graph", root=tmp_path)
    assert ask("graph", "--script-location", "two", root=tmp_path).status == 0


def test_several_heads_are_listed(tmp_path: Path) -> None:
    files = {f"migrations/versions/{id_}.py": revision(id_, "a1") for id_ in ("b1", "b2")}
    write(tmp_path, {**environment(), **files})
    assert "head means 2 revisions: b1, b2" in refusal("schema", "--at", "head", root=tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("pyproject.toml", "[tool.migration-lsp]\nscript = 1\n", "pyproject.toml:2: [tool.migration-lsp] script"),
        ("pyproject.toml", "[tool.migration-lsp\n", "pyproject.toml:1: not valid TOML"),
        ("alembic.ini", "script_location = x\n", "alembic.ini:1: not a valid ini file"),
        ("alembic.ini", "[alembic]\nscript_location = gone\n", "alembic.ini:2: script_location gone is no folder"),
    ],
)
def test_a_broken_configuration_is_one_line_with_its_place(tmp_path: Path, name: str, text: str, line: str) -> None:
    assert line in refusal("diff", root=write(tmp_path, {name: text}))


def test_a_root_or_a_location_that_is_not_there(tmp_path: Path) -> None:
    assert "is no folder" in refusal("diff", root=tmp_path / "gone")
    assert "is no folder" in refusal("diff", "--script-location", "gone", root=tmp_path)


@pytest.mark.parametrize("name", ["zzzz", "", "head@", "head-999"])
def test_a_revision_that_is_not_there(name: str) -> None:
    assert refusal("schema", "--at", name, root=SHOP)


def test_a_bug_of_ours_is_one_line_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise ZeroDivisionError("project text")

    monkeypatch.setattr("migration_lsp.cli.answers.answer", fail)
    answered = ask("diff")
    assert answered.status == 3
    assert answered.err.count("\n") == 1
    assert "ZeroDivisionError" in answered.err
    assert "project text" not in answered.err
