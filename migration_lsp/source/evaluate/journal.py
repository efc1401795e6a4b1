"""What was changed under a doubt: the state before it, so that it can be taken back or joined.

A name space (names of a scope, attributes of an object) and a list, dict or set of the program are all containers
here. Where two ways meet, a name whose values differ becomes unknown; a list, dict or set whose contents differ is
tainted: it holds what either way left in it, and what it holds is not decided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from migration_lsp.source.evaluate.scope import Doubt
from migration_lsp.source.evaluate.values import MISSING, PLAIN, LazyImport, Resolving, Unknown, Value

Container = list[Value] | dict[Value, Value] | set[Value]


@dataclass(slots=True)
class Change:
    """A container, and copies of what was in it before and after."""

    container: Container
    before: Container
    is_names: bool
    after: Container | None = None


@dataclass(slots=True)
class Frame:
    """The containers that were changed, and those that were made, since a doubt began."""

    changes: dict[int, Change] = field(default_factory=dict)
    born: dict[int, object] = field(default_factory=dict)


class Journal:
    """A stack of frames, one for each doubt that can still be taken back.

    ``taint`` is told of containers whose contents are not decided; ``told`` of each change in what has an owner.
    """

    def __init__(self, taint: Callable[[Container], None], owners: dict[int, str], told: Callable[[str], None]) -> None:
        self.frames: list[Frame] = []
        self._taint = taint
        self._owners = owners
        self._told = told

    def changing(self, container: Container, *, is_names: bool = False) -> None:
        """Called before a container is changed."""
        owner = self._owners.get(id(container))
        if owner is not None:
            self._told(owner)
        if not self.frames:
            return
        frame, key = self.frames[-1], id(container)
        if key not in frame.changes and key not in frame.born:
            frame.changes[key] = Change(container, _copy(container), is_names)

    def born(self, container: object) -> None:
        """A container was made: nobody on the other way knows it."""
        if self.frames:
            self.frames[-1].born[id(container)] = container

    def settled(self, container: Container, name: str, lazy: LazyImport) -> None:
        """An import was looked up. That is no change: copies of the same names get it too."""
        for frame in self.frames:
            change = frame.changes.get(id(container))
            if change is not None and isinstance(change.before, dict) and change.before.get(name) is lazy:
                change.before[name] = lazy.found

    def open(self) -> Frame:
        frame = Frame()
        self.frames.append(frame)
        return frame

    def close(self, frame: Frame) -> None:
        """End a frame; what it knows goes to the one around it, which may be taken back later."""
        for change in frame.changes.values():
            change.after = _copy(change.container)
        while self.frames.pop() is not frame:
            pass
        if not self.frames:
            return
        outer = self.frames[-1]
        for key, change in frame.changes.items():
            if key not in outer.changes and key not in outer.born:
                outer.changes[key] = Change(change.container, _copy(change.before), change.is_names)
        outer.born.update(frame.born)

    def revert(self, frame: Frame) -> None:
        """Put everything back as it was before the frame."""
        for change in frame.changes.values():
            _fill(change.container, change.before)

    def join(self, first: Frame | None, second: Frame, doubt: Doubt, keep: Callable[[Change], bool | None]) -> None:
        """Two ways meet: ``first`` was taken back, ``second`` was not; None stands for a way that did nothing.

        ``keep`` says of a change whether only the second way (True) or only the first (False) goes on with it.
        """
        changes = dict(second.changes)
        if first is not None:
            changes = {**first.changes, **changes}
        for key, change in changes.items():
            mine = second.changes.get(key)
            theirs = first.changes.get(key) if first is not None else None
            one = theirs.after if theirs is not None else change.before
            other = mine.after if mine is not None else change.before
            assert one is not None
            assert other is not None
            decided = keep(change)
            if decided is None:
                self._meet(change, one, other, doubt)
            else:
                _fill(change.container, other if decided else one)

    def _meet(self, change: Change, one: Container, other: Container, doubt: Doubt) -> None:
        container = change.container
        if isinstance(container, dict) and isinstance(one, dict) and isinstance(other, dict):
            joined = {key: joined_values(one.get(key, MISSING), other.get(key, MISSING), doubt) for key in one}
            joined |= {key: joined_values(MISSING, value, doubt) for key, value in other.items() if key not in one}
            agree = list(one) == list(other)
            _fill(container, joined)
        else:
            agree = len(one) == len(other) and all(map(same, one, other))
            more = [item for item in other if not any(same(item, known) for known in one)]
            _fill(container, other if agree else [*one, *more])
        if not agree and not change.is_names:
            self._taint(container)


def _copy(container: Container) -> Container:
    return container.copy()


def _fill(container: Container, contents: Container) -> None:
    if isinstance(container, list):
        container[:] = contents
    elif isinstance(container, dict):
        assert isinstance(contents, dict)
        items = list(contents.items())
        container.clear()
        container.update(items)
    else:
        items = list(contents)
        container.clear()
        container.update(items)


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same, without asking objects that define their own equality."""
    if isinstance(one, LazyImport) and one.found is not MISSING:
        one = one.found
    if isinstance(other, LazyImport) and other.found is not MISSING:
        other = other.found
    if one is other:
        return True
    if isinstance(one, PLAIN) and isinstance(other, PLAIN):
        return type(one) is type(other) and one == other
    if type(one) is tuple and type(other) is tuple:
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, LazyImport) and isinstance(other, LazyImport):
        return (one.module, one.attribute) == (other.module, other.attribute)
    return False


def joined_values(one: Value, other: Value, doubt: Doubt) -> Value:
    """The value where two ways meet: one of both, and which is not decided."""
    if same(one, other):
        return one if not isinstance(one, Resolving) else other
    return Unknown(doubt.reason, doubt.span, doubt.rows)
