"""The downgrade that is written: what it says, when it is not offered, and that it gives the earlier schema back."""

from __future__ import annotations

import textwrap

import pytest

from migration_lsp.judgement.proof import Proof, downgrade_proof
from tests.fixes.actions import Desk, desk
from tests.rules.histories import DEFAULT

_OFFER = "Write the downgrade()"


def _desk(upgrade: str, dialect: str = "postgresql", downgrade: str = "def downgrade():$0\n    pass\n") -> Desk:
    text = (
        f"#- migrations/versions/001_before.py\ndef upgrade():\n{textwrap.indent(DEFAULT, '    ')}"
        f"#- migrations/versions/002_next.py\ndef upgrade():\n{textwrap.indent(upgrade, '    ')}\n\n\n{downgrade}"
    )
    return desk(text, dialect)


def _written(upgrade: str, dialect: str = "postgresql") -> str:
    """The body that is written, which replays to the schema that was there before."""
    after = _desk(upgrade, dialect).after(_OFFER)
    assert downgrade_proof(after.analysis.view, "002") is Proof.PROVEN
    assert "missing-downgrade" not in after.rules()
    _, _, body = after.text.partition("def downgrade():\n")
    return textwrap.dedent(body).rstrip("\n")


def test_what_was_added_goes_the_newest_first() -> None:
    body = _written(
        'op.add_column("user", sa.Column("lead_id", sa.Integer()))\n'
        'op.create_foreign_key("fk_user_lead_id", "user", "team", ["lead_id"], ["id"])\n'
        'op.create_index("ix_user_lead_id", "user", ["lead_id"])'
    )
    assert body.splitlines() == [
        "op.drop_index('ix_user_lead_id', table_name='user')",
        "op.drop_constraint('fk_user_lead_id', 'user', type_='foreignkey')",
        "op.drop_column('user', 'lead_id')",
    ]


def test_a_batch_stays_a_batch() -> None:
    body = _written(
        'with op.batch_alter_table("user") as batch_op:\n'
        '    batch_op.add_column(sa.Column("lead_id", sa.Integer()))\n'
        '    batch_op.create_index("ix_user_lead_id", ["lead_id"])',
        "sqlite",
    )
    assert body.splitlines() == [
        "with op.batch_alter_table('user', schema=None) as batch_op:",
        "    batch_op.drop_index('ix_user_lead_id')",
        "    batch_op.drop_column('lead_id')",
    ]


def test_a_table_that_was_made_goes_with_its_enum_type() -> None:
    body = _written('op.create_table("pet", sa.Column("kind", sa.Enum("cat", "dog", name="pet_kind")))')
    assert body.splitlines() == ["op.drop_table('pet')", "op.execute('DROP TYPE pet_kind;')"]


def test_an_index_of_raw_sql_goes_if_it_exists() -> None:
    body = _written('op.execute("CREATE INDEX idx_user_active ON \\"user\\"(is_active) WHERE age IS NULL;")')
    assert body == "op.execute('DROP INDEX IF EXISTS idx_user_active;')"


def test_an_index_built_beside_work_goes_beside_work() -> None:
    body = _written(
        "with op.get_context().autocommit_block():\n"
        '    op.create_index("ix_user_age", "user", ["age"], postgresql_concurrently=True)'
    )
    assert body.splitlines() == [
        "with op.get_context().autocommit_block():",
        "    op.drop_index('ix_user_age', table_name='user', postgresql_concurrently=True)",
    ]


def test_a_dropped_column_comes_back_in_its_shape_and_without_its_values() -> None:
    body = _written('op.drop_column("user", "bio")')
    assert body.splitlines() == [
        "# The values of user.bio do not come back.",
        "op.add_column('user', sa.Column('bio', sa.Text(), nullable=True))",
    ]


def test_a_dropped_required_column_comes_back_on_a_table_with_rows() -> None:
    body = _written('op.drop_column("team", "name")')
    assert "# The values of team.name do not come back: existing rows get ''." in body
    assert body.endswith("server_default=None,\n)")


def test_rows_that_were_changed_stay_changed_and_it_is_said() -> None:
    body = _written("op.execute(\"UPDATE team SET slug = 'x'\")\nop.add_column('team', sa.Column('x', sa.Text()))")
    assert body.splitlines() == [
        "op.drop_column('team', 'x')",
        "# What upgrade() did to the rows of team stays done.",
    ]


def test_a_sequence_goes_by_its_name() -> None:
    assert _written('op.execute("CREATE SEQUENCE numbers")') == "op.execute('DROP SEQUENCE numbers;')"


def test_in_a_batch_the_stand_in_is_there_before_its_default_goes() -> None:
    body = _written("with op.batch_alter_table('team') as batch:\n    batch.drop_column('name')", "sqlite")
    assert body.count("with op.batch_alter_table('team', schema=None) as batch_op:") == 2


def test_a_dropped_table_comes_back_with_its_indexes() -> None:
    body = _written('op.drop_table("order")')
    assert body.startswith("# The rows of order do not come back.\nop.create_table(\n    'order',")
    assert "op.create_index('ix_order_user_id', 'order', ['user_id'], unique=False)" in body


