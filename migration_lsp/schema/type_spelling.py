"""DDL type text, as people and SQLAlchemy write it, brought to the spelling that a database answers.

PostgreSQL's is that of ``format_type()``, MySQL's that of ``SHOW CREATE TABLE``, SQLite keeps the text as it
is written. Nothing here knows SQLAlchemy's type objects, nor which named types exist.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPACE = re.compile(r"\s+")
_COLLATE = re.compile(r"\s+collate\s+(.+)$", re.IGNORECASE)
_ARRAY = re.compile(r"(?:\s+array(?:\s*\[\s*\d*\s*\])?|(?:\s*\[\s*\d*\s*\])+)$", re.IGNORECASE)
_ARGUMENTS = re.compile(r"\s*\(([^()]*)\)")
_IDENTIFIER = re.compile(r'"((?:[^"]|"")*)"|([^\s".()\[\]]+)')


@dataclass(frozen=True, slots=True)
class PostgresSpelling:
    """``name`` is as ``format_type()`` writes it, without array brackets."""

    name: str
    is_array: bool = False
    collation: str | None = None
    is_named: bool = False
    """Neither built-in nor written like one: an enum, a domain, a type of an extension."""


_POSTGRES_NAMES = {
    "int": "integer",
    "int4": "integer",
    "serial": "integer",
    "serial4": "integer",
    "int8": "bigint",
    "bigserial": "bigint",
    "serial8": "bigint",
    "int2": "smallint",
    "smallserial": "smallint",
    "serial2": "smallint",
    "bool": "boolean",
    "varchar": "character varying",
    "char varying": "character varying",
    "national character varying": "character varying",
    "national char varying": "character varying",
    "nchar varying": "character varying",
    "char": "character",
    "nchar": "character",
    "bpchar": "character",
    "national character": "character",
    "national char": "character",
    "decimal": "numeric",
    "dec": "numeric",
    "float4": "real",
    "float8": "double precision",
    "varbit": "bit varying",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "time": "time without time zone",
    "timetz": "time with time zone",
}
_POSTGRES_WORDS = """
    json jsonb hstore text inet cidr citext uuid macaddr macaddr8 money oid regclass regconfig date bytea
    xml tsvector tsquery interval bit name int4range int8range numrange daterange tsrange tstzrange
    int4multirange int8multirange nummultirange datemultirange tsmultirange tstzmultirange point line lseg
    box path polygon circle
