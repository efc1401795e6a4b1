"""What goes to the thread that analyses, and what comes back: values that both sides may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from lsprotocol import types

from migration_lsp.server.client import Client
from migration_lsp.server.documents import Document


class Superseded(Exception):
    """Newer work waits, or nobody wants what is being done now any more."""


class Run(Enum):
    """When the text of an open document is looked at."""

    ON_TYPE = "onType"
    ON_SAVE = "onSave"


class Doing(Enum):
    """What an analysis is at, in words for a user."""

    FILES = "looking for files"
    REVISIONS = "reading revisions"
    REPLAY = "replaying revisions"
    MODELS = "reading models"
    COMPARISON = "comparing models and revisions"
    RULES = "asking the rules"


@dataclass(frozen=True, slots=True)
class Step:
    """A place in an analysis: what comes next, and how much of all is done, from 0 to 1."""

    doing: Doing
    done: float


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
class Told:
    """What is told of one file."""

    diagnostics: tuple[types.Diagnostic, ...]
    version: int | None = None
    """The version of the open document that it is told of; None for a file that is not open."""


@dataclass(frozen=True, slots=True)
class Job:
    """One state of everything, to be analysed."""

    client: Client
    folders: tuple[Folder, ...]
    documents: tuple[Document, ...]
    run: Run
    disk: DiskChange
    is_wanted: Callable[[], bool] = lambda: True
    on_step: Callable[[Step], object] = lambda _: None
    """Told, on the thread that analyses, what comes next."""
    on_early: Callable[[Mapping[str, Told]], object] = lambda _: None
    """Told, on the thread that analyses, what is known of open files before all is known."""

    def check(self) -> None:
        """Raise ``Superseded`` where nobody wants the outcome any more."""
        if not self.is_wanted():
            raise Superseded

    def step(self, step: Step) -> None:
        """Say what comes next, unless nobody wants it."""
        self.check()
        self.on_step(step)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an analysis came to."""

    told: Mapping[str, Told] = field(default_factory=dict)
    """By URI: the files with findings, and every open document."""
    failures: tuple[str, ...] = ()
    """What of ours raised, for the log: the name of the part that is missing, then where it failed."""
    watched: frozenset[str] = frozenset()
    """The folders whose files matter, for where the client does not watch them."""
