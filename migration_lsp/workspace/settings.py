"""The settings of a project: ``[tool.migration-lsp]`` in its ``pyproject.toml``.

A setting that is not known or has the wrong type is a problem that names the key and its line; nothing is guessed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from migration_lsp.config import BEYOND, BEYOND_BY_DEFAULT, DIALECTS
from migration_lsp.source.files import Unreadable
from migration_lsp.source.spans import Note, Span

PYPROJECT = "pyproject.toml"
_LONG_KEY = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){100}""")


@dataclass(frozen=True, slots=True)
class Settings:
    script_location: str | None = None
    models_paths: tuple[str, ...] = ()
    dialect: str | None = None
    exclude: tuple[str, ...] = ()
    include_tests: bool = False
    default_branch: str | None = None
    """What a branch of one's own is compared with, where it is not that of ``origin``."""
    beyond: frozenset[str] = BEYOND_BY_DEFAULT
    """What is compared beyond what Alembic compares."""
    problems: tuple[Note, ...] = ()


def read_toml(text: str, path: str) -> Mapping[str, Any] | Note:
    """A TOML document, or what is wrong with it."""
    if _LONG_KEY.search(text):
        # The parser takes time and memory by the square of the number of its parts.
        return Note(Span.whole_line(path), "not read: a key of very many parts")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Note(Span.whole_line(path, _line_in(str(error))), f"not valid TOML: {error}")
    except RecursionError:
        return Note(Span.whole_line(path), "not valid TOML: nested too deeply")
    except ValueError:
        return Note(Span.whole_line(path), "not valid TOML: a number that is too long")


def section(document: Mapping[str, Any], *names: str) -> Mapping[str, Any] | None:
    """A table within tables, or None where there is none of that name."""
    current: Any = document
    for name in names:
        if not isinstance(current, Mapping) or name not in current:
            return None
        current = current[name]
    return current if isinstance(current, Mapping) else None


def read_settings(text: str | Unreadable | None) -> Settings:
    """The settings in the text of a ``pyproject.toml``."""
    if text is None:
        return Settings()
    if isinstance(text, Unreadable):
        return Settings(problems=(Note(Span.whole_line(PYPROJECT), text.reason),))
    document = read_toml(text, PYPROJECT)
    if isinstance(document, Note):
        return Settings(problems=(document,))
    table = section(document, "tool", "migration-lsp")
    if table is None:
        given = section(document, "tool") or {}
        problems = () if "migration-lsp" not in given else (_problem(text, "migration-lsp", "must be a table"),)
        return Settings(problems=problems)
    return _from_table(table, text)


def _from_table(table: Mapping[str, Any], text: str) -> Settings:
    problems: list[Note] = []
    good: dict[str, Any] = {}
    for key, value in table.items():
        reader = _READERS.get(key)
        if reader is None:
            known = ", ".join(_READERS)
            problems.append(_problem(text, key, f"is no setting of migration-lsp; there are {known}"))
            continue
        name, answer, expected = reader[0], reader[1](value), reader[2]
        if answer is None:
            problems.append(_problem(text, key, f"must be {expected}"))
        else:
            good[name] = answer
    return Settings(**good, problems=tuple(problems))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _texts(value: object) -> tuple[str, ...] | None:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _dialect(value: object) -> str | None:
    return value if isinstance(value, str) and value in DIALECTS else None


def _beyond(value: object) -> frozenset[str] | None:
    if isinstance(value, bool):
        return frozenset(BEYOND) if value else frozenset()
    names = _texts(value)
    return None if names is None or not set(names) <= set(BEYOND) else frozenset(names)


_READERS = {
    "script-location": ("script_location", _text, "a string"),
    "models-path": ("models_paths", _texts, "a string or a list of strings"),
    "dialect": ("dialect", _dialect, f"one of {', '.join(DIALECTS)}"),
    "exclude": ("exclude", _texts, "a string or a list of strings"),
    "include-tests": ("include_tests", _flag, "true or false"),
    "beyond-alembic": ("beyond", _beyond, f"true, false or a list of {', '.join(BEYOND)}"),
    "default-branch": ("default_branch", _text, "a string"),
}


def _problem(text: str, key: str, message: str) -> Note:
    return Note(Span.whole_line(PYPROJECT, _line_of(text, key)), f"[tool.migration-lsp] {key} {message}")


def _line_of(text: str, key: str) -> int:
    """The line of a key in its section; TOML gives no places."""
    lines = text.splitlines()
    start = next((index for index, line in enumerate(lines) if "tool.migration-lsp" in line), 0)
    wanted = re.compile(rf"""^\s*["']?{re.escape(key)}["']?\s*=""")
    return next((index for index in range(start, len(lines)) if wanted.match(lines[index])), start)


def _line_in(message: str) -> int:
    found = re.search(r"at line (\d+)", message)
    return int(found.group(1)) - 1 if found else 0
