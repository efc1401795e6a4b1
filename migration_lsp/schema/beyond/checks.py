"""CHECK constraints: Alembic compares none of them.

Of a text that is not wholly understood nothing is said, and a CHECK that only has another name is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import CheckConstraint

from ..describe import check_record
from ..describe_constraints import is_created
from ..names import checked_columns, named_by_server
from ..records import CheckRecord, TableRecord
from .conditions import condition_form
from .expression_reader import Node
from .pair import Beyond, Pair, changed
from .spelling import is_known


@dataclass(frozen=True, slots=True, eq=False)
class _Check:
    record: CheckRecord
    form: Node | None
    columns: tuple[str, ...]
    comes_with_type: bool = False


def check_text(pair: Pair) -> Iterator[Beyond]:
    """CHECKs that come, go, or say something else."""
    declared, found = _declared(pair), _found(pair)
    if not all(it.form for it in (*declared, *found)) and len(declared) != len(found):
        # One that is not understood may be the other side of any that is left over.
        return
    declared, found = _without_same(declared, found)
    for wanted in declared:
        # SQLite lets several have one name: each is compared once.
        there = next((it for it in found if it.record.name is not None and it.record.name == wanted.record.name), None)
        if there is not None:
            found.remove(there)
            if wanted.form is not None and there.form is not None:
                yield _modified(pair, wanted, there)
        elif wanted.form is not None and _is_missing(pair, wanted):
            yield _added(pair, wanted)
    if not pair.is_open:
        yield from (_removed(pair, it) for it in found if it.form is not None and _is_surplus(pair, it))


def _declared(pair: Pair) -> list[_Check]:
    inline = (it for column in pair.table.columns for it in column.constraints)
    own = (it for it in pair.table.constraints if is_created(it, pair.dialect))
    constraints = [
        *sorted((it for it in inline if isinstance(it, CheckConstraint)), key=lambda it: it._creation_order),
        *sorted((it for it in own if isinstance(it, CheckConstraint)), key=lambda it: it._creation_order),
    ]
    records = tuple(check_record(it, pair.dialect) for it in constraints)
    named = named_by_server(replace(pair.declared, checks=records), pair.dialect).checks
    checks = (
        _check(record, pair.declared, pair.dialect, bool(it._type_bound))
        for record, it in zip(named, constraints, strict=True)
    )
    return [
        check if is_known(it.sqltext) else replace(check, form=None)
        for check, it in zip(checks, constraints, strict=True)
    ]


def _found(pair: Pair) -> list[_Check]:
    return [_check(record, pair.found, pair.dialect) for record in pair.found.checks]


def _check(record: CheckRecord, table: TableRecord, dialect: str, comes_with_type: bool = False) -> _Check:
    form = condition_form(record.sqltext, dialect)
    return _Check(record, form, checked_columns(record, table), comes_with_type)


def _without_same(declared: list[_Check], found: list[_Check]) -> tuple[list[_Check], list[_Check]]:
    left, there = [], list(found)
    for wanted in declared:
        same = [it for it in there if _is_same(it, wanted)]
        if same:
            there.remove(next((it for it in same if it.record.name == wanted.record.name), same[0]))
        else:
            left.append(wanted)
    return left, there


def _is_same(one: _Check, other: _Check) -> bool:
    if one.record.sqltext == other.record.sqltext:
        return True
    return one.form is not None and one.form == other.form


def _is_missing(pair: Pair, check: _Check) -> bool:
    """Whether nothing that Alembic reports brings it: a new or another type comes with its own."""
    if not check.comes_with_type:
        return True
    return all(pair.found.column(name) is not None and ("modify_type", name) not in pair.said for name in check.columns)


def _is_surplus(pair: Pair, check: _Check) -> bool:
    """Whether nothing that Alembic reports takes it away: it goes with its columns."""
    return all(
        pair.declared.column(name) is not None and ("modify_type", name) not in pair.said for name in check.columns
    )


def _name(check: _Check) -> str:
    return check.record.name or ",".join(check.columns)


def _modified(pair: Pair, wanted: _Check, there: _Check) -> Beyond:
    words = f"CHECK ({_short(there.record)}) becomes CHECK ({_short(wanted.record)})"
    old, new = there.record, wanted.record

    def put(table: TableRecord) -> TableRecord:
        return replace(table, checks=tuple(new if it == old else it for it in table.checks))

    return Beyond(changed("modify_check", pair.key, name=_name(wanted)), words, put, loses=True)


def _added(pair: Pair, check: _Check) -> Beyond:
    def put(table: TableRecord) -> TableRecord:
        return replace(table, checks=(*table.checks, check.record))

    words = f"CHECK ({_short(check.record)}) is in the models only: rows that break it may be there, and more may come"
    return Beyond(changed("add_constraint", pair.key, name=_name(check)), words, put, loses=True)


def _removed(pair: Pair, check: _Check) -> Beyond:
    def put(table: TableRecord) -> TableRecord:
        return replace(table, checks=tuple(it for it in table.checks if it != check.record))

    words = f"CHECK ({_short(check.record)}) is in the database only: it refuses rows that the models allow"
    return Beyond(changed("remove_constraint", pair.key, name=_name(check)), words, put)


def _short(check: CheckRecord) -> str:
    text = " ".join(check.sqltext.split())
    return text if len(text) <= 60 else f"{text[:60]}…"
