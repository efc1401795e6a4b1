"""The standard shapes, to the letter, and what has become of the project when they are in."""

from __future__ import annotations

import pytest

from migration_lsp.judgement.proof import Proof, downgrade_proof
from tests.fixes.actions import Desk, desk

_MODELS = """
#- app/models.py
class Base(DeclarativeBase): pass
class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    is_active: Mapped[bool | None]
"""

_HISTORY = """
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table(
        "user", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("is_active", sa.Boolean(), nullable=True)
    )
def downgrade():
    op.drop_table("user")
    op.drop_table("team")
"""

_EMPTY = """
#- migrations/versions/002_next.py
def upgrade():
    $0pass


def downgrade():
    pass
"""


def _desk(column: str, dialect: str = "sqlite", revision: str = _EMPTY) -> Desk:
    return desk(f"{_MODELS.rstrip()}\n    {column}\n{_HISTORY}{revision}", dialect)


def _at_blank(column: str, dialect: str = "sqlite") -> Desk:
    revision = """
#- migrations/versions/002_next.py
def upgrade():
    op.execute("UPDATE user SET id = id")
    $0

def downgrade():
    pass
"""
    return _desk(column, dialect, revision)


def _proof(after: Desk) -> Proof:
    return downgrade_proof(after.analysis.view, "002")


def test_a_nullable_column() -> None:
    after = _at_blank('nick: Mapped[str | None] = mapped_column(String(255), comment="What friends say")').after("nick")
    assert (
        after.body("upgrade")
        == """\
op.execute("UPDATE user SET id = id")
with op.batch_alter_table('user', schema=None) as batch_op:
    batch_op.add_column(sa.Column(
        'nick',
        sa.String(length=255),
        nullable=True,
        comment='What friends say'
    ))"""
    )
    assert after.body("downgrade") == (
        "with op.batch_alter_table('user', schema=None) as batch_op:\n    batch_op.drop_column('nick')"
    )
    assert after.analysis.view.pending == ()
    assert _proof(after) is Proof.PROVEN


def test_a_required_column_gets_a_server_default() -> None:
    after = _at_blank("is_enabled: Mapped[bool]").after("user.is_enabled with a server default")
    assert """\
    batch_op.add_column(sa.Column(
        'is_enabled',
        sa.Boolean(),
        nullable=False,
        server_default=sa.text('true'),
        comment='Description of is_enabled'
    ))""" in after.body("upgrade")
    assert after.rules() == set()
    assert _proof(after) is Proof.PROVEN


def test_a_foreign_key_with_its_index_on_sqlite() -> None:
    column = 'team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id", ondelete="SET NULL"))'
    after = _at_blank(column).after("user.team_id with its foreign key and index")
    assert """\
with op.batch_alter_table('user', schema=None) as batch_op:
    batch_op.add_column(sa.Column('team_id', sa.Integer(), nullable=True,
                                  comment='FK to team'))
    batch_op.create_foreign_key(
        'fk_user_team_id',
        'team',
        ['team_id'],
        ['id'],
        ondelete='SET NULL'
    )
    batch_op.create_index('ix_user_team_id', ['team_id'], unique=False)""" in after.body("upgrade")
    assert (
        after.body("downgrade")
        == """\
with op.batch_alter_table('user', schema=None) as batch_op:
    batch_op.drop_index('ix_user_team_id')
    batch_op.drop_constraint('fk_user_team_id', type_='foreignkey')
    batch_op.drop_column('team_id')"""
    )
    assert after.rules() == set()
    assert _proof(after) is Proof.PROVEN


def test_a_foreign_key_on_a_postgresql_table_in_use_locks_nobody_out() -> None:
    column = 'team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id", ondelete="SET NULL"))'
    after = _at_blank(column, "postgresql").after("foreign key and index")
    upgrade = after.body("upgrade")
    assert "ondelete='SET NULL',\n        postgresql_not_valid=True\n    )" in upgrade
    assert '# In a later revision: ALTER TABLE "user" VALIDATE CONSTRAINT fk_user_team_id;' in upgrade
    assert upgrade.endswith(
        "with op.get_context().autocommit_block():\n"
        "    op.create_index('ix_user_team_id', 'user', ['team_id'], unique=False, postgresql_concurrently=True)"
    )
    assert after.body("downgrade").startswith("with op.get_context().autocommit_block():\n    op.drop_index(")
    assert after.rules() == set()
    assert _proof(after) is Proof.PROVEN


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_a_soft_delete(dialect: str) -> None:
    after = _at_blank("", dialect).after("soft delete to user")
    name = '"user"' if dialect == "postgresql" else "user"
    assert "sa.Column('deleted_at', sa.DateTime(), nullable=True,\n" in after.text
    assert "comment='Soft delete timestamp'))" in after.text
    if dialect == "sqlite":
        made = 'op.execute("CREATE INDEX idx_user_active ON user(is_active) WHERE deleted_at IS NULL;")'
        assert made in after.body("upgrade").splitlines()
        assert after.body("downgrade").startswith('op.execute("DROP INDEX IF EXISTS idx_user_active;")\n')
    else:
        assert "CREATE INDEX CONCURRENTLY idx_user_active ON" in after.text
        assert name in after.text
    assert after.rules() == set()
    assert _proof(after) is Proof.PROVEN


