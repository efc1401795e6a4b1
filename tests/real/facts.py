"""A schema taken apart into single facts, so that two answers can be compared one by one.

Two spellings of one thing give one fact: `DECIMAL(10,2)` and `NUMERIC(10, 2)`, `'x'::character varying`
and `x`, a unique index and a unique constraint. Text of CHECK constraints is not compared, since every
server rewrites it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One thing that is so: of a table, or of a column of it. `value` is what is said, as text."""

    table: str
    column: str
    kind: str
    value: str = ""

    def __str__(self) -> str:
        where = f"{self.table}.{self.column}" if self.column else self.table
        return " ".join(part for part in (where, self.kind, self.value) if part)


@dataclass(slots=True)
class Facts:
    """What is said for certain, and what is said with a doubt."""

    certain: set[Fact] = field(default_factory=set)
    uncertain: set[Fact] = field(default_factory=set)

    def add(self, fact: Fact, *, sure: bool) -> None:
        """Put a fact where it belongs."""
        (self.certain if sure else self.uncertain).add(fact)


def schema_facts(document: Json, ignored: Iterable[str] = ()) -> Facts:
    """What a `schema` document says, but for the tables that count on neither side."""
    facts = Facts()
    skipped = set(ignored)
    for name, table in document["tables"].items():
        name = _without_public(name)
        if name in skipped:
            continue
        sure = table.get("certain", True)
        for fact in _table_facts(name, table):
            facts.add(fact, sure=sure)
        for column, answer in table["columns"].items():
            for kind, value in _column_facts(answer):
                facts.add(Fact(name, column, kind, value), sure=sure and answer.get("certain", True))
    return facts


def name_facts(document: Json) -> set[Fact]:
    """What is compared beyond that on projects of our own: names of constraints, comments, index options."""
    facts = set()
    for name, table in document["tables"].items():
        facts.add(Fact(name, "", "comment", str(table.get("comment"))))
        for column, answer in table["columns"].items():
            facts.add(Fact(name, column, "comment", str(answer.get("comment"))))
        for kind in ("unique_constraints", "foreign_keys"):
            facts |= {Fact(name, "", kind, f"{it['name']} {_listed(it['columns'])}") for it in table[kind]}
        for index in table["indexes"]:
            where = next((v for k, v in index["options"].items() if k.endswith("_where")), None)
            using = next((v for k, v in index["options"].items() if k.endswith("_using")), "btree")
            # A server writes the condition in its own way: compare what is left of both.
            said = f"unique={index['unique']} using={using} where={_plain_sql(where) if where else None}"
            facts.add(Fact(name, "", "index", f"{index['name']} {said}"))
    return facts


def graph_facts(document: Json) -> Facts:
    """The edges and the heads of a `graph` document."""
    facts = Facts({Fact(head, "", "head") for head in document["heads"]})
    for revision, entry in document["revisions"].items():
        down = entry["down_revision"]
        parents = [] if down is None else [down] if isinstance(down, str) else down
        facts.certain.add(Fact(revision, "", "revises", _listed(sorted(parents))))
    return facts


def diff_facts(document: Json, ignored: Iterable[str] = ()) -> Facts:
    """The operations of a `diff` document that Alembic itself would report; a doubtful one is not said."""
    skipped = set(ignored)
    facts = Facts()
    for operation in document["operations"]:
        table = _without_public(operation.get("table") or "")
        if operation.get("beyond_alembic") or table in skipped or not operation.get("certain", True):
            continue
        subject = operation.get("column") or operation.get("name") or ""
        facts.certain.add(Fact(table, "", operation["op"], subject))
    return facts


