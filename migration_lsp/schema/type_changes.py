"""What becomes of existing values when a column changes its type, from the canonical texts of both types.

The facts of PostgreSQL are measured (12 to 18); of MySQL and SQLite they follow from how each stores its types. Nothing
here knows how many rows there are, nor what is in them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from .records import UNKNOWN_TYPE, EnumRecord


class Conversion(Enum):
    """What a change of type does to the values that are there, the gentlest first."""

    FREE = "free"
    """Every value fits, and no row is touched."""
    REINDEXED = "reindexed"
    """The rows stay; the indexes of the column are built anew."""
    REWRITTEN = "rewritten"
    """Every value fits, and every row is written anew."""
    NARROWED = "narrowed"
    """There is less room: a value may not fit."""
    ZONED = "zoned"
    """Times get a time zone or lose it: the session says which."""
    CONVERTED = "converted"
    """Values become others, or cannot be converted."""
    UNKNOWN = "unknown"
    """One of the types was not read."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The parts of a type's text: ``TIMESTAMP(3) WITHOUT TIME ZONE``."""

    name: str
    sizes: tuple[int, ...] = ()
    rest: str = ""
    collation: str | None = None

    @property
    def length(self) -> int | None:
        return self.sizes[0] if self.sizes else None


_SHAPE = re.compile(
    r"(?P<name>[A-Z][A-Z0-9_]*(?: VARYING| PRECISION)?)\s*(?:\((?P<sizes>\d+(?:\s*,\s*\d+)?)\))?(?P<rest>.*)", re.DOTALL
)
_COLLATE = re.compile(r"\s+COLLATE\s+(.+)$", re.IGNORECASE)
_SYNONYMS = {"CHARACTER VARYING": "VARCHAR", "NVARCHAR": "VARCHAR", "DECIMAL": "NUMERIC", "NCHAR": "CHAR"}


def shape_of(text: str) -> Shape | None:
    """The parts of a canonical type text; None for one of another form, such as ``ENUM('a')``."""
    collation = _COLLATE.search(text)
    plain = text[: collation.start()] if collation else text
    found = _SHAPE.fullmatch(plain.upper())
    if found is None or "'" in text:
        return None
    sizes = tuple(int(part) for part in found["sizes"].split(",")) if found["sizes"] else ()
    name = _SYNONYMS.get(found["name"], found["name"])
    return Shape(name, sizes, found["rest"].strip(), collation[1] if collation else None)


def conversion(old: str, new: str, dialect: str, enums: Mapping[str, EnumRecord]) -> Conversion:
    """What the change from one canonical type to another does to existing values."""
    if UNKNOWN_TYPE in (old, new):
        return Conversion.UNKNOWN
    if old == new:
        return Conversion.FREE
    lost = lost_values(old, new, enums)
    if lost is not None:
        return _of_values(old, new, dialect, lost)
    before, after = shape_of(old), shape_of(new)
    if old in enums and after is not None and after.name in _PLAIN_TEXTS and not after.rest:
        return Conversion.REWRITTEN
    if before is None or after is None:
        return Conversion.CONVERTED
    if dialect == "sqlite":
        return _in_sqlite(before, after)
    if dialect in ("mysql", "mariadb"):
        return _in_mysql(before, after)
    return _in_postgres(before, after)


def lost_values(old: str, new: str, enums: Mapping[str, EnumRecord]) -> tuple[str, ...] | None:
    """The values that one enumeration has and the other has not; None where they are not both enumerations."""
    before, after = _values(old, enums), _values(new, enums)
    if before is None or after is None:
        return None
    return tuple(value for value in before if value not in after)


_QUOTED = re.compile(r"'((?:[^']|'')*)'")


def _values(text: str, enums: Mapping[str, EnumRecord]) -> tuple[str, ...] | None:
    enum = enums.get(text)
    if enum is not None:
        return enum.values
    return tuple(_QUOTED.findall(text)) if text.upper().startswith("ENUM(") else None


def _of_values(old: str, new: str, dialect: str, lost: tuple[str, ...]) -> Conversion:
    if lost:
        return Conversion.CONVERTED
    # MySQL numbers the values: what comes behind the others changes none of them.
    is_appended = new.removesuffix(")").startswith(old.removesuffix(")"))
    return Conversion.FREE if dialect in ("mysql", "mariadb") and is_appended else Conversion.REWRITTEN


# ------------------------------------------------------------------ room

_INTEGERS = ("TINYINT", "SMALLINT", "MEDIUMINT", "INTEGER", "BIGINT")
_FLOATS = ("REAL", "FLOAT", "DOUBLE", "DOUBLE PRECISION")
_TEXTS = frozenset({"VARCHAR", "TEXT", "CHAR", "CITEXT", "CLOB", "STRING", "TINYTEXT", "MEDIUMTEXT", "LONGTEXT"})
_FRACTIONS = frozenset({"TIMESTAMP", "TIME", "INTERVAL", "DATETIME"})


