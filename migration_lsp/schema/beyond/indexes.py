"""What of an index Alembic does not look at: which rows it holds, by which method, with which operator classes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..records import IndexRecord
from .conditions import condition_form, differ
from .pair import Beyond, Pair, changed
from .spelling import is_known

_IN_EXPRESSION = re.compile(r"\s+(\w+_ops)$")
_NEVER_DEFAULT = re.compile(
    r"^(?:\w+_pattern_ops|\w+_trgm_ops|jsonb_path_ops|\w+_(?:cosine|ip|l1|hamming|jaccard)_ops)$"
)
"""Classes that an index has only where somebody asks for them: beside them, none is another one."""


def index_predicate(pair: Pair) -> Iterator[Beyond]:
    """Indexes over other rows."""
    for wanted, there in _indexes(pair):
        new, old = _option(wanted, "_where"), _option(there, "_where")
        if new == old or (new and old and not _is_known(pair, wanted)):
            continue
        if new and old and not differ(condition_form(new, pair.dialect), condition_form(old, pair.dialect)):
            continue
        was = f"WHERE {old}" if old else "no WHERE"
        now = f"WHERE {new}" if new else "no WHERE"
        yield Beyond(
            changed("modify_index", pair.key, name=there.name),
            f"the index has {was} in the migrations and {now} in the models; it has to be built anew",
            loses=wanted.unique,
        )


def index_method(pair: Pair) -> Iterator[Beyond]:
    """Indexes of another method, or with other operator classes. Other databases than PostgreSQL have none."""
    if pair.dialect != "postgresql":
        return
    for wanted, there in _indexes(pair):
        new, old = _method(wanted), _method(there)
        if new != old:
            words = f"the index is {old} in the migrations and {new} in the models; it has to be built anew"
            yield Beyond(changed("modify_index", pair.key, name=there.name), words)
            continue
        classes = _other_class(wanted, there)
        if classes is not None:
            words = f"the index has {classes[0]} in the migrations and {classes[1]} in the models"
            yield Beyond(changed("modify_index", pair.key, name=there.name), f"{words}; it has to be built anew")


def _indexes(pair: Pair) -> Iterator[tuple[IndexRecord, IndexRecord]]:
    """The indexes of both sides of which Alembic says nothing: the declared one first."""
    by_name = {index.name: index for index in pair.found.indexes}
    for wanted in pair.declared.indexes:
        there = by_name.get(wanted.name) if wanted.name is not None else None
        if there is None or ("add_index", wanted.name) in pair.said or ("remove_index", wanted.name) in pair.said:
            continue
        if not _is_doubtful(pair, wanted) and len(wanted.columns) == len(there.columns):
            yield wanted, there


def _is_doubtful(pair: Pair, index: IndexRecord) -> bool:
    """Whether it stands on a column that was not wholly read."""
    found = (pair.declared.column(name) for name in index.columns if name is not None)
    return any(column is None or not column.certain for column in found)


def _is_known(pair: Pair, index: IndexRecord) -> bool:
    declared = (it for it in pair.table.indexes if str(it.name) == index.name)
    return all(is_known(value) for it in declared for value in it.dialect_kwargs.values())


def _option(index: IndexRecord, ending: str) -> str | None:
    return next((text for key, text in index.options if key.endswith(ending)), None)


def _method(index: IndexRecord) -> str:
    return (_option(index, "_using") or "btree").lower()


def _other_class(wanted: IndexRecord, there: IndexRecord) -> tuple[str, str] | None:
    """The first operator class that differs, before and after."""
    new, old = _classes(wanted), _classes(there)
    if new is None or old is None:
        return None
    for one, other in zip(old, new, strict=True):
        given = [it for it in (one, other) if it is not None]
        if one != other and (len(given) == 2 or _NEVER_DEFAULT.match(given[0])):
            return one or "the default operator class", other or "the default operator class"
    return None


def _classes(index: IndexRecord) -> list[str | None] | None:
    """The operator class of each element; None where one cannot be told to belong to an element."""
    pairs = (part.strip().partition(" ") for part in (_option(index, "_ops") or "").split(",") if part.strip())
    given = {name.strip('"'): rest.strip().lower() for name, _, rest in pairs}
    classes: list[str | None] = []
    for column, expression in zip(index.columns, index.expressions, strict=True):
        written = _IN_EXPRESSION.search(expression) if column is None else None
        classes.append(written[1].lower() if written else given.pop(column or expression, None))
    return None if given else classes
