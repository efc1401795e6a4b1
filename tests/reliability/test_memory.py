"""Thousands of edits: what was typed long ago is not held for ever."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.reliability import edits, files
from tests.reliability.desk import Desk
from tests.reliability.processes import at_a_desk, home_in, resident
from tests.reliability.project import make
from tests.reliability.texts import edits_between

_PATHS = (*files.MODELS, "app/models/base.py", "app/ddl.py")
_REVISIONS = tuple(f"{files.VERSIONS}/{name}_step.py" for name in ("a1", "c3", "f6", "h8", "i9"))


def _grown(folder: Path, warm: int, last: int) -> float:
    """How much memory a server has after the last edit, as a multiple of what it had after some."""
    home = home_in(folder)
    root = make(home / "project")
    with at_a_desk(home, [root]) as (desk, process):
        desk.begin()
        begun = {path: (root / path).read_text(encoding="utf-8") for path in (*_PATHS, *_REVISIONS)}
        for path in begun:
            desk.open(root / path)
        desk.settle()
        draw = random.Random(5)
        at_first = 0
        for number in range(1, last + 1):
            path = draw.choice(_PATHS if number % 2 else _REVISIONS)
            _edit(desk, root / path, begun[path], number, draw)
            if number == warm:
                at_first = resident(process)
        size = resident(process)
        desk.end()
        assert desk.complaints == []
        assert desk.peer.answered_amiss == {}
    return size / at_first


def _edit(desk: Desk, path: Path, text: str, number: int, draw: random.Random) -> None:
    """A text that never was before, not much longer than the first; saved now and then; looked at."""
    changes = [change for change in edits.changes_for(path.as_posix()) if change is not edits.break_syntax]
    new = draw.choice(changes)(text, draw.randrange(10_000))
    new = new.replace('"note"', f'"note{number}"').replace("    plan =", f"    plan{number} =")
    desk.type(path, *edits_between(desk.buffers[path].text, f"{new}# {number}\n"))
    line = draw.randrange(40)
    place = {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": 8}}
    desk.peer.ask("textDocument/hover", place)
    if number % 10 == 0:
        desk.save(path)
        desk.peer.ask("textDocument/hover", place)


@pytest.mark.reliability
def test_some_hundred_edits(tmp_path: Path) -> None:
    assert _grown(tmp_path, warm=200, last=500) < 1.1


@pytest.mark.soak
def test_ten_thousand_edits(tmp_path: Path) -> None:
    assert _grown(tmp_path, warm=500, last=10_000) < 1.1
