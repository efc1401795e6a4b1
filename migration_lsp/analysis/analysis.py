"""What there is to tell of a project at one moment, file by file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from migration_lsp.analysis.drift import Drift, as_old_news, drift_of, told_together
from migration_lsp.analysis.ignores import UNUSED_IGNORE, in_order, without_ignored
from migration_lsp.analysis.judging import Failure, Judged, judge_acts, judge_project, judge_revision
from migration_lsp.analysis.speaking import spoken_while_typing
from migration_lsp.judgement import Cause, Finding, Moment, Risk, View
from migration_lsp.project import Project
from migration_lsp.schema.effects import Effect
from migration_lsp.source.spans import Note


@dataclass(frozen=True)
class Analysis:
    """The findings of a project, worked out when first asked for.

    ``merged`` are the revisions that may have run somewhere (None: nobody knows); ``drift`` the pending changes that
    were there before; ``saved`` the analysis of the files as they are on the disk, where buffers differ from it.
    """

    project: Project
    merged: frozenset[str] | None = None
    drift: Drift = frozenset()
    saved: Analysis | None = field(default=None, compare=False, repr=False)
    _revisions: dict[str, Judged] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def view(self) -> View:
        return View(self.project, self.merged)

    # ------------------------------------------------------------------ parts

    @cached_property
    def pending_effects(self) -> frozenset[Effect]:
        """What the models ask for and no revision does."""
        return drift_of(self.view)

    @cached_property
    def judged_pending(self) -> tuple[tuple[Moment, Judged], ...]:
        """What is said of each pending change, change by change, before anything is told together or left unsaid."""
        return judge_acts(self.view, None, self.view.pending)

    @cached_property
    def _pending(self) -> Judged:
        return sum((judged for _, judged in self.judged_pending), Judged())

    @cached_property
    def pending(self) -> tuple[Finding, ...]:
        """What is said of changes that are in no migration, each at its place in the models."""
        return tuple(told_together(self._spoken))

    @cached_property
    def _spoken(self) -> tuple[Finding, ...]:
        """The same one by one."""
        findings: Iterable[Finding] = self._pending.findings
        if self.saved is not None:
            saved = self.saved
            findings = spoken_while_typing(findings, self.pending_effects, saved.project, saved.pending_effects)
        return tuple(as_old_news(finding, self.drift) for finding in findings)

    @cached_property
    def _project_wide(self) -> Judged:
        return judge_project(self.view)

    def _revision(self, revision: str) -> Judged:
        if revision not in self._revisions:
            self._revisions[revision] = judge_revision(self.view, revision)
        return self._revisions[revision]

    def of_revision(self, revision: str) -> tuple[Finding, ...]:
        """What is said of one revision, SAFE things left out: they need no line of their own there."""
        return self._revision(revision).findings

    def first_findings(self, revision: str) -> tuple[Finding, ...]:
        """What is said of one revision in its own file, as far as nothing else has to be known for it.

        All of it is among what is said of the file when everything is known.
        """
        path = self.view.header(revision).path
        kept = without_ignored(self.project, self.of_revision(revision), (path,))
        return tuple(finding for finding in kept if finding.span.path == path and finding.rule != UNUSED_IGNORE)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The rules that raised so far: bugs of ours, for the log."""
        revisions = (failure for judged in self._revisions.values() for failure in judged.failures)
        return (*self._pending.failures, *self._project_wide.failures, *revisions)

    # ------------------------------------------------------------------ together

    def findings(self, revisions: Iterable[str] | None = None) -> tuple[Finding, ...]:
        """Everything, in the order of files and lines: pending changes, the graph, and some revisions (None: all).

        What is ignored at its line is left out; an ignore that ignores nothing is told.
        """
        order = self.project.graph.order
        chosen = order if revisions is None else tuple(revision for revision in order if revision in set(revisions))
        found = [*self._spoken, *self._project_wide.findings]
        for revision in chosen:
            found.extend(self.of_revision(revision))
        paths = frozenset(self.view.header(revision).path for revision in chosen)
        found.extend(self._unread(paths))
        # An ignore stands at one of the things that are told together.
        kept = without_ignored(self.project, found, paths)
        pending = told_together(finding for finding in kept if finding.is_pending)
        return in_order((*pending, *(finding for finding in kept if not finding.is_pending)))

    def findings_in(self, path: str) -> tuple[Finding, ...]:
        """What is said of a file, one by one: nothing is told together, nothing left unsaid or taken for old news."""
        revision = self.project.revisions_by_path.get(path)
        found = [*self._pending.findings, *self._project_wide.findings]
        if revision is not None:
            found.extend(self.of_revision(revision))
        return tuple(finding for finding in found if finding.span.path == path)

    def by_path(self, opened: frozenset[str]) -> dict[str, tuple[Finding, ...]]:
        """What an editor shows, file by file: unmerged revisions, and of the others those that are open."""
        paths = self.project.revisions_by_path
        chosen = {revision for path, revision in paths.items() if path in opened}
        if self.merged is not None:
            chosen |= {revision for revision in self.project.graph.order if revision not in self.merged}
        found: dict[str, list[Finding]] = {}
        for finding in self.findings(chosen):
            found.setdefault(finding.span.path, []).append(finding)
        return {path: tuple(items) for path, items in found.items()}

    def _unread(self, revision_paths: frozenset[str]) -> list[Finding]:
        """What could not be read or decided, at its line: of the models, and of the revisions that were asked for."""
        every = self.project.revisions_by_path
        self.project.at_heads  # noqa: B018 - notes on revisions are there once they have been run
        notes = dict.fromkeys((*self.project.declared_notes, *self.project.history_notes))
        told = frozenset(self.project.graph.breaks)
        shown = (note for note in notes if note.span.path not in every or note.span.path in revision_paths)
        return [_as_finding(note, every.get(note.span.path)) for note in shown if note not in told]


def _as_finding(note: Note, revision: str | None) -> Finding:
    return Finding("not-analysed", Risk.NOTE, note.message, note.span, Cause.ANALYSIS, revision)
