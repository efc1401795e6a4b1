"""Drops without a name: which of them raise, in which direction, and who says so."""

from __future__ import annotations

import pytest

from migration_lsp.judgement import Finding
from tests.findings import analysis_of
from tests.rules.told import risks, told

UNNAMED = "unnamed-drop"

_CONVENTION = """\
#- app/models.py
class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={convention!r})

#- migrations/env.py
from alembic import context
from app.models import Base
context.configure(connection=None, target_metadata=Base.metadata)
"""
_NAMES = {
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "pk": "pk_%(table_name)s",
}


def spoken(up: str, down: str, dialect: str = "postgresql", convention: dict[str, str] | None = None) -> list[Finding]:
    """What is said of a revision on top of one table, of its way back and of how it is named."""
    head = _CONVENTION.format(convention=convention) if convention else ""
    text = f"""{head}
#- migrations/versions/001_a.py
def upgrade():
    op.create_table("team", sa.Column("id", sa.Integer()), sa.PrimaryKeyConstraint("id", name="pk_team"))
    op.create_table("user", sa.Column("id", sa.Integer()), sa.Column("a", sa.Integer()), sa.Column("b", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_user"))
#- migrations/versions/002_b.py
def upgrade():
{_indented(up)}
def downgrade():
{_indented(down)}
"""
    analysis = analysis_of(text, dialect)
    rules = {UNNAMED, "downgrade-not-inverse", "downgrade-undecided"}
    found = [it for it in analysis.findings(["002"]) if it.rule in rules and it.revision == "002"]
    assert analysis.failures == ()
    return found


def _indented(body: str) -> str:
    return "\n".join(f"    {line}" for line in body.splitlines())


def rules(
    up: str, down: str, dialect: str = "postgresql", convention: dict[str, str] | None = None
) -> list[tuple[str, str]]:
    return [(it.rule, it.risk.value) for it in spoken(up, down, dialect, convention)]


_UP = 'op.create_unique_constraint(None, "user", ["a"])'
_DOWN = 'op.drop_constraint(None, "user", type_="unique")'


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "mariadb", "sqlite"])
def test_only_one_rule_speaks_of_a_way_back_without_names(dialect: str) -> None:
    assert rules(_UP, _DOWN, dialect) == [(UNNAMED, "CRITICAL")]


@pytest.mark.parametrize("type_", ["", ', type_="unique"', ', type_="foreignkey"', ', type_="check"', ', "primary"'])
def test_every_kind_of_constraint_needs_its_name(type_: str) -> None:
    assert risks(UNNAMED, f'op.drop_constraint(None, "user"{type_})') == ["CRITICAL"]


def test_mysql_has_one_primary_key_and_asks_for_the_type_of_others() -> None:
    assert told(UNNAMED, 'op.drop_constraint(None, "user", type_="primary")', "mysql") == []
    assert risks(UNNAMED, 'op.drop_constraint(None, "user")', "mysql") == ["CRITICAL"]
    assert risks(UNNAMED, 'op.drop_constraint("uq_user_email", "user")', "mariadb") == ["CRITICAL"]
    assert told(UNNAMED, 'op.drop_constraint("uq_user_email", "user", type_="unique")', "mysql") == []


def test_a_type_that_alembic_does_not_know() -> None:
    (finding,) = told(UNNAMED, 'op.drop_constraint("fk_user_team_id", "user", type_="foreign_key")')
    assert "dropped as a 'foreign_key', which Alembic does not know" in finding.message


def test_an_index_without_a_name_is_taken_for_another() -> None:
    assert risks(UNNAMED, 'op.drop_index(None, "user")') == ["CRITICAL"]
    assert told(UNNAMED, 'op.drop_index("ix_user_name", "user")') == []


def test_the_check_of_a_type_that_has_no_name() -> None:
    existing = "sa.Enum('a', native_enum=False, create_constraint=True{})"
    change = 'op.alter_column("user", "name", existing_type={}, type_=sa.Text())'
    assert risks(UNNAMED, change.format(existing.format(""))) == ["CRITICAL"]
    assert told(UNNAMED, change.format(existing.format(", name='ck_e'"))) == []


