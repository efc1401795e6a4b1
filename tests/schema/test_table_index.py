"""What a catalogue answers of all its tables at once is what going over each of them gives."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from immutables import Map

from migration_lsp.schema.records import (
    Catalogue,
    CheckRecord,
    ColumnRecord,
    EnumRecord,
    ForeignKeyRecord,
    IndexRecord,
    PrimaryKeyRecord,
    TableRecord,
    UniqueRecord,
)
from migration_lsp.schema.table_index import names_of

_TABLES = st.sampled_from(["a", "A", "b", "c", "d"])
_SCHEMAS = st.sampled_from([None, "s"])
_NAMES = st.sampled_from(["a", "x", "y", "z"])


def _keys() -> st.SearchStrategy[ForeignKeyRecord]:
    return st.builds(lambda name, target: ForeignKeyRecord(name, ("c",), target, ("id",)), st.none() | _NAMES, _TABLES)


_RECORDS = st.builds(
    TableRecord,
    _TABLES,
    _SCHEMAS,
    st.just(()) | st.just((ColumnRecord("id", "INTEGER"),)),
    st.none() | st.builds(PrimaryKeyRecord, st.none() | _NAMES, st.just(("id",))),
    indexes=st.lists(st.builds(lambda name: IndexRecord(name, ("c",), ("c",)), st.none() | _NAMES), max_size=2).map(
        tuple
    ),
    uniques=st.lists(st.builds(UniqueRecord, st.none() | _NAMES, st.just(("c",))), max_size=1).map(tuple),
    foreign_keys=st.lists(_keys(), max_size=2).map(tuple),
    checks=st.lists(st.builds(CheckRecord, _NAMES, st.just("c > 0")), max_size=1).map(tuple),
)


@st.composite
def _histories(draw: st.DrawFn) -> list[Catalogue]:
    """Catalogues made of each other, each of any one before it, in every way in which that is done."""
    found = [
        Catalogue("postgresql"),
        Catalogue("postgresql", Map({"a": draw(_RECORDS.map(lambda it: replace(it, name="a", schema=None)))})),
    ]
    for _ in range(draw(st.integers(0, 12))):
        base = draw(st.sampled_from(found))
        way = draw(st.sampled_from(["put", "put", "put", "column", "remove", "enum", "swap"]))
        if way == "put":
            found.append(base.with_table(draw(_RECORDS)))
        elif way == "enum":
            found.append(base.with_enum(EnumRecord("e")))
        elif way == "swap":
            found.append(replace(base, tables=draw(st.sampled_from(found)).tables))
        elif base.tables:
            key = draw(st.sampled_from(sorted(base.tables)))
            table = base.tables[key]
            columns = (*table.columns, ColumnRecord(f"c{len(table.columns)}", "TEXT"))
            found.append(
                base.without_table(key) if way == "remove" else base.with_table(replace(table, columns=columns))
            )
        if draw(st.booleans()):
            # Asked at one moment, and followed from there.
            list(found[-1].index.named("x"))
    return found


@given(_histories())
@settings(max_examples=300, deadline=None)
def test_the_index_says_what_a_look_at_every_table_says(history: list[Catalogue]) -> None:
    for catalogue in history:
        tables, index = catalogue.tables, catalogue.index
        for name in ("a", "b", "x", "y", "z", "no"):
            bearing = {key for key, table in tables.items() if name == table.name or name in names_of(table)}
            assert {table.key for table in index.named(name)} == bearing
        for target in ("a", "b", "no"):
            referring = {key for key, table in tables.items() if any(it.target == target for it in table.foreign_keys)}
            assert {table.key for table in index.referring_to(target)} == referring
        for key in ("a", "A", "s.A", "no"):
            alike = {other for other in tables if other.lower() == key.lower()}
            assert {table.key for table in index.spelled_like(key)} == alike


@given(_histories())
@settings(max_examples=300, deadline=None)
def test_two_catalogues_differ_in_the_tables_that_are_not_the_same_record(history: list[Catalogue]) -> None:
    for one in history:
        for other in history:
            keys = {*one.tables, *other.tables}
            differing = {key for key in keys if one.tables.get(key) is not other.tables.get(key)}
            assert one.differing_tables(other) == differing


def test_what_is_far_apart_is_compared_table_by_table() -> None:
    first = Catalogue("postgresql").with_table(TableRecord("a")).with_table(TableRecord("b"))
    last = first
    for number in range(50):
        last = last.with_table(TableRecord("a", columns=(ColumnRecord(f"c{number}", "TEXT"),)))
    assert first.differing_tables(last) == last.differing_tables(first) == {"a"}
    assert last.differing_tables(last) == frozenset()


def test_a_catalogue_is_equal_to_one_of_the_same_tables_that_was_made_in_another_way() -> None:
    table = TableRecord("a")
    made, given_at_once = Catalogue("sqlite").with_table(table), Catalogue("sqlite", Map({"a": table}))
    assert made == given_at_once
    assert hash(made) == hash(given_at_once)
    assert repr(made) == repr(given_at_once)
    assert made.with_table(table) is made
