"""Measure, and print the table. ``python -m tests.benchmarks --help`` says what can be chosen.

The figures are wall times: they mean something on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.benchmarks import readme
from tests.benchmarks.groups import GROUPS, GROWTH, Plan, measure
from tests.benchmarks.samples import STORED, Figures
from tests.benchmarks.table import as_text, rows

ALL = (*GROUPS, GROWTH)


def main() -> int:
    """0 where every limit holds that was looked at, else 1."""
    options = _options()
    figures = readme.stored() if options.stored else _measured(options)
    sys.stdout.write(as_text(rows(figures)))
    if options.json:
        options.json.write_text(figures.as_json(), encoding="utf-8")
    if options.readme:
        readme.write(figures)
    return 1 if any(row.holds is False for row in rows(figures)) else 0


def _measured(options: argparse.Namespace) -> Figures:
    figures = Figures(options.tables, options.revisions, options.grown)
    chosen = options.only or list(ALL)
    if options.readme and options.only and STORED.exists():
        # What is not measured now stays as it was, where it was measured on the same.
        before = readme.stored()
        if (before.tables, before.revisions, before.grown) == (figures.tables, figures.revisions, figures.grown):
            figures = before
    measure(Plan(figures, options.edits, options.starts), chosen)
    return figures


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--tables", type=int, default=500)
    parser.add_argument("--revisions", type=int, default=1000)
    parser.add_argument("--grown", type=int, default=5000, help="revisions of the project that growth is measured on")
    parser.add_argument("--edits", type=int, default=40, help="edits and saves of each file")
    parser.add_argument("--starts", type=int, default=7, help="starts of the server and of the commands")
    parser.add_argument("--only", nargs="+", choices=ALL, help="measure these groups alone")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--readme", action="store_true", help="keep the figures, and show them in the README")
    parser.add_argument("--stored", action="store_true", help="measure nothing: take the figures that are kept")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
