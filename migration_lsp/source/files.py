"""The files of a project as the core sees them: names and text, whoever reads them.

Paths are relative to the project's root, with forward slashes. The core never opens a file itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a file that is there has no text for us: not UTF-8, binary, too large, no permission."""

    reason: str


class Files(Protocol):
    """A frozen view of a project's files. The same path always answers the same text."""

    def paths(self) -> Iterable[str]:
        """Every Python file that discovery did not exclude, in a stable order."""

    def read(self, path: str) -> str | Unreadable | None:
        """The text of a file (of any kind, beside Python too), or None where there is no such file."""


@runtime_checkable
class KnowsChanges(Protocol):
    """Files that know in which way they come from others: nobody has to compare all of them."""

    def changed_since(self, before: Files) -> Collection[str] | None:
        """The paths of all files that may have another text than before; None where that is not known."""


def changed_since(files: Files, before: Files) -> Collection[str] | None:
    """The paths of all files that may have another text than before; None where any of them may."""
    if files is before:
        return ()
    return files.changed_since(before) if isinstance(files, KnowsChanges) else None


@dataclass(frozen=True, slots=True)
class TextFiles:
    """Files held in memory: tests, and editors' buffers."""

    texts: Mapping[str, str] = field(default_factory=dict)

    def paths(self) -> Iterable[str]:
        return sorted(path for path in self.texts if path.endswith(".py"))

    def read(self, path: str) -> str | Unreadable | None:
        return self.texts.get(path)
