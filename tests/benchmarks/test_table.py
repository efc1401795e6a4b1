"""The table and the plot say what the figures say."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

from tests.benchmarks.plot import LABELS, plot
from tests.benchmarks.samples import Figure, Figures
from tests.benchmarks.table import CHECK, OTHERS, TIMES, as_markdown, as_text, rows


def _figures(**medians: float) -> Figures:
    measured = {name: Figure(value, value * 1.5, 40) for name, value in medians.items()}
    return Figures(500, 1000, 5000, measured=measured)


def _holds(**medians: float) -> list[bool | None]:
    return [row.holds for row in rows(_figures(**medians))]


def test_a_figure_is_the_median_and_what_is_rarely_exceeded() -> None:
    assert Figure.of([n / 100 for n in range(100, 0, -1)], processor=[0.1, 0.5, 0.2]) == Figure(0.505, 0.95, 100, 0.2)
    assert Figure.of([3.0, 1.0, 2.0]) == Figure(2.0, 3.0, 3)


def test_figures_are_kept_and_read_again() -> None:
    figures = _figures(hover=0.004, memory=180)
    assert Figures.from_json(figures.as_json()) == figures


def test_every_limit_is_held_against_its_figure() -> None:
    assert _holds(initialize=0.40) == [True]
    assert _holds(initialize=0.41) == [False]
    assert _holds(memory=200) == [True]
    assert _holds(memory=201) == [False]
    assert _holds(first_keystroke=9) == [None]


def test_the_95th_percentile_has_a_limit_of_its_own() -> None:
    figures = _figures()
    figures.measured["hover"] = Figure(0.002, 0.03, 40)
    assert [row.holds for row in rows(figures)] == [False]
    figures.measured["hover"] = Figure(0.002, 0.02, 40)
    assert [row.holds for row in rows(figures)] == [True]


def test_ratios_are_told_where_both_sides_were_measured() -> None:
    assert _holds(check=1.0, alembic_check=1.4) == [True, True, None]
    assert _holds(check=1.0, alembic_check=1.3) == [True, False, None]
    assert _holds(save_revision=0.02, alembic_check=1.0) == [True, True, None]
    assert _holds(save_revision=0.02, alembic_check=0.9) == [True, False, None]
    assert _holds(keystroke_flask=0.01, grown_keystroke_flask=0.013) == [True, True]
    assert _holds(keystroke_flask=0.01, grown_keystroke_flask=0.014) == [True, False]
    assert _holds(grown_keystroke_flask=0.014) == []


def test_the_table_shows_figures_and_limits() -> None:
    found = rows(_figures(initialize=0.5, hover=0.004))
    assert as_markdown(found).splitlines()[2:] == [
        "| process start → `initialize` answered | 0.50 s | ≤ 0.40 s | **no** |",
        "| hover | 4.0 ms, p95 6.0 ms | ≤ 10 ms, p95 ≤ 25 ms | yes |",
    ]
    assert as_text(found).splitlines()[1].split("  ")[0] == "hover"


def test_the_plot_draws_a_line_for_each_label() -> None:
    known = {row.name for row in (*TIMES, CHECK, *OTHERS)}
    assert known >= LABELS.keys()
    drawn = ElementTree.fromstring(plot(_figures(**dict.fromkeys(LABELS, 0.02))))
    said = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert [text for text in said if text in LABELS.values()] == list(LABELS.values())
    assert said.count("20 ms") == len(LABELS)
