"""``workspace/didChangeWatchedFiles``: what the client is asked to watch, and what its events mean."""

from __future__ import annotations

import os
from collections.abc import Iterable

from lsprotocol import types

from migration_lsp.server.job import DiskChange
from migration_lsp.server.uris import path_of
from migration_lsp.workspace.walk import is_passed_by

_GLOBS = (
    "**/*.py",
    "**/*.ini",
    "**/pyproject.toml",
    "**/CLAUDE.md",
    "**/AGENTS.md",
    "**/.git/HEAD",
    "**/.git/logs/HEAD",
)

OPTIONS = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(glob) for glob in _GLOBS])


def change_of(events: Iterable[types.FileEvent], folders: Iterable[str]) -> DiskChange:
    """What some events come to; nothing, where they are about files that nobody reads."""
    change = DiskChange()
    roots = tuple(folders)
    for event in events:
        path = path_of(event.uri)
        if path is not None:
            change |= change_at(path, roots, is_listed_anew=event.type != types.FileChangeType.Changed)
    return change


def change_at(path: str, folders: Iterable[str], *, is_listed_anew: bool) -> DiskChange:
    """What an event at a path means; ``is_listed_anew`` where the file came or went."""
    parts = path.replace(os.sep, "/").split("/")
    if ".git" in parts:
        # A commit or another branch; the files that it changes come as events of their own.
        return DiskChange(is_rebased=parts[-1] == "HEAD")
    if any(is_passed_by(_below(path, folder)) for folder in folders):
        return DiskChange()
    return DiskChange(frozenset({path}), is_relisted=is_listed_anew)


def _below(path: str, folder: str) -> str:
    inside = path.removeprefix(folder.rstrip(os.sep) + os.sep)
    return "" if inside == path else inside.replace(os.sep, "/")