@pytest.mark.parametrize(
    "statement",
    [
        'op.drop_constraint("fk_order_user_id", "order", type_="foreignkey")',
        'op.drop_constraint("uq_user_email", "user", type_="unique")',
        'op.drop_constraint("ck_order_total", "order", type_="check")',
        'op.drop_index("ix_user_name", table_name="user")',
        'op.drop_column("user", "team_id")',
        'op.rename_table("team", "crew")',
        'op.rename_table("team", "crew")\nop.add_column("crew", sa.Column("x", sa.Integer()))',
        'op.alter_column("user", "bio", new_column_name="about")',
        'op.alter_column("user", "name", type_=sa.String(80))',
        'op.alter_column("user", "age", type_=sa.BigInteger(), nullable=False, server_default="0", comment="Years")',
        'op.alter_column("user", "age", type_=sa.String(9), postgresql_using="age::varchar")',
        'op.alter_column("user", "is_active", server_default=None)',
        'op.create_check_constraint("ck_user_age", "user", "age > 0")',
        'op.create_unique_constraint("uq_user_name", "user", ["name"])',
        'op.create_table_comment("user", "People")',
        "op.execute(\"CREATE TYPE mood AS ENUM ('good')\")",
        'op.execute("ALTER TABLE team ADD COLUMN motto text")\nop.execute("UPDATE team SET motto = name")',
        'op.create_table("pet", sa.Column("id", sa.Integer()))\nop.execute("INSERT INTO pet (id) VALUES (1)")',
        'op.create_foreign_key("fk_a", "order", "team", ["id"], ["id"], postgresql_not_valid=True)\n'
        'op.execute("ALTER TABLE \\"order\\" VALIDATE CONSTRAINT fk_a")',
    ],
)
def test_what_is_written_gives_the_earlier_schema_back(statement: str) -> None:
    assert _written(statement)


@pytest.mark.parametrize(
    "statement",
    [
        'op.drop_constraint("uq_user_email", "user", type_="unique")',
        'op.drop_column("user", "team_id")',
        'op.alter_column("user", "age", type_=sa.BigInteger(), nullable=False, server_default="0")',
        'op.create_unique_constraint("uq_user_name", "user", ["name"])',
    ],
)
def test_sqlite_too_in_batches(statement: str) -> None:
    calls = "\n    ".join(statement.replace("op.", "batch.").splitlines())
    table = '"user"'
    calls = calls.replace('"uq_user_email", "user"', '"uq_user_email"').replace('"user", ', "")
    assert _written(f"with op.batch_alter_table({table}) as batch:\n    {calls}", "sqlite")


@pytest.mark.parametrize(
    "statement",
    [
        'op.execute("CREATE EXTENSION citext")',
        'op.execute("CREATE VIEW names AS SELECT name FROM team")',
        'op.execute("CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$")',
        'op.drop_column("user", "email")',
        'op.drop_constraint("pk_user", "user", type_="primary")',
        'op.execute("SELECT whatever()")\nop.execute("DO $$ BEGIN PERFORM 1; ALTER TABLE x ADD y int; END $$")',
        'if op.get_bind().execute("SELECT 1").scalar():\n    op.add_column("team", sa.Column("x", sa.Integer()))',
        'op.add_column("nowhere", sa.Column("x", sa.Integer()))\nop.drop_column("team", "nothing")',
    ],
)
def test_nothing_is_offered_where_something_has_no_way_back(statement: str) -> None:
    assert not any(_OFFER in title for title in _desk(statement).titles)


def test_a_downgrade_that_is_not_there_is_made() -> None:
    text = 'op.add_column("user", sa.Column("plan", sa.Text()))'
    it = desk(
        f"#- migrations/versions/001_before.py\ndef upgrade():\n{textwrap.indent(DEFAULT, '    ')}"
        f"#- migrations/versions/002_next.py\ndef upgrade() -> None:$0\n    {text}\n"
    ).after(_OFFER)
    assert it.text.endswith(f"    {text}\n\n\ndef downgrade() -> None:\n    op.drop_column('user', 'plan')\n")


def test_what_raises_on_purpose_is_left_alone() -> None:
    raises = "def downgrade():$0\n    raise NotImplementedError('no way back')\n"
    assert not any(_OFFER in title for title in _desk('op.drop_column("user", "bio")', downgrade=raises).titles)


def test_an_import_comes_with_a_type_that_needs_it() -> None:
    text = (
        "#- migrations/versions/001_a.py\ndef upgrade():\n"
        "    op.create_table('a', sa.Column('x', postgresql.JSONB()))\n"
        "#- migrations/versions/002_b.py\ndef upgrade():\n    op.drop_column('a', 'x')\ndef downgrade():$0\n    pass\n"
    )
    before = desk(text)
    files = {
        path: content.replace("from sqlalchemy.dialects import postgresql\n", "") if "002" in path else content
        for path, content in before.files.items()
    }
    cursor = (before.cursor[0] - 1, before.cursor[1])
    after = Desk(files, before.path, cursor).after(_OFFER)
    assert after.text.count("from sqlalchemy.dialects import postgresql") == 1
    assert downgrade_proof(after.analysis.view, "002") is Proof.PROVEN
