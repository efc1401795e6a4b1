"""The command line's grammar: commands, options, and the help that explains them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NoReturn, TextIO

from migration_lsp import __version__
from migration_lsp.config import BEYOND, DIALECTS

_DESCRIPTION = """\
Reads the SQLAlchemy models and the Alembic migrations of a project and says what they give.

It never runs a migration, imports project code or talks to a database: everything is read as text.
"""

_EXAMPLES = """\
examples:
  migration-lsp check                        what is risky in models and migrations, line by line
  migration-lsp check migrations/versions/3f1c2a9d_add_plan.py
  migration-lsp explain column-drop          why a rule speaks, with examples
  migration-lsp diff                         what is in the models and in no migration yet, by risk
  migration-lsp diff --root ../shop          the same for a project in another folder
  migration-lsp schema --at head             the tables that the migrations give
  migration-lsp schema --at 3f1c2a9d         the same at one revision (the start of an id will do)
  migration-lsp schema --models              the tables that the models declare
  migration-lsp graph --format json          the revisions, for a program to read

exit status: 0 answered, 1 `check` found something as bad as --fail-on says, 2 wrong usage or configuration (one line
on standard error says what)
"""

_DIFF = """\
Compares what the models declare with what the migrations give, as `alembic revision --autogenerate` would, without
a database, and further where Alembic is blind (marked `beyond Alembic`). Every change carries its risk:

  CRITICAL  needs a data migration, loses data, or fails on existing rows
  WARNING   scans, locks, can fail on existing data, or breaks running code
  SAFE      usually straightforward
  NOTE      could not be judged for certain
"""

_CHECK = """\
Judges every operation of every revision against the schema as it stands before it, the changes of the models that are
in no revision yet, and the chain of revisions. With PATHs, only what stands in these files or folders is told.

Exit status 1 if something is as bad as --fail-on says, or worse.
"""

_EXPLAIN = """\
Shows the page of a rule: what it says, why it is risky, and examples. Without a name: all rules.
"""

FAIL_ON = ("critical", "warning", "safe", "note", "never")

_SERVER = """\
Speaks the Language Server Protocol over standard input and output. Editors start it; see the README for how.
"""

_COMMANDS = {
    "server": (
        "answer an editor",
        _SERVER,
    ),
    "check": (
        "what is risky in models and migrations, line by line",
        _CHECK,
    ),
    "explain": (
        "why a rule speaks",
        _EXPLAIN,
    ),
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
    SERVER = "server"
    CHECK = "check"
    EXPLAIN = "explain"
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
    paths: tuple[str, ...] = ()
    """For ``check``: the files and folders that are told of; none means all."""
    fail_on: str = "critical"
    statistics: bool = False
    rule: str | None = None
    """For ``explain``: the name of a rule; None means all of them."""
    beyond: frozenset[str] | None = None
    """For ``diff``: what is compared beyond what Alembic compares; None means what the settings say."""


def parse_arguments(arguments: list[str], out: TextIO, err: TextIO) -> Options:
    """The options in some arguments. Raises ``SystemExit`` where help was asked for or the usage is wrong."""
    parser = _Parser(out, err, prog="migration-lsp", description=_DESCRIPTION, epilog=_EXAMPLES)
    parser.add_argument("--version", action="version", version=f"migration-lsp {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", required=True)
    for name, (summary, description) in _COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=description, out=out, err=err)
        _ADDERS.get(Command(name), _add_common_options)(command)
    given = parser.parse_args(arguments)
    return Options(
        Command(given.command),
        Path(getattr(given, "root", ".")),
        getattr(given, "script_location", None),
        tuple(getattr(given, "models_path", ())),
        getattr(given, "dialect", None),
        getattr(given, "format", "text") == "json",
        getattr(given, "at", None),
        tuple(getattr(given, "paths", ())),
        getattr(given, "fail_on", "critical"),
        getattr(given, "stats", False),
        getattr(given, "rule", None),
        _beyond(given),
    )


def _beyond(given: argparse.Namespace) -> frozenset[str] | None:
    if getattr(given, "no_beyond", False):
        return frozenset()
    names = getattr(given, "beyond", None)
    return None if names is None else frozenset(names)


def _add_server_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stdio", action="store_true", help="over standard input and output, as it always is")


def _add_check_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="PATH", nargs="*", help="files or folders (default: the whole project)")
    parser.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        default="critical",
        help="the least risk that makes the exit status 1 (default: critical)",
    )
    parser.add_argument("--stats", action="store_true", help="also count what each rule says, per 1000 revisions")
    _add_common_options(parser)


def _add_explain_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rule", metavar="RULE", nargs="?", help="the name of a rule, as `check` shows it in brackets")


def _add_schema_options(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--models", action="store_true", help="what the models declare")
    which.add_argument(
        "--at", metavar="REVISION", help="what the migrations give at a revision, at `head`, or at `base`"
    )
    _add_common_options(parser)


def _add_diff_options(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--beyond",
        choices=BEYOND,
        metavar="NAME",
        action="append",
        help="compare, where Alembic is blind, only this (may be repeated; default: as the settings say, else all but "
        "leftover-default): " + ", ".join(BEYOND),
    )
    which.add_argument("--no-beyond", action="store_true", help="only what Alembic itself compares")
    _add_common_options(parser)


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


_ADDERS: Mapping[Command, Callable[[argparse.ArgumentParser], None]] = {
    Command.SERVER: _add_server_options,
    Command.CHECK: _add_check_options,
    Command.DIFF: _add_diff_options,
    Command.EXPLAIN: _add_explain_options,
    Command.SCHEMA: _add_schema_options,
}
"""What commands take beyond the options that say which project is meant."""


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
