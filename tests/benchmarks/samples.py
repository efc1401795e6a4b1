"""What was measured: numbers by name, as they are kept in ``figures.json``."""

from __future__ import annotations

import json
import math
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

STORED = Path(__file__).with_name("figures.json")


@dataclass(frozen=True, slots=True)
class Figure:
    """Some measurements of one thing, in seconds or in megabytes."""

    median: float
    p95: float
    count: int
    processor: float | None = None
    """The median of the seconds that were computed for one of them, with all that was done afterwards.

    On a machine that does other things too it is nearer to what is to be known than the time that passed."""

    @classmethod
    def of(cls, samples: Sequence[float], processor: Sequence[float] = ()) -> Figure:
        ordered = sorted(samples)
        p95 = ordered[math.ceil(len(ordered) * 0.95) - 1]
        computed = round(statistics.median(processor), 4) if processor else None
        return cls(round(statistics.median(ordered), 4), round(p95, 4), len(ordered), computed)


@dataclass(slots=True)
class Figures:
    """All that was measured in one run of the benchmarks."""

    tables: int
    revisions: int
    grown: int
    """How many revisions the larger project has."""
    machine: str = field(default_factory=lambda: f"{os.cpu_count()} cores, Python {platform.python_version()}")
    measured: dict[str, Figure] = field(default_factory=dict)
    """By the names that :mod:`tests.benchmarks.rows` reads; those of the larger project begin with ``grown``."""

    def as_json(self) -> str:
        return json.dumps(asdict(self), indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Figures:
        read = json.loads(text)
        measured = {name: Figure(**figure) for name, figure in read.pop("measured").items()}
        return cls(**read, measured=measured)
