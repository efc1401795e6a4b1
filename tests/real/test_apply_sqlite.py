"""The same on SQLite: plain operations, and batches that make a table anew."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic.operations import Operations, ops
from alembic.operations.ops import MigrateOperation
from alembic.runtime.migration import MigrationContext
from alembic.util.exc import CommandError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from migration_lsp.schema.apply import apply
from migration_lsp.schema.operations import BatchOp
from migration_lsp.schema.records import Catalogue
from tests.real.reflect import catalogue_form, server_form
from tests.real.test_apply_server import difference

Make = Callable[[], MigrateOperation]

TABLES = st.sampled_from(["a", "b"])
COLUMNS = st.sampled_from(["x", "y", "z", "id"])
NAMES = st.sampled_from(["n1", "n2", "ix_a_x", None])
# Of two constraints with one name a batch loses one, nobody knows which.
CHECK_NAMES = st.sampled_from(["c1", "c2", None])
TYPES: dict[str, Callable[[], Any]] = {
    "int": sa.Integer,
    "string": lambda: sa.String(20),
    "bool": sa.Boolean,
    "moment": sa.DateTime,
    "numeric": lambda: sa.Numeric(10, 2),
    "kind": lambda: sa.Enum("a", "b", name="kind", create_constraint=True),
    "flag": lambda: sa.Boolean(create_constraint=True),
}


@contextmanager
def sides() -> Iterator[tuple[sa.Connection, Operations]]:
    engine = sa.create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as connection:
        yield connection, Operations(MigrationContext.configure(connection))
    engine.dispose()


@st.composite
def columns(draw: st.DrawFn, name: str) -> Callable[[], sa.Column[Any]]:
    kind = draw(st.sampled_from(sorted(TYPES)))
    options: dict[str, Any] = {"nullable": draw(st.booleans())}
    if draw(st.integers(0, 4)) == 0:
        options["unique"] = True
    if draw(st.integers(0, 4)) == 0:
        options["index"] = True
    if not options["nullable"] or draw(st.booleans()):
        options["server_default"] = draw(st.sampled_from(["1", sa.text("0")]))
    target = "a" if kind == "int" and draw(st.booleans()) else None
    key_name = draw(st.sampled_from([None, f"fk_{name}"]))

    def make() -> sa.Column[Any]:
        keys = [sa.ForeignKey(f"{target}.id", name=key_name, ondelete="CASCADE")] if target else []
        type_ = TYPES[kind]()
        if kind == "kind":
            type_ = sa.Enum("a", "b", name=f"kind_{name}", create_constraint=True)
        return sa.Column(name, type_, *keys, **options)

    return make


@st.composite
def create_table(draw: st.DrawFn) -> Make:
    table = draw(TABLES)
    makers = [draw(columns(each)) for each in draw(st.lists(st.sampled_from(["x", "y", "z"]), unique=True))]
    check, unique = draw(CHECK_NAMES), draw(NAMES)

    def make() -> MigrateOperation:
        items: list[Any] = [sa.Column("id", sa.Integer(), primary_key=True), *(each() for each in makers)]
        if check != "c2":
            items.append(sa.CheckConstraint("id > 0", name=check))
        if unique != "n1":
            items.append(sa.UniqueConstraint("id", items[-2].name if makers else "id", name=unique))
        return ops.CreateTableOp(table, items[: 2 if not makers else None])

    return make


@st.composite
def inner(draw: st.DrawFn, table: str) -> Make:
    column, name, check_name = draw(COLUMNS), draw(NAMES), draw(CHECK_NAMES)
    kind = draw(
        st.sampled_from(["add", "drop", "alter", "rename", "retype", "unique", "check", "foreign", "drop_constraint"])
    )
    maker = draw(columns(column))
    type_ = TYPES[draw(st.sampled_from(["int", "string", "moment", "numeric"]))]
    nullable = draw(st.booleans())
    new_name = draw(COLUMNS)
    if kind == "add" and column != "id":
        return lambda: ops.AddColumnOp(table, maker())
    if kind == "drop" and column != "id":
        return lambda: ops.DropColumnOp(table, column)
    if kind == "alter" and column != "id":
        return lambda: ops.AlterColumnOp(table, column, modify_nullable=nullable, modify_server_default="7")
    if kind == "rename":
        return lambda: ops.AlterColumnOp(table, column, modify_name=new_name)
    if kind == "retype":
        return lambda: ops.AlterColumnOp(table, column, modify_type=type_())
    if kind == "unique":
        return lambda: ops.CreateUniqueConstraintOp(name, table, [column])
    if kind == "check":
        return lambda: ops.CreateCheckConstraintOp(check_name, table, "id > 1")
    if kind == "foreign":
        return lambda: ops.CreateForeignKeyOp(name and f"fk_b_{column}", table, "b", [column], ["id"])
    return lambda: ops.DropConstraintOp(name, table)


@st.composite
def step(draw: st.DrawFn) -> Make:
    table, name = draw(TABLES), draw(st.sampled_from(["n1", "ix"]))
    # SQLite takes a quoted name that is no column for a string, and makes an index of that.
    column = draw(st.sampled_from(["x", "y"]))
    kind = draw(st.sampled_from(["batch", "batch", "batch", "batch", "add", "create", "drop", "rename", "index"]))
    if kind == "batch":
        makers = [draw(inner(table)) for _ in range(draw(st.integers(1, 3)))]
        return lambda: BatchOp(table, tuple(each() for each in makers))
    if kind == "add":
        maker = draw(columns(column))
        return lambda: ops.AddColumnOp(table, maker())
    if kind == "drop":
        return lambda: ops.DropTableOp(table)
    if kind == "rename":
        return lambda: ops.RenameTableOp(table, "b")
    if kind == "index":
        return lambda: ops.CreateIndexOp(name, table, [column], unique=True)
    return lambda: ops.DropIndexOp(name, table)


def run(operations: Operations, op: MigrateOperation) -> str | None:
    """Runs one operation on the real database; answers its error."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if isinstance(op, BatchOp):
                with operations.batch_alter_table(op.table_name) as batch:
                    for each in op.operations:
                        batch.invoke(each)
            else:
                operations.invoke(op)
    except (SQLAlchemyError, CommandError, NotImplementedError, ValueError, KeyError, TypeError) as error:
        return f"{type(error).__name__}: {error}".partition("\n")[0]
    return None


def check(connection: sa.Connection, operations: Operations, catalogue: Catalogue, make: Make) -> Catalogue | None:
    """Both sides agree; None where the database may be left half way, as after a failed batch."""
    error = run(operations, make())
    applied = apply(catalogue, make())
    what = vars(make())
    assert bool(applied.problems) == (error is not None), (what, error, applied.problems)
    if error is not None:
        return None
    ours, server = catalogue_form(applied.catalogue), server_form(connection)
    assert ours == server, (what, difference(ours, server))
    return applied.catalogue


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=st.lists(create_table(), min_size=1, max_size=2), steps=st.lists(step(), min_size=1, max_size=6))
def test_a_sequence_gives_the_schema_and_the_errors_of_the_database(first: list[Make], steps: list[Make]) -> None:
    with sides() as (connection, operations):
        catalogue: Catalogue | None = Catalogue("sqlite")
        for make in [*first, *steps]:
            if catalogue is None:
                break
            catalogue = check(connection, operations, catalogue, make)