def _is_narrower(old: Shape, new: Shape, default_fraction: int) -> bool:
    """Whether a value of the old type may not fit into the new one of the same family."""
    if old.name in _TEXTS and new.name in _TEXTS:
        return new.length is not None and (old.length is None or new.length < old.length)
    if old.name == new.name == "NUMERIC":
        return _is_smaller_number(old, new)
    if old.name == new.name and old.name in _FRACTIONS:
        return _or(new.length, default_fraction) < _or(old.length, default_fraction)
    for family in (_INTEGERS, _FLOATS):
        if old.name in family and new.name in family:
            return family.index(new.name) < family.index(old.name) or _loses_range(old, new)
    if old.name == new.name:
        return new.length is not None and (old.length is None or new.length < old.length)
    return False


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value


def _loses_range(old: Shape, new: Shape) -> bool:
    """Whether integers lose their sign, or the upper half of their range."""
    was_unsigned, is_unsigned = "UNSIGNED" in old.rest, "UNSIGNED" in new.rest
    return is_unsigned != was_unsigned and (is_unsigned or old.name == new.name)


def _is_smaller_number(old: Shape, new: Shape) -> bool:
    if not new.sizes:
        return False
    if not old.sizes:
        return True
    before, after = digits(old), digits(new)
    return after[0] < before[0] or after[1] < before[1]


def digits(number: Shape) -> tuple[int, int]:
    """How many digits stand before and after the point."""
    precision, scale = number.sizes if len(number.sizes) == 2 else (number.sizes[0], 0)
    return precision - scale, scale


def _is_same_family(old: Shape, new: Shape) -> bool:
    families = (_INTEGERS, _FLOATS, _TEXTS)
    return old.name == new.name or any(old.name in family and new.name in family for family in families)


# ------------------------------------------------------------------ PostgreSQL

_PLAIN_TEXTS = frozenset({"VARCHAR", "TEXT"})


def _in_postgres(old: Shape, new: Shape) -> Conversion:
    if old.name == new.name and old.rest != new.rest and old.name in _FRACTIONS:
        return Conversion.ZONED
    if _is_narrower(old, new, default_fraction=6):
        return Conversion.NARROWED
    if _is_same_family(old, new) and (old.collation != new.collation or "CITEXT" in (old.name, new.name)):
        return Conversion.REINDEXED if _is_free_in_postgres(old, new) else Conversion.REWRITTEN
    if _is_free_in_postgres(old, new):
        return Conversion.FREE
    return Conversion.REWRITTEN if _keeps_every_value(old, new) else Conversion.CONVERTED


def _is_free_in_postgres(old: Shape, new: Shape) -> bool:
    """Binary compatible, and not narrower."""
    if old.rest != new.rest or "[]" in old.rest:
        return False
    if (old.name, new.name) == ("CIDR", "INET"):
        return True
    if old.name == new.name == "NUMERIC":
        return not new.sizes or (bool(old.sizes) and digits(old)[1] == digits(new)[1])
    if old.name == new.name:
        # A CHAR is padded and a BIT as long as it says, so that their values change with their length.
        return old.name in {"VARCHAR", "BIT VARYING", *_FRACTIONS} or old.sizes == new.sizes
    unpadded = _PLAIN_TEXTS | {"CITEXT"}
    return old.name in unpadded and new.name in unpadded


def _keeps_every_value(old: Shape, new: Shape) -> bool:
    """Whether a wider type holds every value as it is."""
    if old.name in _INTEGERS and new.name == "NUMERIC":
        room = {"SMALLINT": 5, "INTEGER": 10, "BIGINT": 19}.get(old.name, 19)
        return not new.sizes or digits(new)[0] >= room
    return _is_same_family(old, new) and old.name != "BIT" and old.rest == new.rest


# ------------------------------------------------------------------ MySQL and SQLite

_ONE_BYTE_OF_LENGTH = 63
"""Characters of four bytes, as in utf8mb4, whose length fits into one byte."""


def _in_mysql(old: Shape, new: Shape) -> Conversion:
    if _is_narrower(old, new, default_fraction=0):
        return Conversion.NARROWED
    if old.name == new.name and old.name in _INTEGERS and old.rest == new.rest:
        # What stands in brackets is how wide it is shown.
        return Conversion.FREE if new.length != 1 or old.length == 1 else Conversion.CONVERTED
    if old.name == new.name == "VARCHAR" and old.rest == new.rest and old.collation == new.collation:
        before, after = (_or(shape.length, 0) > _ONE_BYTE_OF_LENGTH for shape in (old, new))
        return Conversion.FREE if before == after else Conversion.REWRITTEN
    return Conversion.REWRITTEN if _is_same_family(old, new) else Conversion.CONVERTED


_SQLITE_FAMILIES = (
    frozenset({*_TEXTS}),
    frozenset({*_INTEGERS, "INT"}),
    frozenset({*_FLOATS, "NUMERIC"}),
    frozenset({"DATETIME", "TIMESTAMP"}),
    frozenset({"JSON", "JSONB"}),
    frozenset({"BLOB", "BINARY", "VARBINARY"}),
)


def _in_sqlite(old: Shape, new: Shape) -> Conversion:
    """SQLite enforces no length and stores a value by itself: within a family every value stays as it is."""
    if old.name in _TEXTS and new.name in _TEXTS and _is_narrower(old, new, default_fraction=0):
        return Conversion.NARROWED
    if (old.name, new.name) == ("BOOLEAN", "INTEGER"):
        return Conversion.FREE
    is_kept = old.name == new.name or any(old.name in family and new.name in family for family in _SQLITE_FAMILIES)
    return Conversion.FREE if is_kept else Conversion.CONVERTED
