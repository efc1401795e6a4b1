"""Uniqueness and CHECKs on tables that have rows: who is spoken of when they come and go, and who is not."""

from __future__ import annotations

import pytest

from tests.findings import check
from tests.rules.told import risks, told

UNIQUE = "unique-on-existing-data"
CHECK = "constraint-on-existing-data"
DROP = "constraint-drop"

_CODE = 'op.add_column("team", sa.Column("code", sa.String(8){rest}))\n'
_ON_CODE = 'op.create_unique_constraint("uq_code", "team", ["code"])'


# ------------------------------------------------------------------ unique-on-existing-data


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "mariadb"])
@pytest.mark.parametrize(
    "newest",
    [
        'op.create_unique_constraint("uq", "team", ["slug"])',
        'op.create_index("uq", "team", ["slug"], unique=True)',
        'op.execute("ALTER TABLE team ADD CONSTRAINT uq UNIQUE (slug)")',
        'op.execute("CREATE UNIQUE INDEX uq ON team (slug)")',
        'with op.batch_alter_table("team") as b:\n    b.create_unique_constraint("uq", ["slug"])',
        'op.create_index("q", "user", ["id", "age"], unique=True)\nop.create_unique_constraint("n", "team", ["name"])',
    ],
)
def test_rows_that_may_be_the_same(newest: str, dialect: str) -> None:
    assert risks(UNIQUE, newest, dialect) == ["WARNING"]


def test_an_expression_and_a_part_of_the_table() -> None:
    (finding,) = told(UNIQUE, 'op.create_index("uq", "team", [sa.text("lower(slug)")], unique=True)')
    assert "fails if two existing rows have the same value" in finding.message
    where = 'op.create_index("uq", "user", ["name"], unique=True, postgresql_where=sa.text("is_active"))'
    assert risks(UNIQUE, where) == ["WARNING"]


@pytest.mark.parametrize(
    "newest",
    [
        'op.create_unique_constraint("uq", "user", ["id", "name"])',
        'op.create_unique_constraint("uq", "user", ["email"])',
        'op.create_unique_constraint("uq", "user", ["name", "email"])',
        'op.drop_constraint("uq_user_email", "user")\nop.create_index("uq", "user", ["email"], unique=True)',
        'op.create_index("uq", "user", ["email"], unique=True)\nop.drop_constraint("uq_user_email", "user")',
        'op.create_index("uq", "user", ["email"], unique=True, postgresql_where=sa.text("is_active"))',
        'op.execute("ALTER INDEX uq_user_email RENAME TO uq_other")',
        'op.alter_column("user", "email", new_column_name="mail")',
        'op.execute("DELETE FROM team")\nop.create_unique_constraint("uq", "team", ["slug"])',
        'op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("a", sa.Text(), unique=True))',
    ],
)
def test_rows_that_are_kept_apart_already(newest: str) -> None:
    assert told(UNIQUE, newest) == []


def test_a_stricter_promise_follows_from_no_laxer_one() -> None:
    drop = 'op.drop_constraint("uq_user_email", "user")\n'
    wide = drop + 'op.create_unique_constraint("uq_user_email", "user", ["email", "name"])'
    assert risks(UNIQUE, 'op.create_unique_constraint("uq", "user", ["name"])', before=wide) == ["WARNING"]
    nulls = drop + 'op.create_index("uq", "user", ["email"], unique=True, postgresql_nulls_not_distinct=True)'
    assert risks(UNIQUE, nulls) == ["WARNING"]
    partial = drop + 'op.create_index("p", "user", ["email"], unique=True, postgresql_where=sa.text("is_active"))'
    assert risks(UNIQUE, 'op.create_unique_constraint("uq", "user", ["email"])', before=partial) == ["WARNING"]


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("", []),
        (", server_default=sa.null()", []),
        (', server_default="x"', ["CRITICAL"]),
        (', server_default="random(1)"', ["CRITICAL"]),
        (', nullable=False, server_default=sa.text("now()")', ["CRITICAL"]),
        (', server_default=sa.text("gen_random_uuid()")', []),
        (', server_default=sa.text("my_function()")', ["WARNING"]),
    ],
)
def test_what_a_new_column_holds(rest: str, expected: list[str]) -> None:
    assert risks(UNIQUE, _CODE.format(rest=rest) + _ON_CODE) == expected


def test_a_new_column_that_is_filled_in_between() -> None:
    fill = 'op.execute("UPDATE team SET code = name")\n'
    assert risks(UNIQUE, _CODE.format(rest="") + fill + _ON_CODE) == ["WARNING"]
    assert risks(UNIQUE, _CODE.format(rest=', server_default="x"') + fill + _ON_CODE) == ["WARNING"]
    other = 'op.execute("UPDATE team SET slug = name")\n'
    assert told(UNIQUE, _CODE.format(rest="") + other + _ON_CODE) == []


def test_the_default_of_one_column_among_others() -> None:
    both = _CODE.format(rest=', server_default="x"') + 'op.create_unique_constraint("q", "team", ["code", "slug"])'
    assert risks(UNIQUE, both) == ["WARNING"]


def test_concurrently_is_a_step_of_the_safe_way_only_where_it_works() -> None:
    index = 'op.create_index("uq", "team", ["slug"], unique=True, postgresql_concurrently=True)'
    assert risks(UNIQUE, index) == ["WARNING"]
    assert told(UNIQUE, f"with op.get_context().autocommit_block():\n    {index}") == []


