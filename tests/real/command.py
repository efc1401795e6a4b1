"""The command line as a user calls it: a process of its own, an answer in JSON."""

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
    # `diff` and `check` may tell by their exit code that there is something to tell.
    assert finished.returncode in (0, 1), f"exit {finished.returncode}: {finished.stderr}"
    assert "Traceback" not in finished.stderr, finished.stderr
    assert finished.stdout, finished.stderr
    return json.loads(finished.stdout)
