"""One Alembic environment of a folder, from one state of the files to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.analysis.drift import Drift, drift_of
from migration_lsp.config import Config, EnvironmentConfig
from migration_lsp.judgement import Finding, View
from migration_lsp.project import Project, successor
from migration_lsp.server.job import Doing, Step
from migration_lsp.source.files import Files

Findings = dict[str, tuple[Finding, ...]]
"""By file."""


class Environment:
    """Holds the analysis of the files as they are typed, and of those that are on the disk."""

    def __init__(self, config: Config, environment: EnvironmentConfig, drift: Drift | None = None) -> None:
        self.config = config
        self.environment = environment
        self._base: Files | None = None
        self._merged: frozenset[str] | None = None
        self._drift = drift
        self._saved: Analysis | None = None
        self._typed: Analysis | None = None
        self._begun: tuple[Project, ...] = ()
        """The states that were looked at last, whether all of them is known or not."""
        self._files: tuple[Files, Files] | None = None
        self._told: Findings | None = None
        self.is_sound = True
        """Whether the state that was looked at last could be analysed."""

    @property
    def name(self) -> str:
        """What it is called in a log."""
        place = self.environment.script_location or "the environment"
        return f"{place} ({self.environment.database})" if self.environment.database else place

    def follow(self, saved: Files, typed: Files) -> None:
        """Go on to other files. The same object is the same files."""
        self._files = (saved, typed)

    def begin_at(self, base: Files | None) -> None:
        """Take what was there before one's own changes; None where nobody knows, and then it is the first state."""
        if base is not self._base:
            self._base, self._merged, self._drift = base, None, None

    @property
    def drift(self) -> Drift | None:
        """What differed before one's own changes, once it is known."""
        return self._drift

    @property
    def analysis(self) -> Analysis:
        """The analysis of the files as they are typed."""
        assert self._files is not None, "files come first"
        saved, typed = self._files
        self._saved = self._of(saved, self._saved, None)
        if typed is saved:
            self._typed = self._saved
        else:
            self._typed = self._of(typed, self._typed, self._saved)
        return self._typed

    def _of(self, files: Files, known: Analysis | None, saved: Analysis | None) -> Analysis:
        is_known = known is not None and known.project.files is files and known.saved is saved
        if known is not None and is_known and known.drift is self._drift:
            return known
        project = self._project(files)
        if self._drift is None:
            self._settle_base(project)
        assert self._drift is not None, "settled just now"
        return Analysis(project, self._merged, self._drift, saved)

    def _project(self, files: Files) -> Project:
        """The project of some files, with everything that an earlier state of it has worked out and still holds."""
        known = [analysis.project for analysis in (self._typed, self._saved) if analysis is not None]
        earlier = (*self._begun, *known)
        for project in earlier:
            if project.files is files:
                return project
        begun = successor(files, *earlier) if earlier else Project(files, self.config, self.environment)
        # Two are at work at a time: the files as they are typed, and as they are on the disk.
        self._begun = (begun, *self._begun[:1])
        return begun

    def _before(self, now: Project) -> Project:
        """What was there before one's own changes. Where no commit says it, that is the first state looked at."""
        return successor(self._base, now) if self._base is not None else now

    def _settle_base(self, now: Project) -> None:
        before = self._before(now)
        self._drift = drift_of(View(before))
        self._merged = frozenset(before.graph.revisions) if self._base is not None else None

    # ------------------------------------------------------------------ what is told

    def findings(
        self, opened: frozenset[str], on_step: Callable[[Step], None], on_early: Callable[[Findings], None]
    ) -> Findings:
        """What is told, file by file.

        ``on_step`` is called between the steps and may raise to end it: what was done is kept. As long as nothing
        was told yet, ``on_early`` gets what is known of open revisions before the rest is.
        """
        self.is_sound = False
        for step in self._work(opened, on_early):
            on_step(step)
        self._told = self.analysis.by_path(opened)
        # The analyses hold what they are of.
        self._begun = ()
        self.is_sound = True
        return self._told

    @property
    def told(self) -> Findings:
        """What was told last; nothing where nothing was."""
        return self._told or {}

    def _work(self, opened: frozenset[str], on_early: Callable[[Findings], None]) -> Iterator[Step]:
        assert self._files is not None, "files come first"
        saved, typed = self._files
        yield Step(Doing.REVISIONS, 0.0)
        project = self._project(typed)
        _ = project.graph
        if self._told is None:
            yield from self._first_look(project, opened, on_early)
        yield Step(Doing.MODELS, 0.2)
        _ = project.tables
        yield from _replay(project)
        yield Step(Doing.COMPARISON, 0.75)
        _ = project.difference
        if typed is not saved:
            before = self._project(saved)
            yield from _replay(before)
            yield Step(Doing.COMPARISON, 0.8)
            _ = before.difference
        yield Step(Doing.RULES, 0.85)
        analysis = self.analysis
        yield Step(Doing.RULES, 0.9)
        _ = analysis.pending
        for revision in _shown(project, self._merged, opened):
            yield Step(Doing.RULES, 0.95)
            analysis.of_revision(revision)
        yield Step(Doing.RULES, 1.0)

    def _first_look(
        self, project: Project, opened: frozenset[str], on_early: Callable[[Findings], None]
    ) -> Iterator[Step]:
        """The open revisions alone, for which only what stands below them has to be known."""
        revisions = [project.revisions_by_path[path] for path in sorted(opened & project.revisions_by_path.keys())]
        if not revisions:
            return
        merged = frozenset(self._before(project).graph.revisions) if self._base is not None else None
        analysis = Analysis(project, merged)
        for revision in revisions:
            for number, below in enumerate(project.graph.path_to(revision)):
                if not number % _AT_ONCE:
                    yield Step(Doing.REPLAY, 0.1)
                    project.run_of(below)
            yield Step(Doing.RULES, 0.15)
            path = project.graph.revisions[revision].path
            on_early({path: analysis.first_findings(revision)})

    @property
    def folders(self) -> Iterable[str]:
        """The folders of what was read."""
        project = self.analysis.project
        paths = {self.environment.env_py, *(mapping.span.path for mapping in project.mappings)}
        folders = {path.rpartition("/")[0] for path in paths}
        return folders | project.graph.folders | set(self.environment.version_locations)


_AT_ONCE = 10
"""How many revisions are replayed between two looks whether that is still wanted."""


def _replay(project: Project) -> Iterator[Step]:
    while not project.is_replayed:
        yield Step(Doing.REPLAY, 0.35 + 0.4 * project.replayed)
        for _ in range(_AT_ONCE):
            project.replay_on()


def _shown(project: Project, merged: frozenset[str] | None, opened: frozenset[str]) -> Iterator[str]:
    """The revisions of which an editor is told: those that are open, and those that nobody has run yet."""
    for path, revision in project.revisions_by_path.items():
        if path in opened or (merged is not None and revision not in merged):
            yield revision
