"""Types, NULL, defaults and keys of columns that have values: what is silent, what is told, and how."""

from __future__ import annotations

import pytest

from tests.findings import check
from tests.rules.told import told

_TYPE, _NARROW, _NULL = "column-type-change", "column-narrowing", "required-on-existing-column"
_DEFAULT, _KEY, _ADDED = "default-change", "primary-key-change", "required-column-without-default"


def _said(rule: str, newest: str, dialect: str = "postgresql", **options: str) -> list[tuple[str, str]]:
    return [(it.risk.value, it.message) for it in told(rule, newest, dialect, **options)]


def _risks(rule: str, newest: str, dialect: str = "postgresql", **options: str) -> list[str]:
    return [risk for risk, _ in _said(rule, newest, dialect, **options)]


# ------------------------------------------------------------------ types


def test_a_view_on_the_column_makes_any_change_fail() -> None:
    before = "op.execute('CREATE VIEW names AS SELECT id, name FROM \"user\"')"
    ((risk, message),) = _said(_TYPE, 'op.alter_column("user", "name", type_=sa.Text())', before=before)
    assert risk == "CRITICAL"
    assert "names uses it" in message
    assert _said(_TYPE, 'op.alter_column("user", "email", type_=sa.Text())', before=before) == []


def test_a_longer_type_is_not_free_where_an_expression_has_the_column() -> None:
    newest = 'op.alter_column("user", "name", type_=sa.String(99))'
    before = 'op.create_index("ix_lower", "user", [sa.text("lower(name)")])'
    assert _risks(_TYPE, newest) == []
    assert _risks(_TYPE, newest, before=before) == ["WARNING"]


_MOOD = "op.execute(\"CREATE TYPE mood AS ENUM ('sad', 'ok')\")\nop.execute('ALTER TABLE team ADD COLUMN mood mood')"


@pytest.mark.parametrize(
    ("values", "expected"),
    [("'sad', 'ok', 'happy'", "every row is written anew"), ("'ok'", "fails where a row still has sad")],
)
def test_an_enumeration_that_is_exchanged(values: str, expected: str) -> None:
    newest = f"""
    op.execute("ALTER TYPE mood RENAME TO mood_old")
    op.execute("CREATE TYPE mood AS ENUM ({values})")
    op.execute("ALTER TABLE team ALTER COLUMN mood TYPE mood USING mood::text::mood")
    op.execute("DROP TYPE mood_old")
    """
    ((risk, message),) = _said(_TYPE, newest, before=_MOOD)
    assert (risk, expected in message) == ("CRITICAL", True)


def test_an_enumeration_that_is_text_in_between() -> None:
    newest = """
    op.execute("ALTER TABLE team ALTER COLUMN mood TYPE TEXT")
    op.execute("DROP TYPE mood")
    op.execute("CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')")
    op.execute("ALTER TABLE team ALTER COLUMN mood TYPE mood USING mood::mood")
    """
    messages = [message for _, message in _said(_TYPE, newest, before=_MOOD)]
    assert len(messages) == 2
    assert all("every row is written anew" in message for message in messages)


def test_a_value_that_is_added_to_an_enumeration_changes_no_column() -> None:
    assert _said(_TYPE, "op.execute(\"ALTER TYPE mood ADD VALUE 'happy'\")", before=_MOOD) == []


def test_a_type_that_could_not_be_read() -> None:
    ((risk, message),) = _said(_TYPE, 'op.alter_column("legacy", "a", type_=sa.Text())')
    assert risk == "WARNING"
    assert "becomes TEXT, and what it was before is not known" in message


def test_a_type_that_the_operation_tells_of_a_table_made_elsewhere() -> None:
    newest = 'op.alter_column("legacy", "a", existing_type=sa.String(9), type_=sa.String(3))'
    assert _risks(_NARROW, newest) == ["WARNING"]


def test_numbers_of_another_kind_are_a_change_of_type() -> None:
    newest = 'op.alter_column("user", "balance", type_=sa.Integer(), postgresql_using="balance::integer")'
    ((risk, message),) = _said(_TYPE, newest)
    assert risk == "CRITICAL"
    assert "rounded" in message


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [
        ("postgresql", "nobody can use the table"),
        ("mysql", "the table is copied"),
        ("sqlite", "SQLite enforces no length"),
    ],
)
def test_less_room_on_each_database(dialect: str, expected: str) -> None:
    newest = """
    with op.batch_alter_table("user") as batch_op:
        batch_op.alter_column("email", existing_type=sa.String(255), type_=sa.String(50), existing_nullable=False)
    """
    ((risk, message),) = _said(_NARROW, newest, dialect)
    assert (risk, expected in message) == ("WARNING", True)
    assert _said(_TYPE, newest, dialect) == []


def test_a_using_that_cuts_says_so() -> None:
    newest = 'op.alter_column("user", "bio", type_=sa.String(10), postgresql_using="substring(bio for 10)")'
    assert "cuts values of more than 10 characters short" in _said(_NARROW, newest)[0][1]


