"""What goes to the thread that analyses, and what comes back: values that both sides may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from lsprotocol import types

from migration_lsp.server.client import Client
from migration_lsp.server.documents import Document


class Superseded(Exception):
    """Newer work waits: what is being done now is wanted by nobody any more."""


class Run(Enum):
    """When the text of an open document is looked at."""

    ON_TYPE = "onType"
    ON_SAVE = "onSave"


@dataclass(frozen=True, slots=True)
class Folder:
    """A workspace folder, as the client names it."""

    uri: str
    path: str


@dataclass(frozen=True, slots=True)
class DiskChange:
    """What happened on the disk since the last job."""

    changed: frozenset[str] = frozenset()
    """Absolute paths of files that have other contents."""
    is_relisted: bool = False
    """Files came or went, or a setting changed: everything has to be looked for again."""
    is_rebased: bool = False
    """A commit or a branch: what is one's own may be something else."""

    def __or__(self, other: DiskChange) -> DiskChange:
        return DiskChange(
            self.changed | other.changed,
            self.is_relisted or other.is_relisted,
            self.is_rebased or other.is_rebased,
        )


@dataclass(frozen=True, slots=True)
class Job:
    """One state of everything, to be analysed."""

    client: Client
    folders: tuple[Folder, ...]
    documents: tuple[Document, ...]
    run: Run
    disk: DiskChange
    is_wanted: Callable[[], bool] = lambda: True

    def check(self) -> None:
        """Raise ``Superseded`` where newer work waits."""
        if not self.is_wanted():
            raise Superseded


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one file."""

    diagnostics: tuple[types.Diagnostic, ...]
    version: int | None = None
    """The version of the open document that it is told of; None for a file that is not open."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an analysis came to."""

    told: Mapping[str, Told] = field(default_factory=dict)
    """By URI: the files with findings, and every open document."""
    failures: tuple[str, ...] = ()
    """Rules of ours that raised, for the log."""
    watched: frozenset[str] = frozenset()
    """The folders whose files matter, for where the client does not watch them."""
