"""Drops and renames: what is silent, what is planned, and where models speak of them."""

from __future__ import annotations

import pytest

from migration_lsp.judgement.renames import similarity
from tests.findings import check
from tests.rules.told import told

_COLUMN, _TABLE, _RENAME = "column-drop", "table-drop", "rename-as-drop-and-add"


def _said(rule: str, newest: str, dialect: str = "postgresql", **options: str) -> list[tuple[str, str]]:
    return [(it.risk.value, it.message) for it in told(rule, newest, dialect, **options)]


@pytest.mark.parametrize(
    "newest",
    [
        # The table goes as a whole.
        'op.drop_column("order", "note")\nop.drop_table("order")',
        # It came with the same revision, by any name.
        'op.add_column("user", sa.Column("a", sa.Integer()))\n'
        'op.alter_column("user", "a", new_column_name="b")\nop.drop_column("user", "b")',
    ],
)
def test_a_column_that_goes_without_a_word(newest: str) -> None:
    assert _said(_COLUMN, newest) == []


def test_a_column_of_an_unmerged_revision_goes_without_a_word() -> None:
    before = 'op.add_column("user", sa.Column("plan", sa.Text()))'
    drop = 'op.drop_column("user", "plan")'
    assert _said(_COLUMN, drop, before=before)[0][0] == "CRITICAL"
    assert told(_COLUMN, drop, before=before, merged=["001"]) == []


def test_a_column_that_is_exchanged_for_a_copy_of_itself() -> None:
    newest = """
    op.add_column("user", sa.Column("years", sa.BigInteger()))
    op.execute('UPDATE "user" SET years = age')
    op.drop_column("user", "age")
    op.alter_column("user", "years", new_column_name="age")
    """
    ((risk, message),) = _said(_COLUMN, newest)
    assert risk == "WARNING"
    assert "exchanged for a copy of it, years" in message
    ((risk, message),) = _said(_COLUMN, newest.replace("SET years = age", "SET years = 1"))
    assert risk == "CRITICAL"
    assert "years takes its name" in message


@pytest.mark.parametrize(
    "value",
    ["CASE WHEN age > 3 THEN 1 ELSE 0 END", "(SELECT count(*) FROM team WHERE team.id = age)"],
)
def test_a_value_that_a_column_only_chooses_is_no_copy_of_it(value: str) -> None:
    before = f'op.add_column("user", sa.Column("b", sa.BigInteger()))\nop.execute(\'UPDATE "user" SET b = {value}\')'
    assert _said(_COLUMN, 'op.drop_column("user", "age")', before=before)[0][0] == "CRITICAL"


def test_a_choice_written_as_a_construct_is_no_copy_either() -> None:
    before = """
    user = sa.table("user", sa.column("age"), sa.column("b"))
    op.add_column("user", sa.Column("b", sa.BigInteger()))
    op.execute(user.update().values(b=sa.case((user.c.age > 3, 1), else_=0)))
    """
    drop = 'op.drop_column("user", "age")'
    assert _said(_COLUMN, drop, before=before)[0][0] == "CRITICAL"
    copied = before.replace("sa.case((user.c.age > 3, 1), else_=0)", "user.c.age")
    assert _said(_COLUMN, drop, before=copied)[0][0] == "WARNING"


def test_a_column_of_a_table_that_no_migration_made() -> None:
    ((risk, message),) = _said(_COLUMN, 'op.drop_column("legacy", "notes")')
    assert risk == "CRITICAL"
    assert message.startswith("legacy.notes: loses its values")


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        # A word of it, the same comment, or the same target.
        ('op.drop_column("user", "name")\nop.add_column("user", sa.Column("full_name", sa.String(50)))', 1),
        ('op.drop_column("user", "team_id")\nop.add_column("user", sa.Column("group", sa.Integer()))', 0),
        (
            'op.drop_column("user", "team_id")\n'
            'op.add_column("user", sa.Column("group", sa.Integer(), sa.ForeignKey("team.id")))',
            1,
        ),
        # Another type, another target, a required column out of an optional one.
        ('op.drop_column("user", "name")\nop.add_column("user", sa.Column("full_name", sa.Text()))', 0),
        (
            'op.drop_column("user", "name")\n'
            'op.add_column("user", sa.Column("full_name", sa.String(50), nullable=False, server_default=""))',
            0,
        ),
        ('op.drop_column("order", "placed_at")\nop.add_column("order", sa.Column("paid_at", sa.DateTime()))', 0),
        # The column comes again under its own name.
        ('op.drop_column("user", "bio")\nop.add_column("user", sa.Column("bio", sa.Text()))', 0),
        # A new table has no values.
        (
            'op.create_table("t", sa.Column("name", sa.Text()))\n'
            'op.drop_column("t", "name")\nop.add_column("t", sa.Column("full_name", sa.Text()))',
            0,
        ),
    ],
)
def test_what_looks_like_a_rename(newest: str, expected: int) -> None:
    assert len(_said(_RENAME, newest)) == expected
    if expected:
        assert _said(_COLUMN, newest) == []


def test_the_stronger_tie_is_the_other_half() -> None:
    newest = """
    op.add_column("user", sa.Column("nickname", sa.String(50)))
    op.add_column("user", sa.Column("label", sa.String(50)))
    op.execute('UPDATE "user" SET label = name')
    op.drop_column("user", "name")
    """
    ((_, message),) = _said(_RENAME, newest)
    assert "copied into label" in message


