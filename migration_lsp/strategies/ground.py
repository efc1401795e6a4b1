"""Where a plan stands: the table as the database has it, how its dialect quotes, and what its tables can do.

The calls that it makes are those for one table; in SQLite they go through a batch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from migration_lsp.judgement import Moment
from migration_lsp.schema.records import Catalogue, ColumnRecord, ForeignKeyRecord, IndexRecord, TableRecord
from migration_lsp.schema.write import (
    Type,
    column_python,
    column_sql,
    quoted,
    quoted_key,
    type_python,
)
from migration_lsp.strategies.code import Call, execute, in_batch, listed, on_table, outside_transaction

_MYSQL = ("mysql", "mariadb")


@dataclass(frozen=True, slots=True)
class Ground:
    """``catalogue`` is the database before the change, with the column or key that is spoken of where it is there."""

    key: str
    catalogue: Catalogue
    has_convention: bool = False

    @staticmethod
    def of(key: str, at: Moment) -> Ground:
        """Of a table before the whole run that an act is in: the plan takes the place of all of it."""
        before = at.acts[0].before
        catalogue = before if key in before.tables else at.before
        return Ground(key, catalogue, at.project.naming_convention is not None)

    def having(self, *indexes: IndexRecord) -> Ground:
        """The same where some indexes have been built already."""
        table = replace(self.table, indexes=(*self.table.indexes, *indexes))
        return replace(self, catalogue=self.catalogue.with_table(table))

    @property
    def dialect(self) -> str:
        return self.catalogue.dialect

    @property
    def table(self) -> TableRecord:
        return self.catalogue.tables.get(self.key) or TableRecord(self.key.rpartition(".")[2])

    @property
    def is_postgres(self) -> bool:
        return self.dialect == "postgresql"

    @property
    def is_mysql(self) -> bool:
        return self.dialect in _MYSQL

    @property
    def in_batches(self) -> bool:
        """Whether a table is altered by making it anew, so that everything goes through ``batch_alter_table``."""
        return self.dialect == "sqlite"

    @property
    def sql(self) -> str:
        """The name of the table in SQL."""
        return quoted_key(self.key, self.dialect)

    def quote(self, name: str) -> str:
        return quoted(name, self.dialect)

    def quoted_all(self, names: Iterable[str]) -> str:
        return ", ".join(self.quote(name) for name in names)

    @property
    def key_columns(self) -> tuple[str, ...]:
        key = self.table.primary_key
        return key.columns if key is not None else ()

    # ------------------------------------------------------------------ calls

    def alter(self, *calls: Call) -> str:
        """Calls for this table, in order."""
        if self.in_batches:
            return in_batch(calls, self.key) if calls else ""
        return "\n".join(on_table(call, self.key) for call in calls)

    def add_column(self, column: ColumnRecord, written: Type | None = None) -> str:
        python = column_python(column, self.catalogue, written)
        if python is not None:
            return self.alter(Call("add_column", (python,)))
        return execute(f"ALTER TABLE {self.sql} ADD COLUMN {column_sql(column, self.dialect)}")

    def drop_column(self, name: str) -> str:
        return self.alter(self.drop_column_call(name))

    def drop_column_call(self, name: str) -> Call:
        return Call("drop_column", (repr(name),))

    def nullable(self, column: ColumnRecord, nullable: bool, written: Type | None = None) -> str:
        """Make a column required, or no longer so."""
        stands = self.existing(replace(column, nullable=not nullable), written, without=("existing_nullable",))
        return self.alter(Call("alter_column", (repr(column.name),), options=(*stands, f"nullable={nullable}")))

    def rename_column(self, column: ColumnRecord, new_name: str, written: Type | None = None) -> str:
        options = (f"new_column_name={new_name!r}", *(self.existing(column, written) if self.is_mysql else ()))
        return self.alter(Call("alter_column", (repr(column.name),), options=options))

    def existing(
        self, column: ColumnRecord, written: Type | None = None, without: tuple[str, ...] = ()
    ) -> tuple[str, ...]:
        """What an altered column is besides: MySQL forgets what is not said again."""
        type_ = type_python(column.type, self.catalogue, written)
        parts = {"existing_type": type_}
        if self.is_mysql:
            parts["existing_nullable"] = repr(column.nullable)
            parts["existing_server_default"] = f"sa.text({column.default!r})" if column.default is not None else None
            parts["existing_comment"] = repr(column.comment) if column.comment is not None else None
            parts["autoincrement"] = "True" if column.autoincrement else None
        return tuple(f"{name}={value}" for name, value in parts.items() if value is not None and name not in without)

    def create_index(self, index: IndexRecord) -> str:
        """Build an index, in PostgreSQL without blocking those who write."""
        if not self.is_postgres:
            return self.alter(self.index_call(index))
        return outside_transaction(
            self.alter(self.index_call(index, "postgresql_concurrently=True", "if_not_exists=True"))
        )

    def index_call(self, index: IndexRecord, *options: str) -> Call:
        """Build an index, as it is done on a table that nobody uses."""
        given = (f"unique={index.unique}", *self._index_options(index), *options)
        return Call("create_index", (self._elements(index),), repr(index.name), given)

    def drop_index(self, name: str | None) -> str:
        if not self.is_postgres:
            return self.alter(self.drop_index_call(name))
        return outside_transaction(
            self.alter(self.drop_index_call(name, "postgresql_concurrently=True", "if_exists=True"))
        )

    def drop_index_call(self, name: str | None, *options: str) -> Call:
        return Call("drop_index", name=repr(name), options=options)

    def _elements(self, index: IndexRecord) -> str:
        pairs = zip(index.columns, index.expressions or index.columns, strict=False)
        elements = (
            repr(column) if column is not None and _is_plain(column, expression) else f"sa.text({str(expression)!r})"
            for column, expression in pairs
        )
        return f"[{', '.join(elements)}]"

    def _index_options(self, index: IndexRecord) -> list[str]:
        """``postgresql_where`` and the like: SQL texts, but for those that SQLAlchemy takes as plain strings."""
        options = []
        for name, value in index.options:
            if name.endswith("_where"):
                options.append(f"{name}=sa.text({value!r})")
            elif name == "postgresql_include":
                options.append(f"{name}={listed(part.strip() for part in value.split(','))}")
            elif name == "postgresql_ops":
                pairs = (part.strip().partition(" ") for part in value.split(","))
                options.append(f"{name}={ {column: name_ for column, _, name_ in pairs}!r}")
            elif name.endswith("_using"):
                options.append(f"{name}={value!r}")
        return options

    def create_foreign_key(self, key: ForeignKeyRecord, *options: str) -> str:
        return self.alter(self.foreign_key_call(key, *options))

    def foreign_key_call(self, key: ForeignKeyRecord, *options: str) -> Call:
        schema, _, target = key.target.rpartition(".")
        actions = {"ondelete": key.ondelete, "onupdate": key.onupdate, **dict(key.options)}
        given = [f"{name}={_option(value)}" for name, value in actions.items() if value is not None]
        referred = [f"referent_schema={schema!r}"] if schema else []
        arguments = (repr(target), listed(key.columns), listed(key.target_columns))
        return Call("create_foreign_key", arguments, repr(key.name), (*given, *referred, *options))

    def drop_constraint(self, name: str | None, kind: str) -> str:
        return self.alter(self.drop_constraint_call(name, kind))

    def drop_constraint_call(self, name: str | None, kind: str) -> Call:
        return Call("drop_constraint", name=repr(name), options=(f"type_={kind!r}",))

    def constraint_name(self, name: str | None) -> str:
        """A name that a naming convention must not lengthen once more."""
        return f"op.f({name!r})" if self.has_convention else repr(name)


def _is_plain(column: str, expression: str | None) -> bool:
    return expression is None or expression.strip('"`') == column


def _option(value: str) -> str:
    return {"true": "True", "false": "False"}.get(value, repr(value))
