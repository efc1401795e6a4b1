"""Watches folders of the disk, for clients that do not."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from threading import Event, Thread

Seen = Callable[[str, bool], object]
"""Told of a path, and whether files came or went there."""

_MARGIN = 5.0
"""Seconds that an event may be under way, and that clocks of file systems may differ."""

_BEAT = 1000
"""Milliseconds of silence after which it is certain that a watch has begun."""


class Watch:
    """Watches some folders, without those below them, on a thread of its own.

    What happened to a folder before it was watched, or while one watch took over from another, is told as soon as the
    watch has begun, as far as times of files show it.
    """

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._began = time.time() - _MARGIN
        self._folders: frozenset[str] = frozenset()
        self._stop = Event()

    def follow(self, folders: frozenset[str]) -> None:
        """Watch these folders from now on."""
        there = frozenset(folder for folder in folders if os.path.isdir(folder))
        if there == self._folders:
            return
        watched, now = self._folders, time.time() - _MARGIN
        self.end()
        self._folders, self._stop = there, Event()
        since = {folder: now if folder in watched else self._began for folder in there}
        if there:
            Thread(target=self._watch, args=(since, self._stop), name="watch", daemon=True).start()

    def end(self) -> None:
        self._stop.set()
        self._folders = frozenset()

    def _watch(self, since: Mapping[str, float], stop: Event) -> None:
        from watchfiles import Change, watch

        is_new = True
        for events in watch(
            *since,
            watch_filter=None,
            debounce=100,
            stop_event=stop,
            recursive=False,
            rust_timeout=_BEAT,
            yield_on_timeout=True,
        ):
            if is_new and not stop.is_set():
                is_new = False
                for path, is_listed_anew in _changed_since(since):
                    self._seen(path, is_listed_anew)
            for kind, path in events:
                self._seen(path, kind is not Change.modified)


def _changed_since(since: Mapping[str, float]) -> Iterator[tuple[str, bool]]:
    """The folders in which files came or went since some time, and the files that were written since."""
    for folder, then in since.items():
        try:
            if os.stat(folder).st_mtime >= then:
                yield folder, True
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_file() and entry.stat().st_mtime >= then:
                        yield entry.path, False
        except OSError:
            # It went away meanwhile, which the watch of the folder above it tells.
            continue