def _table_facts(name: str, table: Json) -> Iterator[Fact]:
    def fact(kind: str, value: str = "") -> Fact:
        return Fact(name, "", kind, value)

    yield fact("is a table")
    yield fact("primary key", _listed(sorted(table.get("primary_key") or ())))
    uniques = {tuple(sorted(unique["columns"])) for unique in table.get("unique_constraints", ())}
    for index in table.get("indexes", ()):
        plain = bool(index["columns"]) and None not in index["columns"]
        partial = any("where" in option for option in index.get("options") or ())
        if index.get("unique") and plain and not partial:
            uniques.add(tuple(sorted(index["columns"])))
            continue
        yield fact("index", str(index.get("name")))
        if plain:
            yield fact("index columns", f"{index.get('name')} {_listed(index['columns'])}")
    yield from (fact("unique", _listed(columns)) for columns in uniques)
    for key in table.get("foreign_keys", ()):
        target = _listed(_without_public(column) for column in key["target"])
        actions = " ".join(f"{on} {(key.get(on) or 'no action').upper()}" for on in ("ondelete", "onupdate"))
        yield fact("foreign key", f"{_listed(key['columns'])} to {target} {actions}")
    for check in table.get("check_constraints", ()):
        if check.get("name"):
            yield fact("check", check["name"])


def _column_facts(column: Json) -> Iterator[tuple[str, str]]:
    values = column.get("enum")
    yield "type", "an enum" if values else plain_type(column["type"])
    yield "nullable", str(bool(column["nullable"]))
    if values:
        yield "enum values", _listed(values)
    if column.get("computed"):
        yield "computed", ""
    elif column.get("identity"):
        yield "identity", ""
    elif column.get("server_default") is not None and "nextval(" not in str(column["server_default"]):
        yield "server default", _plain_sql(column["server_default"])


_TYPE_SYNONYMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"(?:INT|INT4|SERIAL)$", "INTEGER"),
        (r"(?:INT8|BIGSERIAL)$", "BIGINT"),
        (r"(?:FLOAT|FLOAT8|FLOAT\(53\)|DOUBLE)$", "DOUBLE PRECISION"),
        (r"(?:DATETIME|TIMESTAMP)$", "TIMESTAMP WITHOUT TIME ZONE"),
        (r"TIME$", "TIME WITHOUT TIME ZONE"),
        (r"BOOL$", "BOOLEAN"),
        (r"BLOB$", "BYTEA"),
        (r"DECIMAL", "NUMERIC"),
        (r"CHARACTER VARYING", "VARCHAR"),
    )
)


def plain_type(text: str) -> str:
    """One spelling of a type, without its collation."""
    spaced = re.sub(r",\s*", ", ", " ".join(str(text).split()))
    plain = re.sub(r" COLLATE .*$", "", spaced).upper().replace('"', "")
    for pattern, name in _TYPE_SYNONYMS:
        if pattern.match(plain):
            plain = pattern.sub(name, plain, count=1)
            break
    return re.sub(r"^NUMERIC\((\d+), 0\)$", r"NUMERIC(\1)", plain)


# `::character varying(20)`, `::public."Kind"[]`, `::timestamp(3) without time zone` …
_CAST = re.compile(
    r"""
    :: \s* (?: "[^"]+" | \w+ ) (?: \. (?: "[^"]+" | \w+ ) )?
    (?: \s+ (?: varying | precision ) )?
    (?: \s* \( \s* \d+ (?: \s* , \s* \d+ )? \s* \) )?
    (?: \s+ with (?: out )? \s+ time \s+ zone )?
    (?: \s* \[ \s* \d* \s* \] )*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DEFAULT_SYNONYMS = {"current_timestamp": "now()", "current_timestamp()": "now()", "t": "true", "f": "false"}


def _plain_sql(text: object) -> str:
    """An expression without casts, outer parentheses, outer quotes, blanks and capitals."""
    plain = _CAST.sub("", str(text)).strip()
    while plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1].strip()
    plain = "".join(plain.split()).strip("'").lower()
    return _DEFAULT_SYNONYMS.get(plain, plain)


_listed: Callable[[Iterable[str]], str] = ", ".join


def _without_public(name: str) -> str:
    return name.removeprefix("public.")
