"""A safe way, written out: numbered steps with their code, the check on existing data, and the way back.

Values only: :mod:`migration_lsp.strategies` makes them, hovers and reports show them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a plan.

    ``upgrade`` and ``downgrade`` are the bodies of a revision of its own, not indented; both are None where the step
    is done by people: a deploy, a decision. ``deploys`` says that what follows must not run before this has reached
    every running process.
    """

    text: str
    upgrade: str | None = None
    downgrade: str | None = None
    sql: str | None = None
    """What to ask the database in this step, for people to run."""
    deploys: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The safe way for one finding."""

    title: str
    steps: tuple[Step, ...]
    check: str | None = None
    """SQL that tells whether existing data is in the way; it changes nothing."""
    expects: str = ""
    """What ``check`` answers, in a few words: ``0 where every row has a value``."""
    rollback: str = ""
    """The way back, in a sentence or two."""
