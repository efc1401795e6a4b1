"""What is said where Alembic is blind, comparator by comparator, and where nothing may be said."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from migration_lsp.config import BEYOND
from migration_lsp.schema.beyond import COMPARATORS, RENAME, beyond_alembic
from migration_lsp.schema.compare import CompareOptions, compare
from migration_lsp.schema.describe import catalogue_of
from tests.one_string import project_of
from tests.schema.generated import Plan, metadata_of, plans

Said = tuple[str, str | None]


def said(
    column: str,
    migrated: str,
    *,
    extra: str = "",
    more: str = "",
    before: str = "",
    dialect: str = "postgresql",
    chosen: frozenset[str] = frozenset(BEYOND),
) -> list[Said]:
    """What is said of a table ``t`` with a key and what is given, declared and migrated."""
    text = f"""
#- app/models.py
{before}
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
{chr(10).join("    " + line for line in column.splitlines())}
#- migrations/versions/001_t.py
def upgrade():
    op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True), {migrated})
    {more or "pass"}
"""
    return changes(text + extra, dialect, chosen)


def changes(text: str, dialect: str = "postgresql", chosen: frozenset[str] = frozenset(BEYOND)) -> list[Said]:
    project = project_of(text, dialect)
    wanted = replace(project.config, beyond=chosen)
    project = replace(project, config=wanted)
    assert all(item.change.beyond_alembic and item.change.certain and item.words for item in project.beyond)
    return [(item.change.op, item.change.column or item.change.name) for item in project.beyond]


def test_every_name_has_its_comparator() -> None:
    assert {*COMPARATORS, RENAME} == set(BEYOND)


def test_enum_values() -> None:
    declared = 'kind: Mapped[str] = mapped_column(sa.Enum("a", "b", name="kind"))'
    assert said(declared, 'sa.Column("kind", sa.Enum("a", name="kind"), nullable=False)') == [("modify_enum", "kind")]
    assert said(declared, 'sa.Column("kind", sa.Enum("a", "b", "c", name="kind"), nullable=False)') == [
        ("modify_enum", "kind")
    ]
    assert said(declared, 'sa.Column("kind", sa.Enum("b", "a", name="kind"), nullable=False)') == []
    added = "op.execute(\"ALTER TYPE kind ADD VALUE 'b'\")"
    assert said(declared, 'sa.Column("kind", sa.Enum("a", name="kind"), nullable=False)', more=added) == []


CHECKED = 'age: Mapped[int]\n__table_args__ = (CheckConstraint("age > 0", name="ck_age"),)'
AGE = 'sa.Column("age", sa.Integer(), nullable=False)'


def test_checks() -> None:
    assert said(CHECKED, AGE) == [("add_constraint", "ck_age")]
    assert said(CHECKED, f'{AGE}, sa.CheckConstraint("age > 5", name="ck_age")') == [("modify_check", "ck_age")]
    assert said("age: Mapped[int]", f'{AGE}, sa.CheckConstraint("age > 5", name="ck_age")') == [
        ("remove_constraint", "ck_age")
    ]


@pytest.mark.parametrize(
    "check",
    [
        'sa.CheckConstraint("(age > 0)", name="ck_age")',
        'sa.CheckConstraint("0 < age", name="ck_other")',
        'sa.CheckConstraint("extract(year from age) > 0", name="ck_age")',
    ],
)
def test_the_same_check_and_one_that_is_not_understood(check: str) -> None:
    assert said(CHECKED, f"{AGE}, {check}") == []


def test_two_checks_of_one_name_are_compared_one_by_one() -> None:
    declared = "a: Mapped[int]\nb: Mapped[int]\n"
    declared += "__table_args__ = (CheckConstraint('a > 1', name='c'), CheckConstraint('b > 1', name='c'))"
    found = "sa.Column('a', sa.Integer(), nullable=False), sa.Column('b', sa.Integer(), nullable=False), "
    found += "sa.CheckConstraint('a > 0', name='c'), sa.CheckConstraint('b > 0', name='c')"
    assert said(declared, found, dialect="sqlite") == [("modify_check", "c"), ("modify_check", "c")]


def test_a_check_written_at_its_column_is_one_of_the_table() -> None:
    declared = 'age: Mapped[int] = mapped_column(CheckConstraint("age > 0"))'
    assert said(declared, f'{AGE}, sa.CheckConstraint("age > 0", name="t_age_check")') == []


def test_a_check_goes_with_its_column() -> None:
    assert said("", f'{AGE}, sa.CheckConstraint("age > 0", name="ck_age")') == []


def test_server_defaults() -> None:
    declared = 'plan: Mapped[str] = mapped_column(sa.String(9), server_default="free")'
    column = 'sa.Column("plan", sa.String(9), nullable=False, server_default='
    assert said(declared, column + '"paid")') == [("modify_default", "plan")]
    assert said(declared, column + "None)") == [("modify_default", "plan")]
    assert said(declared, column + "sa.text(\"'free'::character varying\"))") == []
    assert said("plan: Mapped[str] = mapped_column(sa.String(9), server_default=FetchedValue())", column + '"x")') == []
    moment = "at: Mapped[datetime.datetime] = mapped_column(server_default=func.now())"
    assert (
        said(moment, 'sa.Column("at", sa.DateTime(), nullable=False, server_default=sa.text("CURRENT_TIMESTAMP"))')
        == []
    )


def test_a_default_that_only_the_database_has_is_another_question() -> None:
    declared, column = "plan: Mapped[str]", 'sa.Column("plan", sa.String(), nullable=False, server_default="free")'
    chosen = {name: said(declared, column, chosen=frozenset({name})) for name in ("server-default", "leftover-default")}
    assert chosen == {"server-default": [], "leftover-default": [("modify_default", "plan")]}


def test_defaults_that_alembic_compares_are_left_to_it() -> None:
    env = """
