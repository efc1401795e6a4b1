"""The changes that autogenerate reports, each with what the rules say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.judgement import Finding, Moment, Risk
from migration_lsp.judgement.renames import rename_of
from migration_lsp.schema.beyond import Beyond
from migration_lsp.schema.difference import Change
from migration_lsp.schema.effects import (
    ColumnAdded,
    CommentChanged,
    DefaultChanged,
    Effect,
    NullabilityChanged,
    TypeChanged,
)

_KINDS: Mapping[str, type[Effect]] = {
    "modify_type": TypeChanged,
    "modify_nullable": NullabilityChanged,
    "modify_default": DefaultChanged,
    "modify_comment": CommentChanged,
}
"""What each change of a column comes to; the other operations report one change each."""


@dataclass(frozen=True, slots=True)
class JudgedChange:
    """A change with its risk and the sentence that says why. ``rule`` is None where no rule has anything to say."""

    change: Change
    risk: Risk
    why: str
    rule: str | None = None


def judged_changes(analysis: Analysis) -> tuple[JudgedChange, ...]:
    """Every change of the difference, in its order."""
    return tuple(_all(analysis))


def _all(analysis: Analysis) -> Iterator[JudgedChange]:
    for moment, judged in analysis.judged_pending:
        if moment.act.beyond is not None:
            yield _beyond(moment.act.beyond, judged.findings)
            continue
        yield from (_judged(change, judged.findings) for change in moment.act.changes)
        if "rename" in analysis.project.config.beyond:
            yield from _renamed_columns(moment, judged.findings)


def _beyond(item: Beyond, findings: tuple[Finding, ...]) -> JudgedChange:
    """What the rules say of its effects, else its own words. What goes and comes in one is told in its own words."""
    by_risk = sorted(findings, key=lambda finding: finding.risk.rank)
    risk = _RISKS[item.change.op](item)
    if not by_risk:
        return JudgedChange(item.change, risk, item.words)
    return JudgedChange(item.change, by_risk[0].risk, item.words, by_risk[0].rule)


_RISKS: Mapping[str, Callable[[Beyond], Risk]] = {
    "modify_enum": lambda item: Risk.CRITICAL if item.loses else Risk.WARNING,
    "modify_check": lambda _: Risk.WARNING,
    "add_constraint": lambda _: Risk.WARNING,
    "remove_constraint": lambda _: Risk.WARNING,
    "modify_default": lambda _: Risk.WARNING,
    "modify_index": lambda _: Risk.WARNING,
    "modify_computed": lambda _: Risk.WARNING,
    "modify_identity": lambda _: Risk.WARNING,
    "modify_primary_key": lambda _: Risk.CRITICAL,
    "modify_collation": lambda _: Risk.WARNING,
    "rename_table": lambda _: Risk.CRITICAL,
}
"""How bad a change is of which no rule speaks."""


def _renamed_columns(moment: Moment, findings: tuple[Finding, ...]) -> Iterator[JudgedChange]:
    """What looks like a new name of a column that goes, told at the column that comes."""
    for effect in moment.act.effects:
        rename = rename_of(effect, moment) if isinstance(effect, ColumnAdded) else None
        if rename is None:
            continue
        old, new = rename.dropped.column.name, rename.added.column.name
        change = Change("rename_column", effect.table, column=old, name=new, beyond_alembic=True)
        said = next((finding for finding in findings if finding.rule == "rename-as-drop-and-add"), None)
        words = f"looks like {new} under its old name: autogenerate drops it with its values"
        yield JudgedChange(change, Risk.CRITICAL, words, said.rule if said is not None else None)


def _judged(change: Change, findings: tuple[Finding, ...]) -> JudgedChange:
    kind = _KINDS.get(change.op, Effect)
    own = sorted((it for it in findings if isinstance(it.effect, kind)), key=lambda finding: finding.risk.rank)
    if own:
        label = f"{own[0].effect.label}: " if own[0].effect is not None else ""
        return JudgedChange(change, own[0].risk, own[0].message.removeprefix(label), own[0].rule)
    if not change.certain:
        return JudgedChange(change, Risk.NOTE, "not certain: not everything there could be read")
    if change.op in _KINDS:
        return JudgedChange(change, Risk.NOTE, "the database would see no difference")
    return JudgedChange(change, Risk.SAFE, "it goes with its table or its column")
