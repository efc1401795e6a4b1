"""The table of figures, limits and whether they hold, as text for a terminal and as Markdown for the README."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks.samples import Figure, Figures

EDITED = ("revision", "flask", "mapped")
"""The files that are edited for the figures with a limit."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    figure: str
    limit: str
    holds: bool | None
    """None where there is no limit."""
    computed: str = ""
    """How much of it was computing."""


@dataclass(frozen=True, slots=True)
class Limited:
    """What was measured under a name, what it is called, and its limits in seconds."""

    name: str
    what: str
    median: float | None = None
    p95: float | None = None


TIMES = (
    Limited("initialize", "process start → `initialize` answered", 0.40),
    Limited("opened", "process start → diagnostics of the opened file", 2.5),
    Limited("keystroke_revision", "keystroke in a revision file → settled diagnostics", 0.040, 0.080),
    Limited("save_revision", "save in a revision file → settled diagnostics", 0.040, 0.080),
    Limited("keystroke_flask", "keystroke in a models file of 25 tables, `db.Column`", 0.060, 0.120),
    Limited("save_flask", "save in a models file of 25 tables, `db.Column`", 0.060, 0.120),
    Limited("keystroke_mapped", "keystroke in a models file of 25 tables, `Mapped`", 0.060, 0.120),
    Limited("save_mapped", "save in a models file of 25 tables, `Mapped`", 0.060, 0.120),
    Limited("hover", "hover", 0.010, 0.025),
    Limited("actions", "code action list", 0.010, 0.025),
)
CHECK = Limited("check", "`migration-lsp check`, whole process", 2.0)
OTHERS = (
    Limited("first_keystroke", "the first keystroke after the start"),
    Limited("keystroke_neutral", "keystroke in a revision in the middle of the history, in its downgrade"),
    Limited("keystroke_middle", "keystroke in a revision in the middle of the history, that changes the schema"),
    Limited("opened_in_repository", "process start → diagnostics of the opened file, changed since the last commit"),
    Limited("at_rest", "process start → all looked at"),
    Limited("alembic_check", "`alembic check`, whole process, on a database already migrated"),
)
MEMORY_LIMIT = 200
FASTER_THAN_ALEMBIC = 1.4
GROWTH_LIMIT = 1.3
SAVE_AGAINST_ALEMBIC = 50


def rows(figures: Figures) -> list[Row]:
    """A row for everything that was measured."""
    times = [_time_row(row, figures.measured[row.name]) for row in TIMES if row.name in figures.measured]
    others = [_time_row(row, figures.measured[row.name]) for row in OTHERS if row.name in figures.measured]
    return [*times, *_memory(figures), *_check(figures), *_growth(figures), *_save(figures), *others]


def _time_row(row: Limited, figure: Figure) -> Row:
    said, limits, holds = seconds(figure.median), [], True
    if row.median is not None:
        limits.append(f"≤ {seconds(row.median)}")
        holds = figure.median <= row.median
    if row.p95 is not None:
        limits.append(f"p95 ≤ {seconds(row.p95)}")
        holds = holds and figure.p95 <= row.p95
    if row.p95 is not None or row.median is None:
        said = f"{said}, p95 {seconds(figure.p95)}"
    computed = f"computed {seconds(figure.processor)}" if figure.processor is not None else ""
    return Row(row.what, said, ", ".join(limits), holds if limits else None, computed)


def _memory(figures: Figures) -> Iterator[Row]:
    memory = figures.measured.get("memory")
    if memory is not None:
        said, limit = f"{memory.median:.0f} MB", f"≤ {MEMORY_LIMIT} MB"
        yield Row("resident memory after the first analysis", said, limit, memory.median <= MEMORY_LIMIT)


def _check(figures: Figures) -> Iterator[Row]:
    if "check" in figures.measured:
        yield _time_row(CHECK, figures.measured["check"])
    yield from _times_faster(figures, "check", "the same against `alembic check`", FASTER_THAN_ALEMBIC)


def _save(figures: Figures) -> Iterator[Row]:
    what = "save in a revision file → settled diagnostics, against `alembic check`"
    yield from _times_faster(figures, "save_revision", what, SAVE_AGAINST_ALEMBIC)


def _times_faster(figures: Figures, name: str, what: str, limit: float) -> Iterator[Row]:
    ours, theirs = figures.measured.get(name), figures.measured.get("alembic_check")
    if ours is not None and theirs is not None:
        ratio = theirs.median / ours.median
        yield Row(what, f"{ratio:.3g} times as fast", f"≥ {limit:g} times", ratio >= limit)


def _growth(figures: Figures) -> Iterator[Row]:
    names = {"revision": "a revision file", "flask": "models, `db.Column`", "mapped": "models, `Mapped`"}
    for name in EDITED:
        small = figures.measured.get(f"keystroke_{name}")
        large = figures.measured.get(f"grown_keystroke_{name}")
        if small is not None and large is not None:
            ratio = large.median / small.median
            what = f"keystroke in {names[name]}: {figures.grown:,} revisions over {figures.revisions:,}"
            yield Row(what, f"{ratio:.2f}", f"≤ {GROWTH_LIMIT}", ratio <= GROWTH_LIMIT)


def seconds(value: float) -> str:
    """A time as people say it."""
    if value >= 0.4:
        return f"{value:.2f} s"
    return f"{value * 1000:.0f} ms" if value >= 0.0095 else f"{value * 1000:.1f} ms"


def as_markdown(found: list[Row]) -> str:
    """The table of the README."""
    lines = [f"| {row.what} | {row.figure} | {row.limit} | {_holds(row)} |\n" for row in found]
    return f"| what | figure | limit | holds |\n|---|---|---|---|\n{''.join(lines)}"


def as_text(found: list[Row]) -> str:
    """The table for a terminal."""
    cells = [(row.what.replace("`", ""), row.figure, row.limit, _holds(row).strip("*"), row.computed) for row in found]
    widths = [max(len(line[n]) for line in cells) for n in range(4)]
    return "".join(
        f"{what:{widths[0]}}  {figure:{widths[1]}}  {limit:{widths[2]}}  {holds:{widths[3]}}  {computed}".rstrip()
        + "\n"
        for what, figure, limit, holds, computed in cells
    )


def _holds(row: Row) -> str:
    return "" if row.holds is None else "yes" if row.holds else "**no**"
