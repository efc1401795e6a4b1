"""A server that is killed at any moment leaves nothing behind, and the next one starts as if nothing had been."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.reliability import edits, files
from tests.reliability.processes import at_a_desk, home_in, state_of
from tests.reliability.project import make
from tests.reliability.pulled import Shown
from tests.reliability.texts import edits_between

pytestmark = pytest.mark.reliability


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = home_in(tmp_path / "home")
    make(home / "project")
    return home


def _shown(home: Path) -> Shown:
    with at_a_desk(home, [home / "project"]) as (desk, process):
        desk.begin()
        desk.open(home / "project" / files.MODELS[0])
        desk.settle()
        desk.settle()
        shown = desk.shown()
        desk.end()
        assert process.wait(20) == 0
    assert (home / "log").read_text(encoding="utf-8") == ""
    return shown


def test_killed_while_it_starts(home: Path) -> None:
    expected = _shown(home)
    before = state_of(home)
    # From before its first byte to after its first analysis.
    for hundredths in (0, 5, 15, 30, 45, 60, 80, 110, 150):
        with at_a_desk(home, [home / "project"]) as (desk, process):
            killer = threading.Timer(hundredths / 100, process.kill)
            killer.start()
            # Whoever speaks to it hears nothing more at some point.
            with suppress(AssertionError, BrokenPipeError):
                desk.begin()
                desk.peer.until(lambda: process.poll() is not None, "an end")
            killer.join()
        assert state_of(home) == before
    assert _shown(home) == expected


def test_killed_while_it_works(home: Path) -> None:
    path = home / "project" / files.MODELS[0]
    expected = _shown(home)
    before = state_of(home)
    for hundredths in (0, 1, 2, 4, 7, 11):
        with at_a_desk(home, [home / "project"]) as (desk, process):
            desk.begin()
            desk.open(path)
            desk.settle()
            old = desk.buffers[path].text
            desk.type(path, *edits_between(old, edits.add_column(old, hundredths)))
            desk.peer.request("textDocument/hover", {"textDocument": {"uri": path.as_uri()}, "position": _START})
            time.sleep(hundredths / 100)
            process.kill()
            process.wait()
        assert state_of(home) == before
    assert _shown(home) == expected


_START = {"line": 0, "character": 0}
