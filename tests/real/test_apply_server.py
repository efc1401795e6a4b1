"""Operations run by the real Alembic on a real server, and applied to a catalogue: the same schema, the same errors."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import Operations, ops
from alembic.operations.ops import MigrateOperation
from alembic.runtime.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.exc import SQLAlchemyError

from migration_lsp.schema.apply import Problem, apply
from migration_lsp.schema.records import Catalogue
from migration_lsp.schema.sql import read_sql
from tests.real.postgres import Server
from tests.real.reflect import catalogue_form, server_form

Made = str | Callable[[], MigrateOperation]
"""SQL text, or what makes an operation anew: a column belongs to one table only."""


class Both:
    """A server's schema and a catalogue that take the same operations."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.context = MigrationContext.configure(connection)
        self.operations = Operations(self.context)
        self.catalogue = Catalogue(connection.dialect.name)
        self.memo: frozenset[str] = frozenset()

    def run(self, made: Made) -> tuple[str | None, list[Problem]]:
        """Runs one operation on both sides; answers the server's error and our problems."""
        error = None
        try:
            with self.connection.begin_nested():
                if isinstance(made, str):
                    self.connection.exec_driver_sql(made)
                else:
                    self.operations.invoke(made())
        except (SQLAlchemyError, NotImplementedError, ValueError) as raised:
            error = str(raised).partition("\n")[0]
        problems: list[Problem] = []
        catalogue = self.catalogue
        for operation in self._operations(made):
            applied = apply(catalogue, operation, enums_created=self.memo)
            catalogue, self.memo = applied.catalogue, applied.enums_created
            problems.extend(applied.problems)
        if error is None:
            self.catalogue = catalogue
        return error, problems

    def _operations(self, made: Made) -> list[MigrateOperation]:
        if not isinstance(made, str):
            return [made()]
        return [op for statement in read_sql(made, self.catalogue.dialect) for op in statement.ops]

    def check(self, made: Made) -> None:
        """Both sides agree on whether it works, and on what there is afterwards."""
        error, problems = self.run(made)
        what = made if isinstance(made, str) else vars(made())
        assert bool(problems) == (error is not None), (what, error, problems)
        server = server_form(self.connection)
        ours = catalogue_form(self.catalogue)
        assert ours == server, (what, difference(ours, server))


def difference(ours: Any, server: Any, path: str = "") -> list[str]:
    if isinstance(ours, dict) and isinstance(server, dict):
        return [
            line
            for key in sorted({*ours, *server}, key=str)
            for line in difference(ours.get(key), server.get(key), f"{path}/{key}")
        ]
    return [] if ours == server else [f"{path}: ours {ours!r}, server {server!r}"]


@pytest.fixture(scope="module")
def engine(postgres: Server) -> Iterator[sa.Engine]:
    """An engine on one empty database; nothing is ever committed to it."""
    with postgres.fresh_database() as url:
        engine = sa.create_engine(url)
        yield engine
        engine.dispose()


@contextmanager
def both(engine: sa.Engine) -> Iterator[Both]:
    with engine.connect() as connection, connection.begin() as transaction:
        yield Both(connection)
        transaction.rollback()


# Drawn sequences.

