"""One workspace folder as it is analysed: its files with what is typed over them, and each of its environments.

Lives on the thread that analyses. The client's paths and ours meet here: a folder may be reached by a link, and then
the client's name for it is kept for everything that is sent.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from migration_lsp.config import Config, EnvironmentConfig
from migration_lsp.project import Project, by_database
from migration_lsp.server.baseline import files_at
from migration_lsp.server.drafts import Draft, Drafts
from migration_lsp.server.environment import Environment
from migration_lsp.server.job import DiskChange, Folder
from migration_lsp.server.overlay import Overlaid
from migration_lsp.source.files import Files
from migration_lsp.workspace.discovery import Workspace, discover
from migration_lsp.workspace.git import find_base

_SETTLES_THE_REST = ("alembic.ini", "pyproject.toml", "env.py", "setup.cfg", "setup.py", "Pipfile", "METADATA")
"""Files that say what else is read, and for which database."""


class FolderState:
    """A folder and its environments at the state that was looked at last."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self._discovered: Workspace | None = None
        self._environments: tuple[Environment, ...] = ()
        self._config: Config | None = None
        self._settled: Workspace | None = None
        """The state of the disk by which it was found which databases there are."""
        self._base: Files | None = None
        self._is_base_known = False
        self._saved: Overlaid | None = None
        self._typed: Overlaid | None = None

    # ------------------------------------------------------------------ the disk

    @property
    def workspace(self) -> Workspace:
        if self._discovered is None:
            self._discovered = discover(Path(self.folder.path))
        return self._discovered

    def keep_up(self, change: DiskChange) -> None:
        """Take what happened on the disk. Nothing is read before it is asked for."""
        if change.is_rebased:
            self._is_base_known = False
        paths = [path for place in change.changed if (path := self.path_in(place)) is not None]
        if change.is_relisted or any(path.rpartition("/")[2] in _SETTLES_THE_REST for path in paths):
            self._discovered = None
        elif paths and self._discovered is not None:
            before = self._discovered.files
            files = before.reread(paths)
            if any(files.read(path) != before.read(path) for path in paths):
                self._discovered = replace(self._discovered, files=files)

    def path_in(self, place: str) -> str | None:
        """The folder's own name for a file, or None for one that is not in it."""
        lexical = _below(place, self.folder.path)
        real = _below(os.path.realpath(place), os.path.realpath(self.folder.path))
        listed = set(self.workspace.files.paths())
        for path in (lexical, real):
            if path is not None and path in listed:
                return path
        path = lexical or real
        if path is None or path.isascii():
            return path
        # A file system may spell its names in another form of Unicode than the client does.
        form = unicodedata.normalize("NFC", path)
        return next((name for name in listed if unicodedata.normalize("NFC", name) == form), path)

    def uri_of(self, path: str) -> str:
        """The client's name for a file of the folder."""
        return f"{self.folder.uri.rstrip('/')}/{quote(path, errors='surrogatepass')}"

    # ------------------------------------------------------------------ what is typed

    def look_at(self, drafts: Mapping[str, Draft], memory: Drafts) -> None:
        """Take the open documents: what is analysed of each, and what counts as being on the disk."""
        disk = self.workspace.files
        typed: dict[str, str] = {}
        saved: dict[str, str] = {}
        for path, draft in drafts.items():
            on_disk = disk.read(path)
            kept = memory.saved_text(draft.document, on_disk)
            if kept is not None and kept is not on_disk:
                saved[path] = kept
            if kept is None or not _same(kept, draft.text):
                typed[path] = draft.text
            elif path in saved:
                typed[path] = kept
        self._saved = _kept(self._saved, disk, saved)
        self._typed = self._saved if typed == saved else _kept(self._typed, disk, typed)
        self._keep_environments()
        for environment in self._environments:
            environment.begin_at(self._base_files())
            environment.follow(self._saved, self._typed)

    def _keep_environments(self) -> None:
        config = self.workspace.config
        if self._settled is self.workspace:
            return
        self._settled = self.workspace
        each = tuple(
            project.environment
            for environment in config.environments
            for project in by_database(Project(self.workspace.files, config, environment))
        )
        if config != self._config or each != tuple(known.environment for known in self._environments):
            # What was old news stays old news, whatever a setting says now.
            drifts = {_place(known.environment): known.drift for known in self._environments}
            self._config = config
            self._environments = tuple(Environment(config, it, drifts.get(_place(it))) for it in each)

    def _base_files(self) -> Files | None:
        """The files at the merge-base, found once for each state of the branches."""
        if not self._is_base_known:
            self._is_base_known = True
            base = find_base(self.workspace.root, self.workspace.default_branch)
            self._base = files_at(base, self.workspace.files) if base is not None else None
        return self._base

    @property
    def environments(self) -> tuple[Environment, ...]:
        return self._environments

    @property
    def files(self) -> Files:
        """The files as they are analysed."""
        return self._typed if self._typed is not None else self.workspace.files

    def watched(self) -> Iterable[str]:
        """The folders whose files matter: those of models, of revisions, the folder itself, and git's."""
        yield self.folder.path
        yield os.path.join(self.folder.path, ".git")
        yield os.path.join(self.folder.path, ".git", "logs")
        for environment in self._environments:
            for folder in environment.folders:
                yield os.path.join(self.folder.path, *folder.split("/"))


def _place(environment: EnvironmentConfig) -> tuple[str, str | None]:
    return environment.script_location, environment.database


def _kept(before: Overlaid | None, disk: Files, texts: Mapping[str, str]) -> Overlaid:
    """The same object as before for the same texts: by that it is known that nothing changed."""
    if before is not None and before.below is disk and before.texts == texts:
        return before
    return Overlaid(disk, texts)


def _same(text: str, other: str) -> bool:
    return text == other or text.replace("\r\n", "\n") == other.replace("\r\n", "\n")


def _below(place: str, folder: str) -> str | None:
    """The path of a place relative to a folder above it, with forward slashes."""
    try:
        relative = os.path.relpath(place, folder)
    except ValueError:
        # Another drive.
        return None
    relative = relative.replace(os.sep, "/")
    return None if relative.startswith("../") or relative in {".", ".."} else relative
