"""One Alembic environment of a folder, from one state of the files to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.analysis.drift import Drift, drift_of
from migration_lsp.config import Config, EnvironmentConfig
from migration_lsp.judgement import Finding, View
from migration_lsp.project import Project, successor
from migration_lsp.source.files import Files


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
        self._files: tuple[Files, Files] | None = None

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
        earlier = [analysis.project for analysis in (self._typed, self._saved) if analysis is not None]
        return successor(files, *earlier) if earlier else Project(files, self.config, self.environment)

    def _settle_base(self, now: Project) -> None:
        """Work out once what was there before. Where no commit says it, that is the first state that was looked at."""
        before = successor(self._base, now) if self._base is not None else now
        self._drift = drift_of(View(before))
        self._merged = frozenset(before.graph.revisions) if self._base is not None else None

    def findings(self, opened: frozenset[str], check: Callable[[], None]) -> dict[str, tuple[Finding, ...]]:
        """What is told, file by file; ``check`` is called between the steps and may raise to end it."""
        analysis = self.analysis
        for step in _steps(analysis.project):
            check()
            step()
        check()
        return analysis.by_path(opened)

    @property
    def folders(self) -> Iterable[str]:
        """The folders of what was read."""
        project = self.analysis.project
        paths = [self.environment.env_py, *project.revisions_by_path]
        paths.extend(mapping.span.path for mapping in project.mappings)
        return {path.rpartition("/")[0] for path in paths} | set(self.environment.version_locations)


def _steps(project: Project) -> Iterable[Callable[[], object]]:
    """The parts of an analysis, one after the other: between any two it can end, and what was done is kept."""
    yield lambda: project.tables
    yield lambda: project.graph
    for revision in project.graph.order:
        yield lambda revision=revision: project.run_of(revision)  # type: ignore[misc]  # bound at once
    yield lambda: project.difference
