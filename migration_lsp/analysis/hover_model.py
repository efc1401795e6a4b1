"""What the database has of a declared column or table, and which revisions made it so."""

from __future__ import annotations

from migration_lsp.analysis.hover_table import table_text
from migration_lsp.analysis.markdown import code, escape, fence, prose
from migration_lsp.analysis.touching import Touch, touches
from migration_lsp.analysis.words import effect_words, facts
from migration_lsp.judgement import View
from migration_lsp.schema.effects import Effect, TableCreated

_SHOWN = 12
"""How many revisions are listed, the newest."""


def column_markdown(view: View, table: str, column: str) -> str:
    """A declared column as the database has it at head."""
    record = view.project.at_heads.tables.get(table)
    found = record.column(column) if record is not None else None
    if found is None:
        return f"**{code(f'{table}.{column}')}**: in no migration yet"
    parts = [f"**{code(f'{table}.{column}')}** at head: {code(facts(found))}"]
    if found.comment:
        parts.append(escape(found.comment))
    return "\n\n".join([*parts, *_history(touches(view, table, column))])


def is_at_head(view: View, table: str, column: str) -> bool:
    """Whether the migrations give a column."""
    record = view.project.at_heads.tables.get(table)
    return record is not None and record.column(column) is not None


def table_markdown(view: View, table: str) -> str:
    """A declared table as the database has it at head."""
    record = view.project.at_heads.tables.get(table)
    if record is None:
        return f"**{code(table)}**: in no migration yet"
    block = fence("\n".join(table_text(record)), "text")
    return "\n\n".join([f"**{code(table)}** at head", block, *_history(touches(view, table))])


def _history(found: tuple[Touch, ...]) -> list[str]:
    if not found:
        return ["No revision touches it."]
    lines = [_line(touch) for touch in found[-_SHOWN:]]
    if len(found) > _SHOWN:
        lines.insert(0, f"- … {len(found) - _SHOWN} earlier ones")
    return ["\n".join(lines)]


def _line(touch: Touch) -> str:
    header = touch.header
    words = dict.fromkeys(_words(effect, touch.column) for effect in touch.effects)
    name = header.path.rpartition("/")[2]
    message = f" {escape(header.message)}" if header.message else ""
    return f"- {code(header.revision)}{message} ({code(name)}): {'; '.join(prose(word) for word in words)}"


def _words(effect: Effect, column: str | None) -> str:
    if isinstance(effect, TableCreated) and column is not None:
        found = effect.record.column(column)
        return f"comes with its table: `{facts(found)}`" if found is not None else "comes with its table"
    return effect_words(effect)
