"""Asks the rules: of every act of a revision, of every pending change, of the project as a whole.

A rule that raises is a bug of ours: it is told as a failure, and the others go on.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from migration_lsp.judgement import Act, Cause, Danger, Finding, Moment, Related, Revision, Risk, Rule, View, Whole
from migration_lsp.rules.registry import all_rules
from migration_lsp.schema.effects import REMOVALS, ColumnEffect, Effect
from migration_lsp.source.spans import Span


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that raised: which, where in the project, and where in our code."""

    rule: str
    span: Span
    error: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules say of some subjects, in the order of the subjects, and which of them failed."""

    findings: tuple[Finding, ...] = ()
    failures: tuple[Failure, ...] = ()

    def __add__(self, other: Judged) -> Judged:
        return Judged(self.findings + other.findings, self.failures + other.failures)


def judge_acts(view: View, revision: str | None, acts: tuple[Act, ...]) -> tuple[tuple[Moment, Judged], ...]:
    """What is said of each act of a revision (None: of the pending changes), act by act."""
    moments = (Moment(view, revision, acts, number) for number in range(len(acts)))
    return tuple((moment, _of_moment(moment)) for moment in moments)


def judge_revision(view: View, revision: str) -> Judged:
    """Everything that is said of a revision: of its acts, and of itself."""
    judged = sum((found for _, found in judge_acts(view, revision, view.acts(revision))), Judged())
    subject = Revision(view, view.header(revision))
    return judged + _asked(subject, view, subject.top, revision)


def judge_project(view: View) -> Judged:
    """What is said of the graph and of the environment."""
    return _asked(Whole(view), view, Span.whole_line(view.project.environment.env_py), None)


def _of_moment(at: Moment) -> Judged:
    findings: list[Finding] = []
    failures: list[Failure] = []
    for subject in (at.act, *at.act.effects):
        effect = subject if isinstance(subject, Effect) else None
        for rule in all_rules():
            if not isinstance(subject, rule.on) or _is_silent(rule, effect, at):
                continue
            dangers = _dangers(rule, subject, at, at.span(effect), failures)
            findings.extend(_finding(rule, danger, effect, at) for danger in dangers)
    specific = [finding for finding in findings if finding.cause is not Cause.PENDING]
    return Judged(tuple(_strongest(specific or findings)), tuple(failures))


def _is_silent(rule: Rule, effect: Effect | None, at: Moment) -> bool:
    return effect is not None and not rule.on_new_tables and at.is_new(effect.table)


def _dangers(rule: Rule, subject: object, at: object, span: Span, failures: list[Failure]) -> tuple[Danger, ...]:
    try:
        return tuple(rule.check(subject, at))
    except Exception as error:
        # The guard between rules: one that is wrong must not silence the others.
        failures.append(Failure(rule.name, span, _described(error)))
        return ()


def _described(error: Exception) -> str:
    """The kind and the place in our code, never the text: that may hold parts of the project."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {place.filename.rpartition('/')[2]}:{place.lineno}"


def _finding(rule: Rule, danger: Danger, effect: Effect | None, at: Moment) -> Finding:
    table = effect.table if effect is not None else at.act.table
    label = effect.label if effect is not None else table
    columns = effect.columns if effect is not None else ()
    risk = danger.risk or rule.risk
    message = f"{label}: {danger.message}" if label else danger.message
    if at.is_pending and _is_doubtful(effect, at):
        risk, message = Risk.NOTE, f"{message} (not certain: not everything there could be read)"
    return Finding(
        rule.name,
        risk,
        message,
        danger.span or at.span(effect),
        rule.cause,
        at.revision,
        table,
        columns[0] if len(columns) == 1 else None,
        _name(effect),
        (*danger.related, *_written_elsewhere(at)),
        group=danger.group,
        is_removal=rule.is_removal or isinstance(effect, REMOVALS),
        page=rule,
        effect=effect,
        moment=at,
    )


def _written_elsewhere(at: Moment) -> tuple[Related, ...]:
    span = at.act.recorded.written_elsewhere if at.act.recorded is not None else None
    return (Related(span, "the statement"),) if span is not None else ()


def _is_doubtful(effect: Effect | None, at: Moment) -> bool:
    if effect is None:
        return False
    if isinstance(effect, ColumnEffect) and not effect.column.certain:
        return True
    names = (*effect.columns, _name(effect))
    return any(at.view.pending_is_doubtful(effect.table, name) for name in names)


def _name(effect: Effect | None) -> str | None:
    """The name of the index or constraint that an effect is about."""
    for part in ("index", "key", "check"):
        record = getattr(effect, part, None)
        if record is not None:
            return getattr(record, "name", None)
    return getattr(effect, "name", None)


def _strongest(findings: Iterable[Finding]) -> Iterator[Finding]:
    """One finding for each cause and thing; what weaker rules say of the same stands in its lines."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        thing = finding.effect.label if finding.effect is not None else finding.table
        groups.setdefault((finding.cause, thing), []).append(finding)
    for group in groups.values():
        first, *others = sorted(group, key=lambda finding: finding.risk.rank)
        yield replace(first, lines=(*first.lines, *(f"{other.message} ({other.rule})" for other in others)))


def _asked(subject: Revision | Whole, view: View, span: Span, revision: str | None) -> Judged:
    findings: list[Finding] = []
    failures: list[Failure] = []
    for rule in all_rules():
        if not isinstance(subject, rule.on):
            continue
        for danger in _dangers(rule, subject, view, span, failures):
            risk = danger.risk or rule.risk
            place = danger.span or span
            findings.append(
                Finding(rule.name, risk, danger.message, place, rule.cause, revision, related=danger.related, page=rule)
            )
    return Judged(tuple(findings), tuple(failures))
