"""Operations on what no migration made: what they come to is known all the same."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import ops

from migration_lsp.schema.apply import apply
from migration_lsp.schema.effects import (
    ColumnDropped,
    ColumnRenamed,
    DefaultChanged,
    Effect,
    NullabilityChanged,
    TableDropped,
    TableRenamed,
    TypeChanged,
)
from migration_lsp.schema.effects_of import effects_of
from migration_lsp.schema.operations import adding_flags
from migration_lsp.schema.records import Catalogue

_NOTHING = Catalogue("postgresql")


def _effects(operation: ops.MigrateOperation) -> tuple[Effect, ...]:
    return effects_of(operation, _NOTHING, apply(_NOTHING, operation).catalogue)


def test_an_altered_column_is_not_a_new_one() -> None:
    (effect,) = _effects(ops.AlterColumnOp("user", "bio", modify_nullable=False))
    assert isinstance(effect, NullabilityChanged)
    assert not effect.column.nullable


def test_an_altered_type_is_compared_with_what_the_operation_says_of_the_old_one() -> None:
    (effect,) = _effects(ops.AlterColumnOp("user", "bio", existing_type=sa.Text(), modify_type=sa.String(5)))
    assert isinstance(effect, TypeChanged)
    assert (effect.old.type, effect.column.type) == ("TEXT", "VARCHAR(5)")
    assert _effects(ops.AlterColumnOp("user", "bio", existing_type=sa.Text(), modify_type=sa.Text())) == ()
    (unknown,) = _effects(ops.AlterColumnOp("user", "bio", modify_type=sa.Text()))
    assert isinstance(unknown, TypeChanged)
    assert unknown.old.type == "?"


def test_a_default_of_an_unknown_column_was_none_before() -> None:
    (effect,) = _effects(ops.AlterColumnOp("user", "bio", modify_server_default="x"))
    assert isinstance(effect, DefaultChanged)
    assert effect.old.default is None


def test_what_goes_was_there() -> None:
    (column,) = _effects(ops.DropColumnOp("user", "bio"))
    assert isinstance(column, ColumnDropped)
    assert column.label == "user.bio"
    (table,) = _effects(ops.DropTableOp("user", schema="app"))
    assert isinstance(table, TableDropped)
    assert table.label == "app.user"


def test_what_goes_only_if_it_is_there_says_nothing() -> None:
    assert _effects(adding_flags(ops.DropTableOp("user"), if_exists=True)) == ()


def test_what_gets_another_name_had_the_old_one() -> None:
    assert _effects(ops.RenameTableOp("user", "member")) == (TableRenamed("user", "member"),)
    (effect,) = _effects(ops.AlterColumnOp("user", "bio", modify_name="about"))
    assert isinstance(effect, ColumnRenamed)
    assert (effect.column.name, effect.new_name) == ("bio", "about")