def test_a_convention_makes_a_name_of_no_columns() -> None:
    assert rules(_UP, _DOWN, convention=_NAMES) == [(UNNAMED, "CRITICAL")]
    foreign = 'op.create_foreign_key(None, "user", "team", ["a"], ["id"])'
    assert rules(foreign, 'op.drop_constraint(None, "user", type_="foreignkey")', convention=_NAMES) == [
        (UNNAMED, "CRITICAL")
    ]


def test_a_convention_that_asks_for_no_column_names_what_is_meant() -> None:
    names = {**_NAMES, "uq": "uq_%(table_name)s"}
    assert spoken(_UP, _DOWN, convention=names) == []
    up = 'op.drop_constraint("pk_user", "user")\nop.create_primary_key(None, "user", ["id", "a"])'
    down = 'op.drop_constraint(None, "user", type_="primary")\nop.create_primary_key(None, "user", ["id"])'
    found = spoken(up, down + '\nop.alter_column("user", "a", nullable=True)', convention=_NAMES)
    assert UNNAMED not in {it.rule for it in found}


@pytest.mark.parametrize(
    ("batch", "drop", "speaks"),
    [
        ("", 'drop_constraint(None, type_="unique")', True),
        ("", 'drop_constraint("uq_user_a", type_="unique")', False),
        (', naming_convention={"uq": "uq_%(table_name)s_%(column_0_name)s"}', 'drop_constraint("uq_user_a")', False),
        (', naming_convention={"uq": "uq_%(table_name)s"}', 'drop_constraint(None, type_="unique")', True),
    ],
)
def test_a_batch_of_sqlite(batch: str, drop: str, speaks: bool) -> None:
    down = f'with op.batch_alter_table("user"{batch}) as b:\n    b.{drop}'
    up = 'with op.batch_alter_table("user") as b:\n    b.create_unique_constraint("uq_user_a", ["a"])'
    assert rules(up, down, "sqlite") == ([(UNNAMED, "CRITICAL")] if speaks else [])


def test_what_a_convention_of_a_batch_and_of_the_models_both_say() -> None:
    """The table as it is found and the name that is left out get the same name."""
    down = 'with op.batch_alter_table("user", naming_convention={}) as b:\n    b.drop_constraint(None, type_="unique")'
    names = {"uq": "uq_%(table_name)s"}
    up = 'op.execute("DROP TABLE user")\nop.execute("CREATE TABLE user (id INTEGER, a INTEGER UNIQUE, b INTEGER)")'
    assert UNNAMED not in {it.rule for it in spoken(up, down.format(names), "sqlite", names)}
    assert (UNNAMED, "CRITICAL") in rules(up, down.format(names), "sqlite")


def test_what_fails_before_it_is_told_too_and_what_comes_after_is_never_run() -> None:
    before = 'op.drop_column("user", "gone")\n' + _DOWN
    assert rules(_UP, before) == [("downgrade-not-inverse", "CRITICAL"), (UNNAMED, "CRITICAL")]
    assert rules(_UP, _DOWN + '\nop.drop_column("user", "gone")') == [(UNNAMED, "CRITICAL")]


def test_a_failure_that_is_caught_or_may_not_happen() -> None:
    caught = f"try:\n    {_DOWN}\nexcept Exception:\n    pass"
    (finding,) = spoken(_UP, caught)
    assert (finding.rule, finding.risk.value) == (UNNAMED, "CRITICAL")
    assert "is caught" in finding.message
    assert risks(UNNAMED, caught) == ["WARNING"]
    doubtful = f"import os\nif os.environ.get('X'):\n    {_DOWN}"
    assert (UNNAMED, "WARNING") in rules(_UP, doubtful)


def test_the_verdict_is_unsafe() -> None:
    (finding,) = spoken(_UP, _DOWN)
    assert finding.risk.value == "CRITICAL"
    assert finding.message.endswith("(user_a_key is meant)")
