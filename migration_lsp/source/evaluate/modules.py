"""Which file a dotted name means, and the modules read so far.

Only files of the project are looked at. A folder counts as importable if a name found in the text says so: the
folders tried are the project's root, ``src``, and every folder above a package.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from migration_lsp.source.evaluate.values import LazyImport, Value
from migration_lsp.source.files import Files, Unreadable, changed_since
from migration_lsp.source.parse import parse
from migration_lsp.source.spans import Note, Span, span_of

_LINE_ENDS = re.compile(r"\r\n|\r|\n")
"""What ``ast`` counts as the end of a line: fewer characters than ``str.splitlines`` does."""


_NEVER_THE_PROJECT = frozenset(
    {"alembic", "sqlalchemy", "sqlmodel", "flask_sqlalchemy", "typing", "enum", "datetime", "os", "sys", "re", "uuid"}
    | {
        "json",
        "functools",
        "itertools",
        "collections",
        "logging",
        "abc",
        "dataclasses",
        "decimal",
        "types",
        "contextlib",
    }
)
"""Packages whose meaning is ours to give: a folder of the project that has such a name is not what an import means."""

_NO_PACKAGES: Mapping[str, str] = MappingProxyType({})


class State(Enum):
    NEW = "new"
    LOADING = "loading"
    LOADED = "loaded"


@dataclass(slots=True, eq=False)
class Module:
    """A file of the project on its way to being evaluated."""

    name: str
    path: str
    tree: ast.Module
    lines: tuple[str, ...]
    is_package: bool
    namespace: dict[str, Value] = field(default_factory=dict)
    star_sources: list[str] = field(default_factory=list)
    """Packages outside the project from which everything was imported."""
    done: set[int] = field(default_factory=set)
    """Statements (by identity) that were evaluated ahead of their turn."""
    state: State = State.NEW
    may_yield: bool = True
    """Whether the word stands in the text at all: nearly nowhere, and looking for it takes longer than reading."""
    generators: dict[int, bool] = field(default_factory=dict)
    """Which functions are generators, by the identity of their node, as far as it was asked."""
    bindings: dict[str, LazyImport] = field(default_factory=dict)
    """The imports at its top that were followed, by the names that they bind."""
    generation: int = 0
    """At which state of the files it was evaluated: they are counted as they come."""
    is_used: bool = False
    """Whether one of its functions was run, so that what it keeps may be other than its body left it."""
    spent: int = 0
    """The steps that its body took."""

    def afresh(self) -> Module:
        """The same text, not evaluated yet."""
        return Module(self.name, self.path, self.tree, self.lines, self.is_package, may_yield=self.may_yield)

    def span(self, node: ast.AST) -> Span:
        return span_of(node, self.path, self.lines)

    def absolute(self, name: str | None, level: int) -> str:
        """The dotted name that a (relative) import in this module means."""
        if level == 0:
            return name or ""
        parts = self.name.split(".") if self.name else []
        drop = level - 1 if self.is_package else level
        parts = parts[: len(parts) - drop] if drop <= len(parts) else []
        return ".".join([*parts, name] if name else parts)


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different in other files, of that which was asked for."""

    paths: frozenset[str]
    names: frozenset[str]
    """Dotted names that mean another file, or none any more, or one at last."""