@pytest.mark.parametrize(
    ("old", "new"),
    [("name", "full_name"), ("colour", "color"), ("desc", "description"), ("userName", "user_name")],
)
def test_names_that_are_alike(old: str, new: str) -> None:
    assert similarity(old, new) >= 0.5


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("created_at", "updated_at"),
        ("start_date", "end_date"),
        ("first_name", "last_name"),
        ("is_public", "is_private"),
        ("user_id", "owner_id"),
        ("line_1", "line_2"),
    ],
)
def test_names_that_mean_different_things(old: str, new: str) -> None:
    assert similarity(old, new) == 0


_CREATED = """
#- migrations/versions/001_team.py
def upgrade():
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("motto", sa.String(), nullable=False),
    )
"""
_OURS = (_COLUMN, _TABLE, _RENAME, "required-column-without-default", "pending-change")


def test_a_column_that_left_the_models_stands_at_its_class() -> None:
    models = """
#- app/models.py
class Team(Base):
#     ^^ column-drop: team.motto: the models do not have it: dropping it loses its values
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
"""
    check(models + _CREATED, only=_OURS)


def test_a_renamed_attribute_is_one_finding() -> None:
    models = """
#- app/models.py
class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    slogan: Mapped[str]
#   ^^^^^^ rename-as-drop-and-add: team.slogan: looks like team.motto under a new name
"""
    check(models + _CREATED, only=_OURS)


def test_a_new_attribute_elsewhere_is_no_rename() -> None:
    models = """
#- app/models.py
class Team(Base):
#     ^^ column-drop: team.motto: the models do not have it
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    slogan: Mapped[str]
#   ^^^^^^ required-column-without-default: team.slogan: existing rows have no value
    name: Mapped[str]
"""
    check(models + _CREATED, only=_OURS)


def test_a_table_that_left_the_models_stands_where_it_was_created() -> None:
    models = """
#- app/models.py
class Squad(Base):
#     ^^ pending-change: squad: new table
    __tablename__ = "squad"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    motto: Mapped[str]
"""
    arrow = "#   ^^ table-drop: team: the models do not have it"
    check(models + _CREATED.replace("op.create_table(\n", f"op.create_table(\n{arrow}\n"), only=_OURS)


def test_a_table_that_may_have_a_new_name() -> None:
    models = """
#- app/models.py
class Squad(Base):
#     ^^ pending-change: squad: new table
    __tablename__ = "squad"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    motto: Mapped[str]
"""
    arrow = "#   ^^ table-drop: if squad is it under a new name, rename it instead"
    check(models + _CREATED.replace("op.create_table(\n", f"op.create_table(\n{arrow}\n"), only=_OURS)


# ------------------------------------------------------------------ tables

_SWAP = """
op.create_table("t2", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(200)),
                sa.Column("slug", sa.String(50)))
op.execute("INSERT INTO t2 SELECT id, name, slug FROM team")
op.drop_table("team")
op.rename_table("t2", "team")
"""


def test_a_table_made_anew_is_no_loss() -> None:
    assert _said(_TABLE, _SWAP, "sqlite") == []
    ((risk, message),) = _said(_TABLE, _SWAP)
    assert risk == "WARNING"
    assert "what running code writes to it after the copying is lost" in message


def test_a_table_made_anew_without_its_rows() -> None:
    newest = _SWAP.replace('op.execute("INSERT INTO t2 SELECT id, name, slug FROM team")\n', "")
    assert [risk for risk, _ in _said(_TABLE, newest, "sqlite")] == ["CRITICAL"]


def test_a_table_put_aside_and_dropped() -> None:
    newest = """
    op.rename_table("team", "team_old")
    op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO team SELECT id FROM team_old")
    op.drop_table("team_old")
    """
    assert _said("table-rename", newest, "sqlite") == []
    ((risk, message),) = _said(_TABLE, newest, "sqlite")
    assert risk == "CRITICAL"
    assert "exchanged for a copy without name, slug" in message


def test_alembics_own_copies_say_nothing() -> None:
    before = 'op.create_table("_alembic_tmp_team", sa.Column("id", sa.Integer()))'
    newest = 'op.drop_table("team")\nop.rename_table("_alembic_tmp_team", "team")'
    assert _said("table-rename", newest, "sqlite", before=before) == []
    assert _said(_TABLE, 'op.drop_table("_alembic_tmp_team")', "sqlite", before=before) == []


def test_a_table_that_is_called_something_else_and_back() -> None:
    assert _said("table-rename", 'op.rename_table("team", "x")\nop.rename_table("x", "team")') == []


def test_a_column_whose_name_only_changes_its_case() -> None:
    newest = 'op.alter_column("team", "slug", new_column_name="Slug", existing_type=sa.String(50))'
    assert [risk for risk, _ in _said("column-rename", newest, "mysql")] == ["WARNING"]
    assert [risk for risk, _ in _said("column-rename", newest)] == ["CRITICAL"]


def test_a_column_whose_name_another_one_takes() -> None:
    newest = """
    op.add_column("user", sa.Column("years", sa.BigInteger()))
    op.alter_column("user", "age", new_column_name="age_old")
    op.alter_column("user", "years", new_column_name="age")
    """
    ((risk, message),) = _said("column-rename", newest)
    assert risk == "CRITICAL"
    assert "another column takes its name" in message
