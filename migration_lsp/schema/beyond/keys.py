"""Primary keys and collations: Alembic looks at neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..records import PrimaryKeyRecord, TableRecord
from .pair import Beyond, Pair, changed

_COLLATE = re.compile(r"\s+collate\s+\"?([^\"]+?)\"?$", re.IGNORECASE)
_DEFAULTS = {"postgresql": frozenset({"default"}), "sqlite": frozenset({"binary"})}


def primary_key(pair: Pair) -> Iterator[Beyond]:
    """A key over other columns. The order of the same columns is left alone."""
    was, now = _columns(pair.found.primary_key), _columns(pair.declared.primary_key)
    every = (*pair.declared.columns, *pair.found.columns)
    # Any column that was not wholly read might be the one that a key lacks.
    if set(was) == set(now) or pair.is_open or not all(column.certain for column in every):
        return
    key = pair.declared.primary_key

    def put(table: TableRecord) -> TableRecord:
        return replace(table, primary_key=key)

    yield Beyond(
        changed("modify_primary_key", pair.key),
        f"there is {_listed(was)} in the migrations and {_listed(now)} in the models",
        put,
        loses=True,
    )


def _columns(key: PrimaryKeyRecord | None) -> tuple[str, ...]:
    return key.columns if key is not None else ()


def _listed(columns: tuple[str, ...]) -> str:
    return f"the primary key ({', '.join(columns)})" if columns else "no primary key"


def collation(pair: Pair) -> Iterator[Beyond]:
    """Texts that are sorted and compared in another way. Alembic overlooks a collation that one side only names."""
    for declared, found in pair.columns():
        if declared.type == found.type or ("modify_type", found.name) in pair.said:
            continue
        (new_type, new), (old_type, old) = _split(declared.type, pair.dialect), _split(found.type, pair.dialect)
        if new_type != old_type or new == old or _is_unnamed(pair.dialect, new, old):
            continue

        def put(table: TableRecord, name: str = found.name, text: str = declared.type) -> TableRecord:
            columns = tuple(replace(it, type=text) if it.name == name else it for it in table.columns)
            return replace(table, columns=columns)

        yield Beyond(
            changed("modify_collation", pair.key, column=found.name),
            f"the collation is {old or 'the default'} in the migrations and {new or 'the default'} in the models",
            put,
        )


def _split(text: str, dialect: str) -> tuple[str, str | None]:
    """A type without its collation, and the collation; None for the one that there is anyway."""
    found = _COLLATE.search(text)
    if found is None:
        return text, None
    name = found[1]
    return text[: found.start()], None if name.lower() in _DEFAULTS.get(dialect, ()) else name


def _is_unnamed(dialect: str, *names: str | None) -> bool:
    """Whether one side has the collation of its table or database, which may be the other one."""
    return None in names and dialect not in _DEFAULTS
