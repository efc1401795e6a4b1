"""How the values of one type become those of another: the expression, and the queries before and after."""

from __future__ import annotations

import re
from dataclasses import dataclass

from migration_lsp.schema.records import ColumnRecord
from migration_lsp.strategies.ground import Ground

_TEXT = re.compile(r"(?:VAR)?CHAR\b|CHARACTER|TEXT|CITEXT", re.IGNORECASE)
_WHOLE = re.compile(r"(?:BIG|SMALL|MEDIUM|TINY)?INT(?:EGER)?\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?:BIG|SMALL|MEDIUM|TINY)?INT|NUMERIC|DECIMAL|REAL|FLOAT|DOUBLE", re.IGNORECASE)
_LENGTH = re.compile(r"CHAR(?:ACTER)?(?: VARYING)?\((\d+)\)", re.IGNORECASE)
_SIZE = re.compile(r"(?:NUMERIC|DECIMAL)\((\d+)(?:,\s*(\d+))?\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Conversion:
    """From ``old`` to ``new``, columns of one table; ``using`` is somebody's own expression."""

    ground: Ground
    old: ColumnRecord
    new: ColumnRecord
    using: str | None = None

    @property
    def source(self) -> str:
        return self.ground.quote(self.old.name)

    @property
    def expression(self) -> str:
        """A value of the new type. An assignment refuses what does not fit, where a cast would cut it."""
        if self.using is not None:
            return self.using
        old, new = self.old.type.upper(), self.new.type.upper()
        if not self.ground.is_postgres or old == new or (_TEXT.match(old) and _TEXT.match(new)):
            return self.source
        if old.startswith("TIMESTAMP") and ("WITH TIME ZONE" in old) != ("WITH TIME ZONE" in new) and "TIME" in new:
            return f"{self.source} AT TIME ZONE 'UTC'"
        return f"CAST({self.source} AS {self.new.type})"

    @property
    def always_works(self) -> bool:
        """Whether every value that came out of the other direction has a value of this type."""
        old, new = self.old.type, self.new.type
        return old == new or bool(_TEXT.match(new)) or (bool(_NUMBER.match(old)) and bool(_NUMBER.match(new)))

    @property
    def remark(self) -> str:
        """What to look at in the expression, if there is something."""
        if "AT TIME ZONE" in self.expression and self.using is None:
            return "If the stored times are those of UTC; else name their zone."
        return ""

    @property
    def differing(self) -> str:
        """The condition of a row whose new value is not that of the old one."""
        new = self.ground.quote(self.new.name)
        if self.ground.is_postgres:
            return f"{new} IS DISTINCT FROM {self.expression}"
        return f"NOT ({new} <=> {self.expression})" if self.ground.is_mysql else f"{new} IS NOT {self.expression}"

    @property
    def check(self) -> tuple[str, str]:
        """The query for values that cannot be converted, and what its answer should be."""
        unfit = self._unfit()
        if unfit is not None:
            return f"SELECT count(*) FROM {self.ground.sql} WHERE {unfit}", "0 where every value can be converted"
        query = (
            f"SELECT {self.source}, count(*) FROM {self.ground.sql}\nGROUP BY {self.source} ORDER BY 2 DESC LIMIT 50"
        )
        return query, f"what is there: all of it has to make sense as {self.new.type}"

    def _unfit(self) -> str | None:
        length, size = _LENGTH.search(self.new.type), _SIZE.search(self.new.type)
        is_text = bool(_TEXT.match(self.old.type))
        if is_text and length is not None:
            function = "length" if self.ground.dialect == "sqlite" else "char_length"
            return f"{function}({self.source}) > {length[1]}"
        if is_text and _WHOLE.match(self.new.type) and self.ground.is_postgres:
            return f"{self.source} !~ '^\\s*[-+]?[0-9]+\\s*$'"
        if is_text and _WHOLE.match(self.new.type) and self.ground.is_mysql:
            return f"{self.source} NOT REGEXP '^[-+]?[0-9]+$'"
        if not is_text and size is not None:
            places = int(size[2] or 0)
            rounded = f"{self.source} <> round({self.source}, {places})"
            return f"abs({self.source}) >= 1e{int(size[1]) - places} OR {rounded}"
        if re.match(r"BIG", self.old.type, re.IGNORECASE) and re.match(r"INT", self.new.type, re.IGNORECASE):
            return f"{self.source} NOT BETWEEN -2147483648 AND 2147483647"
        return None
