"""Run a command and say how long it took and how much memory it held at most.

A small program of its own, since the kernel counts the memory of the process that starts a command as the
command's: started from here, that is next to nothing.

    python -m tests.real.measured SECONDS COMMAND…
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Measured:
    """A finished command, seen from outside."""

    status: int
    seconds: float
    megabytes: float
    out: str
    err: str


def measured(*command: str, seconds: float) -> Measured:
    """Run a command, which is ended after that time, in a process that no other child has shared."""
    observer = [sys.executable, "-m", "tests.real.measured", str(seconds), *command]
    finished = subprocess.run(observer, cwd=REPOSITORY, capture_output=True, check=True, encoding="utf-8")
    return Measured(**json.loads(finished.stdout))


def _observed(seconds: float, command: list[str]) -> Measured:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out, tempfile.TemporaryFile("w+", encoding="utf-8") as err:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=err)
        limit = threading.Timer(seconds, process.kill)
        limit.start()
        _, status, usage = os.wait4(process.pid, 0)
        taken = time.monotonic() - start
        limit.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return Measured(process.returncode, taken, _megabytes(usage.ru_maxrss), out.read(), err.read())


def _megabytes(most: int) -> float:
    """The kernel of macOS counts in bytes, that of Linux in units of 1024."""
    return most / 1_000_000 if sys.platform == "darwin" else most * 1024 / 1_000_000


if __name__ == "__main__":
    json.dump(asdict(_observed(float(sys.argv[1]), sys.argv[2:])), sys.stdout)
