"""What differed between models and migrations before anybody touched anything, and what the developer changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from migration_lsp.judgement import Finding, Related, Risk, View
from migration_lsp.schema.effects import Effect

Drift = frozenset[Effect]
"""Pending changes that are old news."""


def drift_of(view: View) -> Drift:
    """The pending changes of a project: those of the merge-base, or those at the start."""
    return frozenset(effect for act in view.pending for effect in act.effects)


def as_old_news(finding: Finding, drift: Drift) -> Finding:
    """A finding, or, where its change was there before, the note that it was."""
    if finding.effect is None or finding.effect not in drift:
        return finding
    kind = finding.group or finding.rule
    return replace(finding, risk=Risk.NOTE, group=f"{_OLD}{kind}")


def told_together(findings: Iterable[Finding]) -> Iterator[Finding]:
    """One finding for each group, at its first place, with the members in its lines; the others as they are."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.group is None:
            yield finding
        else:
            groups.setdefault((finding.rule, finding.group), []).append(finding)
    for (rule, group), members in groups.items():
        yield _together(rule, group, members)


def _together(rule: str, group: str, members: list[Finding]) -> Finding:
    first, *others = members
    is_old = group.startswith(_OLD)
    if not others and not is_old:
        return first
    names = ", ".join(member.effect.label for member in members[:_SHOWN] if member.effect is not None)
    more = f" and {len(members) - _SHOWN} more" if len(members) > _SHOWN else ""
    if is_old:
        verb = "was" if len(members) == 1 else "were"
        kind = group.removeprefix(_OLD)
        what = "" if kind == rule else f"{kind}, "
        message = f"{names}{more}: {what}in no migration, and {verb} so before your changes"
    else:
        message = f"{names}{more}: {group} in no migration yet"
    related = tuple(Related(member.span, member.message) for member in others)
    lines = tuple(member.message for member in members)
    return replace(first, message=message, related=related, lines=lines)


_OLD = "drift: "
"""What the group of old news begins with."""
_SHOWN = 4
"""How many members of a group its message names; the hover has all of them."""
