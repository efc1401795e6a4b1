"""Who looked into what: which modules the evaluation of another depended on, and what belongs to whom.

The parts of a module are told apart, so that a package which re-exports a name is not taken for all it re-exports:
its *body* (what loading it did; the node is its path), each *binding* of an import at its top (one name, followed
when it is first used), and the *whole* of it, which is both. A dotted name that was asked for and is not there is a
node too: it may appear.

What this does not know is what any value means: it sees names, and which container was changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

_PART = "\0"

Turn = tuple[int, str]
"""Which of the files that are loaded for themselves, one after the other, another one was loaded for."""


class Disturbed(BaseException):
    """A module that is read again changes what belongs to one that stays: everything must be read anew.

    Nothing that the evaluated text could catch, and nothing that anybody between here and the caller should.
    """


def whole(path: str) -> str:
    """The node of everything in a module."""
    return f"{path}{_PART}*"


def binding(path: str, name: str) -> str:
    """The node of one imported name of a module; without a name, of what its functions and classes import."""
    return f"{path}{_PART}={name}"


def absent(name: str) -> str:
    """The node of a dotted name that no file of the project has."""
    return f"?{name}"


def path_of(node: str) -> str:
    """The file that a node is a part of; a name that is absent stays as it is."""
    return node.partition(_PART)[0]


def bound_name(node: str) -> str | None:
    """The name of a binding; None for other nodes."""
    part = node.partition(_PART)[2]
    return part[1:] if part.startswith("=") else None


class Lookups:
    """The graph of what was looked into for what, and the owners of what can be changed."""

    def __init__(self) -> None:
        self._consulted: dict[str, set[str]] = {}
        self._consulting: dict[str, set[str]] = {}
        self._stack: list[tuple[str, set[str]]] = []
        self.owners: dict[int, str] = {}
        """Whose each container and object is, by identity: the path of the module that was loaded when it was made."""
        self._belongings: dict[str, list[object]] = {}
        self.turns: dict[str, Turn] = {}
        """In whose turn the modules were loaded that import each other in a circle."""
        self.meddled: set[str] = set()
        """Modules of whose belongings others have changed something."""
        self.is_entangled = False
        """Whether something was changed that belongs to a module, and nobody knows for whose sake."""

    # ------------------------------------------------------------------ who looks into what

    @property
    def innermost(self) -> str:
        """The node for whose sake the evaluation is going on; empty outside of all."""
        return self._stack[-1][0] if self._stack else ""

    def looked(self, node: str) -> None:
        """What is being evaluated depends on a node."""
        if not self._stack:
            return
        name, seen = self._stack[-1]
        if node not in seen:
            seen.add(node)
            if name:
                self._consulting.setdefault(node, set()).add(name)

    def depends(self, node: str, on: str) -> None:
        """One node depends on another, whoever is being evaluated."""
        self._consulted.setdefault(node, set()).add(on)
        self._consulting.setdefault(on, set()).add(node)

    def order_matters(self, path: str, turn: Turn) -> None:
        """A module that is still being loaded is looked into: the imports go in a circle.

        Had it been entered elsewhere, all of it might have come out otherwise: it depends on all who led there.
        """
        name, is_inside = self.innermost, False
        for node, _ in self._stack:
            is_inside = is_inside or node == path
            if is_inside:
                self.turns[path_of(node)] = turn
            if name and node and node != name:
                self.depends(name, node)

    def holds(self, node: str, turn: Turn) -> bool:
        """Whether what is known of a module is what it would be if it were first looked into now, in this turn."""
        if not self.meddled and not self.turns:
            return True
        paths = {path_of(each) for each in self.reached((node,))}
        return not (self.meddled & paths) and all(self.turns.get(path, turn) <= turn for path in paths)

    @contextmanager
    def within(self, node: str) -> Iterator[None]:
        """What is looked into within is looked into for the sake of a node."""
        self._stack.append((node, self._consulted.setdefault(node, set())))
        try:
            yield
        finally:
            self._stack.pop()

    @contextmanager
    def collecting(self) -> Iterator[set[str]]:
        """Collect what is looked into within, directly: for nobody's sake."""
        seen: set[str] = set()
        self._stack.append(("", seen))
        try:
            yield seen
        finally:
            self._stack.pop()
            for node in seen:
                self.looked(node)

    def reached(self, nodes: Iterable[str]) -> set[str]:
        """All nodes that some nodes depend on, themselves among them."""
        return _closure(self._consulted, nodes)

    def dependents(self, nodes: Iterable[str]) -> set[str]:
        """All nodes that depend on some nodes, themselves among them."""
        return _closure(self._consulting, nodes)

    def has_dependents(self, node: str) -> bool:
        """Whether anything depends on a node."""
        return bool(self._consulting.get(node))

    def forget(self, nodes: Iterable[str]) -> None:
        """What some nodes depended on is not known any more: they will be evaluated again."""
        for node in nodes:
            for other in self._consulted.pop(node, ()):
                consulting = self._consulting.get(other)
                if consulting is not None:
                    consulting.discard(node)
                    if not consulting:
                        del self._consulting[other]

    # ------------------------------------------------------------------ what belongs to whom

    def claim(self, path: str, item: object) -> None:
        """Something belongs to a module. It is kept alive as long, so that its identity stays its own."""
        if id(item) not in self.owners:
            self.owners[id(item)] = path
            self._belongings.setdefault(path, []).append(item)

    def release(self, path: str) -> list[int]:
        """What belonged to a module is nobody's now; the identities of it."""
        released = [id(item) for item in self._belongings.pop(path, ())]
        for identity in released:
            del self.owners[identity]
        self.turns.pop(path, None)
        return released

    def changing(self, owner: str) -> str:
        """Something that belongs to a module is changed: by itself (empty), or by this other one."""
        by = path_of(self.innermost)
        if not by:
            self.is_entangled = True
        if not by or by == owner:
            return ""
        # Whoever is read again makes its change again, so what it changed is to be as it was before.
        self.depends(owner, by)
        self.meddled.add(owner)
        return by


def _closure(edges: dict[str, set[str]], nodes: Iterable[str]) -> set[str]:
    found = set(nodes)
    todo = list(found)
    while todo:
        more = edges.get(todo.pop())
        if more:
            fresh = more - found
            found |= fresh
            todo.extend(fresh)
    return found
