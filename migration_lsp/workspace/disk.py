"""The project's files on the disk, as the core sees files: listed once, read when asked for, and then kept.

Nothing outside the root is ever read, whatever a path or a link says.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable
from copy import copy
from pathlib import Path

from migration_lsp.source.decode import MAX_BYTES, decode
from migration_lsp.source.files import Files, Unreadable
from migration_lsp.workspace.walk import Found, walk


class DiskFiles:
    """A :class:`~migration_lsp.source.files.Files` over a folder.

    A file is read once: a change on the disk after that needs another object, which ``reread`` gives.
    """

    def __init__(self, root: Path, found: Found) -> None:
        self.root = Path(os.path.realpath(root))
        self.configuration = found.configuration
        self._paths = found.python
        self._texts: dict[str, str | Unreadable | None] = {}
        self._rereads: list[frozenset[str]] = []
        """What was read again so far, by this one and all that come from it."""
        self._state = 0
        """How much of that has been read again for this one."""

    def paths(self) -> Iterable[str]:
        return self._paths

    def look_into(self, folder: str) -> None:
        """List the Python files of a folder too that the walk passed by, because somebody names it."""
        prefix = f"{folder}/" if folder else ""
        if not any(path.startswith(prefix) for path in self._paths):
            self._paths = tuple(sorted({*self._paths, *walk(self.root, start=folder).python}))

    def reread(self, paths: Iterable[str]) -> DiskFiles:
        """The same files, of which these have other contents now."""
        other = copy(self)
        gone = frozenset(paths)
        if self._state == len(self._rereads):
            self._rereads.append(gone)
            other._state += 1
        else:
            # It goes another way than one that was made of the same before.
            other._rereads, other._state = [], 0
        other._texts = {path: text for path, text in self._texts.items() if path not in gone}
        return other

    def changed_since(self, before: Files) -> Collection[str] | None:
        """What was read again since, or what had been by then; None where the two have nothing in common."""
        if not isinstance(before, DiskFiles) or before._rereads is not self._rereads:
            return None
        first, last = sorted((before._state, self._state))
        return frozenset().union(*self._rereads[first:last])

    def read(self, path: str) -> str | Unreadable | None:
        if path not in self._texts:
            self._texts[path] = self._read(path)
        return self._texts[path]

    def _read(self, path: str) -> str | Unreadable | None:
        place = Path(os.path.realpath(self.root / path)) if "\0" not in path else None
        if place is None or not place.is_relative_to(self.root):
            return None
        try:
            status = place.stat()
            if stat.S_ISDIR(status.st_mode):
                return None
            if not stat.S_ISREG(status.st_mode):
                return Unreadable("the file is no regular file and was not read")
            with place.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except (FileNotFoundError, NotADirectoryError):
            return Unreadable("the link leads nowhere") if (self.root / path).is_symlink() else None
        except OSError as error:
            return Unreadable(f"the file could not be read: {(error.strerror or 'no reason given').lower()}")
        return decode(data, python=path.endswith(".py"))