TABLES = st.sampled_from(["a", "b", "Order"])
COLUMNS = st.sampled_from(["x", "y", "Zed", "id"])
ENUMS = st.sampled_from(["mood", "Mode"])
TYPES: dict[str, Callable[[], Any]] = {
    "int": sa.Integer,
    "big": sa.BigInteger,
    "text": sa.Text,
    "string": lambda: sa.String(20),
    "bool": sa.Boolean,
    "moment": lambda: sa.DateTime(timezone=True),
    "json": pg.JSONB,
    "uuid": sa.Uuid,
    "numeric": lambda: sa.Numeric(10, 2),
    "mood": lambda: sa.Enum("a", "b", name="mood"),
    "mode": lambda: pg.ENUM("c", name="Mode", create_type=False),
    "array": lambda: pg.ARRAY(sa.Integer),
    "checked": lambda: sa.Enum("a", "b", name="kind", native_enum=False, create_constraint=True),
}
TYPE_NAMES = st.sampled_from(sorted(TYPES))
NAMES = st.sampled_from(
    ["n1", "n2", "a_x_key", "a_pkey", "b_pkey", "a_y_fkey", "b_x_fkey", "a_check", "a_x_check", "ix_a_x", "kind"]
)
DEFAULTS: dict[str, list[Any]] = {
    "int": ["1", sa.text("2")],
    "string": ["s", sa.text("'t'")],
    "text": ["u"],
    "bool": [sa.true(), sa.text("false")],
    "moment": [sa.func.now(), sa.text("CURRENT_TIMESTAMP")],
    "mood": ["a"],
}


def column(draw: st.DrawFn, name: str) -> Callable[[], sa.Column[Any]]:
    kind = draw(TYPE_NAMES)
    options: dict[str, Any] = {}
    if draw(st.booleans()):
        options["nullable"] = draw(st.booleans())
    for flag in ("unique", "index"):
        if kind != "json" and draw(st.integers(0, 5)) == 0:
            options[flag] = True
    if kind in DEFAULTS and draw(st.booleans()):
        options["server_default"] = draw(st.sampled_from(DEFAULTS[kind]))
    if draw(st.integers(0, 5)) == 0:
        options["comment"] = "why"
    target = draw(TABLES) if kind == "int" and draw(st.integers(0, 2)) == 0 else None
    ondelete = draw(st.sampled_from([None, "CASCADE"]))

    def make() -> sa.Column[Any]:
        keys = [sa.ForeignKey(f"{target}.id", ondelete=ondelete)] if target else []
        return sa.Column(name, TYPES[kind](), *keys, **options)

    return make


@st.composite
def create_table(draw: st.DrawFn) -> Made:
    name = draw(TABLES)
    names: list[str] = draw(st.lists(st.sampled_from(["x", "y", "Zed"]), unique=True))
    columns = [column(draw, each) for each in names]
    check = draw(st.booleans())
    unique = draw(st.sampled_from([None, "n1"])) if bool(columns) and draw(st.booleans()) else "no"
    key = draw(st.sampled_from(["plain", "constraint", "identity"]))

    def make() -> MigrateOperation:
        identity = [sa.Identity()] if key == "identity" else []
        items: list[Any] = [sa.Column("id", sa.Integer(), *identity, primary_key=key != "constraint", nullable=False)]
        items += [each() for each in columns]
        if key == "constraint":
            items.append(sa.PrimaryKeyConstraint("id"))
        if check:
            items.append(sa.CheckConstraint("id IS NOT NULL"))
        if unique != "no":
            items.append(sa.UniqueConstraint(items[1].name, name=unique))
        return ops.CreateTableOp(name, items)

    return make


@st.composite
def add_column(draw: st.DrawFn) -> Made:
    table, make = draw(TABLES), column(draw, draw(COLUMNS))
    return lambda: ops.AddColumnOp(table, make())


@st.composite
def alter_column(draw: st.DrawFn) -> Made:
    table, name = draw(TABLES), draw(COLUMNS)
    kind = draw(st.sampled_from(["type", "nullable", "default", "name", "comment"]))
    options: dict[str, Any] = {}
    type_name = draw(TYPE_NAMES.filter(lambda each: each != "checked"))
    if kind == "nullable":
        options["modify_nullable"] = draw(st.booleans())
    elif kind == "default":
        options["modify_server_default"] = None
    elif kind == "name":
        options["modify_name"] = draw(COLUMNS)
    elif kind == "comment":
        options["modify_comment"] = draw(st.sampled_from([None, "other"]))

    def make() -> MigrateOperation:
        changes = {"modify_type": TYPES[type_name]()} if kind == "type" else options
        return ops.AlterColumnOp(table, name, **changes)

    return make


