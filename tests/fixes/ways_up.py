"""What ``upgrade()`` may do to two tables with rows: one kind of change each, to be taken back and to be run."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fixes.actions import Desk, desk

TABLES = """
#- migrations/versions/001_tables.py
def upgrade():
    op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(20)))
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("bio", sa.Text(), nullable=True),
        sa.Column("age", sa.Integer(), server_default="1", nullable=True),
        sa.Column("born", sa.DateTime(), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(9), nullable=True),
        sa.Column("title", sa.String(9), nullable=False),
        sa.UniqueConstraint("code", name="uq_person_code"),
        sa.CheckConstraint("age > 0", name="ck_person_age"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_person_team", ondelete="SET NULL"),
    )
    op.create_index("ix_person_name", "person", ["name"])
    op.create_index("ix_person_bio_name", "person", ["bio", "name"], unique=True)
def downgrade():
    op.drop_table("person")
    op.drop_table("team")
"""

_NEXT = """
#- migrations/versions/002_next.py
def upgrade():
    {}
def $0downgrade():
    pass
"""

BOTH = ("postgresql", "sqlite")
POSTGRESQL = ("postgresql",)


@dataclass(frozen=True)
class WayUp:
    """The statements of an ``upgrade()``, and the databases that take them."""

    name: str
    lines: tuple[str, ...]
    dialects: tuple[str, ...] = BOTH

    def desk(self, dialect: str) -> Desk:
        """The revision, the cursor on the name of its empty ``downgrade()``."""
        return desk(TABLES + _NEXT.format("\n    ".join(self.lines)), dialect)


def _batch(name: str, *calls: str, dialects: tuple[str, ...] = BOTH) -> WayUp:
    head = 'with op.batch_alter_table("person", schema=None) as batch_op:'
    return WayUp(name, (head, *(f"    batch_op.{call}" for call in calls)), dialects)


WAYS_UP = (
    WayUp("a column", ('op.add_column("person", sa.Column("nick", sa.String(20)))',)),
    WayUp(
        "a column with a default and its index",
        (
            'op.add_column("person", sa.Column("rank", sa.Integer(), server_default="0", nullable=False))',
            'op.create_index("ix_person_rank", "person", ["rank"])',
        ),
    ),
    _batch(
        "a foreign key with its column and index",
        'add_column(sa.Column("boss_id", sa.Integer(), nullable=True))',
        'create_foreign_key("fk_person_boss", "person", ["boss_id"], ["id"], ondelete="CASCADE")',
        'create_index("ix_person_boss_id", ["boss_id"], unique=False)',
    ),
    _batch("a unique constraint", 'create_unique_constraint("uq_person_name_code", ["name", "code"])'),
    _batch("a check", 'create_check_constraint("ck_person_name", "length(name) > 0")'),
    _batch("no unique constraint", 'drop_constraint("uq_person_code", type_="unique")'),
    _batch("no check", 'drop_constraint("ck_person_age", type_="check")'),
    _batch("no foreign key", 'drop_constraint("fk_person_team", type_="foreignkey")'),
    WayUp("no index", ('op.drop_index("ix_person_name", table_name="person")',)),
    WayUp("no unique index", ('op.drop_index("ix_person_bio_name", table_name="person")',)),
    _batch("another type", 'alter_column("age", existing_type=sa.Integer(), type_=sa.BigInteger())'),
    _batch("a longer text", 'alter_column("name", existing_type=sa.String(50), type_=sa.String(80))'),
    _batch("text of another kind", 'alter_column("bio", existing_type=sa.Text(), type_=sa.String(200))'),
    WayUp(
        "numbers as text",
        (
            'op.alter_column("person", "team_id", server_default=None)',
            'op.drop_constraint("fk_person_team", "person", type_="foreignkey")',
            'op.alter_column("person", "team_id", existing_type=sa.Integer(), type_=sa.String(20))',
        ),
        POSTGRESQL,
    ),
    _batch("NULL allowed", 'alter_column("name", existing_type=sa.String(50), nullable=True)'),
    _batch("NULL refused", 'alter_column("age", existing_type=sa.Integer(), nullable=False)'),
    _batch("another default", 'alter_column("age", existing_type=sa.Integer(), server_default="7")'),
    _batch("no default", 'alter_column("age", existing_type=sa.Integer(), server_default=None)'),
    _batch("a new name", 'alter_column("bio", existing_type=sa.Text(), new_column_name="about")'),
    WayUp("a table with a new name", ('op.rename_table("team", "crew")',)),
    WayUp(
        "a table",
        (
            'op.create_table("pet", sa.Column("id", sa.Integer(), primary_key=True),',
            '    sa.Column("owner_id", sa.Integer(), sa.ForeignKey("person.id", name="fk_pet_owner")))',
            'op.create_index(op.f("ix_pet_owner_id"), "pet", ["owner_id"])',
            'op.bulk_insert(sa.table("pet", sa.column("id")), [{"id": 1}])',
        ),
    ),
    WayUp("no table", ('op.drop_table("person")',)),
    WayUp("neither table", ('op.drop_table("person")', 'op.drop_table("team")')),
    WayUp(
        "no column",
        ('op.drop_index("ix_person_bio_name", table_name="person")', 'op.drop_column("person", "bio")'),
    ),
    _batch("no column in a batch", 'drop_index("ix_person_bio_name")', 'drop_column("bio")'),
    _batch("no required column", 'drop_column("title")'),
    _batch("no column with a default", 'drop_column("born")'),
    WayUp(
        "an index that goes before its column has another name",
        (
            'op.drop_index("ix_person_bio_name", table_name="person")',
            'op.alter_column("person", "bio", new_column_name="about")',
            'op.create_index("ix_person_about_name", "person", ["about", "name"], unique=True)',
        ),
    ),
    WayUp(
        "a new name and then another default",
        (
            'with op.batch_alter_table("person", schema=None) as batch_op:',
            '    batch_op.alter_column("code", new_column_name="badge")',
            'with op.batch_alter_table("person", schema=None) as batch_op:',
            '    batch_op.alter_column("badge", existing_type=sa.String(9), server_default="none")',
            '    batch_op.create_unique_constraint("uq_person_badge_name", ["badge", "name"])',
        ),
    ),
    WayUp(
        "another unique constraint, a column and its index",
        (
            'with op.batch_alter_table("person", schema=None) as batch_op:',
            '    batch_op.drop_constraint("uq_person_code", type_="unique")',
            '    batch_op.create_unique_constraint("uq_person_code_name", ["code", "name"])',
            'with op.batch_alter_table("person", schema=None) as batch_op:',
            '    batch_op.add_column(sa.Column("x", sa.Integer()))',
            '    batch_op.create_index("ix_person_x_code", ["x", "code"])',
        ),
    ),
    WayUp(
        "rows and a column",
        (
            'op.add_column("person", sa.Column("nick", sa.String(20)))',
            'op.execute("UPDATE person SET nick = name")',
        ),
    ),
    WayUp(
        "what came before is filled",
        (
            "op.execute(\"UPDATE person SET bio = '' WHERE bio IS NULL\")",
            'op.add_column("person", sa.Column("nick", sa.String(20)))',
        ),
    ),
    WayUp(
        "an enum with its table",
        (
            'op.create_table("pet", sa.Column("id", sa.Integer(), primary_key=True),',
            '    sa.Column("kind", sa.Enum("cat", "dog", name="pet_kind"), nullable=False))',
        ),
    ),
    WayUp(
        "an enum with its column",
        (
            "op.execute(\"CREATE TYPE mood AS ENUM ('good', 'bad')\")",
            'kind = postgresql.ENUM("good", "bad", name="mood", create_type=False)',
            'op.add_column("person", sa.Column("mood", kind))',
        ),
        POSTGRESQL,
    ),
    WayUp(
        "a table of another schema",
        ('op.execute("CREATE SCHEMA app")', 'op.create_table("pet", sa.Column("id", sa.Integer()), schema="app")'),
        POSTGRESQL,
    ),
    WayUp(
        "JSONB and its index",
        (
            'op.add_column("person", sa.Column("extra", postgresql.JSONB(astext_type=sa.Text()), nullable=True))',
            "op.execute('CREATE INDEX idx_person_extra_gin ON person USING GIN (extra);')",
        ),
        POSTGRESQL,
    ),
    WayUp("a partial index in SQL", ('op.execute("CREATE INDEX idx_person_young ON person(age) WHERE age < 20;")',)),
    WayUp(
        "an index built beside",
        (
            "with op.get_context().autocommit_block():",
            '    op.create_index("ix_person_age", "person", ["age"], postgresql_concurrently=True)',
        ),
        POSTGRESQL,
    ),
    WayUp(
        "an index on an expression",
        ('op.create_index("ix_person_lower", "person", [sa.text("lower(name)")], unique=True)',),
    ),
    WayUp(
        "a comment", ('op.alter_column("person", "bio", existing_type=sa.Text(), comment="What they say")',), POSTGRESQL
    ),
    WayUp("a comment on a table", ('op.create_table_comment("person", "People")',), POSTGRESQL),
    WayUp(
        "a proven foreign key",
        (
            'op.add_column("person", sa.Column("boss_id", sa.Integer()))',
            'op.create_foreign_key("fk_boss", "person", "person", ["boss_id"], ["id"], postgresql_not_valid=True)',
            'op.execute("ALTER TABLE person VALIDATE CONSTRAINT fk_boss")',
        ),
        POSTGRESQL,
    ),
    WayUp(
        "two tables that refer to each other",
        (
            'op.create_table("a", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b_id", sa.Integer()))',
            'op.create_table("b", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("a_id", sa.Integer()))',
            'op.create_foreign_key("fk_a", "a", "b", ["b_id"], ["id"])',
            'op.create_foreign_key("fk_b", "b", "a", ["a_id"], ["id"])',
        ),
        POSTGRESQL,
    ),
)
