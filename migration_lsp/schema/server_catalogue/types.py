"""The names of PostgreSQL's types in its catalogue and in ``information_schema``."""

from __future__ import annotations

import re

_INTERNAL = {
    "INTEGER": "int4",
    "BIGINT": "int8",
    "SMALLINT": "int2",
    "BOOLEAN": "bool",
    "CHAR": "bpchar",
    "DOUBLE PRECISION": "float8",
    "FLOAT": "float8",
    "REAL": "float4",
    "TIMESTAMP WITHOUT TIME ZONE": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "TIME WITHOUT TIME ZONE": "time",
    "TIME WITH TIME ZONE": "timetz",
}
_NUMBERS = re.compile(r"\([^)]*\)")
_LENGTH = re.compile(r"^(?:VARCHAR|CHAR)\((\d+)\)$")
_WORDS = {"VARCHAR": "character varying", "CHAR": "character", "FLOAT": "double precision"}


def internal_name(type_text: str) -> str:
    """``varchar`` for ``VARCHAR(50)``, ``_int4`` for ``INTEGER[]``: the name in ``pg_type``."""
    bare = _NUMBERS.sub("", type_text).strip()
    if bare.endswith("[]"):
        return f"_{internal_name(bare.removesuffix('[]'))}"
    return _INTERNAL.get(bare.upper(), bare.lower())


def data_type(type_text: str) -> tuple[str, int | None]:
    """``data_type`` and ``character_maximum_length`` of ``information_schema.columns``."""
    bare = _NUMBERS.sub("", type_text).strip()
    if bare.endswith("[]"):
        return "ARRAY", None
    length = _LENGTH.match(type_text.upper())
    return _WORDS.get(bare.upper(), bare.lower()), int(length[1]) if length else None
