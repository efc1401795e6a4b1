"""What there is to say about a place in a file, as Markdown: the finding there, else what the place is.

Asks what :class:`Analysis` has worked out already. It knows no editor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.analysis.hover_finding import finding_markdown, headline
from migration_lsp.analysis.hover_model import column_markdown, is_at_head, table_markdown
from migration_lsp.analysis.hover_operation import operation_markdown, what_it_does
from migration_lsp.analysis.hover_table import before_and_after
from migration_lsp.analysis.markdown import prose
from migration_lsp.judgement import Act, Finding, Moment, Risk
from migration_lsp.judgement.acts import acts_of
from migration_lsp.migrations.recorded import Run
from migration_lsp.schema.effects import KeyEffect, TableRenamed
from migration_lsp.source.calls import assigned_name, first_line, strings_at
from migration_lsp.source.spans import Span


@dataclass(frozen=True, slots=True)
class Hover:
    """The text of a popup, and the piece of the file that it is about."""

    markdown: str
    span: Span


def hover_at(analysis: Analysis, path: str, line: int, column: int) -> Hover | None:
    """What is said of a place; None where there is nothing to say."""
    place = _Place(path, line, column)
    revision = analysis.project.revisions_by_path.get(path)
    if revision is not None:
        return _in_revision(analysis, revision, place)
    return _in_models(analysis, place)


@dataclass(frozen=True, slots=True)
class _Place:
    path: str
    line: int
    column: int

    def within(self, span: Span | None) -> bool:
        """Whether it is in a span; one that is only a line holds all of the line."""
        if span is None or span.path != self.path or not span.line <= self.line <= span.end_line:
            return False
        if (span.line, span.column) == (span.end_line, span.end_column):
            return True
        return (span.line, span.column) <= (self.line, self.column) <= (span.end_line, span.end_column)

    @property
    def line_span(self) -> Span:
        return Span.whole_line(self.path, self.line)

    def on_lines_of(self, span: Span | None) -> bool:
        return span is not None and span.path == self.path and span.line <= self.line <= span.end_line


def _of_findings(findings: list[Finding], place: _Place) -> Hover:
    """The nearest finding, the worst of several, in full; of the others a line."""
    first, *others = sorted(findings, key=lambda finding: (not place.within(finding.span), finding.risk.rank))
    return Hover(finding_markdown(first, others), first.span)


# ------------------------------------------------------------------ revisions


def _in_revision(analysis: Analysis, revision: str, place: _Place) -> Hover | None:
    found = [it for it in analysis.findings((revision,)) if it.span.path == place.path]
    here = [it for it in found if place.within(it.span) or place.on_lines_of(_operation_of(it))]
    if any(_is_in_statement(act, place) for act in analysis.view.acts(revision)):
        # The other statements of the same string are not meant.
        here = [it for it in here if place.within(it.span) or place.within(_statement_of(it))]
    table = _table_at(analysis, revision, place, here)
    if table is not None:
        return table
    return _of_findings(here, place) if here else _operation_at(analysis, revision, place)


def _operation_of(finding: Finding) -> Span | None:
    return finding.moment.act.span if finding.moment is not None else None


def _statement_of(finding: Finding) -> Span | None:
    return finding.moment.act.place if finding.moment is not None else None


def _is_in_statement(act: Act, place: _Place) -> bool:
    """Whether a place is in the SQL of an operation, which is only a piece of its call."""
    return act.place != act.span and place.within(act.place)


def _operation_at(analysis: Analysis, revision: str, place: _Place) -> Hover | None:
    acts = analysis.view.acts(revision)
    called = [number for number, act in enumerate(acts) if place.within(act.span)]
    numbers = [number for number in called if _is_in_statement(acts[number], place)] or called
    if numbers:
        moments = [Moment(analysis.view, revision, acts, number) for number in numbers]
        texts = dict.fromkeys(operation_markdown(at) for at in moments)
        return Hover("\n\n".join(list(texts)[:_OPERATIONS]), moments[0].span())
    back = [act for act in acts_of(analysis.view.downgrade(revision)) if place.within(act.span)]
    act = next((act for act in back if _is_in_statement(act, place)), next(iter(back), None))
    if act is None or act.place is None:
        return None
    return Hover(f"**On the way back:** {what_it_does(act)}", act.place)


_OPERATIONS = 5
"""How many operations of one call, in a loop or a helper, are told."""


def _table_at(analysis: Analysis, revision: str, place: _Place, here: list[Finding]) -> Hover | None:
    """The table whose name stands at the place as a string, before and after the operation there."""
    module = analysis.project.module(place.path)
    if module is None:
        return None
    for text, span in strings_at(module.tree, module.lines, place.path, place.line, place.column):
        for acts, run in _functions(analysis, revision):
            act = next((act for act in acts if place.within(act.span)), None)
            before, after = (act.before, act.after) if act is not None else (run.before, run.after)
            keys = _spoken_of(act) if act is not None else tuple(it.table for it in acts if _is_batch_below(it, place))
            key = next((key for key in keys if key is not None and text in (key, key.rpartition(".")[2])), None)
            if key is None:
                continue
            warning = "".join(f"{headline(finding)}\n\n" for finding in here[:1])
            return Hover(warning + before_and_after(key, before.tables.get(key), after.tables.get(key)), span)
    return None


def _functions(analysis: Analysis, revision: str) -> Iterator[tuple[tuple[Act, ...], Run]]:
    yield analysis.view.acts(revision), analysis.project.run_of(revision)
    down = analysis.view.downgrade(revision)
    yield acts_of(down), down


def _spoken_of(act: Act) -> tuple[str | None, ...]:
    """The tables that an operation is about, and those that it refers to."""
    targets = (effect.key.target for effect in act.effects if isinstance(effect, KeyEffect))
    return (act.table, *(effect.table for effect in act.effects), *_new_names(act), *targets)


def _new_names(act: Act) -> Iterator[str]:
    return (effect.new_table for effect in act.effects if isinstance(effect, TableRenamed))


def _is_batch_below(act: Act, place: _Place) -> bool:
    """Whether an operation is in a batch, and so in the lines below the table's name."""
    return act.in_batch and act.span is not None and act.span.line > place.line


