"""The drops of a function that have no name, and the names that were meant.

A name is known where as many things are dropped without one as there are that can be meant: then it does not matter
which of them is which. Of the way back only what the way up made is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migration_lsp.judgement.view import View
from migration_lsp.migrations.recorded import Recorded, Run
from migration_lsp.schema.records import Catalogue
from migration_lsp.schema.unnamed import UnnamedDrop, names_that_fit, unnamed_drop


@dataclass(frozen=True, slots=True)
class Nameless:
    """A drop that Alembic cannot write as SQL; ``name`` is the one that is missing, where it is known."""

    recorded: Recorded
    drop: UnnamedDrop
    name: str | None = None


def nameless_in_upgrade(view: View, revision: str) -> tuple[Nameless, ...]:
    return tuple(_named(view.project.run_of(revision), None))


def nameless_in_downgrade(view: View, revision: str) -> tuple[Nameless, ...]:
    return tuple(_named(view.downgrade(revision), view.project.run_of(revision).before))


def nameless_drop(recorded: Recorded) -> UnnamedDrop | None:
    """What is wrong with an operation, if it is such a drop."""
    return unnamed_drop(recorded.operation, recorded.problems, recorded.before.dialect)


def _named(run: Run, before: Catalogue | None) -> Iterator[Nameless]:
    found = [(recorded, drop) for recorded in run.operations if (drop := nameless_drop(recorded)) is not None]
    alike: dict[UnnamedDrop, list[Recorded]] = {}
    for recorded, drop in found:
        alike.setdefault(drop, []).append(recorded)
    for recorded, drop in found:
        group = alike[drop]
        yield Nameless(recorded, drop, _name(drop, group, group.index(recorded), before))


def _name(drop: UnnamedDrop, group: list[Recorded], number: int, before: Catalogue | None) -> str | None:
    """The last thing that was made is the first that goes."""
    names = names_that_fit(drop, group[0].before) if drop.takes_name else ()
    if before is not None:
        known = frozenset(names_that_fit(drop, before))
        names = tuple(name for name in names if name not in known) or names
    return names[-1 - number] if len(names) == len(group) else None
