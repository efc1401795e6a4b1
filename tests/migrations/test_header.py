"""The head of a revision file, in every form that people write it."""

from __future__ import annotations

import ast

import pytest

from migration_lsp.migrations.header import Header, read_header
from migration_lsp.source.spans import Note, Span


def _read(text: str) -> Header | Note | None:
    return read_header(ast.parse(text), "v/a.py", tuple(text.split("\n")))


def _header(text: str) -> Header:
    answer = _read(text)
    assert isinstance(answer, Header)
    return answer


def test_what_alembic_writes() -> None:
    header = _header(
        '"""Add plan.\n\nRevision ID: b2\n"""\n'
        "from alembic import op\n"
        'revision: str = "b2"\n'
        'down_revision: Union[str, Sequence[str], None] = "a1"\n'
        "branch_labels = None\n"
        "depends_on = None\n"
    )
    assert header.revision == "b2"
    assert header.down_revisions == ("a1",)
    assert header.branch_labels == header.depends_on == ()
    assert header.message == "Add plan."
    assert header.span("revision") == Span("v/a.py", 5, 16, 5, 20)
    assert header.notes == ()


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("None", ()),
        ("()", ()),
        ("''", ()),
        ("'a'", ("a",)),
        ("('a', 'b')", ("a", "b")),
        ("['a', 'b']", ("a", "b")),
        ("tuple(['a'])", ("a",)),
        ("set()", ()),
        ("('a' 'b')", ("ab",)),
        ("'a' + 'b'", ("ab",)),
        ("('a',) + ('b',)", ("a", "b")),
        ("f'{PREFIX}_{1}'", ("p_1",)),
        ("PREFIX", ("p",)),
    ],
)
def test_forms_of_down_revision(value: str, ids: tuple[str, ...]) -> None:
    header = _header(f"PREFIX = 'p'\nrevision = 'x'\ndown_revision = {value}\n")
    assert header.down_revisions == ids
    assert header.notes == ()


@pytest.mark.parametrize("value", ["compute()", "UNSEEN", "('a', 1)", "f'{x!r}'", "1", "{'a': 1}"])
def test_what_cannot_be_read_is_said_and_taken_as_empty(value: str) -> None:
    header = _header(f"revision = 'x'\ndown_revision = {value}\n")
    assert header.down_revisions == ()
    assert [(note.span.line, note.message) for note in header.notes] == [
        (1, "down_revision could not be read and is taken as empty")
    ]


def test_assignments_in_one_line_and_in_blocks() -> None:
    header = _header("revision, down_revision = 'b', 'a'\nif True:\n    depends_on = ['c']\n")
    assert (header.revision, header.down_revisions, header.depends_on) == ("b", ("a",), ("c",))


def test_the_last_assignment_counts() -> None:
    assert _header("revision = 'a'\nrevision = 'b'\n").revision == "b"


def test_a_file_without_revision_is_none() -> None:
    assert _read("def upgrade():\n    revision = 'a'\n") is None


def test_a_revision_id_that_is_computed_is_a_note() -> None:
    answer = _read("import uuid\n\nrevision = uuid.uuid4().hex\n")
    assert isinstance(answer, Note)
    assert answer.span.line == 2


def test_columns_are_counted_in_characters() -> None:
    assert _header("größe, revision = 'ü', 'a'\n").span("revision") == Span("v/a.py", 0, 23, 0, 26)


def test_self_reference_does_not_loop() -> None:
    assert isinstance(_read("revision = revision\n"), Note)


def test_deep_sums_end() -> None:
    assert isinstance(_read("revision = " + " + ".join(["'a'"] * 300)), Note)
