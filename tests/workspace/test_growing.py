"""Small configuration files that grow without an end in the hands of who reads them: they are bounded, or not read."""

from __future__ import annotations

import time

import pytest

from migration_lsp.source.spans import Note
from migration_lsp.workspace.alembic_config import read_ini
from migration_lsp.workspace.settings import read_toml


def test_values_of_values_are_not_filled_in_without_an_end() -> None:
    lines = ["[alembic]", "script_location = migrations", f"a0 = {'x' * 5000}"]
    lines.extend(f"a{number + 1} = " + f"%(a{number})s" * 60 for number in range(9))
    begun = time.process_time()
    sections = read_ini("\n".join(lines), "alembic.ini")
    assert time.process_time() - begun < 4
    assert not isinstance(sections, Note)
    assert sections[0].script_location == "migrations"
    assert sections[0].options["a9"].startswith("%(a8)s")


@pytest.mark.parametrize(
    "text", ["a." * 100_000 + "b = 1", "[tool" + ".a" * 100_000 + "]", 'x = "a" ."b" . c\n' + "d." * 200]
)
def test_a_key_of_very_many_parts_is_not_read(text: str) -> None:
    begun = time.process_time()
    assert isinstance(read_toml(text, "pyproject.toml"), Note)
    assert time.process_time() - begun < 4


@pytest.mark.parametrize("text", ["x" * 300_000, "x " * 300_000, "'" * 300_000, "a" + " " * 300_000 + "!"], ids=len)
def test_looking_for_such_a_key_takes_no_longer_than_the_text(text: str) -> None:
    begun = time.process_time()
    assert isinstance(read_toml(text, "pyproject.toml"), Note)
    assert time.process_time() - begun < 4


def test_a_number_beyond_what_python_reads_is_a_note() -> None:
    assert isinstance(read_toml("x = " + "9" * 5000, "pyproject.toml"), Note)


def test_a_usual_document_is_read() -> None:
    assert read_toml("[tool.a.b.c]\nversion = '1.2.3'\n", "pyproject.toml") == {
        "tool": {"a": {"b": {"c": {"version": "1.2.3"}}}}
    }
