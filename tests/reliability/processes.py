"""Servers as processes of their own, in a home of their own: what they write and what they hold can be seen."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.reliability.desk import Desk
from tests.reliability.kinds import PUSHED_UTF16, Kind
from tests.reliability.peer import Streams
from tests.server.editor import COMMAND

State = dict[str, tuple[int, int, int]]
"""Of each file and folder: when it was written, its size, its mode."""


@contextmanager
def at_a_desk(
    home: Path, folders: Iterable[Path], kind: Kind = PUSHED_UTF16
) -> Iterator[tuple[Desk, subprocess.Popen[bytes]]]:
    """A desk before its first word, and the process of its server, which is killed at the end of the block."""
    pipe = subprocess.PIPE
    with (home / "log").open("ab") as log:
        process = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, stderr=log, env=_environment(home), cwd=home)
    assert process.stdin is not None
    assert process.stdout is not None
    desk = Desk(Streams(process.stdin, process.stdout), kind, folders)
    try:
        yield desk, process
    finally:
        process.kill()
        process.wait()
        desk.peer.close()


def home_in(folder: Path) -> Path:
    """A home with everything in it where a program could leave something."""
    for name in _PLACES.values():
        (folder / name).mkdir(parents=True)
    (folder / "log").touch()
    return folder


def state_of(folder: Path) -> State:
    """What lies in a folder, without the log of its server."""
    found: State = {}
    for place in (folder, *folder.rglob("*")):
        status = place.lstat()
        if place != folder / "log":
            found[str(place)] = (status.st_mtime_ns, status.st_size, status.st_mode)
    return found


def resident(process: subprocess.Popen[bytes]) -> int:
    """The resident memory of a process, in kB."""
    lines = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    [size] = [line.split()[1] for line in lines if line.startswith("VmRSS")]
    return int(size)


_PLACES = {
    "HOME": "home",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "TMPDIR": "temporary",
}


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, **{name: str(home / place) for name, place in _PLACES.items()}}
