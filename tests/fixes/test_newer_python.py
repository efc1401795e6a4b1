"""Fixes in files of newer Python: the edit stands where it belongs, and what the file says stays."""

from __future__ import annotations

import ast

import pytest

from migration_lsp.analysis.actions import edits_of
from migration_lsp.source.edits import applied
from migration_lsp.source.parse import parse
from tests.fixes.actions import Desk, desk

_BEFORE = """
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))
def downgrade():
    op.drop_table("user")
"""


def _fixed(before: Desk, part: str) -> str:
    (action,) = [action for action in before.actions if part in action.title]
    edits = edits_of(before.analysis, before.path, before.cursor, before.cursor, action.id)
    assert edits is not None
    text = applied(before.files[before.path], edits)
    assert isinstance(parse(text, before.path), ast.Module)
    return text


@pytest.mark.parametrize(
    "newer",
    [
        "type Number = int",
        "class Box[T]: pass",
        'name = f"{names["é"]}"; other = 1',
        "try: pass\nexcept ValueError, KeyError: pass",
    ],
)
def test_a_default_for_a_column_of_a_revision(newer: str) -> None:
    before = desk(
        f"""{_BEFORE}
#- migrations/versions/002_next.py
names = {{"é": 1}}
{newer}
def upgrade():
    op.add_column("user", $0sa.Column("x", sa.Integer(), nullable=False))
def downgrade():
    op.drop_column("user", "x")
"""
    )
    assert before.rules() == {"required-column-without-default"}
    text = _fixed(before, "server default (0)")
    old = before.files[before.path]
    assert newer in text
    changed = [(one, other) for one, other in zip(old.splitlines(), text.splitlines(), strict=True) if one != other]
    assert [one for one, _ in changed] == ['    op.add_column("user", sa.Column("x", sa.Integer(), nullable=False))']
    assert "server_default" in changed[0][1]


def test_a_default_for_a_column_of_a_model() -> None:
    before = desk(
        f"""
#- app/models.py
type Plan = Annotated[str, mapped_column(String(20))]
class Base[T](DeclarativeBase): pass
class User(Base[int]):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    plan: $0Mapped[Plan]
{_BEFORE}"""
    )
    assert before.rules() == {"required-column-without-default"}
    text = _fixed(before, "be NULL for now")
    assert "    plan: Mapped[Plan | None]\n" in text
    assert "class Base[T](DeclarativeBase): pass\n" in text
