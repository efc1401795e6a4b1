"""How much care something needs."""

from __future__ import annotations

from enum import Enum


class Risk(Enum):
    """How much care something needs, the worst first."""

    CRITICAL = "CRITICAL"
    """Needs a data migration, loses data, or fails."""
    WARNING = "WARNING"
    """Scans, locks, can fail on existing data, or breaks running code."""
    SAFE = "SAFE"
    NOTE = "NOTE"
    """Could not be judged for certain, or is old news."""

    @property
    def rank(self) -> int:
        """0 for the worst; a NOTE needs attention less than what is SAFE to do."""
        return _ORDER.index(self)

    def at_least(self, other: Risk) -> bool:
        """Whether this is as bad as another one, or worse."""
        return self.rank <= other.rank


_ORDER = list(Risk)
