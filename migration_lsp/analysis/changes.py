"""The changes that autogenerate reports, each with what the rules say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.judgement import Finding, Risk
from migration_lsp.schema.difference import Change
from migration_lsp.schema.effects import CommentChanged, DefaultChanged, Effect, NullabilityChanged, TypeChanged

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
    return tuple(
        _judged(change, judged.findings) for moment, judged in analysis.judged_pending for change in moment.act.changes
    )


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
