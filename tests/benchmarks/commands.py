"""Measures the command against ``alembic check``, as whole processes that take turns."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.client import NoAnswer, command
from tests.benchmarks.generator.project import DATABASE_VARIABLE
from tests.benchmarks.samples import Figure
from tests.real.postgres import running_server


@dataclass(frozen=True, slots=True)
class _Took:
    """How long one process took, and what it computed."""

    seconds: float
    computed: float


def commands(root: Path, count: int) -> dict[str, Figure]:
    """Both commands, on a database that has been migrated already."""
    ours: list[_Took] = []
    theirs: list[_Took] = []
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
    return {"check": _figure(ours), "alembic_check": _figure(theirs)}


def _figure(took: list[_Took]) -> Figure:
    return Figure.of([one.seconds for one in took], [one.computed for one in took])


def _run(arguments: list[str], root: Path, environment: dict[str, str], *allowed: int) -> _Took:
    """What a process takes from its start to its end."""
    with tempfile.TemporaryFile() as log:
        started = time.perf_counter()
        process = subprocess.Popen(arguments, cwd=root, env=environment, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, *allowed):
            log.seek(0)
            said = log.read().decode(errors="replace")[-2000:]
            raise NoAnswer(f"{arguments}: exit {process.returncode}: {said}")
    return _Took(took, usage.ru_utime + usage.ru_stime)
