"""The command line, answering in JSON: as a user calls it, and faster, within the process of the tests."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
LIMIT_IN_SECONDS = 120


def ask(*arguments: str | Path) -> Any:
    """What `migration-lsp … --format json` answers; fails with what it said where it gives no answer."""
    finished = subprocess.run(
        [sys.executable, "-m", "migration_lsp", *map(str, arguments), "--format", "json"],
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=LIMIT_IN_SECONDS,
    )
    assert finished.returncode == 0, f"exit {finished.returncode}: {finished.stderr}"
    return json.loads(finished.stdout)


def ask_in_process(*arguments: str | Path) -> Any:
    """The same answer without the start of a process, for what is asked often."""
    from migration_lsp.cli import run

    out, err = io.StringIO(), io.StringIO()
    status = run([*map(str, arguments), "--format", "json"], out, err)
    assert status == 0, f"exit {status}: {err.getvalue()}"
    return json.loads(out.getvalue())
