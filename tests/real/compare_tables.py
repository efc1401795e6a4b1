"""Some thirty tables with every construct that autogenerate may speak of, and edits of their declarations."""

import enum
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

LONG = "a_table_whose_name_takes_up_nearly_all_the_bytes_there_are"


class Plan(enum.Enum):
    FREE = "free"
    PAID = "paid"


class LowerCase(sa.types.TypeDecorator[str]):
    impl = sa.String
    cache_ok = True


class Document(sa.types.TypeDecorator[Any]):
    impl = sa.JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        return dialect.type_descriptor(pg.JSONB() if dialect.name == "postgresql" else sa.JSON())


def key() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def declare() -> sa.MetaData:
    metadata = sa.MetaData()
    _plain_types(metadata)
    _postgres_types(metadata)
    _defaults(metadata)
    _keys(metadata)
    _indexes(metadata)
    _names(metadata)
    _schemas(metadata)
    return metadata


def _plain_types(metadata: sa.MetaData) -> None:
    sa.Table(
        "plain",
        metadata,
        key(),
        sa.Column("small", sa.SmallInteger),
        sa.Column("big", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("string", sa.String),
        sa.Column("string50", sa.String(50), nullable=False),
        sa.Column("unicode", sa.Unicode(20)),
        sa.Column("char", sa.CHAR(3)),
        sa.Column("flag", sa.Boolean, nullable=False),
        sa.Column("float", sa.Float),
        sa.Column("float53", sa.Float(53)),
        sa.Column("double", sa.Double),
        sa.Column("numeric", sa.Numeric),
        sa.Column("numeric10", sa.Numeric(10)),
        sa.Column("numeric102", sa.Numeric(10, 2)),
        sa.Column("date", sa.Date),
        sa.Column("time", sa.Time),
        sa.Column("at", sa.DateTime),
        sa.Column("at_zone", sa.DateTime(timezone=True)),
        sa.Column("span", sa.Interval),
        sa.Column("binary", sa.LargeBinary),
        sa.Column("json", sa.JSON),
        sa.Column("uuid", sa.Uuid),
        sa.Column("pickle", sa.PickleType),
        comment="All that every database has",
    )
    sa.Table(
        "enums",
        metadata,
        key(),
        sa.Column("plan", sa.Enum(Plan)),
        sa.Column("mood", sa.Enum("good", "bad", name="Mood"), nullable=False, server_default="good"),
        sa.Column("soft", sa.Enum("x", "yy", name="soft", native_enum=False)),
        sa.Column("hard", sa.Enum("x", "y", name="hard_check", native_enum=False, create_constraint=True)),
        sa.Column("moods", pg.ARRAY(sa.Enum("good", "bad", name="Mood"))),
        sa.Column("yes", sa.Boolean(create_constraint=True, name="yes_check")),
    )
    sa.Table(
        "decorated",
        metadata,
        key(),
        sa.Column("lower", LowerCase(40)),
        sa.Column("document", Document, nullable=False),
        sa.Column("variant", sa.JSON().with_variant(pg.JSONB(), "postgresql")),
        sa.Column("other", sa.String(9).with_variant(sa.Text(), "sqlite")),
    )


def _postgres_types(metadata: sa.MetaData) -> None:
    sa.Table(
        "special",
        metadata,
        key(),
        sa.Column("jsonb", pg.JSONB(astext_type=sa.Text()), nullable=False, server_default=sa.text("'{}'::jsonb")),
        sa.Column("tags", pg.ARRAY(sa.String(20))),
        sa.Column("matrix", pg.ARRAY(sa.Integer, dimensions=2)),
        sa.Column("array", sa.ARRAY(sa.Text)),
        sa.Column("inet", pg.INET),
        sa.Column("cidr", pg.CIDR),
        sa.Column("mac", pg.MACADDR),
        sa.Column("uuid", pg.UUID(as_uuid=False)),
        sa.Column("span", pg.INTERVAL(precision=3)),
        sa.Column("days", pg.INTERVAL(fields="DAY TO SECOND")),
        sa.Column("bits", pg.BIT(4)),
        sa.Column("varbits", pg.BIT(8, varying=True)),
        sa.Column("search", pg.TSVECTOR),
        sa.Column("range", pg.INT4RANGE),
        sa.Column("during", pg.TSTZRANGE),
        sa.Column("money", pg.MONEY),
        sa.Column("oid", pg.OID),
        sa.Column("stamp", pg.TIMESTAMP(precision=3, timezone=True)),
        sa.Column("clock", pg.TIME(precision=0, timezone=True)),
        sa.Column("real", sa.REAL),
        sa.Column("collated", sa.String(10, collation="C")),
    )


def _defaults(metadata: sa.MetaData) -> None:
    sa.Table(
        "defaults",
        metadata,
        key(),
        sa.Column("word", sa.String(20), server_default="free"),
        sa.Column("empty", sa.Text, server_default=""),
        sa.Column("number", sa.Integer, server_default="0"),
        sa.Column("number_text", sa.Integer, server_default=sa.text("5")),
        sa.Column("negative", sa.Integer, server_default=sa.text("-1")),
        sa.Column("big", sa.BigInteger, server_default="7"),
        sa.Column("amount", sa.Numeric(10, 2), server_default="1.5"),
        sa.Column("ratio", sa.Float, server_default=sa.text("0.0")),
        sa.Column("flag", sa.Boolean, server_default=sa.false()),
        sa.Column("flag_text", sa.Boolean, server_default=sa.text("true")),
        sa.Column("flag_word", sa.Boolean, server_default="f"),
        sa.Column("created", sa.DateTime, server_default=sa.func.now()),
        sa.Column("created_text", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP")),
        sa.Column("utc", sa.DateTime, server_default=sa.text("(now() at time zone 'utc')")),
        sa.Column("uuid", sa.Uuid, server_default=sa.text("gen_random_uuid()")),
        sa.Column("span", sa.Interval, server_default=sa.text("'00:00:00'")),
        sa.Column("jsonb", pg.JSONB, server_default=sa.text("""'{"b": 1, "a": [1, 2]}'""")),
        sa.Column("list", pg.ARRAY(sa.Text), server_default=sa.text("'{}'")),
        sa.Column("built", pg.ARRAY(sa.Integer), server_default=sa.text("ARRAY[1, 2]")),
        sa.Column("lowered", sa.Text, server_default=sa.text("lower('ABC')")),
        sa.Column("day", sa.Date, server_default=sa.text("CURRENT_DATE")),
        sa.Column("fixed", sa.DateTime, server_default=sa.text("'2020-01-01 00:00:00'")),
        sa.Column("char", sa.CHAR(5), server_default="ab"),
    )
    sa.Table(
        "generated",
        metadata,
        sa.Column("id", sa.BigInteger, sa.Identity(always=True, start=100, increment=5), primary_key=True),
        sa.Column("second", sa.Integer, sa.Identity(), nullable=False),
        sa.Column("a", sa.Integer),
        sa.Column("double", sa.Integer, sa.Computed("a * 2", persisted=True)),
    )
    sa.Table("serial_small", metadata, sa.Column("id", sa.SmallInteger, primary_key=True))
    sa.Table("serial_big", metadata, sa.Column("id", sa.BigInteger, primary_key=True))
    sa.Table("no_serial", metadata, sa.Column("id", sa.Integer, primary_key=True, autoincrement=False))
    sa.Table("word_key", metadata, sa.Column("code", sa.String(5), primary_key=True))


def _keys(metadata: sa.MetaData) -> None:
    sa.Table("team", metadata, key(), sa.Column("name", sa.String(30), unique=True), comment="Teams")
    sa.Table(
        "member",
        metadata,
        key(),
        sa.Column("team_id", sa.ForeignKey("team.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("lead_id", sa.Integer, sa.ForeignKey("member.id", ondelete="SET NULL", onupdate="CASCADE")),
        sa.Column("email", sa.String(100), unique=True, comment="Where to write"),
        sa.Column("first", sa.String(50)),
        sa.Column("last", sa.String(50)),
        sa.Column("age", sa.Integer),
        sa.UniqueConstraint("first", "last", name="uq_member_name"),
        sa.CheckConstraint("age > 0", name="age_positive"),
        sa.CheckConstraint("age < 200"),
        sa.CheckConstraint("length(first) + length(last) > 0"),
    )
    sa.Table(
        "membership",
        metadata,
        sa.Column("member_id", sa.ForeignKey("member.id"), primary_key=True),
        sa.Column("team_id", sa.ForeignKey("team.id", deferrable=True, initially="DEFERRED"), primary_key=True),
        sa.Column("since", sa.Date, index=True),
    )
    sa.Table(
        "history",
        metadata,
        key(),
        sa.Column("m", sa.Integer),
        sa.Column("t", sa.Integer),
        sa.ForeignKeyConstraint(["m", "t"], ["membership.member_id", "membership.team_id"], ondelete="RESTRICT"),
        sa.UniqueConstraint("m", "t", deferrable=True),
    )


def _indexes(metadata: sa.MetaData) -> None:
    table = sa.Table(
        "indexed",
        metadata,
        key(),
        sa.Column("name", sa.String(30)),
        sa.Column("mail", sa.Text),
        sa.Column("at", sa.DateTime),
        sa.Column("deleted_at", sa.DateTime),
        sa.Column("data", pg.JSONB),
        sa.Column("kind", sa.String(10)),
        sa.Index("ix_plain", "name"),
        sa.Index("ix_two", "name", "mail"),
        sa.Index("ix_unique", "mail", unique=True),
        sa.Index("ix_active", "name", postgresql_where=sa.text("deleted_at IS NULL")),
        sa.Index("ix_gin", "data", postgresql_using="gin"),
        sa.Index("ix_ops", "mail", postgresql_ops={"mail": "text_pattern_ops"}),
        sa.Index("ix_include", "kind", postgresql_include=["name"]),
        sa.Index("ix_with", "kind", postgresql_with={"fillfactor": 70}),
        sa.Index("ix_text", sa.text("lower(mail)")),
        sa.Index("ix_text_desc", sa.text("at DESC")),
        sa.Index("ix_nulls", "kind", "mail", unique=True, postgresql_nulls_not_distinct=True),
    )
    sa.Index("ix_lower", sa.func.lower(table.c.name), unique=True)
    sa.Index("ix_desc", table.c.at.desc(), table.c.name)
    sa.Index("ix_asc", table.c.at.asc())
    sa.Index("ix_desc_last", table.c.deleted_at.desc().nulls_last())
    sa.Index("ix_where", table.c.kind, postgresql_where=table.c.kind.in_(["a", "b"]))
    sa.Index("ix_json", table.c.data["user"].astext)


def _names(metadata: sa.MetaData) -> None:
    sa.Table(
        LONG,
        metadata,
        key(),
        sa.Column("a_column_with_quite_a_long_name_too", sa.Integer, unique=True),
        sa.Column("team_of_the_table_with_the_long_name", sa.ForeignKey("team.id"), index=True),
        sa.UniqueConstraint("id", "a_column_with_quite_a_long_name_too"),
    )
    sa.Table(
        "Mixed Case",
        metadata,
        sa.Column("Key", sa.Integer, primary_key=True),
        sa.Column("select", sa.String(5), unique=True),
        sa.Column("with space", sa.Integer, sa.ForeignKey("team.id")),
        sa.Index("Ix Mixed", "select", "Key"),
    )


def _schemas(metadata: sa.MetaData) -> None:
    sa.Table(
        "account",
        metadata,
        key(),
        sa.Column("name", sa.String(10), unique=True),
        sa.Column("state", sa.Enum("on", "off", name="state", schema="app"), index=True),
        sa.Column("team_id", sa.ForeignKey("team.id")),
        schema="app",
        comment="In a schema of its own",
    )
    sa.Table("login", metadata, key(), sa.Column("account_id", sa.ForeignKey("app.account.id")), schema="app")
    sa.Table("visit", metadata, key(), sa.Column("login_id", sa.ForeignKey("app.login.id", ondelete="CASCADE")))


Edit = Callable[[sa.MetaData], None]


def _set(table: str, column: str, **attributes: Any) -> Edit:
    def edit(metadata: sa.MetaData) -> None:
        for name, value in attributes.items():
            setattr(metadata.tables[table].c[column], name, value)

    return edit


def _default(table: str, column: str, value: Any) -> Edit:
    return _set(table, column, server_default=None if value is None else sa.DefaultClause(value))


def _without_column(table: str, column: str) -> Edit:
    def edit(metadata: sa.MetaData) -> None:
        found = metadata.tables[table]
        gone = found.c[column]
        for index in [each for each in found.indexes if gone in list(each.columns)]:
            found.indexes.discard(index)
        for constraint in list(found.constraints):
            if not isinstance(constraint, sa.PrimaryKeyConstraint) and gone in list(getattr(constraint, "columns", ())):
                found.constraints.discard(constraint)
        found._columns.remove(gone)

    return edit


def _with_column(table: str, *columns: Callable[[], sa.Column[Any]]) -> Edit:
    def edit(metadata: sa.MetaData) -> None:
        for column in columns:
            metadata.tables[table].append_column(column())

    return edit


def _without_table(*tables: str) -> Edit:
    def edit(metadata: sa.MetaData) -> None:
        for table in tables:
            metadata.remove(metadata.tables[table])

    return edit


def _without_index(table: str, name: str) -> Edit:
    def edit(metadata: sa.MetaData) -> None:
        found = metadata.tables[table]
        found.indexes.discard(next(index for index in found.indexes if index.name == name))

    return edit


def _other_index(table: str, name: str, *elements: Any, **options: Any) -> Edit:
    def edit(metadata: sa.MetaData) -> None:
        if any(index.name == name for index in metadata.tables[table].indexes):
            _without_index(table, name)(metadata)
        sa.Index(name, *elements, _table=metadata.tables[table], **options)

    return edit


def _without_constraint(table: str, kind: type[sa.Constraint], *columns: str) -> Edit:
    def edit(metadata: sa.MetaData) -> None:
        found = metadata.tables[table]
        for constraint in list(found.constraints):
            if isinstance(constraint, kind) and tuple(getattr(constraint, "columns", {}).keys()) == columns:
                found.constraints.discard(constraint)
                for element in getattr(constraint, "elements", ()):
                    element.parent.foreign_keys.discard(element)
                    found.foreign_keys.discard(element)

    return edit


def _with_constraint(table: str, make: Callable[[], sa.Constraint]) -> Edit:
    return lambda metadata: metadata.tables[table].append_constraint(make())


def _both(*edits: Edit) -> Edit:
    def edit(metadata: sa.MetaData) -> None:
        for each in edits:
            each(metadata)

    return edit


def _comment(table: str, comment: str | None) -> Edit:
    return lambda metadata: setattr(metadata.tables[table], "comment", comment)


def _new_table(metadata: sa.MetaData) -> None:
    sa.Table(
        "fresh",
        metadata,
        key(),
        sa.Column("team_id", sa.ForeignKey("team.id", ondelete="CASCADE"), index=True),
        sa.Column("kind", sa.Enum("k", "l", name="kind"), unique=True, server_default="k"),
        comment="New",
    )
    sa.Table(
        "fresher",
        metadata,
        key(),
        sa.Column("fresh_id", sa.ForeignKey("fresh.id"), unique=True),
        schema="app",
    )


def _foreign(*columns: str, to: list[str], **options: Any) -> Callable[[], sa.Constraint]:
    return lambda: sa.ForeignKeyConstraint(list(columns), to, **options)


FK = sa.ForeignKeyConstraint
EDITS: dict[str, Edit] = {
    "nothing": lambda metadata: None,
    "types of plain columns": _both(
        _set("plain", "small", type=sa.Integer()),
        _set("plain", "string50", type=sa.String(80)),
        _set("plain", "string", type=sa.String(10)),
        _set("plain", "unicode", type=sa.Text()),
        _set("plain", "numeric102", type=sa.Numeric(12, 2)),
        _set("plain", "numeric", type=sa.Numeric(8, 3)),
        _set("plain", "at", type=sa.DateTime(timezone=True)),
        _set("plain", "uuid", type=sa.String(36)),
        _set("plain", "json", type=pg.JSONB()),
        _set("plain", "flag", type=sa.Integer()),
        _set("plain", "binary", type=sa.Text()),
        _set("plain", "span", type=sa.Integer()),
    ),
    "types that only look different": _both(
        _set("plain", "float", type=sa.Float(24)),
        _set("plain", "double", type=sa.Float(53)),
        _set("plain", "float53", type=pg.DOUBLE_PRECISION()),
        _set("plain", "numeric10", type=sa.DECIMAL(10)),
        _set("plain", "string50", type=sa.VARCHAR(50)),
        _set("plain", "big", type=sa.BIGINT()),
        _set("plain", "at", type=sa.TIMESTAMP()),
        _set("plain", "binary", type=pg.BYTEA()),
        _set("plain", "char", type=sa.String(3)),
    ),
    "special types": _both(
        _set("special", "tags", type=pg.ARRAY(sa.String(30))),
        _set("special", "matrix", type=pg.ARRAY(sa.BigInteger)),
        _set("special", "inet", type=sa.String(45)),
        _set("special", "span", type=pg.INTERVAL()),
        _set("special", "bits", type=pg.BIT(5)),
        _set("special", "stamp", type=sa.DateTime(timezone=True)),
        _set("special", "clock", type=sa.Time()),
        _set("special", "days", type=sa.Interval()),
        _set("special", "collated", type=sa.String(10)),
        _set("special", "jsonb", type=sa.JSON()),
        _set("special", "real", type=sa.Float()),
    ),
    "enum types": _both(
        _set("enums", "plan", type=sa.Enum("FREE", "PAID", "MORE", name="plan")),
        _set("enums", "mood", type=sa.String(4)),
        _set("enums", "soft", type=sa.Enum("x", "yyyyy", name="soft", native_enum=False)),
        _set("enums", "hard", type=sa.Enum("x", "y", name="hard")),
    ),
    "decorated types": _both(
        _set("decorated", "lower", type=LowerCase(50)),
        _set("decorated", "document", type=sa.JSON()),
        _set("decorated", "variant", type=Document()),
    ),
    "nullability": _both(
        _set("plain", "big", nullable=True),
        _set("plain", "text", nullable=False),
        _set("generated", "second", nullable=True),
        _set("member", "team_id", nullable=True),
        _set("word_key", "code", nullable=True),
    ),
    "comments": _both(
        _comment("team", None),
        _comment("member", "People"),
        _comment("plain", "Something else"),
        _comment("app.account", "Other"),
        _set("member", "email", comment=None),
        _set("member", "age", comment="In years"),
    ),
    "defaults changed": _both(
        _default("defaults", "word", "paid"),
        _default("defaults", "number", "1"),
        _default("defaults", "negative", sa.text("-2")),
        _default("defaults", "amount", "2.50"),
        _default("defaults", "ratio", None),
        _default("defaults", "flag", sa.true()),
        _default("defaults", "flag_text", sa.text("false")),
        _default("defaults", "created", None),
        _default("defaults", "jsonb", sa.text("""'{"a": [1, 3], "b": 1}'""")),
        _default("defaults", "list", sa.text("'{a}'")),
        _default("defaults", "fixed", sa.text("'2021-01-01 00:00:00'")),
        _default("defaults", "lowered", sa.text("upper('ABC')")),
        _default("plain", "text", "new"),
        _default("enums", "mood", "bad"),
        _default("special", "jsonb", None),
    ),
    "defaults said in other words": _both(
        _default("defaults", "word", sa.text("'free'")),
        _default("defaults", "number", sa.text("0")),
        _default("defaults", "number_text", "5"),
        _default("defaults", "amount", "1.50"),
        _default("defaults", "ratio", sa.text("0")),
        _default("defaults", "flag", "false"),
        _default("defaults", "flag_text", "t"),
        _default("defaults", "flag_word", sa.text("'no'")),
        _default("defaults", "created", sa.text("CURRENT_TIMESTAMP")),
        _default("defaults", "created_text", sa.func.now()),
        _default("defaults", "utc", sa.text("timezone('utc', now())")),
        _default("defaults", "uuid", sa.func.gen_random_uuid()),
        _default("defaults", "span", sa.text("'0'")),
        _default("defaults", "jsonb", sa.text("""'{"a":[1,2], "b": 1}'::jsonb""")),
        _default("defaults", "list", sa.text("'{}'::text[]")),
        _default("defaults", "built", sa.text("'{1,2}'")),
        _default("defaults", "lowered", sa.func.lower("ABC")),
        _default("defaults", "char", "ab   "),
        _default("defaults", "big", sa.text("'7'::bigint")),
        _default("defaults", "day", sa.func.current_date()),
    ),
    "identity options": _both(
        _without_column("generated", "id"),
        _with_column(
            "generated",
            lambda: sa.Column("id", sa.BigInteger, sa.Identity(always=False, start=1), primary_key=True),
        ),
    ),
    "identity gone": _both(
        _without_column("generated", "second"),
        _with_column("generated", lambda: sa.Column("second", sa.Integer, nullable=False)),
    ),
    "identity new": _both(
        _without_column("plain", "big"),
        _with_column("plain", lambda: sa.Column("big", sa.BigInteger, sa.Identity(), nullable=False)),
    ),
    "columns": _both(
        _without_column("plain", "json"),
        _without_column("plain", "text"),
        _without_column("member", "email"),
        _without_column("member", "lead_id"),
        _without_column("indexed", "name"),
        _with_column(
            "team",
            lambda: sa.Column("plan", sa.String(10), nullable=False, server_default="free", comment="What they pay"),
            lambda: sa.Column("owner_id", sa.ForeignKey("serial_big.id"), index=True, unique=True),
            lambda: sa.Column("total", sa.Integer, sa.Computed("id * 2", persisted=True)),
        ),
    ),
    "tables gone": _without_table("visit", "app.login", "app.account", "history", "membership", "indexed"),
    "tables new": _new_table,
    "indexes gone": _both(
        *(
            _without_index("indexed", name)
            for name in ("ix_plain", "ix_gin", "ix_lower", "ix_desc", "ix_json", "ix_where")
        ),
        _without_index("membership", "ix_membership_since"),
        _without_index("app.account", "ix_app_account_state"),
    ),
    "indexes changed": _both(
        _other_index("indexed", "ix_plain", "mail"),
        _other_index("indexed", "ix_two", "mail", "name"),
        _other_index("indexed", "ix_unique", "mail", unique=False),
        _other_index("indexed", "ix_active", "name", postgresql_where=sa.text("deleted_at IS NOT NULL")),
        _other_index("indexed", "ix_gin", "data", postgresql_using="gist"),
        _other_index("indexed", "ix_text", sa.text("upper(mail)")),
        _other_index("indexed", "ix_text_desc", sa.text("at")),
        _other_index("indexed", "ix_nulls", "kind", "mail", unique=True),
        _other_index("indexed", "ix_include", "kind"),
        _other_index("indexed", "ix_desc_last", sa.text("deleted_at DESC")),
        _other_index("team", "ix_new", "name", unique=True, postgresql_where=sa.text("id > 1")),
    ),
    "indexes said in other words": _both(
        _other_index("indexed", "ix_lower", sa.text("lower(name)"), unique=True),
        _other_index("indexed", "ix_desc", sa.text("at DESC"), "name"),
        _other_index("indexed", "ix_asc", "at"),
        _other_index("indexed", "ix_json", sa.text("(data ->> 'user')")),
        _other_index("indexed", "ix_desc_last", sa.text("deleted_at DESC NULLS LAST")),
    ),
    "unique constraints": _both(
        _without_constraint("team", sa.UniqueConstraint, "name"),
        _without_constraint("member", sa.UniqueConstraint, "first", "last"),
        _with_constraint("member", lambda: sa.UniqueConstraint("first", "age", name="uq_member_name")),
        _with_constraint("plain", lambda: sa.UniqueConstraint("string50")),
        _with_constraint("app.login", lambda: sa.UniqueConstraint("account_id", name="one_login")),
        _without_constraint("history", sa.UniqueConstraint, "m", "t"),
    ),
    "unique by index instead": _both(
        _without_constraint("team", sa.UniqueConstraint, "name"),
        _other_index("team", "team_name_key", "name", unique=True),
        _without_index("indexed", "ix_unique"),
        _with_constraint("indexed", lambda: sa.UniqueConstraint("mail", name="ix_unique")),
    ),
    "foreign keys": _both(
        _without_constraint("member", FK, "team_id"),
        _with_constraint("member", _foreign("team_id", to=["team.id"], ondelete="RESTRICT")),
        _without_constraint("member", FK, "lead_id"),
        _without_constraint("history", FK, "m", "t"),
        _with_constraint("history", _foreign("m", to=["member.id"])),
        _without_constraint("membership", FK, "team_id"),
        _with_constraint("membership", _foreign("team_id", to=["team.id"])),
        _without_constraint("visit", FK, "login_id"),
        _with_constraint("plain", _foreign("small", to=["team.id"], name="fk_plain", onupdate="CASCADE")),
        _without_constraint("app.account", FK, "team_id"),
        _with_constraint("app.account", _foreign("team_id", to=["app.login.id"])),
    ),
    "foreign keys said in other words": _both(
        _without_constraint("visit", FK, "login_id"),
        _with_constraint("visit", _foreign("login_id", to=["app.login.id"], ondelete="cascade", name="other_name")),
        _without_constraint("member", FK, "lead_id"),
        _with_constraint(
            "member",
            _foreign("lead_id", to=["member.id"], ondelete="set null", onupdate="cascade", name="lead"),
        ),
    ),
    "long and quoted names": _both(
        _without_constraint(LONG, sa.UniqueConstraint, "a_column_with_quite_a_long_name_too"),
        _without_constraint(LONG, FK, "team_of_the_table_with_the_long_name"),
        _without_index(LONG, f"ix_{LONG}_team_of_the_table_with_the_long_name"),
        _without_constraint("Mixed Case", sa.UniqueConstraint, "select"),
        _without_constraint("Mixed Case", FK, "with space"),
        _other_index("Mixed Case", "Ix Mixed", "Key"),
    ),
}
