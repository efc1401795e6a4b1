"""The command ``migration-lsp``: shuts the project out of the import path, then hands over to the command line."""

from __future__ import annotations

import sys

from migration_lsp.isolation import isolate


def main() -> int:
    """Run the command line with the arguments of the process."""
    arguments = sys.argv[1:]
    isolate(arguments)
    # Only from here on may anything be imported that is not part of this package.
    from migration_lsp.cli import run
    from migration_lsp.cli.streams import answer_stream

    try:
        with answer_stream() as out:
            return run(arguments, out, sys.stderr)
    except BrokenPipeError:
        # The reader went away early, as `head` does.
        return 0


if __name__ == "__main__":
    sys.exit(main())
