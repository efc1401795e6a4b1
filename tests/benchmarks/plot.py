"""The plot of the README: how long each thing takes, on one logarithmic axis, as SVG for light and dark pages."""

from __future__ import annotations

import math
from collections.abc import Iterator

from tests.benchmarks.samples import Figure, Figures
from tests.benchmarks.table import CHECK, OTHERS, TIMES, Limited, seconds

LABELS = {
    "hover": "hover",
    "actions": "code action list",
    "keystroke_revision": "keystroke, revision file",
    "save_revision": "save, revision file",
    "keystroke_mapped": "keystroke, models file (Mapped)",
    "save_mapped": "save, models file (Mapped)",
    "keystroke_flask": "keystroke, models file (db.Column)",
    "save_flask": "save, models file (db.Column)",
    "initialize": "start → initialize answered",
    "opened": "start → diagnostics of opened file",
    "check": "migration-lsp check",
    "alembic_check": "alembic check",
}
"""What is drawn, from top to bottom."""

WIDTH, LEFT, RIGHT = 760, 250, 90
TOP, LINE, BOTTOM = 70, 25, 44
SHORTEST, LONGEST = 0.001, 10.0

_STYLE = """\
  text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 15px; }
  .soft { fill: #59636e; font-size: 12px; }
  .grid { stroke: #d1d9e0; }
  .bar { stroke: #0969da; stroke-width: 3; stroke-linecap: round; }
  .dot { fill: #0969da; }
  .limit { stroke: #bc4c00; stroke-width: 2; }
  .theirs { fill: #818b98; stroke: #818b98; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .soft { fill: #9198a1; }
    .grid { stroke: #3d444d; }
    .bar { stroke: #4493f8; }
    .dot { fill: #4493f8; }
    .limit { stroke: #f0883e; }
    .theirs { fill: #9198a1; stroke: #9198a1; }
  }
"""


def plot(figures: Figures) -> str:
    """The picture of what was measured."""
    limits = {row.name: row for row in (*TIMES, CHECK, *OTHERS)}
    drawn = [(name, figures.measured[name]) for name in LABELS if name in figures.measured]
    height = TOP + LINE * len(drawn) + BOTTOM
    title = f"How long it takes with {figures.tables:,} tables and {figures.revisions:,} revisions"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" role="img" '
        f'aria-label="{title}">',
        f"<title>{title}</title>",
        f"<style>\n{_STYLE}</style>",
        f'<text class="title" x="16" y="26">{title}</text>',
        *_legend(),
        *_axis(height - BOTTOM),
    ]
    for number, (name, figure) in enumerate(drawn):
        lines += _row(TOP + LINE * number + LINE // 2, limits[name], figure)
    return "\n".join((*lines, "</svg>")) + "\n"


def _x(value: float) -> float:
    """Where a time stands on the axis."""
    share = math.log(min(max(value, SHORTEST), LONGEST) / SHORTEST) / math.log(LONGEST / SHORTEST)
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _legend() -> Iterator[str]:
    y = 52
    yield f'<circle class="dot" cx="{LEFT + 5}" cy="{y - 4}" r="5"/>'
    yield f'<text class="soft" x="{LEFT + 16}" y="{y}">median</text>'
    yield f'<line class="bar" x1="{LEFT + 78}" x2="{LEFT + 104}" y1="{y - 4}" y2="{y - 4}"/>'
    yield f'<text class="soft" x="{LEFT + 112}" y="{y}">up to the 95th percentile</text>'
    yield f'<line class="limit" x1="{LEFT + 276}" x2="{LEFT + 276}" y1="{y - 11}" y2="{y + 3}"/>'
    yield f'<text class="soft" x="{LEFT + 284}" y="{y}">limit of the median</text>'


def _axis(bottom: int) -> Iterator[str]:
    for value in (0.001, 0.01, 0.1, 1.0, 10.0):
        label = f"{value:g} s" if value >= 1 else f"{value * 1000:g} ms"
        yield f'<line class="grid" x1="{_x(value)}" x2="{_x(value)}" y1="{TOP}" y2="{bottom}"/>'
        yield f'<text class="soft" x="{_x(value)}" y="{bottom + 18}" text-anchor="middle">{label}</text>'
    note = "time, on a logarithmic axis; keystrokes without the pause that typing is given"
    yield f'<text class="soft" x="{LEFT}" y="{bottom + 36}">{note}</text>'


def _row(y: int, limited: Limited, figure: Figure) -> Iterator[str]:
    theirs = " theirs" if limited.name == "alembic_check" else ""
    middle, end = _x(figure.median), _x(figure.p95)
    yield f'<text x="{LEFT - 14}" y="{y + 4}" text-anchor="end">{LABELS[limited.name]}</text>'
    yield f'<line class="bar{theirs}" x1="{middle}" x2="{end}" y1="{y}" y2="{y}"/>'
    yield f'<circle class="dot{theirs}" cx="{middle}" cy="{y}" r="5"/>'
    right = end
    if limited.median is not None:
        limit = _x(limited.median)
        yield f'<line class="limit" x1="{limit}" x2="{limit}" y1="{y - 8}" y2="{y + 8}"/>'
        right = max(end, limit)
    yield f'<text x="{right + 10}" y="{y + 4}">{seconds(figure.median)}</text>'
