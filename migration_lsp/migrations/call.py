"""One call in a migration: what is called, with what, where, and how it is said that it was not understood."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from migration_lsp.migrations.handles import Handle
from migration_lsp.migrations.recorder import Recorder
from migration_lsp.schema.operations import UnknownSqlOp
from migration_lsp.schema.recording import RecordingBatch
from migration_lsp.schema.vocabulary.host import host
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.values import Unknown, Value
from migration_lsp.source.spans import Note, Span

if TYPE_CHECKING:
    from migration_lsp.migrations.plugin import MigrationNames
    from migration_lsp.source.evaluate import Interpreter

_NAME_FIRST = frozenset(
    {"create_index", "drop_index", "drop_constraint", "create_unique_constraint", "create_foreign_key"}
    | {"create_check_constraint", "create_primary_key", "create_exclude_constraint", "create_geospatial_index"}
)
"""Operations whose first argument is the name of the thing and whose second is the table's."""


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """``name(*arguments, **keywords)``, evaluated; ``batch`` is the batch on which it is called, if it is on one."""

    plugin: MigrationNames
    interpreter: Interpreter
    name: str
    site: Site
    arguments: tuple[Value, ...] = ()
    keywords: dict[str, Value] = field(default_factory=dict)
    batch: Handle | None = None

    @property
    def recorder(self) -> Recorder | None:
        """Takes the operations, while a revision is run; None while a module is only loaded."""
        return self.plugin.recorder

    def argument(self, position: int, *names: str, default: Value = None) -> Value:
        """An argument by its place or one of its names."""
        if len(self.arguments) > position:
            return self.arguments[position]
        return next((self.keywords[name] for name in names if name in self.keywords), default)

    def renamed(self, name: str, **changes: Any) -> Call:
        """The same call of another name."""
        return replace(self, name=name, **changes)

    def real(self, value: Value) -> Any:
        """The real counterpart of an argument; raises ``NotKnown`` where there is none."""
        return host(self.interpreter, value, self.site)

    def unknown(self, reason: str, *, rows: bool = False) -> Unknown:
        """A value that is not known, at the place of this call."""
        return Unknown(reason, self.site.span, rows)

    @property
    def table(self) -> str | None:
        """The table that an operation is about, as far as its arguments tell."""
        if self.batch is not None and isinstance(self.batch.data, RecordingBatch):
            return self.batch.data.table_name
        for keyword in ("table_name", "source_table"):
            if isinstance(self.keywords.get(keyword), str):
                return str(self.keywords[keyword])
        value = self.argument(1 if self.name in _NAME_FIRST else 0)
        return value if isinstance(value, str) else None

    def note(self, message: str, span: Span | None = None) -> None:
        """Say something of the call, or of a piece of it."""
        note = Note(span or self.site.span, message)
        self.plugin.said.add(note)
        self.interpreter.note(note.span, note.message)

    def not_understood(self, reason: str, table: str | None = None) -> Unknown:
        """Something that may have changed the schema, and nobody knows how: said, never passed over."""
        self.note(f"not analysed: {reason}")
        if self.recorder is not None:
            self.recorder.record(self.interpreter, UnknownSqlOp(reason, table), self.site.span)
        return self.unknown(reason)
