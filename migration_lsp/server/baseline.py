"""What was there before one's own changes: the files at the merge-base, over those that are on the disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from migration_lsp.source.files import Files, Unreadable
from migration_lsp.workspace.git import Base


@dataclass(frozen=True, eq=False)
class BaseFiles:
    """A :class:`~migration_lsp.source.files.Files` as of a commit. What is no Python is taken from the disk."""

    disk: Files
    listed: tuple[str, ...]
    texts: Mapping[str, str | Unreadable]
    """The files that are different on the disk, or are not there any more."""
    hidden: frozenset[str]
    """The files that are on the disk alone."""

    def paths(self) -> Iterable[str]:
        return self.listed

    def read(self, path: str) -> str | Unreadable | None:
        if path in self.hidden:
            return None
        return self.texts[path] if path in self.texts else self.disk.read(path)


def files_at(base: Base, disk: Files) -> Files:
    """The files at the base; ``disk`` itself where they are the same."""
    listed = tuple(disk.paths())
    folders = {path.rpartition("/")[0] for path in listed}
    # What is gone counts where files beside it count: other folders may be left out by a setting.
    there = {path for path in base.paths if path.rpartition("/")[0] in folders}
    hidden = frozenset(listed) - there
    different = [path for path in sorted(there) if not base.is_blob(path, tuple(_ids(disk.read(path))))]
    texts = {path: text for path, text in base.texts(different).items() if text != disk.read(path)}
    if not hidden and not texts:
        return disk
    return BaseFiles(disk, tuple(sorted(there)), texts, hidden)


def _ids(text: str | Unreadable | None) -> Iterable[str]:
    """The names that git has for a text, also for one whose line ends it changed when it was checked out."""
    if not isinstance(text, str):
        return
    for form in dict.fromkeys((text, text.replace("\r\n", "\n"))):
        data = form.encode("utf-8", "surrogatepass")
        named = b"blob %d\0" % len(data) + data
        yield hashlib.sha1(named, usedforsecurity=False).hexdigest()
        yield hashlib.sha256(named).hexdigest()
