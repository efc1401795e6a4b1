"""Measures the command against ``alembic check``, as whole processes that take turns."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from tests.benchmarks.client import NoAnswer, command
from tests.benchmarks.generator.project import DATABASE_VARIABLE
from tests.benchmarks.samples import Figure
from tests.real.postgres import running_server


def commands(root: Path, count: int) -> dict[str, Figure]:
    """Both commands, on a database that has been migrated already."""
    ours: list[float] = []
    theirs: list[float] = []
    check = [*command("migration-lsp", "migration_lsp"), "check", "--root", str(root)]
    alembic = command("alembic", "alembic")
    with running_server() as server, server.fresh_database() as url:
        environment = {**os.environ, DATABASE_VARIABLE: url}
        _run([*alembic, "upgrade", "head"], root, environment)
        # The first of each finds files that nobody has read yet, and is not counted.
        for number in range(count + 1):
            mine = _run(check, root, dict(os.environ), 1)
            other = _run([*alembic, "check"], root, environment)
            if number:
                ours.append(mine)
                theirs.append(other)
    return {"check": Figure.of(ours), "alembic_check": Figure.of(theirs)}


def _run(arguments: list[str], root: Path, environment: dict[str, str], *allowed: int) -> float:
    """The seconds that a process takes from its start to its end."""
    started = time.perf_counter()
    finished = subprocess.run(arguments, cwd=root, env=environment, capture_output=True, check=False)
    took = time.perf_counter() - started
    if finished.returncode not in (0, *allowed):
        raise NoAnswer(f"{arguments}: exit {finished.returncode}: {finished.stderr.decode()[-2000:]}")
    return took
