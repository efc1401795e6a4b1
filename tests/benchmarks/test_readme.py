"""The README shows the figures that are kept."""

from __future__ import annotations

from tests.benchmarks.plot import plot
from tests.benchmarks.readme import PLOT, README, stored, with_figures

_SAY_ANEW = "python -m tests.benchmarks --stored --readme writes it anew"


def test_its_table_is_that_of_the_figures() -> None:
    text = README.read_text(encoding="utf-8")
    assert with_figures(text, stored()) == text, _SAY_ANEW


def test_its_plot_is_that_of_the_figures() -> None:
    assert PLOT.read_text(encoding="utf-8") == plot(stored()), _SAY_ANEW
