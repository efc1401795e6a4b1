"""The command ``migration-lsp``: shuts the project out of the import path, then hands over to the command line."""

from __future__ import annotations

import sys

from migration_lsp.isolation import isolate


def main() -> int:
    """Run the command line with the arguments of the process."""
    arguments = sys.argv[1:]
    isolate(arguments)
    # Only from here on may anything be imported that is not part of this package.
    import gc

    from migration_lsp.cli import run
    from migration_lsp.cli.streams import answer_stream

    # Nearly all that a command makes it needs to its end: looking for garbage in it at Python's own pace took half
    # of the time. A large project still gets rid of some.
    gc.set_threshold(2_000_000, 50, 1000)
    try:
        with answer_stream() as out:
            return run(arguments, out, sys.stderr)
    except BrokenPipeError:
        # The reader went away early, as `head` does.
        return 0


def command() -> None:
    """The whole process. At its end nothing is taken apart that the system gives back at once: that took a second."""
    status = main()
    import os

    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    command()
