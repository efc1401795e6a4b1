"""What takes changes of constraints and indexes back: one function for each kind of effect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from migration_lsp.fixes.undo import Here, NoWayBackError, Undoing, named
from migration_lsp.schema.effects import (
    CheckDropped,
    Effect,
    ForeignKeyDropped,
    IndexAdded,
    IndexDropped,
    UniqueAdded,
    UniqueDropped,
)
from migration_lsp.schema.records import CheckRecord, IndexRecord
from migration_lsp.strategies.code import Call, listed


def drop_constraint(kind: str) -> Callable[[Any, Here], Iterator[Undoing]]:
    def undo(effect: Any, here: Here) -> Iterator[Undoing]:
        record = getattr(effect, "key", None) or getattr(effect, "check", None)
        ground = here.ground(effect.table)
        name = ground.constraint_name(named(record.name if record is not None else effect.name))
        yield Undoing(effect.table, Call("drop_constraint", name=name, options=(f"type_={kind!r}",)))

    return undo


def create_foreign_key(effect: ForeignKeyDropped, here: Here) -> Iterator[Undoing]:
    named(effect.key.name)
    options = () if effect.key.validated else ("postgresql_not_valid=True",)
    call = here.ground(effect.table).foreign_key_call(effect.key, *options)
    yield Undoing(effect.table, _in_full(call, effect.key.name, here))


def _in_full(call: Call, name: str | None, here: Here) -> Call:
    """The call with a name that no naming convention lengthens once more."""
    return replace(call, name=here.ground("").constraint_name(name))


def create_check(effect: CheckDropped, here: Here) -> Iterator[Undoing]:
    if not isinstance(effect.check, CheckRecord) or not effect.check.validated:
        raise NoWayBackError
    name = here.ground(effect.table).constraint_name(named(effect.check.name))
    yield Undoing(effect.table, Call("create_check_constraint", (f"sa.text({effect.check.sqltext!r})",), name))


def drop_unique(effect: UniqueAdded, here: Here) -> Iterator[Undoing]:
    if effect.index is not None:
        yield _index_drop(effect.table, effect.index, here)
    else:
        yield from drop_constraint("unique")(effect, here)


def create_unique(effect: UniqueDropped, here: Here) -> Iterator[Undoing]:
    if effect.index is not None:
        yield _index_made(effect.table, effect.index, here)
        return
    table = here.act.before.tables[effect.table]
    record = next((it for it in table.uniques if it.name == effect.name), None)
    if record is None or record.options:
        raise NoWayBackError
    name = here.ground(effect.table).constraint_name(named(effect.name))
    yield Undoing(effect.table, Call("create_unique_constraint", (listed(record.columns),), name))


def drop_index(effect: IndexAdded, here: Here) -> Iterator[Undoing]:
    yield _index_drop(effect.table, effect.index, here)


def create_index(effect: IndexDropped, here: Here) -> Iterator[Undoing]:
    yield _index_made(effect.table, effect.index, here)


def _index_drop(table: str, index: IndexRecord, here: Here) -> Undoing:
    ground, name = here.ground(table), named(index.name)
    is_alone = here.act.autocommit
    if here.act.recorded is not None and here.act.recorded.from_sql and not ground.is_mysql:
        schema, _, _ = table.rpartition(".")
        place = f"{ground.quote(schema)}." if schema and ground.is_postgres else ""
        how = "CONCURRENTLY " if here.act.flags.concurrently else ""
        sql = f"DROP INDEX {how}IF EXISTS {place}{ground.quote(name)};"
        return Undoing(table, text=f"op.execute({sql!r})", is_alone=is_alone)
    return Undoing(table, ground.drop_index_call(name, *here.index_options), is_alone=is_alone)


def _index_made(table: str, index: IndexRecord, here: Here) -> Undoing:
    if not index.valid:
        raise NoWayBackError
    named(index.name)
    call = here.ground(table).index_call(index, *here.index_options)
    return Undoing(table, call, is_alone=here.act.autocommit)


def nothing(_effect: Effect, _here: Here) -> Iterator[Undoing]:
    """A proof goes with what was proven, where that came in the same revision."""
    return iter(())
