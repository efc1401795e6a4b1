"""Watches folders of the disk, for clients that do not."""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Event, Thread

Seen = Callable[[str, bool], object]
"""Told of a path, and whether the file came or went."""


class Watch:
    """Watches some folders, without those below them, on a thread of its own."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._folders: frozenset[str] = frozenset()
        self._stop = Event()

    def follow(self, folders: frozenset[str]) -> None:
        """Watch these folders from now on."""
        there = frozenset(folder for folder in folders if os.path.isdir(folder))
        if there == self._folders:
            return
        self.end()
        self._folders, self._stop = there, Event()
        if there:
            Thread(target=self._watch, args=(there, self._stop), name="watch", daemon=True).start()

    def end(self) -> None:
        self._stop.set()
        self._folders = frozenset()

    def _watch(self, folders: frozenset[str], stop: Event) -> None:
        from watchfiles import Change, watch

        for events in watch(*folders, watch_filter=None, debounce=100, stop_event=stop, recursive=False):
            for kind, path in events:
                self._seen(path, kind is not Change.modified)
