"""One Alembic environment of a folder, from one state of the files to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.analysis.drift import Drift, drift_of
from migration_lsp.config import Config, EnvironmentConfig
from migration_lsp.judgement import Finding, View
from migration_lsp.project import Project
from migration_lsp.source.files import Files


class Environment:
    """Holds the analysis of the files as they are typed, and of those that are on the disk."""

    def __init__(self, config: Config, environment: EnvironmentConfig) -> None:
        self.config = config
        self.environment = environment
        self.merged: frozenset[str] | None = None
        self._drift: Drift | None = None
        self._saved: Analysis | None = None
        self._typed: Analysis | None = None
        self._files: tuple[Files, Files] | None = None

    def follow(self, saved: Files, typed: Files) -> None:
        """Go on to other files. Equal objects are equal files."""
        self._files = (saved, typed)

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
        if known is not None and known.project.files is files and known.saved is saved:
            return known
        project = Project(files, self.config, self.environment)
        if self._drift is None:
            # Nobody knows what was merged: what differs at the start of the server is old news.
            self._drift = drift_of(View(project))
        return Analysis(project, self.merged, self._drift, saved)

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