@st.composite
def constraint(draw: st.DrawFn) -> Made:
    table, name, first = draw(TABLES), draw(st.one_of(st.none(), NAMES)), draw(COLUMNS)
    kind = draw(st.sampled_from(["unique", "check", "key", "foreign", "foreign", "index", "index"]))
    target = draw(TABLES)
    columns: list[Any] = draw(st.sampled_from([[first], ["x", "y"], ["y", "id"]]))
    unique = draw(st.booleans())
    is_expression = draw(st.integers(0, 3)) == 0
    where = draw(st.sampled_from([None, "1 < 2"]))

    def make() -> MigrateOperation:
        if kind == "unique":
            return ops.CreateUniqueConstraintOp(name, table, list(dict.fromkeys(columns)))
        if kind == "check":
            return ops.CreateCheckConstraintOp(name, table, sa.text("1 < 2"))
        if kind == "key":
            return ops.CreatePrimaryKeyOp(name, table, [first])
        if kind == "foreign":
            return ops.CreateForeignKeyOp(name, table, target, [first], ["id"])
        elements = [sa.text("coalesce(1, 2)")] if is_expression else list(columns)
        condition: dict[str, Any] = {"postgresql_where": sa.text(where)} if where else {}
        return ops.CreateIndexOp(name or "ix", table, elements, unique=unique, **condition)

    return make


@st.composite
def drop(draw: st.DrawFn) -> Made:
    table, name, first = draw(TABLES), draw(NAMES), draw(COLUMNS)
    kind = draw(st.sampled_from(["table", "column", "column", "constraint", "constraint", "index"]))
    if kind == "table":
        return lambda: ops.DropTableOp(table)
    if kind == "column":
        return lambda: ops.DropColumnOp(table, first)
    if kind == "index":
        return lambda: ops.DropIndexOp(name, table)
    type_ = draw(st.sampled_from([None, "unique", "check", "foreignkey", "primary"]))
    return lambda: ops.DropConstraintOp(name, table, type_)


@st.composite
def raw(draw: st.DrawFn) -> Made:
    table, first, other, name, enum = draw(TABLES), draw(COLUMNS), draw(COLUMNS), draw(NAMES), draw(ENUMS)
    cascade = draw(st.sampled_from(["", " CASCADE"]))
    return draw(
        st.sampled_from(
            [
                f"CREATE TYPE \"{enum}\" AS ENUM ('a', 'b')",
                f'DROP TYPE "{enum}"{cascade}',
                f'DROP TYPE IF EXISTS "{enum}"',
                f"ALTER TYPE \"{enum}\" RENAME VALUE 'b' TO 'c'",
                f'ALTER TYPE "{enum}" RENAME TO mood2',
                "ALTER TYPE mood2 RENAME TO mood",
                f'DROP TABLE "{table}"{cascade}',
                f'ALTER TABLE "{table}" DROP COLUMN IF EXISTS "{first}"{cascade}',
                f'ALTER TABLE "{table}" DROP CONSTRAINT {name}{cascade}',
                f'ALTER TABLE "{table}" RENAME TO "{draw(TABLES)}"',
                f'ALTER TABLE "{table}" RENAME CONSTRAINT {name} TO n3',
                f"ALTER INDEX {name} RENAME TO n4",
                f"DROP INDEX IF EXISTS {name}",
                f'ALTER TABLE "{table}" ADD COLUMN IF NOT EXISTS "{first}" int UNIQUE CHECK ("{first}" IS NOT NULL)',
                f'ALTER TABLE "{table}" ADD s serial, ALTER COLUMN "{first}" SET NOT NULL',
                f'ALTER TABLE "{table}" ALTER "{first}" ADD GENERATED ALWAYS AS IDENTITY',
                f'ALTER TABLE "{table}" ALTER "{first}" DROP IDENTITY IF EXISTS',
                f'ALTER TABLE "{table}" ADD UNIQUE ("{first}", "{other}")' if first != other else "SELECT 1",
                f'ALTER TABLE "{table}" ADD g int GENERATED ALWAYS AS (1 + 1) STORED',
                f'CREATE INDEX ON "{table}" ("{first}" DESC)',
                f'CREATE UNIQUE INDEX IF NOT EXISTS ux ON "{table}" ("{first}")',
                f'ALTER TABLE "{table}" ADD CONSTRAINT n5 UNIQUE USING INDEX ux',
                f'ALTER TABLE "{table}" ADD PRIMARY KEY USING INDEX ux',
                f"CREATE TABLE IF NOT EXISTS \"{table}\" (id int PRIMARY KEY, x text DEFAULT 'q', y int REFERENCES a)",
                f'CREATE TABLE like_it (LIKE "{table}" INCLUDING INDEXES INCLUDING CONSTRAINTS)',
                f'ALTER TABLE "{table}" ALTER "{first}" TYPE text USING "{first}"::text',
                f'ALTER TABLE "{table}" ALTER "{first}" SET DEFAULT NULL',
                f"COMMENT ON TABLE \"{table}\" IS 'words'",
            ]
        )
    )


