"""Whether a downgrade gives the earlier schema back."""

from __future__ import annotations

import pytest

from migration_lsp.judgement import View
from migration_lsp.judgement.proof import Proof, downgrade_proof
from tests.one_string import project_of

_UP = 'op.add_column("user", sa.Column("plan", sa.String(20)))\n    op.create_index("ix_plan", "user", ["plan"])'


def _proof(upgrade: str, downgrade: str, dialect: str = "postgresql") -> Proof:
    project = project_of(
        f"""
#- migrations/versions/001_user.py
def upgrade():
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(9)),
        sa.Column("made", sa.DateTime(), server_default=sa.func.now()),
    )
#- migrations/versions/002_next.py
def upgrade():
    {upgrade}
def downgrade():
    {downgrade}
""",
        dialect,
    )
    return downgrade_proof(View(project), "002")


@pytest.mark.parametrize(
    ("downgrade", "proof"),
    [
        ('op.drop_index("ix_plan")\n    op.drop_column("user", "plan")', Proof.PROVEN),
        ('op.drop_column("user", "plan")', Proof.PROVEN),
        ('op.drop_index("ix_plan")', Proof.REFUTED),
        ('op.drop_column("user", "plan")\n    op.drop_index("ix_plan")', Proof.REFUTED),
        ("raise NotImplementedError", Proof.REFUTED),
        ('op.execute("DO $$ BEGIN PERFORM 1; END $$")\n    op.drop_column("user", "plan")', Proof.UNDECIDED),
        ("pass", Proof.REFUTED),
        ('op.execute("UPDATE user SET name = 1")\n    op.drop_column("user", "plan")', Proof.PROVEN),
    ],
)
def test_a_downgrade_is_replayed(downgrade: str, proof: Proof) -> None:
    assert _proof(_UP, downgrade) is proof


def test_a_column_that_is_dropped_and_brought_back_stands_elsewhere_and_is_the_same() -> None:
    assert (
        _proof('op.drop_column("user", "id")', 'op.add_column("user", sa.Column("id", sa.Integer()))') is Proof.REFUTED
    )
    assert _proof('op.drop_column("user", "name")', 'op.add_column("user", sa.Column("name", sa.String(9)))') is (
        Proof.PROVEN
    )


def test_sqlite_brackets_the_defaults_of_a_table_that_is_made_anew() -> None:
    in_batch = "with op.batch_alter_table('user', recreate='always') as batch:\n        batch."
    up, down = f"{in_batch}add_column(sa.Column('plan', sa.Text()))", f"{in_batch}drop_column('plan')"
    assert _proof(up, down, "sqlite") is Proof.PROVEN
