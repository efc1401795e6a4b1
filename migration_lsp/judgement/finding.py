"""What is said of a place: the rule that speaks, how bad it is, why, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from migration_lsp.judgement.plan import Plan
from migration_lsp.judgement.risk import Risk
from migration_lsp.schema.effects import Effect
from migration_lsp.source.spans import Span

if TYPE_CHECKING:
    from migration_lsp.judgement.moment import Moment
    from migration_lsp.judgement.rule import Rule


class Cause(Enum):
    """What a rule is about. Of the rules with the same cause at the same operation only the strongest speaks."""

    ROWS = "rows without a value"
    TYPE = "type"
    NAME = "name"
    REMOVAL = "removal"
    FOREIGN_KEY = "foreign key"
    FOREIGN_KEY_INDEX = "index of a foreign key"
    UNIQUE = "uniqueness"
    CHECK = "check"
    DEFAULT = "default"
    PRIMARY_KEY = "primary key"
    BATCH = "SQLite's ALTER TABLE"
    INDEX = "index"
    LOCK = "lock"
    DOWNGRADE = "downgrade"
    CHAIN = "chain of revisions"
    PENDING = "change in no migration"
    ANALYSIS = "not analysed"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains a finding."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Danger:
    """What a rule says: one sentence without its subject, which the finding puts before it.

    ``risk`` is given where it is not the rule's own, ``span`` where the place is narrower than the operation.
    """

    message: str
    risk: Risk | None = None
    span: Span | None = None
    related: tuple[Related, ...] = ()
    group: str | None = None
    """What kind of thing it is, where all of a kind are told together: ``new nullable column``."""


@dataclass(frozen=True)
class Finding:
    """One thing to tell a user, at its place."""

    rule: str
    risk: Risk
    message: str
    """``table.column: what breaks, for whom``, in one sentence."""
    span: Span
    cause: Cause
    revision: str | None = None
    """None for a finding in the models or on the project."""
    table: str | None = None
    column: str | None = None
    name: str | None = None
    """Of the index or constraint, if that is what it is about."""
    related: tuple[Related, ...] = ()
    lines: tuple[str, ...] = ()
    """What else there is to say, below the message: weaker rules at the same operation, members of a list."""
    group: str | None = None
    """All findings of a rule with the same group are told as one."""
    is_removal: bool = False
    """Whether something is gone or has another name: of models that is told on save only."""
    page: Rule | None = field(default=None, compare=False, repr=False)
    effect: Effect | None = field(default=None, compare=False, repr=False)
    moment: Moment | None = field(default=None, compare=False, repr=False)

    @property
    def is_pending(self) -> bool:
        """Whether it is about a model change that is in no revision yet."""
        return self.moment is not None and self.moment.revision is None

    @property
    def plan(self) -> Plan | None:
        """The safe way, where there is one for it."""
        if self.page is None or self.page.strategy is None or self.effect is None or self.moment is None:
            return None
        return self.page.strategy(self.effect, self.moment)
