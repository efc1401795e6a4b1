"""What a migration holds in its hands and cannot be had without a database: stand-ins, told apart by their kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from migration_lsp.source.evaluate.values import Value


class Kind(Enum):
    OP = "op"
    BATCH = "a batch operation"
    BATCH_MANAGER = "op.batch_alter_table()"
    CONTEXT = "the migration context"
    ENVIRONMENT = "alembic.context"
    CONFIG = "the Alembic configuration"
    CONNECTION = "a connection"
    ENGINE = "an engine"
    SESSION = "a session"
    INSPECTOR = "an inspector"
    AUTOCOMMIT = "an autocommit block"
    TRANSACTION = "a transaction"
    RESULT = "a result"


@dataclass(slots=True, eq=False)
class Handle:
    """A stand-in. ``data`` is what its kind needs: the batch's operations, the manager's arguments."""

    kind: Kind
    data: Any = None
    entered: list[Value] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<{self.kind.value}>"