# ------------------------------------------------------------------ NOT NULL


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("bio IS NOT NULL", []),
        ("bio IS NOT NULL AND length(bio) > 3", []),
        ("bio IS NOT NULL OR age > 3", ["CRITICAL"]),
        ("length(bio) > 3", ["CRITICAL"]),
        ("name IS NOT NULL", ["CRITICAL"]),
    ],
)
def test_a_check_that_proves_it(condition: str, expected: list[str]) -> None:
    before = f"op.create_check_constraint('ck', 'user', \"{condition}\")"
    assert _risks(_NULL, 'op.alter_column("user", "bio", nullable=False)', before=before) == expected


def test_a_check_proves_nothing_before_it_is_validated() -> None:
    before = "op.execute('ALTER TABLE \"user\" ADD CONSTRAINT ck CHECK (bio IS NOT NULL) NOT VALID')"
    assert _risks(_NULL, 'op.alter_column("user", "bio", nullable=False)', before=before) == ["CRITICAL"]


_SET = 'op.alter_column("user", "bio", existing_type=sa.Text(), nullable=False)'


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("op.execute('UPDATE \"user\" SET bio = 1 WHERE bio IS NULL')", ["WARNING"]),
        ("op.execute('DELETE FROM \"user\" WHERE bio IS NULL')", ["WARNING"]),
        ("op.execute('UPDATE \"user\" SET name = 1')", ["CRITICAL"]),
        ("op.execute('UPDATE team SET bio = 1')", ["CRITICAL"]),
        (
            'user = sa.table("user", sa.column("bio"))\n'
            'op.execute(user.update().where(user.c.bio.is_(None)).values(bio=""))',
            ["WARNING"],
        ),
    ],
)
def test_a_backfill_in_the_same_revision(statement: str, expected: list[str]) -> None:
    assert _risks(_NULL, f"{statement}\n{_SET}") == expected


@pytest.mark.parametrize(
    ("statement", "dialect", "expected"),
    [
        ("UPDATE `user` SET bio = 1 WHERE bio IS NULL", "mysql", []),
        ("UPDATE `user` SET bio = 1", "mysql", []),
        ("UPDATE `user` SET bio = 1 WHERE id = 3", "mysql", ["WARNING"]),
        ("UPDATE `user` SET name = 1", "mysql", ["CRITICAL"]),
        ('UPDATE "user" SET bio = 1 WHERE bio IS NULL', "postgresql", ["WARNING"]),
    ],
)
def test_a_backfill_in_an_earlier_revision(statement: str, dialect: str, expected: list[str]) -> None:
    assert _risks(_NULL, _SET, dialect, before=f"op.execute({statement!r})") == expected


def test_a_column_that_was_filled_under_another_name() -> None:
    newest = """
    op.add_column("user", sa.Column("about", sa.Text()))
    op.execute('UPDATE "user" SET about = bio')
    op.drop_column("user", "bio")
    op.alter_column("user", "about", new_column_name="bio", nullable=False)
    """
    assert _risks(_NULL, newest) == ["WARNING"]


@pytest.mark.parametrize(("existing", "expected"), [("", ["WARNING"]), (", existing_nullable=True", ["CRITICAL"])])
def test_a_column_of_a_table_that_no_migration_made(existing: str, expected: list[str]) -> None:
    assert _risks(_NULL, f'op.alter_column("legacy", "a", nullable=False{existing})') == expected


def test_the_primary_key_has_said_so_before() -> None:
    assert _said(_NULL, 'op.alter_column("user", "id", nullable=False)') == []


def test_a_table_of_the_same_revision_has_no_rows() -> None:
    newest = """
    op.create_table("t", sa.Column("a", sa.Integer(), nullable=True))
    op.alter_column("t", "a", nullable=False)
    op.add_column("t", sa.Column("b", sa.Integer(), nullable=False))
    """
    assert _said(_NULL, newest) == []
    assert _said(_ADDED, newest) == []


def test_a_table_of_an_unmerged_revision_has_no_rows_either() -> None:
    before = 'op.create_table("t", sa.Column("a", sa.Integer(), nullable=True))'
    newest = 'op.alter_column("t", "a", nullable=False)'
    assert _risks(_NULL, newest, before=before) == ["CRITICAL"]
    assert told(_NULL, newest, before=before, merged=["001"]) == []


@pytest.mark.parametrize(
    "column",
    [
        'sa.Column("a", sa.Integer(), sa.Identity(), nullable=False)',
        'sa.Column("a", sa.Integer(), sa.Computed("id + 1"), nullable=False)',
        'sa.Column("a", sa.Integer(), server_default="1", nullable=False)',
        'sa.Column("a", sa.Integer())',
    ],
)
def test_a_new_column_with_values(column: str) -> None:
    assert _said(_ADDED, f'op.add_column("user", {column})') == []


