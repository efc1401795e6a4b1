"""One statement that takes something back, and what is known where it is written."""

from __future__ import annotations

from dataclasses import dataclass

from migration_lsp.judgement import Act
from migration_lsp.schema.records import Catalogue
from migration_lsp.strategies.code import Call
from migration_lsp.strategies.ground import Ground


@dataclass(frozen=True, slots=True)
class Undoing:
    """A statement: a call for one table, or ``text`` where it is none. ``remark`` is said above it."""

    table: str
    call: Call | None = None
    text: str = ""
    remark: str = ""
    is_alone: bool = False
    """Whether it has to stand outside the transaction."""
    begins_batch: bool = False
    """Whether it needs what stands before it to have run: SQLite does a batch all at once."""
    ends_batch: bool = False
    """Whether what stands after it needs it to have run: in a batch a column keeps the name that it had."""


class NoWayBackError(Exception):
    """Something that cannot be taken back exactly; never leaves the package."""


@dataclass(frozen=True, slots=True)
class Here:
    """The act that is taken back; ``start`` is the schema before the whole revision."""

    act: Act
    start: Catalogue
    has_convention: bool

    def ground(self, key: str) -> Ground:
        """The table as it is before the act: what comes back is written with the types that were there then."""
        return Ground(key, self.act.before, self.has_convention)

    @property
    def index_options(self) -> tuple[str, ...]:
        """An index goes as it came: outside the transaction, or in it."""
        return ("postgresql_concurrently=True",) if self.act.flags.concurrently else ()


def named(name: str | None) -> str:
    """The name, without which nothing is dropped."""
    if name is None:
        raise NoWayBackError
    return name


def known(python: str | None) -> str:
    """The Python for something of the database, if there is some."""
    if python is None:
        raise NoWayBackError
    return python