def test_a_model_column_that_becomes_unique() -> None:
    check(
        """
        #- app/models.py
        class Base(DeclarativeBase):
            pass

        class Team(Base):
            __tablename__ = "team"
            id: Mapped[int] = mapped_column(primary_key=True)
            slug: Mapped[str | None] = mapped_column(String(50), unique=True)
        #   ^^^^ unique-on-existing-data: team.slug: new unique constraint on existing data

        #- migrations/versions/001_team.py
        def upgrade():
            op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("slug", sa.String(50)))
        """,
        only=[UNIQUE],
    )


# ------------------------------------------------------------------ constraint-on-existing-data


@pytest.mark.parametrize(
    "newest",
    [
        'op.create_check_constraint("ck", "user", "age > 0")',
        'op.execute("ALTER TABLE \\"user\\" ADD CONSTRAINT ck CHECK (age > 0)")',
        'op.create_exclude_constraint("ex", "user", (sa.column("name"), "="), using="gist")',
        'op.add_column("user", sa.Column("a", sa.Integer(), sa.CheckConstraint("a > 0"), server_default="0"))',
        'op.add_column("user", sa.Column("a", sa.Integer()))\nop.create_check_constraint("ck", "user", "a > age")',
        'op.add_column("user", sa.Column("a", sa.Integer()))\nop.create_check_constraint("c", "user", "a IS NOT NULL")',
        'op.add_column("user", sa.Column("a", sa.Integer()))\n'
        'op.execute(\'UPDATE "user" SET a = age\')\nop.create_check_constraint("ck", "user", "a > 0")',
        'op.drop_constraint("ck_order_total", "order")\nop.create_check_constraint("ck", "order", "total > 0")',
    ],
)
def test_rows_that_may_break_it(newest: str) -> None:
    assert risks(CHECK, newest) == ["WARNING"]


@pytest.mark.parametrize(
    "newest",
    [
        'op.create_check_constraint("ck", "user", "age > 0", postgresql_not_valid=True)',
        'op.execute("ALTER TABLE \\"user\\" ADD CONSTRAINT ck CHECK (age > 0) NOT VALID")',
        'op.add_column("user", sa.Column("a", sa.Integer(), sa.CheckConstraint("a > 0")))',
        'op.drop_constraint("ck_order_total", "order")\nop.create_check_constraint("ck", "order", "(TOTAL >=  0)")',
        'op.create_check_constraint("again", "order", "total >= 0")',
        'op.add_column("user", sa.Column("a", sa.Boolean(create_constraint=True, name="b"), server_default="0"))',
        'op.alter_column("user", "bio", type_=sa.Enum("a", "b", native_enum=False, create_constraint=True, name="e"))',
        'op.execute("TRUNCATE TABLE \\"order\\"")\nop.create_check_constraint("ck", "order", "total > 5")',
    ],
)
@pytest.mark.parametrize("dialect", ["postgresql", "mysql"])
def test_rows_that_cannot_break_it(newest: str, dialect: str) -> None:
    if "VALID" in newest.upper() and dialect == "mysql":
        # MySQL knows no NOT VALID.
        return
    assert told(CHECK, newest, dialect) == []


def test_a_list_of_values_may_grow_and_not_shrink() -> None:
    old = 'op.create_check_constraint("ck", "order", "status IN (\'new\', \'paid\')")'
    drop = 'op.drop_constraint("ck", "order", type_="check")\n'
    wider = drop + "op.create_check_constraint(\"ck\", \"order\", \"status IN ('paid', 'new', 'sent')\")"
    narrower = drop + 'op.create_check_constraint("ck", "order", "status IN (\'new\')")'
    assert told(CHECK, wider, before=old) == []
    assert risks(CHECK, narrower, before=old) == ["WARNING"]


# ------------------------------------------------------------------ constraint-drop


@pytest.mark.parametrize(
    ("newest", "words"),
    [
        ('op.drop_constraint("uq_user_email", "user")', "from then on rows may have the same email"),
        ('op.drop_constraint("ck_order_total", "order")', "from then on nothing keeps rows to total >= 0"),
        (
            'op.drop_constraint("uq_user_email", "user")\nop.create_unique_constraint("q", "user", ["email", "name"])',
            "from then on rows may have the same email",
        ),
    ],
)
def test_what_a_dropped_constraint_kept(newest: str, words: str) -> None:
    (finding,) = told(DROP, newest)
    assert finding.risk.value == "WARNING"
    assert words in finding.message


@pytest.mark.parametrize(
    "newest",
    [
        'op.drop_column("user", "email")',
        'op.drop_constraint("uq_user_email", "user")\nop.drop_column("user", "email")',
        'op.drop_constraint("uq_user_email", "user")\nop.drop_table("user")',
        'op.drop_constraint("uq_user_email", "user")\nop.create_unique_constraint("q", "user", ["email"])',
        'op.drop_constraint("uq_user_email", "user")\nop.alter_column("user", "email", new_column_name="mail")\n'
        'op.create_unique_constraint("q", "user", ["mail"])',
        'op.drop_constraint("ck_order_total", "order")\nop.create_check_constraint("c", "order", "total > -1")',
        'op.drop_constraint("ck_order_total", "order")\nop.alter_column("order", "total", type_=sa.Integer())',
        'op.drop_index("ix_user_name", "user")',
    ],
)
def test_a_constraint_that_is_no_loss(newest: str) -> None:
    assert told(DROP, newest) == []


def test_the_proof_of_not_null_has_done_its_work() -> None:
    proof = 'op.create_check_constraint("ck", "user", "bio IS NOT NULL")'
    drop = 'op.drop_constraint("ck", "user", type_="check")\n'
    assert told(DROP, 'op.alter_column("user", "bio", nullable=False)\n' + drop, before=proof) == []
    assert risks(DROP, drop, before=proof) == ["WARNING"]
