"""Which files of a project are about its models."""

from __future__ import annotations

import fnmatch

from migration_lsp.config import EnvironmentConfig
from migration_lsp.migrations.locations import revision_paths
from migration_lsp.models.candidates import Candidates
from migration_lsp.project.interpreting import beside
from migration_lsp.source.files import Files


class ModelFiles:
    """Finds them in one state of the files after the other."""

    def __init__(self, environment: EnvironmentConfig, globs: tuple[str, ...]) -> None:
        self._environment = environment
        self._globs = globs
        self._candidates = Candidates()
        self._listed: tuple[str, ...] | None = None
        self._possible: tuple[str, ...] = ()
        self._beside: frozenset[str] = frozenset()

    def paths(self, files: Files) -> tuple[str, ...]:
        """The files that may declare tables: those that some globs name, else those whose text looks like it."""
        listed = tuple(files.paths())
        if listed != self._listed:
            self._listed = listed
            self._possible = self._among(files, listed)
            self._beside = beside(self._environment, files)
        return self._possible if self._globs else self._candidates.among(files, self._possible)

    def own(self, files: Files) -> frozenset[str]:
        """The same, and ``env.py`` with what lies beside it."""
        return frozenset((*self.paths(files), self._environment.env_py)) | self._beside

    def _among(self, files: Files, listed: tuple[str, ...]) -> tuple[str, ...]:
        if self._globs:
            return tuple(path for path in listed if any(matches(path, glob) for glob in self._globs))
        revisions = set(revision_paths(files, self._environment))
        folder = self._environment.script_location
        inside = f"{folder}/" if folder else None
        return tuple(
            path for path in listed if path not in revisions and not (inside is not None and path.startswith(inside))
        )


def matches(path: str, glob: str) -> bool:
    """Whether a path fits a glob, where ``**/`` may also stand for nothing."""
    return fnmatch.fnmatchcase(path, glob) or ("**/" in glob and fnmatch.fnmatchcase(path, glob.replace("**/", "")))