def test_a_soft_delete_of_a_table_without_is_active_is_over_its_key() -> None:
    revision = """
#- migrations/versions/002_next.py
def upgrade():
    op.add_column("team", sa.Column("name", sa.String()))$0
def downgrade():
    op.drop_column("team", "name")
"""
    after = _desk("", "sqlite", revision).after("soft delete to team")
    assert "idx_team_active ON team(id) WHERE deleted_at IS NULL" in after.text
    assert after.body("downgrade").splitlines()[-1] == 'op.drop_column("team", "name")'
    assert _proof(after) is Proof.PROVEN


def test_jsonb_on_postgresql_only() -> None:
    column = "extra_data: Mapped[dict | None] = mapped_column(postgresql.JSONB)"
    after = _at_blank(column, "postgresql").after("user.extra_data with its GIN index")
    assert "sa.Column('extra_data', postgresql.JSONB(astext_type=sa.Text()), nullable=True,\n" in after.text
    assert "comment='JSONB field for schema flexibility'))" in after.text
    assert 'CREATE INDEX CONCURRENTLY idx_user_extra_data_gin ON "user" USING GIN (extra_data);' in after.text
    assert _proof(after) is Proof.PROVEN
    assert not [title for title in _at_blank("", "sqlite").titles if "JSONB" in title]


def test_jsonb_on_a_new_table_is_the_plain_shape() -> None:
    revision = """
#- migrations/versions/002_next.py
def upgrade():
    op.create_table("note", sa.Column("id", sa.Integer(), primary_key=True))$0
def downgrade():
    op.drop_table("note")
"""
    after = _desk("", "postgresql", revision).after("note.extra_data as JSONB with its GIN index")
    plain = "op.execute('CREATE INDEX idx_note_extra_data_gin ON note USING GIN (extra_data);')"
    assert plain in after.body("upgrade").splitlines()
    assert after.body("downgrade").startswith("op.execute('DROP INDEX IF EXISTS idx_note_extra_data_gin;')\n")
    assert _proof(after) is Proof.PROVEN


def test_pass_is_replaced_and_imports_come_once() -> None:
    text = """
#- app/models.py
class Base(DeclarativeBase): pass
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    nick: Mapped[str | None]
    extra: Mapped[dict | None] = mapped_column(postgresql.JSONB)
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))
def downgrade():
    op.drop_table("user")
#- migrations/versions/002_next.py raw:1
'''Next.'''
from alembic import op as operations
import sqlalchemy

revision = "002"
down_revision = "001"


def upgrade() -> None:
    '''Add things.'''
    # Nothing yet.
    $0


def downgrade() -> None:
    pass
"""
    first = desk(text.replace("002_next.py raw:1", "002_next.py"))
    after = first.after("user.extra with its GIN index")
    assert after.text.count("from sqlalchemy.dialects import postgresql") == 1
    assert "'''Add things.'''" in after.text
    assert "# Nothing yet." in after.text
    assert "\n    pass" not in after.text
    assert _proof(after) is Proof.PROVEN


def test_a_convention_of_the_project_names_things() -> None:
    column = 'team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))'
    models = _MODELS.replace(
        "class Base(DeclarativeBase): pass",
        'class Base(DeclarativeBase): metadata = MetaData(naming_convention={"ix": "idx_%(column_0_label)s", '
        '"fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s"})',
    )
    revision = _EMPTY.replace("$0pass", "$0pass")
    after = desk(f"{models.rstrip()}\n    {column}\n{_HISTORY}{revision}", "sqlite").after("foreign key and index")
    assert "'fk_user_team_id_team'" in after.text
    assert "'idx_user_team_id'" in after.text
    assert "ondelete" not in after.text
    assert _proof(after) is Proof.PROVEN


def test_a_revision_on_which_others_stand_is_left_alone() -> None:
    text = (
        _MODELS
        + _HISTORY.replace('    op.drop_table("team")', '    op.drop_table("team")$0')
        + _EMPTY.replace("$0", "")
    )
    assert desk(text).titles == []


def test_nothing_is_offered_for_a_table_that_is_made_further_down() -> None:
    text = """
#- migrations/versions/001_pet.py
def upgrade():
    op.execute("SELECT 1")
    $0
    op.create_table("pet", sa.Column("id", sa.Integer(), primary_key=True))
    #here
def downgrade():
    op.drop_table("pet")
"""
    assert not any("pet" in title for title in desk(text).titles)
    assert any("pet" in title for title in desk(text.replace("$0", "").replace("    #here", "    $0")).titles)


def test_a_foreign_key_waits_for_the_table_that_it_refers_to() -> None:
    models = _MODELS.replace(
        "class User",
        'class Crew(Base):\n    __tablename__ = "crew"\n    id: Mapped[int] = '
        "mapped_column(primary_key=True)\nclass User",
    )
    column = '    crew_id: Mapped[int | None] = mapped_column(ForeignKey("crew.id"), index=True)'
    assert not any("crew_id" in title for title in desk(f"{models.rstrip()}\n{column}\n{_HISTORY}{_EMPTY}").titles)
