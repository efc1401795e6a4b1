"""The packages that a project says it needs, from the files in which projects say it.

Names only, and whether they are optional. Nothing is resolved and nothing is asked of a registry.
"""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from migration_lsp.source.files import Files
from migration_lsp.source.spans import Note
from migration_lsp.workspace.settings import read_toml, section

_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?")
_QUOTED = re.compile(r"""["']([A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]"']*\])?)\s*(?:[<>=!~;@][^"']*)?["']""")


@dataclass(frozen=True, slots=True)
class Dependency:
    name: str
    """In the normal form: lower case, with hyphens."""
    extras: frozenset[str]
    optional: bool
    path: str


def read_dependencies(files: Files, paths: Iterable[str]) -> tuple[Dependency, ...]:
    """What the given files (``pyproject.toml``, ``requirements.txt`` …) say that the project needs."""
    found: list[Dependency] = []
    for path in paths:
        text = files.read(path)
        if isinstance(text, str):
            found.extend(_read_one(text, path))
    return tuple(found)


def _read_one(text: str, path: str) -> Iterator[Dependency]:
    name = path.rpartition("/")[2]
    if name == "pyproject.toml":
        yield from _pyproject(text, path)
    elif name == "Pipfile":
        yield from _pipfile(text, path)
    elif name == "setup.cfg":
        yield from _setup_cfg(text, path)
    elif name == "setup.py":
        yield from (_dependency(item, path) for item in _QUOTED.findall(text))
    elif name == "METADATA":
        yield from _metadata(text, path)
    elif name.startswith("requirements"):
        optional = any(word in name for word in ("dev", "test", "doc", "lint"))
        lines = (line for line in text.splitlines() if not line.lstrip().startswith(("#", "-")))
        yield from (_dependency(line, path, optional) for line in lines if line.strip())


def _dependency(requirement: str, path: str, optional: bool = False) -> Dependency:
    found = _REQUIREMENT.match(requirement)
    if found is None:
        return Dependency("", frozenset(), True, path)
    extras = frozenset(extra.strip().lower() for extra in (found.group(2) or "").split(",") if extra.strip())
    return Dependency(re.sub(r"[-_.]+", "-", found.group(1)).lower(), extras, optional, path)


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _pyproject(text: str, path: str) -> Iterator[Dependency]:
    document = read_toml(text, path)
    if isinstance(document, Note):
        return
    project = section(document, "project") or {}
    yield from (_dependency(item, path) for item in _strings(project.get("dependencies")))
    groups = (section(project, "optional-dependencies"), section(document, "dependency-groups"))
    for items in (items for group in groups if group for items in group.values()):
        yield from (_dependency(item, path, True) for item in _strings(items))
    poetry = section(document, "tool", "poetry") or {}
    yield from _named(section(poetry, "dependencies"), path, False)
    yield from _named(section(poetry, "dev-dependencies"), path, True)
    for group in (section(poetry, "group") or {}).values():
        if isinstance(group, Mapping):
            yield from _named(section(group, "dependencies"), path, True)


def _named(table: Mapping[str, Any] | None, path: str, optional: bool) -> Iterator[Dependency]:
    """A table of names to versions, as Poetry and Pipenv write it."""
    for name, value in (table or {}).items():
        given = value if isinstance(value, Mapping) else {}
        extras = ",".join(_strings(given.get("extras")))
        yield _dependency(f"{name}[{extras}]", path, optional or given.get("optional") is True)


def _pipfile(text: str, path: str) -> Iterator[Dependency]:
    document = read_toml(text, path)
    if not isinstance(document, Note):
        yield from _named(section(document, "packages"), path, False)
        yield from _named(section(document, "dev-packages"), path, True)


def _setup_cfg(text: str, path: str) -> Iterator[Dependency]:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    for line in parser.get("options", "install_requires", fallback="").splitlines():
        if line.strip():
            yield _dependency(line, path)
    if parser.has_section("options.extras_require"):
        for value in parser["options.extras_require"].values():
            yield from (_dependency(line, path, True) for line in value.splitlines() if line.strip())


def _metadata(text: str, path: str) -> Iterator[Dependency]:
    """The metadata of an unpacked wheel."""
    for line in text.splitlines():
        if not line:
            return
        if line.startswith("Requires-Dist:"):
            yield _dependency(line.partition(":")[2], path, "extra ==" in line or "extra==" in line)