#- migrations/env.py
from alembic import context
context.configure(connection=None, target_metadata=None, compare_server_default=True)
"""
    declared = 'plan: Mapped[str] = mapped_column(sa.String(9), server_default="free")'
    assert said(declared, 'sa.Column("plan", sa.String(9), nullable=False)', extra=env) == []


def _index(options: str) -> str:
    return f'name: Mapped[str]\n__table_args__ = (Index("ix", "name", {options}),)'


NAME = 'sa.Column("name", sa.String(), nullable=False)'


def test_predicates() -> None:
    declared = _index("postgresql_where=text(\"name IN ('a', 'b')\")")
    for where, expected in (
        ("name = 'a'", [("modify_index", "ix")]),
        ("name = 'b' OR name = 'a'", []),
        ("extract(year from name) = 1", []),
    ):
        made = f'op.create_index("ix", "t", ["name"], postgresql_where=sa.text("{where}"))'
        assert said(declared, NAME, more=made) == expected
    assert said(declared, NAME, more='op.create_index("ix", "t", ["name"])') == [("modify_index", "ix")]


def test_a_predicate_that_the_projects_own_type_spells_is_not_known() -> None:
    before = """
class Kind(str, enum.Enum):
    FREE = "free"
class ByName(TypeDecorator):
    impl = String
    def process_bind_param(self, value, dialect):
        return value.name
"""
    declared = """kind: Mapped[Kind] = mapped_column(ByName())
