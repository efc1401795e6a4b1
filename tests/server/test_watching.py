"""Nothing is missed by the watch of folders, whenever it happens."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from migration_lsp.server.watching import Watch
from tests.server.editor import PATIENCE


class Told:
    def __init__(self) -> None:
        self._told: queue.Queue[tuple[str, bool]] = queue.Queue()
        self.watch = Watch(lambda path, is_new: self._told.put((path, is_new)))

    def until(self, path: Path, is_new: bool) -> None:
        end = time.monotonic() + PATIENCE
        while self._told.get(timeout=max(end - time.monotonic(), 0)) != (str(path), is_new):
            pass


@pytest.fixture
def told() -> Iterator[Told]:
    told = Told()
    yield told
    told.watch.end()


def _old(path: Path) -> None:
    os.utime(path, (0, 0))


def test_what_happens_while_it_watches(tmp_path: Path, told: Told) -> None:
    told.watch.follow(frozenset({str(tmp_path), str(tmp_path / "gone")}))
    time.sleep(0.3)
    (tmp_path / "a.py").write_text("a")
    told.until(tmp_path / "a.py", True)


def test_what_happened_before_it_watched(tmp_path: Path, told: Told) -> None:
    (tmp_path / "a.py").write_text("a")
    _old(tmp_path)
    told.watch.follow(frozenset({str(tmp_path)}))
    told.until(tmp_path / "a.py", False)


def test_what_came_and_went_before_it_watched(tmp_path: Path, told: Told) -> None:
    (tmp_path / "a.py").write_text("a")
    _old(tmp_path / "a.py")
    told.watch.follow(frozenset({str(tmp_path)}))
    told.until(tmp_path, True)


def test_what_happens_while_one_watch_takes_over_from_another(tmp_path: Path, told: Told) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    told.watch.follow(frozenset({str(one)}))
    told.watch.follow(frozenset({str(one), str(other)}))
    (one / "a.py").write_text("a")
    told.until(one / "a.py", False)
