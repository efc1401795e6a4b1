"""Schemas made up by hypothesis, and edited ones: what a project might declare before and after a change."""

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st

TYPES: dict[str, Any] = {
    "integer": sa.Integer(),
    "big": sa.BigInteger(),
    "small": sa.SmallInteger(),
    "string20": sa.String(20),
    "string50": sa.String(50),
    "text": sa.Text(),
    "boolean": sa.Boolean(),
    "float": sa.Float(),
    "float24": sa.Float(24),
    "double": sa.Double(),
    "numeric": sa.Numeric(10, 2),
    "date": sa.Date(),
    "time": sa.Time(),
    "datetime": sa.DateTime(),
    "zoned": sa.DateTime(timezone=True),
    "binary": sa.LargeBinary(),
    "json": sa.JSON(),
    "uuid": sa.Uuid(),
    "enum": sa.Enum("a", "b", name="kind"),
    "soft enum": sa.Enum("a", "bc", name="soft", native_enum=False),
    "checked enum": sa.Enum("a", "b", name="checked", native_enum=False, create_constraint=True),
}
# Real autogenerate on PostgreSQL fails for a default of a type that has no equality: json has none here.
DEFAULTS: dict[str, list[Any]] = {
    "integer": ["0", sa.text("1")],
    "big": [sa.text("7"), "7"],
    "string20": ["", "free", sa.text("'free'")],
    "string50": ["paid", sa.text("lower('X')")],
    "text": ["some text"],
    "boolean": [sa.true(), sa.false(), sa.text("'1'")],
    "datetime": [sa.func.now(), sa.text("CURRENT_TIMESTAMP")],
    "numeric": ["1.50"],
    "enum": ["a", "b"],
}
NAMES = st.sampled_from(["alpha", "beta", "gamma", "Delta", "order", "with space"])


@dataclass(frozen=True)
class ColumnPlan:
    name: str
    type: str
    nullable: bool = True
    default: int | None = None
    unique: bool = False
    index: bool = False
    comment: str | None = None
    references: str | None = None
    ondelete: str | None = None

    def built(self) -> sa.Column[Any]:
        values = DEFAULTS.get(self.type, [])
        default = values[self.default % len(values)] if self.default is not None and values else None
        keys = [sa.ForeignKey(f"{self.references}.id", ondelete=self.ondelete)] if self.references else []
        return sa.Column(
            self.name,
            sa.Integer() if self.references else TYPES[self.type],
            *keys,
            nullable=self.nullable,
            server_default=None if self.references else default,
            unique=self.unique or None,
            index=self.index or None,
            comment=self.comment,
        )


@dataclass(frozen=True)
class TablePlan:
    name: str
    columns: tuple[ColumnPlan, ...]
    comment: str | None = None
    together: str | None = None
    """The name of a unique constraint over the first two columns; empty for an unnamed one."""
    partial: bool = False
    sorted: bool = False

    def build(self, metadata: sa.MetaData) -> None:
        table = sa.Table(
            self.name,
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            *(column.built() for column in self.columns),
            comment=self.comment,
        )
        columns = [table.c[column.name] for column in self.columns]
        if self.together is not None and len(columns) > 1:
            table.append_constraint(sa.UniqueConstraint(*columns[:2], name=self.together or None))
        if self.partial and columns:
            where = table.c.id > 5
            sa.Index(f"ix_{self.name}_part", columns[0], postgresql_where=where, sqlite_where=where)
        if self.sorted and columns:
            sa.Index(f"ix_{self.name}_sorted", columns[0].desc())


Plan = tuple[TablePlan, ...]


def metadata_of(plan: Plan) -> sa.MetaData:
    metadata = sa.MetaData()
    for table in plan:
        table.build(metadata)
    return metadata


def readable(plan: Plan, dialect: str) -> Plan:
    """The plan without what SQLAlchemy does not read back.

    On MariaDB it loses default and comment of a column whose default is a call with a string in it.
    """
    if dialect != "mariadb":
        return plan

    def read(column: ColumnPlan) -> ColumnPlan:
        return replace(column, default=0) if column.type == "string50" and column.default is not None else column

    return tuple(replace(table, columns=tuple(map(read, table.columns))) for table in plan)


COLUMNS = st.builds(
    ColumnPlan,
    name=NAMES,
    type=st.sampled_from(sorted(TYPES)),
    nullable=st.booleans(),
    default=st.none() | st.integers(0, 2),
    unique=st.booleans(),
    index=st.booleans(),
    comment=st.none() | st.just("A comment"),
)


def tables(names: tuple[str, ...]) -> st.SearchStrategy[TablePlan]:
    """A table that may refer to those whose names are given."""
    references = st.none() | st.sampled_from(names) if names else st.none()
    column = st.builds(
        lambda plan, references, ondelete: replace(plan, references=references, ondelete=ondelete),
        COLUMNS,
        references,
        st.none() | st.sampled_from(["CASCADE", "SET NULL"]),
    )
    return st.builds(
        TablePlan,
        name=st.just(""),
        columns=st.lists(column, max_size=4, unique_by=lambda plan: plan.name).map(tuple),
        comment=st.none() | st.just("A table"),
        together=st.none() | st.sampled_from(["", "uq_together"]),
        partial=st.booleans(),
        sorted=st.booleans(),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    names = draw(st.lists(st.sampled_from(["one", "two", "Three"]), min_size=1, max_size=3, unique=True))
    done: list[TablePlan] = []
    for name in names:
        done.append(replace(draw(tables(tuple(table.name for table in done))), name=name))
    return tuple(done)


@st.composite
def edited(draw: st.DrawFn, plan: Plan) -> Plan:
    """The plan with some of its tables and columns changed, gone or new."""
    result: list[TablePlan] = []
    for table in plan:
        known = tuple(each.name for each in result)
        other = replace(draw(tables(known)), name=table.name)
        what = draw(st.sampled_from(["same", "same", "columns", "other", "gone"]))
        if what == "columns":
            columns = {column.name: column for column in table.columns}
            columns.update({column.name: column for column in other.columns[:2]})
            table = replace(other, columns=tuple(columns.values()))
        elif what == "other":
            table = other
        if what != "gone":
            kept = (column for column in table.columns if column.references is None or column.references in known)
            result.append(replace(table, columns=tuple(kept)))
    return tuple(result)


@st.composite
def changes(draw: st.DrawFn) -> tuple[Plan, Plan]:
    before = draw(plans())
    return before, draw(edited(before))
