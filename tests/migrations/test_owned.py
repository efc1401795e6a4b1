"""What hangs on a column or a type without being part of its table: sequences, defaults, enum types."""

from __future__ import annotations

import pytest

from migration_lsp.judgement.proof import Proof, downgrade_proof
from migration_lsp.judgement.view import View
from tests.migrations.runs import messages, run
from tests.one_string import project_of


def proof(first: str, up: str, down: str) -> Proof:
    """The verdict on the downgrade of the second revision."""
    project = project_of(
        f"""\
#- migrations/versions/001_a.py
def upgrade():
    {first}
#- migrations/versions/002_b.py
def upgrade():
    {up}
def downgrade():
    {down}
"""
    )
    return downgrade_proof(View(project), "002")


_TABLE = 'op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.Integer))'
_STATE = 'op.create_table("t", sa.Column("s", sa.Enum("a", "b", name="st"), server_default="a"))'


@pytest.mark.parametrize(
    ("first", "up", "down"),
    [
        (
            _TABLE,
            'op.rename_table("t", "tt"); op.execute("ALTER SEQUENCE t_id_seq RENAME TO tt_id_seq")',
            'op.execute("ALTER SEQUENCE tt_id_seq RENAME TO t_id_seq"); op.rename_table("tt", "t")',
        ),
        (
            _TABLE,
            'op.execute("ALTER TABLE t ALTER id DROP DEFAULT; DROP SEQUENCE t_id_seq")',
            'op.execute("CREATE SEQUENCE t_id_seq OWNED BY t.id; ALTER TABLE t ALTER id SET DEFAULT '
            "nextval('t_id_seq')\")",
        ),
        (
            f'{_TABLE}; op.execute("CREATE SEQUENCE n_seq; ALTER SEQUENCE n_seq OWNED BY t.n")',
            'op.drop_column("t", "n")',
            'op.add_column("t", sa.Column("n", sa.Integer)); op.execute("CREATE SEQUENCE n_seq OWNED BY t.n")',
        ),
        (
            _STATE,
            'op.alter_column("t", "s", type_=sa.Text())',
            'op.alter_column("t", "s", type_=sa.Enum("a", "b", name="st"), postgresql_using="s::st")',
        ),
        (
            'op.execute("CREATE OR REPLACE FUNCTION f() RETURNS int AS $$ select 1 $$ LANGUAGE sql;")',
            'op.execute("DROP FUNCTION f()")',
            'op.execute("CREATE FUNCTION f() RETURNS int AS $$ select 1 $$ LANGUAGE sql")',
        ),
        (
            _TABLE,
            'op.execute("CREATE MATERIALIZED VIEW mv AS SELECT n FROM t; CREATE INDEX mvi ON mv (n)")',
            'op.execute("DROP MATERIALIZED VIEW mv")',
        ),
    ],
)
def test_a_way_back_that_gives_all_of_it_back(first: str, up: str, down: str) -> None:
    assert proof(first, up, down) is Proof.PROVEN


@pytest.mark.parametrize(
    ("first", "up", "down"),
    [
        # The default is still read in the type, which can therefore not go.
        (
            'op.create_table("t", sa.Column("s", sa.Text()))',
            'sa.Enum("a", name="st").create(op.get_bind()); op.alter_column("t", "s", '
            'type_=sa.Enum("a", name="st"), postgresql_using="s::st", server_default="a")',
            'op.alter_column("t", "s", type_=sa.Text()); sa.Enum(name="st").drop(op.get_bind())',
        ),
        (_TABLE, 'op.execute("SELECT 1")', 'op.execute("DROP SEQUENCE t_id_seq")'),
        (_TABLE, 'op.execute("CREATE SEQUENCE n_seq")', "pass"),
    ],
)
def test_a_way_back_that_fails_or_leaves_something(first: str, up: str, down: str) -> None:
    assert proof(first, up, down) is Proof.REFUTED


def test_a_whole_metadata_goes_children_first_and_with_its_types() -> None:
    result = run(
        """
        meta = sa.MetaData()
        p = sa.Table("p", meta, sa.Column("id", sa.Integer, primary_key=True), sa.Column("e", sa.Enum("x", name="e")))
        c = sa.Table("c", meta, sa.Column("p_id", sa.ForeignKey("p.id")))
        def upgrade():
            meta.create_all(op.get_bind(), tables=[c, p])
            meta.drop_all(op.get_bind(), tables=[c, p])
        """
    )
    assert messages(result) == []
    assert not any(recorded.problems for recorded in result.operations)
    assert dict(result.after.enums) == {}
    assert set(result.after.tables) == {"user"}


def test_a_default_follows_its_type_and_goes_with_it() -> None:
    result = run(
        """
        def upgrade():
            op.create_table("t", sa.Column("s", sa.Enum("a", name="st"), server_default="a"))
            op.alter_column("t", "s", type_=sa.Text())
            op.execute("ALTER TYPE st RENAME TO st2")
            op.execute("DROP TYPE st2 CASCADE")
        """
    )
    assert not any(recorded.problems for recorded in result.operations)
    assert result.after.tables["t"].columns[0].default is None


def test_an_exclusion_in_sql_text_has_the_name_that_the_server_gives() -> None:
    result = run(
        """
        def upgrade():
            op.execute('ALTER TABLE "user" ADD EXCLUDE USING gist (id WITH =)')
        """
    )
    assert not any(recorded.problems for recorded in result.operations)
    assert [each.name for each in result.after.tables["user"].exclusions] == ["user_id_excl"]
