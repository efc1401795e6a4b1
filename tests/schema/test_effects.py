"""What operations come to, whoever wrote them."""

from __future__ import annotations

import pytest

from migration_lsp.judgement import View
from migration_lsp.schema.effects import Effect
from tests.one_string import project_of

_TABLE = 'op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("a", sa.String(20)))'


def _effects(body: str, *, create: str = _TABLE, dialect: str = "postgresql") -> list[tuple[str, str]]:
    text = f"""
#- migrations/versions/001_t.py
def upgrade():
    {create}
#- migrations/versions/002_t.py
def upgrade():
    {body}
"""
    view = View(project_of(text, dialect))
    return [_shown(effect) for act in view.acts("002") for effect in act.effects]


def _shown(effect: Effect) -> tuple[str, str]:
    return type(effect).__name__, effect.label


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite", "mysql"])
@pytest.mark.parametrize(
    "body",
    [
        'op.add_column("t", sa.Column("b", sa.Integer()))',
        'op.execute("ALTER TABLE t ADD COLUMN b INTEGER")',
        'with op.batch_alter_table("t") as batch: batch.add_column(sa.Column("b", sa.Integer()))',
        '[op.add_column(name, sa.Column("b", sa.Integer())) for name in ("t",)]',
    ],
)
def test_a_column_is_added_in_whatever_form(body: str, dialect: str) -> None:
    assert _effects(body, dialect=dialect) == [("ColumnAdded", "t.b")]


def test_what_stands_inline_in_a_column_is_an_effect_of_its_own() -> None:
    body = 'op.add_column("t", sa.Column("b", sa.Integer(), sa.ForeignKey("t.id"), unique=True))'
    assert _effects(body) == [("ColumnAdded", "t.b"), ("ForeignKeyAdded", "t.b"), ("UniqueAdded", "t.b")]


def test_the_operations_of_a_batch_are_told_apart_on_sqlite() -> None:
    body = 'with op.batch_alter_table("t") as b: b.alter_column("a", nullable=False); b.drop_column("id")'
    found = _effects(body, dialect="sqlite")
    assert found == [("NullabilityChanged", "t.a"), ("ColumnDropped", "t.id"), ("PrimaryKeyChanged", "t.id")]


def test_one_alter_column_may_come_to_several() -> None:
    body = 'op.alter_column("t", "a", new_column_name="b", type_=sa.Text(), nullable=False, server_default="x")'
    assert _effects(body) == [
        ("ColumnRenamed", "t.a"),
        ("TypeChanged", "t.b"),
        ("NullabilityChanged", "t.b"),
        ("DefaultChanged", "t.b"),
    ]


def test_new_names_alone_come_to_nothing() -> None:
    create = f'{_TABLE}; op.create_index("ix", "t", ["a"])'
    assert _effects('op.execute("ALTER INDEX ix RENAME TO iy")', create=create) == []


def test_not_valid_and_validated() -> None:
    create = f"{_TABLE}; op.execute('ALTER TABLE t ADD CONSTRAINT c CHECK (id > 0) NOT VALID')"
    assert _effects('op.execute("ALTER TABLE t VALIDATE CONSTRAINT c")', create=create) == [("CheckValidated", "t")]


@pytest.mark.parametrize(
    ("body", "effects"),
    [
        ('op.add_column("other", sa.Column("b", sa.Integer()))', [("ColumnAdded", "other.b")]),
        ('op.alter_column("other", "b", nullable=False)', [("NullabilityChanged", "other.b")]),
        ('op.alter_column("other", "b", nullable=False, existing_nullable=False)', []),
        (
            'op.alter_column("other", "b", type_=sa.BigInteger(), existing_type=sa.Integer())',
            [("TypeChanged", "other.b")],
        ),
        ('op.create_foreign_key("fk", "other", "t", ["b"], ["id"])', [("ForeignKeyAdded", "other.b")]),
    ],
)
def test_a_table_that_is_made_elsewhere_is_not_created_by_its_first_operation(
    body: str, effects: list[tuple[str, str]]
) -> None:
    assert _effects(body) == effects
