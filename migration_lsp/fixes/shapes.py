"""The standard shapes: a column, a foreign key with its index, a soft delete, JSONB with its GIN index.

Each is the text for ``upgrade()`` and the text that undoes it in ``downgrade()``. On a PostgreSQL table that others
use, the same names come with the index built beside their work, and the foreign key unvalidated.
"""

from __future__ import annotations

from dataclasses import dataclass

from migration_lsp.schema.conventions import Convention, foreign_key_name, index_name
from migration_lsp.schema.records import ForeignKeyRecord
from migration_lsp.schema.write import quoted, quoted_key


@dataclass(frozen=True, slots=True)
class Shape:
    """What is added, and what takes it back."""

    upgrade: str
    downgrade: str


@dataclass(frozen=True, slots=True)
class Ground:
    """The table that a shape is for. ``is_busy``: it may be large, and others use it meanwhile."""

    name: str
    schema: str | None
    dialect: str
    is_busy: bool
    convention: Convention | None = None

    @property
    def is_busy_postgres(self) -> bool:
        return self.is_busy and self.dialect == "postgresql"

    @property
    def batch(self) -> str:
        """The line that opens a batch on it."""
        return f"with op.batch_alter_table({self.name!r}, schema={self.schema!r}) as batch_op:"

    @property
    def sql(self) -> str:
        """Its name in SQL."""
        return quoted_key(f"{self.schema}.{self.name}" if self.schema else self.name, self.dialect)


def column(ground: Ground, name: str, type_: str, options: tuple[str, ...]) -> Shape:
    """A column alone; ``options`` are the arguments after its type."""
    arguments = "".join(f",\n        {part}" for part in (type_, *options))
    upgrade = f"{ground.batch}\n    batch_op.add_column(sa.Column(\n        {name!r}{arguments}\n    ))"
    return Shape(upgrade, f"{ground.batch}\n    batch_op.drop_column({name!r})")


def foreign_key(ground: Ground, name: str, type_: str, key: ForeignKeyRecord, options: tuple[str, ...]) -> Shape:
    """A column, its foreign key and its index."""
    constraint = key.name or foreign_key_name(ground.name, (name,), key.target, ground.convention)
    index = index_name(ground.name, (name,), ground.convention)
    target_schema, _, target = key.target.rpartition(".")
    arguments = [repr(constraint), repr(target), f"[{name!r}]", f"[{key.target_columns[0]!r}]"]
    if key.ondelete:
        arguments.append(f"ondelete={key.ondelete!r}")
    if key.onupdate:
        arguments.append(f"onupdate={key.onupdate!r}")
    if target_schema:
        arguments.append(f"referent_schema={target_schema!r}")
    if ground.is_busy_postgres:
        arguments.append("postgresql_not_valid=True")
    lines = [
        ground.batch,
        _added(name, type_, options),
        "    batch_op.create_foreign_key(",
        *(f"        {argument}," for argument in arguments[:-1]),
        f"        {arguments[-1]}",
        "    )",
    ]
    undone = [
        ground.batch,
        *([] if ground.is_busy_postgres else [f"    batch_op.drop_index({index!r})"]),
        f"    batch_op.drop_constraint({constraint!r}, type_='foreignkey')",
        f"    batch_op.drop_column({name!r})",
    ]
    if not ground.is_busy_postgres:
        lines.append(f"    batch_op.create_index({index!r}, [{name!r}], unique=False)")
        return Shape("\n".join(lines), "\n".join(undone))
    lines.append(f"# In a later revision: ALTER TABLE {ground.sql} VALIDATE CONSTRAINT {_sql(constraint, ground)};")
    made, dropped = index_beside_work(ground, index, (name,))
    return Shape("\n".join((*lines, made)), "\n".join((dropped, *undone)))


def index_beside_work(ground: Ground, name: str, columns: tuple[str, ...]) -> tuple[str, str]:
    """An index that is built while others write, and its drop; neither can be part of a transaction."""
    schema = f", schema={ground.schema!r}" if ground.schema else ""
    names = ", ".join(repr(item) for item in columns)
    made = f"op.create_index({name!r}, {ground.name!r}, [{names}], unique=False{schema}, postgresql_concurrently=True)"
    dropped = (
        f"op.drop_index({name!r}, table_name={ground.name!r}{schema}, if_exists=True, postgresql_concurrently=True)"
    )
    return _alone(made), _alone(dropped)


def soft_delete(ground: Ground, indexed: str) -> Shape:
    """``deleted_at`` and a partial index of the rows that are not deleted, over ``indexed``."""
    index, key = _sql(f"idx_{ground.name}_active", ground), _sql(indexed, ground)
    options = ("nullable=True", "comment='Soft delete timestamp'")
    upgrade = f"{ground.batch}\n{_added('deleted_at', 'sa.DateTime()', options)}"
    made = f"INDEX {_how(ground)}{index} ON {ground.sql}({key}) WHERE deleted_at IS NULL;"
    return _with_raw_index(ground, upgrade, f"CREATE {made}", index, "deleted_at", '"')


def jsonb(ground: Ground, name: str, options: tuple[str, ...]) -> Shape:
    """A JSONB column and its GIN index."""
    index, key = _sql(f"idx_{ground.name}_{name}_gin", ground), _sql(name, ground)
    upgrade = f"{ground.batch}\n{_added(name, 'postgresql.JSONB(astext_type=sa.Text())', options)}"
    made = f"INDEX {_how(ground)}{index} ON {ground.sql} USING GIN ({key});"
    return _with_raw_index(ground, upgrade, f"CREATE {made}", index, name, "'")


_OPENING = "    batch_op.add_column(sa.Column("


def _added(name: str, type_: str, options: tuple[str, ...]) -> str:
    """A column in a batch, its comment on a line of its own below the name."""
    *first, comment = options
    arguments = ", ".join((repr(name), type_, *first))
    return f"{_OPENING}{arguments},\n{' ' * len(_OPENING)}{comment}))"


def _with_raw_index(ground: Ground, upgrade: str, sql: str, index: str, name: str, quote: str) -> Shape:
    place = f"{quoted(ground.schema, ground.dialect)}." if ground.schema else ""
    made = _executed(sql, quote)
    dropped = _executed(f"DROP INDEX {_how(ground)}IF EXISTS {place}{index};", quote)
    undone = f"{ground.batch}\n    batch_op.drop_column({name!r})"
    if ground.is_busy_postgres:
        made, dropped = _alone(made), _alone(dropped)
    return Shape(f"{upgrade}\n{made}", f"{dropped}\n{undone}")


def _executed(sql: str, quote: str) -> str:
    """A statement as Python, in the quotes of its shape unless a name in it needs them."""
    text = repr(sql) if quote in sql else f"{quote}{sql}{quote}"
    return f"op.execute({text})"


def _how(ground: Ground) -> str:
    return "CONCURRENTLY " if ground.is_busy_postgres else ""


def _alone(statement: str) -> str:
    """A statement outside any transaction."""
    return f"with op.get_context().autocommit_block():\n    {statement}"


def _sql(name: str, ground: Ground) -> str:
    return quoted(name, ground.dialect)
