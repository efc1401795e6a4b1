"""Where Alembic is blind: comparators of our own, each of them optional.

One small module for each kind of thing. A comparator is given one table as both sides have it and answers what
differs; it never guesses: what is not certain, or not wholly understood, is left alone.
"""

from .compare import COMPARATORS, RENAME, beyond_alembic
from .pair import Beyond, BeyondOp

__all__ = ["COMPARATORS", "RENAME", "Beyond", "BeyondOp", "beyond_alembic"]
