"""What a project hands on to the next one beside its parts: answers that hold whatever else has changed."""

from __future__ import annotations

from dataclasses import dataclass, field

from migration_lsp.schema.beyond import Beyond
from migration_lsp.schema.compare import Compared
from migration_lsp.schema.memory import Memory


@dataclass(frozen=True, slots=True)
class Remembered:
    """Bounded, and never wrong: every answer is kept with all that it follows from."""

    compared: Compared = field(default_factory=Compared)
    beyond: Memory[tuple[Beyond, ...]] = field(default_factory=Memory)