__table_args__ = (Index("ix", "id", postgresql_where=(kind.column != Kind.FREE)),)"""
    made = 'op.create_index("ix", "t", ["id"], postgresql_where=sa.text("kind <> \'FREE\'"))'
    assert said(declared, 'sa.Column("kind", sa.String(), nullable=False)', more=made, before=before) == []


def test_methods_and_operator_classes() -> None:
    made = 'op.create_index("ix", "t", ["name"])'
    assert said(_index('postgresql_using="gin"'), NAME, more=made) == [("modify_index", "ix")]
    assert said(_index('postgresql_using="btree"'), NAME, more=made) == []
    assert said(_index('postgresql_ops={"name": "varchar_pattern_ops"}'), NAME, more=made) == [("modify_index", "ix")]
    # The class that the column has anyway may be named or not.
    assert said(_index('postgresql_ops={"name": "text_ops"}'), NAME, more=made) == []


def test_an_index_that_alembic_makes_anew_is_not_told_again() -> None:
    made = 'op.create_index("ix", "t", ["name"], unique=True)'
    assert said(_index('postgresql_using="gin"'), NAME, more=made) == []


def test_computed() -> None:
    declared = 'a: Mapped[int]\nb: Mapped[int] = mapped_column(Computed("a * 2"))'
    column = 'sa.Column("a", sa.Integer(), nullable=False), sa.Column("b", sa.Integer(), {}nullable=False)'
    assert said(declared, column.format('sa.Computed("a * 3"), ')) == [("modify_computed", "b")]
    assert said(declared, column.format("")) == [("modify_computed", "b")]
    assert said(declared, column.format('sa.Computed("(a * 2)"), ')) == []


def test_identity() -> None:
    declared = "n: Mapped[int] = mapped_column(Identity(always=True))"
    column = 'sa.Column("n", sa.Integer(), {}nullable=False)'
    assert said(declared, column.format("sa.Identity(always=False), ")) == [("modify_identity", "n")]
    assert said(declared, column.format("")) == [("modify_identity", "n")]
    assert said(declared, column.format("sa.Identity(always=True, start=1), ")) == []


def test_primary_keys() -> None:
    declared = "part: Mapped[int] = mapped_column(primary_key=True)"
    assert said(declared, 'sa.Column("part", sa.Integer(), nullable=False)') == [("modify_primary_key", None)]
    assert said(declared, 'sa.Column("part", sa.Integer(), primary_key=True)') == []


def test_collations() -> None:
    declared = 'name: Mapped[str] = mapped_column(sa.String(9, collation="C"))'
    assert said(declared, 'sa.Column("name", sa.String(9), nullable=False)') == [("modify_collation", "name")]
    assert said(declared, 'sa.Column("name", sa.String(9, collation="C"), nullable=False)') == []


def test_renamed_tables() -> None:
    text = """
#- app/models.py
class Team(Base):
    __tablename__ = "{}"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    city: Mapped[{}]
#- migrations/versions/001_t.py
def upgrade():
    op.create_table(
        "team", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
    )
"""
    assert changes(text.format("squad", "str")) == [("rename_table", "squad")]
    assert changes(text.format("squad", "int")) == []
    assert changes(text.format("team", "str")) == []


def test_what_is_uncertain_is_left_alone() -> None:
    column = 'sa.Column("kind", sa.Enum("a", name="kind"), server_default=unknown(), nullable=False)'
    assert said('kind: Mapped[str] = mapped_column(sa.Enum("a", "b", name="kind"))', column) == []


def test_nothing_is_compared_unless_it_is_asked_for() -> None:
    text = """
#- app/models.py
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(server_default="free")
#- migrations/versions/001_t.py
def upgrade():
    op.create_table(
        "t", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(), nullable=False)
    )
"""
    assert project_of(text).beyond == ()


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite", "mysql", "mariadb"])
@given(plan=plans())
@settings(max_examples=30, deadline=None)
def test_a_schema_does_not_differ_from_itself(dialect: str, plan: Plan) -> None:
    tables = tuple(metadata_of(plan).tables.values())
    catalogue = catalogue_of(tables, dialect)
    options = CompareOptions()
    alembic = compare(tables, catalogue, options).operations
    assert beyond_alembic(tables, catalogue, catalogue, alembic, options, frozenset(BEYOND)) == ()