"""
_POSTGRES_BUILT_IN = frozenset(_POSTGRES_NAMES.values()).union(_POSTGRES_WORDS.split())


def postgres_spelling(text: str) -> PostgresSpelling:
    """What ``format_type()`` would answer for a column declared with ``text``."""
    rest = _SPACE.sub(" ", text).strip()
    collation = None
    if match := _COLLATE.search(rest):
        collation, rest = _unquoted(match[1])[-1], rest[: match.start()]
    is_array = False
    while match := _ARRAY.search(rest):
        is_array, rest = True, rest[: match.start()]
    rest = rest.removeprefix("pg_catalog.")
    if rest.startswith('"') or '."' in rest:
        return PostgresSpelling(named_key(rest), is_array, collation, is_named=rest != '"char"')
    arguments = _ARGUMENTS.search(rest)
    base = (_ARGUMENTS.sub("", rest, count=1) if arguments else rest).lower().strip()
    values = tuple(part.strip() for part in arguments[1].split(",")) if arguments else ()
    return _postgres_built_in(base, values, is_array, collation)


def _postgres_built_in(base: str, values: tuple[str, ...], is_array: bool, collation: str | None) -> PostgresSpelling:
    if base == "float":
        base, values = ("real" if values and int(values[0]) < 25 else "double precision"), ()
    name = _POSTGRES_NAMES.get(base, base)
    is_interval = name == "interval" or name.startswith("interval ")
    if name not in _POSTGRES_BUILT_IN and not is_interval:
        named = base.removeprefix("public.") + (f"({','.join(values)})" if values else "")
        return PostgresSpelling(named, is_array, collation, is_named=True)
    if name in ("character", "bit") and not values and base != "bpchar":
        values = ("1",)
    if name == "numeric" and len(values) == 1:
        values = (values[0], "0")
    if not values:
        return PostgresSpelling(name, is_array, collation)
    # The precision stands after the first word: ``timestamp(3) with time zone``; an interval has it at the
    # end.
    head, space, tail = (name, "", "") if is_interval else name.partition(" ")
    if name in ("character varying", "bit varying", "double precision"):
        head, space, tail = name, "", ""
    return PostgresSpelling(f"{head}({','.join(values)}){space}{tail}", is_array, collation)


def named_key(text: str) -> str:
    """The key of a named type: unquoted, in lower case where it was not quoted, without ``public.``."""
    parts = _unquoted(text)
    if len(parts) > 1 and parts[0] == "public":
        parts = parts[1:]
    return ".".join(parts)


def _unquoted(text: str) -> list[str]:
    return [quoted.replace('""', '"') if quoted else bare.lower() for quoted, bare in _IDENTIFIER.findall(text)]


_MYSQL_NAMES = {
    "integer": "int",
    "int4": "int",
    "int8": "bigint",
    "int2": "smallint",
    "int1": "tinyint",
    "int3": "mediumint",
    "middleint": "mediumint",
    "dec": "decimal",
    "fixed": "decimal",
    "numeric": "decimal",
    "double precision": "double",
    "real": "double",
    "float8": "double",
    "float4": "float",
    "character": "char",
    "character varying": "varchar",
    "char varying": "varchar",
    "nvarchar": "varchar",
    "national varchar": "varchar",
    "nchar": "char",
    "long varchar": "mediumtext",
    "long": "mediumtext",
    "long varbinary": "mediumblob",
}
_MYSQL_DEFAULT_ARGUMENTS = {"decimal": "10,0", "char": "1", "binary": "1", "bit": "1"}
_MYSQL_TYPE = re.compile(
    r"^(?P<name>[a-z][a-z0-9_]*(?:\s+(?:precision|varying|varchar|varbinary))?)"
    r"\s*(?:\((?P<arguments>(?:'(?:[^'\\]|''|\\.)*'|[^()'])*)\))?(?P<rest>.*)$",
    re.IGNORECASE,
)
_MYSQL_CHARSET = re.compile(r"\b(?:character set|charset)\s+(\S+)", re.IGNORECASE)
_MYSQL_WIDTH = re.compile(r"^(?:tiny|small|medium|big)?int$")
_LONGEST = (("tiny", 1 << 8), ("", 1 << 16), ("medium", 1 << 24))


def mysql_spelling(text: str, dialect: str) -> str:
    """The type as ``SHOW CREATE TABLE`` writes it on a current server: ``int``, ``decimal(10,0)``."""
    match = _MYSQL_TYPE.match(_SPACE.sub(" ", text).strip())
    if match is None:
        return text
    name = _SPACE.sub(" ", match["name"].lower())
    arguments, rest = match["arguments"], match["rest"]
    name, arguments, rest = _mysql_name(name, arguments, rest, dialect)
    suffix = "".join(f" {word}" for word in ("unsigned", "zerofill") if re.search(rf"\b{word}\b", rest, re.IGNORECASE))
    if charset := _MYSQL_CHARSET.search(rest):
        suffix += f" CHARACTER SET {charset[1]}"
    if collation := _COLLATE.search(" " + rest):
        suffix += f" COLLATE {collation[1]}"
    return f"{name}({arguments}){suffix}" if arguments else f"{name}{suffix}"


def _mysql_name(name: str, arguments: str | None, rest: str, dialect: str) -> tuple[str, str | None, str]:
    if name in ("bool", "boolean"):
        return "tinyint", "1", ""
    if name == "serial":
        return "bigint", None, " unsigned"
    if name == "json" and dialect == "mariadb":
        return "longtext", None, " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
    if name == "float" and arguments and "," not in arguments:
        return ("double" if int(arguments) > 24 else "float"), None, rest
    name = _MYSQL_NAMES.get(name, name)
    if name in ("text", "blob") and arguments:
        longest = next((prefix for prefix, size in _LONGEST if int(arguments) < size), "long")
        return longest + name, None, rest
    if _MYSQL_WIDTH.match(name):
        # Display widths are gone from current servers, but for the one that stands for a boolean.
        return name, (arguments if name == "tinyint" and arguments == "1" else None), rest
    if name in ("datetime", "timestamp", "time") and arguments == "0":
        return name, None, rest
    if name == "decimal" and arguments and "," not in arguments:
        arguments += ",0"
    if name in ("decimal", "double", "float") and arguments:
        arguments = arguments.replace(" ", "")
    return name, arguments or _MYSQL_DEFAULT_ARGUMENTS.get(name), rest
