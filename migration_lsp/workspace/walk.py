"""Which files of a folder belong to the project.

Folders that hold other people's code or generated files are not entered, links are not followed, and only regular
files count. Names and metadata alone are looked at here, never contents.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

_FOREIGN = frozenset({"__pycache__", "node_modules", "site-packages", "dist-packages", "bower_components", "htmlcov"})
"""Folders of installed packages and of tools. Hidden folders are not entered either."""

_BUILD_OUTPUT = frozenset({"build", "dist", "_build"})
"""Build output, unless it is a package of the project that happens to be called so."""

_TESTS = frozenset({"test", "tests"})
_ENVIRONMENT_MARKS = ("pyvenv.cfg", "conda-meta")

_CONFIGURATION = frozenset({"pyproject.toml", "setup.cfg", "Pipfile", "METADATA"})
MAX_FILES = 100_000
"""A folder with more is no project but a disk; the walk ends there."""


@dataclass(frozen=True, slots=True)
class Found:
    """The files of a project by kind, as paths relative to its root, in a stable order."""

    python: tuple[str, ...] = ()
    configuration: tuple[str, ...] = ()
    """ini files, ``pyproject.toml`` and lists of dependencies."""
    complete: bool = True


def walk(root: Path, *, start: str = "", exclude: tuple[str, ...] = (), tests: bool = False) -> Found:
    """The files below ``root``, or below a folder of it.

    ``exclude`` holds globs over relative paths and over single names. What ``start`` itself is called does not
    matter: whoever names a folder wants it.
    """
    python: list[str] = []
    configuration: list[str] = []
    for count, path in enumerate(_files(root, start, exclude, tests)):
        if count >= MAX_FILES:
            return Found(tuple(sorted(python)), tuple(sorted(configuration)), complete=False)
        if path.endswith(".py"):
            python.append(path)
        else:
            configuration.append(path)
    return Found(tuple(sorted(python)), tuple(sorted(configuration)))


def _files(root: Path, start: str, exclude: tuple[str, ...], tests: bool) -> Iterator[str]:
    todo = [start]
    while todo:
        folder = todo.pop()
        try:
            with os.scandir(root / folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError:
            continue
        if folder != start and any(entry.name in _ENVIRONMENT_MARKS for entry in entries):
            continue
        prefix = f"{folder}/" if folder else ""
        for entry in entries:
            path = prefix + entry.name
            if is_excluded(path, exclude) or not _is_text(entry.name):
                continue
            if _is_folder(entry):
                if not _is_foreign(entry, tests):
                    todo.append(path)
            elif _wanted(entry.name, depth=path.count("/")) and _stays_inside(entry, root):
                yield path


def is_excluded(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether a pattern names the path, a folder above it by its full path, or its last part."""
    name = path.rpartition("/")[2]
    return any(
        fnmatchcase(path, pattern.strip("/"))
        or ("/" not in pattern.strip("/") and fnmatchcase(name, pattern.strip("/")))
        for pattern in patterns
    )


def is_passed_by(path: str) -> bool:
    """Whether a path lies in a folder that the walk does not enter, as far as its name tells."""
    folders = path.split("/")[:-1]
    return any((name.startswith(".") or name in _FOREIGN) for name in folders)


def _is_text(name: str) -> bool:
    """Whether a file name can be spoken of: a name that is no UTF-8 cannot."""
    return name.isprintable() and not any(0xD800 <= ord(character) <= 0xDFFF for character in name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_foreign(entry: os.DirEntry[str], tests: bool) -> bool:
    name = entry.name
    if name.endswith(".dist-info"):
        return False
    if name.startswith(".") or name.endswith(".egg-info"):
        return True
    if name in _TESTS:
        return not tests
    if name in _BUILD_OUTPUT:
        return not os.path.exists(os.path.join(entry.path, "__init__.py"))
    return name in _FOREIGN


def _wanted(name: str, depth: int) -> bool:
    if name.endswith((".py", ".ini")):
        return True
    return depth <= 3 and (
        name in _CONFIGURATION or (name.startswith("requirements") and name.endswith((".txt", ".in")))
    )


def _stays_inside(entry: os.DirEntry[str], root: Path) -> bool:
    """Regular files, and links to one inside the root. A link that leads nowhere stays, to be told of."""
    try:
        if not entry.is_symlink():
            return entry.is_file(follow_symlinks=False)
        target = Path(os.path.realpath(entry.path))
        return target.is_relative_to(root) and (target.is_file() or not target.exists())
    except OSError:
        return False