class ModuleTable:
    """The modules of a project, parsed when first asked for."""

    def __init__(
        self, files: Files, extra_roots: tuple[str, ...] = (), packages: Mapping[str, str] = _NO_PACKAGES
    ) -> None:
        self._files = files
        self._described = packages
        self._listed = tuple(files.paths())
        self._paths = frozenset(self._listed)
        self._extra_roots = extra_roots
        self._roots = _import_roots(self._paths, extra_roots)
        self._folders = _folders(self._paths)
        self._by_path: dict[str, Module | None] = {}
        self._by_name: dict[str, Module | None] = {}
        self._names: dict[str, set[str]] = {}
        """The names under which the modules in each file were found."""
        self._texts: dict[str, str | Unreadable | None] = {}
        self._notes: dict[str, Note] = {}

    @property
    def notes(self) -> list[Note]:
        """What could not be parsed or read, of the files asked for so far."""
        return list(self._notes.values())

    def find(self, name: str) -> Module | None:
        """The module of a dotted name, or None where the project has none."""
        if name not in self._by_name:
            path = self._path_of(name)
            if path is None and name in self._described:
                path = f"<{name}>"
            self._by_name[name] = self.at(path) if path is not None else None
            if path is not None:
                self._names.setdefault(path, set()).add(name)
        return self._by_name[name]

    def known(self, path: str) -> Module | None:
        """The module in a file, if it was asked for before."""
        return self._by_path.get(path)

    def known_as(self, name: str) -> Module | None:
        """The module of a dotted name, if it was asked for before."""
        return self._by_name.get(name)

    def names_of_path(self, path: str) -> frozenset[str]:
        """The dotted names under which a file was looked for, whether it could be parsed or not."""
        return frozenset(self._names.get(path, ()))

    def is_folder(self, name: str) -> bool:
        """Whether the dotted name is a folder of the project without ``__init__.py`` (a namespace package)."""
        stem = name.replace(".", "/")
        return any((f"{root}/{stem}" if root else stem) in self._folders for root in self._roots)

    def at(self, path: str) -> Module | None:
        """The module in a file, or None (with a note) where it has no text or does not parse."""
        if path not in self._by_path:
            is_described = path.startswith("<") and path[1:-1] in self._described
            self._by_path[path] = self._describe(path[1:-1]) if is_described else self._read(path)
        return self._by_path[path]

    def name_of(self, path: str) -> str:
        """The dotted name under which the project would import a file."""
        stem = path.removesuffix(".py").removesuffix("/__init__")
        folder = path.rpartition("/")[0]
        if f"{folder}/__init__.py" in self._paths:
            # The top of the tree of packages tells, whatever folders above it may be imported from as well.
            while folder and f"{folder}/__init__.py" in self._paths:
                folder = folder.rpartition("/")[0]
            return stem[len(folder) + 1 if folder else 0 :].replace("/", ".")
        for root in sorted(self._roots, key=len, reverse=True):
            if root and path.startswith(root + "/"):
                return stem[len(root) + 1 :].replace("/", ".")
        return stem.replace("/", ".")

    # ------------------------------------------------------------------ other files

    def follow(self, files: Files) -> Difference | None:
        """Go on to other files, and say what is different in them; None where names mean other files there.

        What is known of files that changed stays until it is forgotten.
        """
        listed = tuple(files.paths())
        if listed != self._listed and not self._has_same_roots(frozenset(listed)):
            return None
        moved: frozenset[str] = frozenset()
        if listed != self._listed:
            moved = self._paths ^ frozenset(listed)
            self._listed, self._paths = listed, frozenset(listed)
        touched = changed_since(files, self._files)
        asked = self._texts.keys() if touched is None else self._texts.keys() & set(touched)
        self._files = files
        changed = {path for path in asked if files.read(path) != self._texts[path]}
        return Difference(frozenset(changed), self._renamed(moved) if moved else frozenset())

    def _has_same_roots(self, paths: frozenset[str]) -> bool:
        if any(path.endswith("__init__.py") for path in paths ^ self._paths):
            return False
        return _folders(paths) == self._folders and _import_roots(paths, self._extra_roots) == self._roots

    def _renamed(self, moved: frozenset[str]) -> frozenset[str]:
        """The names asked for so far that mean another file now, or one at all."""
        stems = {path.removesuffix(".py").rpartition("/")[2] for path in moved}
        asked = (name for name in self._by_name if name.rpartition(".")[2] in stems)
        return frozenset(name for name in asked if not self._is_still(name))

    def _is_still(self, name: str) -> bool:
        known, path = self._by_name[name], self._path_of(name)
        if known is not None and path is None and name in self._described:
            path = f"<{name}>"
        return (known.path if known is not None else None) == path

    def forget(self, path: str, *, is_changed: bool) -> None:
        """A file is to be evaluated again; one that changed is to be read again."""
        for name in self._names.pop(path, ()):
            self._by_name.pop(name, None)
        known = self._by_path.pop(path, None)
        if known is not None and not is_changed:
            self._by_path[path] = known.afresh()
            return
        self._texts.pop(path, None)
        self._notes.pop(path, None)

    def forget_name(self, name: str) -> None:
        """A name is to be looked for again."""
        self._by_name.pop(name, None)

    def _read(self, path: str) -> Module | None:
        text = self._texts[path] = self._files.read(path)
        if text is None:
            return None
        if isinstance(text, Unreadable):
            self._notes[path] = Note(Span.whole_line(path), text.reason)
            return None
        tree = parse(text, path)
        if isinstance(tree, Note):
            self._notes[path] = tree
            return None
        lines = tuple(text.split("\n") if "\r" not in text else _LINE_ENDS.split(text))
        is_package = path.endswith("__init__.py")
        return Module(self.name_of(path), path, tree, lines, is_package, may_yield="yield" in text)

    def _describe(self, name: str) -> Module:
        """A module of a package outside the project, from our own description of it."""
        text = self._described[name]
        return Module(name, f"<{name}>", ast.parse(text), tuple(_LINE_ENDS.split(text)), is_package=False)

    def _path_of(self, name: str) -> str | None:
        if name.partition(".")[0] in _NEVER_THE_PROJECT:
            return None
        stem = name.replace(".", "/")
        for root in self._roots:
            base = f"{root}/{stem}" if root else stem
            for path in (f"{base}/__init__.py", f"{base}.py"):
                if path in self._paths:
                    return path
        return None


def _import_roots(paths: frozenset[str], extra: tuple[str, ...]) -> tuple[str, ...]:
    """Folders from which names may be imported, the likeliest first.

    The top of every tree of packages is one, for a project may live in a folder of the workspace (``backend/app``).
    """
    roots = dict.fromkeys([*extra, "", "src"])
    for path in sorted(paths, key=lambda item: (item.count("/"), item)):
        if not path.endswith("/__init__.py"):
            continue
        package = path.removesuffix("/__init__.py")
        above = package.rpartition("/")[0]
        if f"{above}/__init__.py" not in paths:
            roots.setdefault(above)
    return tuple(roots)


def _folders(paths: frozenset[str]) -> frozenset[str]:
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return frozenset(found)
