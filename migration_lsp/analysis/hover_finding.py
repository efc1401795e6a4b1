"""A finding as a developer reads it in a popup: what breaks, how to check, the steps; then why, and what else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migration_lsp.analysis.markdown import code, escape, fence, prose
from migration_lsp.judgement import Finding, Plan, Related, Risk, Step

_LINES = 12
"""How many members of a list are shown."""


def finding_markdown(finding: Finding, others: Iterable[Finding] = ()) -> str:
    """The whole text of a finding, and a line for each other one at the same place."""
    plan = finding.plan
    parts = [headline(finding), *_list(finding.lines)]
    if plan is not None and plan.steps:
        parts += [*_check(plan), *_whole(plan), "---"]
    parts += _why(finding)
    if finding.group is None:
        parts += _related(finding.related)
    also = [f"- {headline(other)}" for other in others]
    if also:
        parts += ["---", "**Also here:**\n" + "\n".join(also)]
    return "\n\n".join(parts) + "\n\n" + _footer(finding)


def headline(finding: Finding) -> str:
    """The risk and the message in a line."""
    return f"**{finding.risk.value}** {prose(finding.message)}"


def _list(lines: tuple[str, ...]) -> Iterator[str]:
    if lines:
        shown = [f"- {prose(line)}" for line in lines[:_LINES]]
        if len(lines) > _LINES:
            shown.append(f"- … and {len(lines) - _LINES} more")
        yield "\n".join(shown)


def _check(plan: Plan) -> Iterator[str]:
    if plan.check is not None:
        answers = f" It answers {prose(plan.expects)}." if plan.expects else ""
        yield f"**Check the data first.**{answers}\n{fence(_on_one_line(plan.check), 'sql')}"


def _on_one_line(sql: str) -> str:
    """A query short enough for the head of a popup; its full form stands at its step."""
    return " ".join(line.strip() for line in sql.splitlines()) if "--" not in sql else sql


def _why(finding: Finding) -> Iterator[str]:
    why = finding.page.section("Why it is risky") if finding.page is not None else ""
    if why and finding.risk is not Risk.SAFE:
        # A page is text of ours, Markdown already; some editors keep its line ends.
        yield "\n\n".join(" ".join(paragraph.split("\n")) for paragraph in why.split("\n\n"))


def _related(related: tuple[Related, ...]) -> Iterator[str]:
    if related:
        places = [f"- {code(f'{it.span.path}:{it.span.line + 1}')} {prose(it.message)}" for it in related[:_LINES]]
        yield "\n".join(places)


def _whole(plan: Plan) -> Iterator[str]:
    for number, step in enumerate(plan.steps, 1):
        yield from _step(number, step, plan)
    if plan.rollback:
        yield f"**Way back:** {prose(plan.rollback)}"


def _step(number: int, step: Step, plan: Plan) -> Iterator[str]:
    mark = " ⏸" if step.deploys else ""
    yield f"**{number}.**{mark} {prose(step.text)}"
    if step.sql is not None and step.sql != plan.check:
        yield fence(step.sql, "sql")
    if step.upgrade is not None:
        yield fence(step.upgrade, "python")


def _footer(finding: Finding) -> str:
    if finding.page is None:
        return f"*{escape(finding.rule)}*"
    return f"*{escape(finding.rule)}* · {code(f'migration-lsp explain {finding.rule}')}"
