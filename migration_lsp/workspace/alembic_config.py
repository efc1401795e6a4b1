"""Alembic's own configuration as text: ini files, and ``[tool.alembic]`` in ``pyproject.toml``.

What a section says is taken as it is written; which folder it means is the business of
:mod:`migration_lsp.workspace.environments`. URLs and whatever may hold a password are dropped here.
"""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from migration_lsp.source.spans import Note, Span
from migration_lsp.workspace.settings import read_toml, section
from migration_lsp.workspace.urls import dialect_of_url

HERE = "<here>"
"""Stands for ``%(here)s``, the folder of the file, so that no absolute path is ever made up."""

_SECRET = re.compile(r"url|uri|dsn|passw|secret|token|credential|api_?key", re.IGNORECASE)
_SEPARATORS = {"space": " ", "newline": "\n", "os": ":", ":": ":", ";": ";"}
_LEGACY_SEPARATOR = re.compile(r", *|(?: +)")


_MOST_FILLED_IN = 200_000
"""Characters that the filling in of one value may go through: values of values grow without an end."""


class _Bounded(configparser.BasicInterpolation):
    """Fills in ``%(…)s`` as Alembic's parser does, but no value that grows without an end."""

    def before_get(self, parser: Any, section: str, option: str, value: str, defaults: Any) -> str:
        self._left = _MOST_FILLED_IN
        return super().before_get(parser, section, option, value, defaults)

    def _interpolate_some(
        self, parser: Any, option: str, accum: list[str], rest: str, section: str, values: Any, depth: int
    ) -> None:
        self._left -= len(rest)
        if self._left < 0:
            raise configparser.InterpolationDepthError(option, section, "a long value")
        super()._interpolate_some(parser, option, accum, rest, section, values, depth)  # type: ignore[misc]  # not typed


@dataclass(frozen=True, slots=True)
class AlembicSection:
    """One section that describes an environment, its locations as they are written."""

    path: str
    name: str
    script_location: str | None = None
    version_locations: tuple[str, ...] = ()
    recursive_version_locations: bool = False
    file_template: str | None = None
    url_dialect: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    database_dialects: Mapping[str, str] = field(default_factory=dict)
    """The dialects of ``databases = one, two``, each from the URL in a section of that name."""


def read_ini(text: str, path: str) -> tuple[AlembicSection, ...] | Note:
    """The sections of an ini file that describe an environment; a note where it is no ini file."""
    parser = configparser.ConfigParser({"here": HERE}, interpolation=_Bounded())
    try:
        parser.read_string(text)
    except configparser.Error as error:
        line = getattr(error, "lineno", None) or _first_bad_line(error)
        return Note(Span.whole_line(path, max(line - 1, 0)), f"not a valid ini file: {_first_line(error)}")
    names = [name for name in parser.sections() if name == "alembic" or parser.has_option(name, "script_location")]
    return tuple(_ini_section(parser, name, path) for name in names)


def _ini_section(parser: configparser.ConfigParser, name: str, path: str) -> AlembicSection:
    values = {key: value for key in parser[name] if (value := _value(parser, name, key)) is not None}
    values.pop("here", None)
    databases = dict(_listed_dialects(parser, values))
    url_dialect = dialect_of_url(values.get("sqlalchemy.url", "")) or next(iter(databases.values()), None)
    return AlembicSection(
        path,
        name,
        values.get("script_location") or None,
        _split_locations(values),
        values.get("recursive_version_locations", "").strip().lower() == "true",
        values.get("file_template"),
        url_dialect,
        {key: value for key, value in values.items() if _is_harmless(key, value)},
        databases,
    )


def _value(parser: configparser.ConfigParser, name: str, key: str) -> str | None:
    """A value with its ``%(…)s`` filled in; as it is written where that cannot be done."""
    try:
        return parser.get(name, key)
    except configparser.InterpolationError:
        return parser.get(name, key, raw=True)


def _listed_dialects(parser: configparser.ConfigParser, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The dialects of the databases of a multi-database ini (``databases = one, two``), as far as they are known."""
    for database in values.get("databases", "").split(","):
        name = database.strip()
        if parser.has_option(name, "sqlalchemy.url"):
            dialect = dialect_of_url(_value(parser, name, "sqlalchemy.url") or "")
            if dialect is not None:
                yield name, dialect


def _split_locations(values: Mapping[str, str]) -> tuple[str, ...]:
    written = values.get("version_locations", "")
    separator = values.get("path_separator", values.get("version_path_separator"))
    if separator is None:
        parts = _LEGACY_SEPARATOR.split(written)
    else:
        parts = written.split(_SEPARATORS.get(separator.strip(), ":"))
    return tuple(part.strip() for part in parts if part.strip())


def _is_harmless(key: str, value: str) -> bool:
    return not _SECRET.search(key) and "://" not in value


def read_tool_alembic(text: str, path: str) -> AlembicSection | Note | None:
    """``[tool.alembic]`` of a ``pyproject.toml``; None where there is no such table."""
    document = read_toml(text, path)
    if isinstance(document, Note):
        return document
    table = section(document, "tool", "alembic")
    if table is None:
        return None
    texts = {key: _filled(value) for key, value in table.items() if isinstance(value, str)}
    locations = table.get("version_locations")
    return AlembicSection(
        path,
        "tool.alembic",
        texts.get("script_location") or None,
        tuple(_filled(item) for item in locations if isinstance(item, str)) if isinstance(locations, list) else (),
        table.get("recursive_version_locations") is True,
        texts.get("file_template"),
        dialect_of_url(texts.get("sqlalchemy.url", "")),
        {key: value for key, value in texts.items() if _is_harmless(key, value)},
    )


def _filled(value: str) -> str:
    return value.replace("%(here)s", HERE).replace("%%", "%")


def _first_line(error: configparser.Error) -> str:
    """What is wrong, without the name of the source that configparser made up and without the text of the line."""
    if isinstance(error, configparser.MissingSectionHeaderError):
        return "a line stands before the first section"
    if isinstance(error, configparser.DuplicateSectionError):
        return f"section {error.section} is there twice"
    if isinstance(error, configparser.DuplicateOptionError):
        return f"{error.option} is there twice in section {error.section}"
    return "a line is neither a section, nor an option, nor a comment"


def _first_bad_line(error: configparser.Error) -> int:
    lines = getattr(error, "errors", None)
    return lines[0][0] if lines else 1
