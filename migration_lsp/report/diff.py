"""The difference between models and migrations as text and as JSON."""

from __future__ import annotations

from typing import Any

from migration_lsp.config import DialectChoice
from migration_lsp.judgement.changes import Judgement, judge
from migration_lsp.judgement.risk import Risk
from migration_lsp.report.terminal import coloured, printable
from migration_lsp.schema.difference import Change, Difference

_MEANINGS = {
    Risk.CRITICAL: "needs a data migration, loses data, or fails on existing rows",
    Risk.WARNING: "scans, locks, can fail on existing data, or breaks running code",
    Risk.SAFE: "usually straightforward",
    Risk.NOTE: "could not be judged for certain",
}
_COLOURS = {Risk.CRITICAL: "31;1", Risk.WARNING: "33;1", Risk.SAFE: "32;1", Risk.NOTE: "36;1"}


def diff_json(difference: Difference, python: str, dialect: str) -> dict[str, Any]:
    """The operations with their risks, and Alembic's own Python for them."""
    return {
        "dialect": dialect,
        "operations": [_operation(judgement) for judgement in judge(difference, dialect)],
        "python": python,
    }


def _operation(judgement: Judgement) -> dict[str, Any]:
    change = judgement.change
    place = {"column": change.column} if change.column is not None else {}
    if change.name is not None:
        place = {"name": change.name}
    return {
        "op": change.op,
        "table": change.table,
        **place,
        "risk": judgement.risk.value,
        "message": f"{_subject(change)}: {judgement.what}: {judgement.why}",
        "beyond_alembic": change.beyond_alembic,
        "certain": change.certain,
    }


def diff_text(
    difference: Difference, python: str, dialect: DialectChoice, heads: tuple[str, ...], *, colour: bool = False
) -> str:
    """The changes, the riskiest first, and then the Python that Alembic would write for them."""
    judgements = judge(difference, dialect.name)
    at = f"head {heads[0]}" if len(heads) == 1 else f"{len(heads)} heads" if heads else "an empty history"
    if not judgements:
        return f"Models and migrations agree at {at} ({dialect.name}): there is nothing to migrate.\n"
    count = len(judgements)
    lines = [
        f"{count} {'change' if count == 1 else 'changes'} in the models that no migration makes yet, from {at}.",
        f"Judged for {dialect.name}: {printable(dialect.reason)}.{_others(dialect)}",
    ]
    for risk in (Risk.CRITICAL, Risk.WARNING, Risk.SAFE, Risk.NOTE):
        group = [judgement for judgement in judgements if judgement.risk is risk]
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


def _group(judgements: list[Judgement]) -> list[str]:
    lines: list[str] = []
    for judgement in judgements:
        lines.append(printable(f"  {_subject(judgement.change)}: {judgement.what}"))
        lines.append(printable(f"      {judgement.why}"))
    return lines


def _subject(change: Change) -> str:
    part = change.column if change.column is not None else change.name
    return f"{change.table}.{part}" if part else change.table


def _indented(python: str) -> list[str]:
    """The body of ``upgrade()`` without the marks that Alembic puts around it."""
    lines = [line for line in python.splitlines() if not line.strip().startswith("# ###")]
    return [printable(f"    {line.removeprefix('    ')}".rstrip()) for line in lines]