STEP = st.one_of(create_table(), add_column(), alter_column(), constraint(), constraint(), drop(), raw(), raw())
FIRST = st.lists(create_table(), min_size=2, max_size=3)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=FIRST, steps=st.lists(STEP, min_size=4, max_size=14))
def test_a_sequence_gives_the_schema_and_the_errors_of_the_server(
    engine: sa.Engine, first: list[Made], steps: list[Made]
) -> None:
    with both(engine) as sides:
        for made in [*first, *steps]:
            sides.check(made)


SEQUENCES: dict[str, list[Made]] = {
    "views and generated columns depend on columns": [
        "CREATE TABLE a (id int PRIMARY KEY, x int, y text, g int GENERATED ALWAYS AS (x + 1) STORED)",
        "CREATE VIEW v AS SELECT y FROM a",
        "ALTER TABLE a DROP COLUMN x",
        "ALTER TABLE a DROP COLUMN y",
        "ALTER TABLE a ALTER y TYPE varchar(3)",
        "ALTER TABLE a RENAME y TO z",
        "ALTER TABLE a RENAME TO b",
        "DROP TABLE b",
        "ALTER TABLE b DROP COLUMN x CASCADE",
        "DROP TABLE b CASCADE",
    ],
    "names are cut to 63 bytes and numbered": [
        f"CREATE TABLE {'t' * 50} (id serial PRIMARY KEY, {'c' * 30} int UNIQUE, CHECK (id > 0), CHECK (id > 1))",
        f"ALTER TABLE {'t' * 50} ADD UNIQUE ({'c' * 30}), ADD CHECK ({'c' * 30} > 0), ADD CHECK (id > 2)",
        f"CREATE INDEX ON {'t' * 50} ({'c' * 30}, id)",
        f"CREATE INDEX ON {'t' * 50} (({'c' * 30} + 1), lower('x'))",
    ],
    "names stay when their table and columns are renamed": [
        "CREATE TABLE a (id serial PRIMARY KEY, x int UNIQUE CHECK (x > 0), self int REFERENCES a)",
        "CREATE TABLE b (a_id int REFERENCES a ON DELETE CASCADE, a_x int REFERENCES a (x))",
        "CREATE INDEX ix ON a (lower(x::text)) WHERE x > 5",
        'ALTER TABLE a RENAME COLUMN x TO "Count"',
        "ALTER TABLE a RENAME TO c",
        "ALTER TABLE c ALTER COLUMN id DROP DEFAULT",
        "CREATE TABLE a (id serial PRIMARY KEY)",
        "ALTER TABLE b DROP COLUMN a_x",
        'ALTER TABLE c DROP CONSTRAINT "a_x_key"',
    ],
    "an enum changes its values": [
        "CREATE TYPE mood AS ENUM ('a', 'b')",
        "CREATE TABLE t (m mood DEFAULT 'a', n mood[])",
        "ALTER TYPE mood RENAME TO mood_old",
        "CREATE TYPE mood AS ENUM ('a', 'c')",
        "ALTER TABLE t ALTER m TYPE mood USING m::text::mood",
        "ALTER TABLE t ALTER m DROP DEFAULT, ALTER m TYPE mood USING m::text::mood, ALTER m SET DEFAULT 'c'",
        "DROP TYPE mood_old",
        "ALTER TABLE t DROP COLUMN n",
        "DROP TYPE mood_old",
        "ALTER TYPE mood RENAME VALUE 'a' TO 'z'",
        "ALTER TYPE mood RENAME VALUE 'a' TO 'y'",
        "DO $$ BEGIN CREATE TYPE mood AS ENUM ('q'); EXCEPTION WHEN duplicate_object THEN null; END $$",
    ],
    "constraints take over indexes and are validated late": [
        "CREATE TABLE a (id int, x int, y int)",
        "CREATE UNIQUE INDEX ua ON a (id); CREATE UNIQUE INDEX ux ON a (x)",
        "ALTER TABLE a ADD CONSTRAINT pk PRIMARY KEY USING INDEX ua, ADD UNIQUE USING INDEX ux",
        "DROP INDEX pk",
        "ALTER TABLE a ADD CONSTRAINT late CHECK (y > 0) NOT VALID, ADD CONSTRAINT fk FOREIGN KEY (y) REFERENCES a",
        "ALTER TABLE a VALIDATE CONSTRAINT late",
        "ALTER INDEX pk RENAME TO pk2",
        "ALTER TABLE a DROP CONSTRAINT pk",
        "ALTER TABLE a DROP CONSTRAINT pk2",
        "ALTER TABLE a DROP CONSTRAINT pk2 CASCADE",
    ],
    "tables like others": [
        "CREATE TABLE a (id int PRIMARY KEY, x int DEFAULT 3 CHECK (x > 0), y text UNIQUE NOT NULL)",
        "CREATE INDEX ON a (x)",
        "CREATE TABLE b (LIKE a INCLUDING ALL)",
        "CREATE TABLE c (LIKE a INCLUDING ALL EXCLUDING INDEXES)",
        "CREATE TABLE d (LIKE a)",
    ],
    "a foreign key that is to be added later": [
        lambda: ops.CreateTableOp(
            "a",
            [
                sa.Column("id", sa.Integer(), primary_key=True),
                sa.Column("x", sa.Integer()),
                sa.Column("y", sa.Integer(), sa.ForeignKey("a.id", name="fk_y", use_alter=True)),
                sa.ForeignKeyConstraint(["x"], ["b.id"], name="fk_x", use_alter=True),
            ],
        ),
        "CREATE TABLE b (id int PRIMARY KEY)",
        lambda: ops.CreateForeignKeyOp("fk_x", "a", "b", ["x"], ["id"]),
        lambda: ops.AddColumnOp("a", sa.Column("z", sa.Integer(), sa.ForeignKey("b.id", name="fk_z", use_alter=True))),
    ],
    "one key for several constraints": [
        "CREATE TABLE a (id int PRIMARY KEY UNIQUE, x int UNIQUE, CONSTRAINT n UNIQUE (x), y int, UNIQUE (y, x))",
        "ALTER TABLE a ADD UNIQUE (x)",
    ],
}


@pytest.mark.parametrize("name", SEQUENCES)
def test_sequences_picked_by_hand(engine: sa.Engine, name: str) -> None:
    with both(engine) as sides:
        for made in SEQUENCES[name]:
            sides.check(made)
