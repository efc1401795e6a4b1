"""The command line's grammar: commands, options, and the help that explains them."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NoReturn, TextIO

from migration_lsp import __version__
from migration_lsp.config import DIALECTS

_DESCRIPTION = """\
Reads the SQLAlchemy models and the Alembic migrations of a project and says what they give.

It never runs a migration, imports project code or talks to a database: everything is read as text.
"""

_EXAMPLES = """\
examples:
  migration-lsp diff                         what is in the models and in no migration yet, by risk
  migration-lsp diff --root ../shop          the same for a project in another folder
  migration-lsp schema --at head             the tables that the migrations give
  migration-lsp schema --at 3f1c2a9d         the same at one revision (the start of an id will do)
  migration-lsp schema --models              the tables that the models declare
  migration-lsp graph --format json          the revisions, for a program to read

exit status: 0 answered, 2 wrong usage or configuration (one line on standard error says what)
"""

_DIFF = """\
Compares what the models declare with what the migrations give, as `alembic revision --autogenerate` would, without
a database. Every change carries its risk:

  CRITICAL  needs a data migration, loses data, or fails on existing rows
  WARNING   scans, locks, can fail on existing data, or breaks running code
  SAFE      usually straightforward
  NOTE      could not be judged for certain
"""

_COMMANDS = {
    "diff": (
        "what is in the models and in no migration yet",
        _DIFF,
    ),
    "schema": (
        "the tables that the models declare, or that the migrations give",
        "Shows tables, columns, keys, indexes and constraints.\n",
    ),
    "graph": (
        "the revisions and how they stand on each other",
        "Lists the revisions from the newest to the oldest, with heads, branches, merges and what is broken.\n",
    ),
}


class Command(Enum):
    DIFF = "diff"
    SCHEMA = "schema"
    GRAPH = "graph"


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for."""

    command: Command
    root: Path
    script_location: str | None
    models_paths: tuple[str, ...]
    dialect: str | None
    json: bool
    at: str | None = None
    """For ``schema``: a revision; None means the models."""


def parse_arguments(arguments: list[str], out: TextIO, err: TextIO) -> Options:
    """The options in some arguments. Raises ``SystemExit`` where help was asked for or the usage is wrong."""
    parser = _Parser(out, err, prog="migration-lsp", description=_DESCRIPTION, epilog=_EXAMPLES)
    parser.add_argument("--version", action="version", version=f"migration-lsp {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", required=True)
    for name, (summary, description) in _COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=description, out=out, err=err)
        if name == Command.SCHEMA.value:
            _add_choice_of_schema(command)
        _add_common_options(command)
    given = parser.parse_args(arguments)
    return Options(
        Command(given.command),
        Path(given.root),
        given.script_location,
        tuple(given.models_path),
        given.dialect,
        given.format == "json",
        getattr(given, "at", None),
    )


def _add_choice_of_schema(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--models", action="store_true", help="what the models declare")
    which.add_argument(
        "--at", metavar="REVISION", help="what the migrations give at a revision, at `head`, or at `base`"
    )


def _add_common_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("which project")
    group.add_argument("--root", metavar="DIR", default=".", help="its folder (default: the working folder)")
    group.add_argument(
        "--script-location",
        metavar="DIR",
        help="the Alembic environment, relative to the root, where there are several or no configuration names it",
    )
    group.add_argument(
        "--models-path",
        metavar="GLOB",
        action="append",
        default=[],
        help="where the models are, such as 'app/**/models.py' (may be repeated; default: found by their text)",
    )
    group.add_argument(
        "--dialect", choices=DIALECTS, metavar="NAME", help=f"the database: {', '.join(DIALECTS)} (default: found)"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


class _Parser(argparse.ArgumentParser):
    """argparse that writes where it is told, says one line about an error, and takes no abbreviations.

    Abbreviations would let ``--roo`` name a folder that was not shut out of the import path.
    """

    def __init__(self, out: TextIO, err: TextIO, **options: object) -> None:
        super().__init__(
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **options,  # type: ignore[arg-type]  # passed on as they came
        )
        self._out = out
        self._err = err

    def _print_message(self, message: str, _file: object = None) -> None:
        self._out.write(message)

    def error(self, message: str) -> NoReturn:
        self._err.write(f"{self.prog}: {message} (see {self.prog} --help)\n")
        raise SystemExit(2)