@pytest.mark.parametrize(("dialect", "expected"), [("postgresql", "fails"), ("mariadb", "silently fills in 0")])
def test_a_new_column_without_values(dialect: str, expected: str) -> None:
    newest = 'op.add_column("user", sa.Column("a", sa.Integer(), default=1, nullable=False))'
    ((risk, message),) = _said(_ADDED, newest, dialect)
    assert (risk, expected in message) == ("CRITICAL", True)


# ------------------------------------------------------------------ defaults and keys


@pytest.mark.parametrize(
    "newest",
    [
        'op.alter_column("user", "is_active", server_default="t")',
        'op.alter_column("user", "bio", server_default=None)',
        'op.alter_column("user", "bio", server_default=sa.text("NULL"))',
        'op.alter_column("order", "status", server_default="x")\nop.drop_column("order", "status")',
        'op.alter_column("order", "status", server_default="x")\n'
        'op.alter_column("order", "status", server_default="new")',
        'op.execute("CREATE SEQUENCE s")\nop.execute("ALTER TABLE team ALTER COLUMN id SET DEFAULT nextval(\'s\')")',
    ],
)
def test_a_default_that_is_none_or_the_same(newest: str) -> None:
    assert _said(_DEFAULT, newest) == []


def test_an_expression_that_goes() -> None:
    before = 'op.add_column("team", sa.Column("loud", sa.Text(), sa.Computed("upper(name)", persisted=True)))'
    newest = 'op.execute("ALTER TABLE team ALTER COLUMN loud DROP EXPRESSION")'
    assert "without its expression" in _said(_DEFAULT, newest, before=before)[0][1]


def test_a_key_that_is_only_made_again() -> None:
    newest = 'op.drop_constraint("pk_team", "team", type_="primary")\nop.create_primary_key("k", "team", ["id"])'
    assert _said(_KEY, newest) == []


def test_a_key_whose_column_gets_another_name() -> None:
    assert _said(_KEY, 'op.alter_column("team", "id", new_column_name="uid")') == []


def test_a_key_that_gets_longer_says_what_may_be_twice() -> None:
    newest = """
    op.drop_constraint("pk_team", "team", type_="primary")
    op.create_primary_key("pk_team", "team", ["id", "name"])
    """
    ((risk, message),) = _said(_KEY, newest)
    assert risk == "CRITICAL"
    assert "rows may agree in (id)" in message
    assert "user refer to this table" in message


def test_a_key_for_a_table_without_one() -> None:
    before = 'op.create_table("bare", sa.Column("a", sa.Integer()))'
    assert _risks(_KEY, 'op.create_primary_key("pk", "bare", ["a"])', before=before) == ["WARNING"]


# ------------------------------------------------------------------ models

_OURS = (_TYPE, _NARROW, _NULL, _DEFAULT, _ADDED, "nullability-loosened", "pending-change")


def test_models_that_ask_for_other_columns() -> None:
    check(
        """
        #- app/models.py
        class Team(Base):
            __tablename__ = "team"
            id: Mapped[int] = mapped_column(primary_key=True)
            name: Mapped[str | None] = mapped_column(String(50))
        #   ^^^^ nullability-loosened: team.name: NULL is allowed from now on
            size: Mapped[int] = mapped_column(BigInteger)
        #   ^^^^ column-type-change: team.size: INTEGER becomes BIGINT: every row is written anew
            motto: Mapped[str] = mapped_column(String(20))
        #   ^^^^^ column-narrowing: team.motto: VARCHAR(80) becomes VARCHAR(20)
            slug: Mapped[str] = mapped_column(String(20))
        #   ^^^^ required-on-existing-column: team.slug: fails if a row has NULL there
            city: Mapped[str | None] = mapped_column(Text)
        #   ^^^^ column-type-change: every existing value fits
            plan: Mapped[str]
        #   ^^^^ required-column-without-default: team.plan: existing rows have no value
            tier: Mapped[str] = mapped_column(server_default="free")
        #   ^^^^ pending-change: team.tier: new column with a server default
            seen: Mapped[datetime.datetime] = mapped_column(server_default=func.now())
            note: Mapped[str | None]
        #   ^^^^ pending-change: team.note: new nullable column
            deleted_at: Mapped[datetime.datetime | None]
        #   ^^^^^^^^^^ pending-change: team.deleted_at: new soft-delete column

        #- migrations/versions/001_team.py
        def upgrade():
            op.create_table(
                "team",
                sa.Column("id", sa.Integer(), primary_key=True),
                sa.Column("name", sa.String(50), nullable=False),
                sa.Column("size", sa.Integer(), nullable=False),
                sa.Column("motto", sa.String(80), nullable=False),
                sa.Column("slug", sa.String(20)),
                sa.Column("city", sa.String(20)),
            )
        """.replace("team.tier: new", "team.tier, team.seen: new"),
        only=_OURS,
    )
