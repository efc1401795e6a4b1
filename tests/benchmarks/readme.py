"""The README's figures: the table and the plot, made of what is kept in ``figures.json``."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.plot import plot
from tests.benchmarks.samples import STORED, Figures
from tests.benchmarks.table import as_markdown, rows

README = Path(__file__).parents[2] / "README.md"
PLOT = Path(__file__).with_name("figures.svg")
_BEGIN, _END = "<!-- speed: made by tests/benchmarks -->\n", "<!-- end of speed -->"


def stored() -> Figures:
    """What was measured last."""
    return Figures.from_json(STORED.read_text(encoding="utf-8"))


def section(figures: Figures) -> str:
    """The part of the README between the markers."""
    size = f"{figures.tables:,} tables, {figures.revisions:,} revisions"
    picture = f"![{size}: the table below as a picture]({PLOT.relative_to(README.parent).as_posix()})"
    return f"{picture}\n\nMedians for {size}; {figures.machine}:\n\n{as_markdown(rows(figures))}"


def with_figures(text: str, figures: Figures) -> str:
    """The README with these figures."""
    before, begin, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    assert (begin, end) == (_BEGIN, _END), "the README has a place for the figures"
    return f"{before}{_BEGIN}\n{section(figures)}\n{_END}{after}"


def write(figures: Figures) -> None:
    """Keep figures, and show them in the README."""
    STORED.write_text(figures.as_json(), encoding="utf-8")
    PLOT.write_text(plot(figures), encoding="utf-8")
    README.write_text(with_figures(README.read_text(encoding="utf-8"), figures), encoding="utf-8")