# ------------------------------------------------------------------ models


def _in_models(analysis: Analysis, place: _Place) -> Hover | None:
    table = analysis.project.places.table_at(place.path, place.line)
    declared = _column_at(analysis, place) if table is None else None
    about = column_markdown(analysis.view, *declared) if declared is not None else None
    if table is not None:
        about = table_markdown(analysis.view, table)
    here = [it for it in analysis.findings(()) if _speaks_of(it, place, declared)]
    if not here:
        return Hover(about, _name_at(analysis, place, declared, table)) if about is not None else None
    found = _of_findings(here, place)
    is_calm = all(it.risk in (Risk.SAFE, Risk.NOTE) for it in here)
    text = _calmly(found, here, place) if is_calm else found.markdown
    # A column has room for its history only where nothing is wrong with it.
    is_there = declared is None or is_at_head(analysis.view, *declared)
    beside = about if table is not None or (is_calm and is_there) else None
    span = found.span if place.within(found.span) else place.line_span
    return Hover(f"{text}\n\n---\n\n{beside}" if beside is not None else text, span)


def _column_at(analysis: Analysis, place: _Place) -> tuple[str, str] | None:
    """The column that a line declares. Those of mixins are held to stand where their class does."""
    places = analysis.project.places
    found = places.at(place.path, place.line)
    return found if found is not None and places.column(*found) != places.table(found[0]) else None


def _speaks_of(finding: Finding, place: _Place, declared: tuple[str, str] | None) -> bool:
    if place.within(finding.span) or any(place.within(other.span) for other in finding.related):
        return True
    return finding.is_pending and finding.group is None and (finding.table, finding.column) == declared


def _calmly(found: Hover, here: list[Finding], place: _Place) -> str:
    """What is said of many things at once, for the one at the place alone."""
    members = ((it, other) for it in here for other in it.related if place.within(other.span))
    told = [f"**{it.risk.value}** {prose(other.message)}" for it, other in members]
    return "\n\n".join(told) or found.markdown


def _name_at(analysis: Analysis, place: _Place, declared: tuple[str, str] | None, table: str | None) -> Span:
    places = analysis.project.places
    span = places.column(*declared) if declared is not None else places.table(table or "")
    module = analysis.project.module(place.path)
    if span is None or module is None:
        return place.line_span
    return assigned_name(module.lines, span) if declared is not None else first_line(module.lines, span)
