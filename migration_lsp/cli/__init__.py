"""The command line: asks the project what the user wants to know, and prints it.

Exit status 0 says that there is an answer, 2 that the usage or the configuration is wrong, which one line on
standard error explains. What could not be read on the way is told there too, as notes.
"""

from __future__ import annotations

import traceback
from typing import TextIO

from migration_lsp.cli.arguments import Command, parse_arguments

BUG = 3
"""The exit status where the program itself failed."""


def run(arguments: list[str], out: TextIO, err: TextIO) -> int:
    """Answer one command line."""
    try:
        options = parse_arguments(arguments, out, err)
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else 0
    try:
        if options.command is Command.SERVER:
            from migration_lsp.server import serve

            serve(out.buffer)
        # This imports SQLAlchemy and Alembic, which `--help` should not wait for.
        from migration_lsp.cli.answers import answer

        return answer(options, out, err)
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        kind, where = type(error).__name__, f"{place.filename.rpartition('/')[2]}:{place.lineno}"
        err.write(f"migration-lsp: a bug in migration-lsp itself ({kind} at {where}); nothing was changed\n")
        return BUG
