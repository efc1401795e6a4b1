"""The values of PostgreSQL's enum types: Alembic compares the name of a type, never what it allows.

Another order of the same values is left alone: no value is missing, and no statement would change it.
"""

from __future__ import annotations

from collections.abc import Iterator

from .pair import Beyond, Pair, changed


def enum_values(pair: Pair) -> Iterator[Beyond]:
    """A difference at every column whose type has other values."""
    for declared, found in pair.columns():
        if declared.type != found.type:
            continue
        key = found.type.removesuffix("[]")
        wanted, there = pair.declared_enums.get(key), pair.found_enums.get(key)
        if wanted is None or there is None or not (wanted.certain and there.certain) or not wanted.values:
            continue
        missing = [value for value in wanted.values if value not in there.values]
        surplus = [value for value in there.values if value not in wanted.values]
        if missing or surplus:
            change = changed("modify_enum", pair.key, column=found.name)
            yield Beyond(change, _words(key, missing, surplus), loses=bool(surplus))


def _words(key: str, missing: list[str], surplus: list[str]) -> str:
    parts = []
    if missing:
        parts.append(f"the type {key} lacks {_listed(missing)}, so writing it fails")
    if surplus:
        parts.append(f"the type {key} still allows {_listed(surplus)}, which the models cannot read")
    return "; ".join(parts)


def _listed(values: list[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)
