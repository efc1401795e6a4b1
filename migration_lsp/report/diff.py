"""The difference between models and migrations as text and as JSON."""

from __future__ import annotations

from typing import Any

from migration_lsp.analysis.changes import JudgedChange
from migration_lsp.config import DialectChoice
from migration_lsp.judgement import Risk
from migration_lsp.report.terminal import coloured, printable
from migration_lsp.schema.difference import Change

_MEANINGS = {
    Risk.CRITICAL: "needs a data migration, loses data, or fails on existing rows",
    Risk.WARNING: "scans, locks, can fail on existing data, or breaks running code",
    Risk.SAFE: "usually straightforward",
    Risk.NOTE: "could not be judged for certain",
}
_COLOURS = {Risk.CRITICAL: "31;1", Risk.WARNING: "33;1", Risk.SAFE: "32;1", Risk.NOTE: "36;1"}


def diff_json(changes: tuple[JudgedChange, ...], python: str, dialect: str) -> dict[str, Any]:
    """The operations with their risks, and Alembic's own Python for them."""
    return {"dialect": dialect, "operations": [_operation(judged) for judged in changes], "python": python}


def _operation(judged: JudgedChange) -> dict[str, Any]:
    change = judged.change
    place = {"column": change.column} if change.column is not None else {}
    if change.name is not None:
        place["name"] = change.name
    return {
        "op": change.op,
        "table": change.table,
        **place,
        "risk": judged.risk.value,
        "rule": judged.rule,
        "message": f"{_subject(change)}: {judged.why}",
        "beyond_alembic": change.beyond_alembic,
        "certain": change.certain,
    }


def diff_text(
    changes: tuple[JudgedChange, ...],
    python: str,
    dialect: DialectChoice,
    heads: tuple[str, ...],
    *,
    colour: bool = False,
) -> str:
    """The changes, the riskiest first, and then the Python that Alembic would write for them."""
    at = f"head {heads[0]}" if len(heads) == 1 else f"{len(heads)} heads" if heads else "an empty history"
    if not changes:
        return f"Models and migrations agree at {at} ({dialect.name}): there is nothing to migrate.\n"
    count = len(changes)
    lines = [
        f"{count} {'change' if count == 1 else 'changes'} in the models that no migration makes yet, from {at}.",
        f"Judged for {dialect.name}: {printable(dialect.reason)}.{_others(dialect)}",
    ]
    for risk in Risk:
        group = [judged for judged in changes if judged.risk is risk]
        if group:
            lines.extend(["", _heading(risk, colour), *_group(group)])
    lines.extend(["", "Alembic would write:", "", *_indented(python)])
    return "\n".join(lines) + "\n"


def _others(dialect: DialectChoice) -> str:
    if not dialect.others:
        return ""
    return f" It shows signs of {' and '.join(dialect.others)} too: --dialect judges for another one."


def _heading(risk: Risk, colour: bool) -> str:
    return f"{coloured(risk.value, _COLOURS[risk], wanted=colour)}  {_MEANINGS[risk]}"


def _group(changes: list[JudgedChange]) -> list[str]:
    lines: list[str] = []
    for judged in changes:
        rule = f" [{judged.rule}]" if judged.rule is not None else ""
        mark = ", beyond Alembic" if judged.change.beyond_alembic else ""
        lines.append(printable(f"  {_subject(judged.change)}: {_words(judged.change.op)}{mark}{rule}"))
        lines.append(printable(f"      {judged.why}"))
    return lines


def _words(op: str) -> str:
    """``add_column`` as ``add column``."""
    return _WORDS.get(op, op).replace("_", " ")


_WORDS = {
    "add_fk": "add foreign key",
    "remove_fk": "remove foreign key",
    "rename_table": "looks like a rename",
    "rename_column": "looks like a rename",
}


def _subject(change: Change) -> str:
    part = change.column if change.column is not None else change.name
    return f"{change.table}.{part}" if part else change.table


def _indented(python: str) -> list[str]:
    """The body of ``upgrade()`` without the marks that Alembic puts around it."""
    lines = [line for line in python.splitlines() if not line.strip().startswith("# ###")]
    return [printable(f"    {line.removeprefix('    ')}".rstrip()) for line in lines]
