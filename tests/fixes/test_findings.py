"""Fixes of findings: the text after each, which is silent where it spoke."""

from __future__ import annotations

import pytest

from tests.fixes.actions import Desk, desk

_CREATE = """
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True))
def downgrade():
    op.drop_table("team")
    op.drop_table("user")
"""


def _revision(upgrade: str, downgrade: str, dialect: str = "postgresql") -> Desk:
    return desk(
        f"{_CREATE}\n#- migrations/versions/002_next.py\ndef upgrade():\n    {upgrade}\n"
        f"def downgrade():\n    {downgrade}\n",
        dialect,
    )


def _model(column: str, header: str = "") -> Desk:
    return desk(
        f"""
#- app/models.py
{header}
class Base(DeclarativeBase): pass
class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    {column}
{_CREATE}"""
    )


@pytest.mark.parametrize(
    ("type_", "default"),
    [
        ("sa.Boolean()", "false"),
        ("sa.Integer()", "0"),
        ("sa.String(20)", "''"),
        ("sa.DateTime()", "CURRENT_TIMESTAMP"),
        ("postgresql.JSONB()", "'{}'"),
    ],
)
def test_a_required_column_gets_a_server_default(type_: str, default: str) -> None:
    before = _revision(
        f'op.add_column("user", $0sa.Column("x", {type_}, nullable=False))', 'op.drop_column("user", "x")'
    )
    assert before.rules() == {"required-column-without-default"}
    after = before.after(f"server default ({default})")
    written = repr(default[1:-1]) if default.startswith("'") else f"sa.text('{default}')"
    assert f"nullable=False, server_default={written}" in after.text
    assert after.rules() == set()


def test_an_argument_with_a_line_of_its_own_gets_a_neighbour_with_one() -> None:
    before = _revision(
        'op.add_column("user", sa.Column(\n        "x",\n        sa.Boolean(),  # yes or no\n'
        "        nullable=False,  # sure\n$0    ))",
        'op.drop_column("user", "x")',
    )
    after = before.after("server default")
    assert (
        "        sa.Boolean(),  # yes or no\n        nullable=False,\n"
        "        server_default=sa.text('false'),  # sure\n"
    ) in after.text
    assert after.rules() == set()


def test_a_required_column_may_be_null_for_now() -> None:
    before = _revision(
        'op.add_column("user", $0sa.Column("x", sa.Date(), nullable=False))', 'op.drop_column("user", "x")'
    )
    assert not [title for title in before.titles if "server default" in title]
    after = before.after("NULL for now")
    assert 'sa.Column("x", sa.Date(), nullable=True)' in after.text
    assert after.rules() == set()


@pytest.mark.parametrize(
    ("column", "header", "expected"),
    [
        (
            "$0x = Column(Boolean, nullable=False)",
            "",
            "x = Column(Boolean, nullable=False, server_default=sa.text('false'))",
        ),
        ("$0x: Mapped[bool] = mapped_column()", "", "x: Mapped[bool] = mapped_column(server_default=sa.text('false'))"),
        ("$0x: Mapped[int] = mapped_column(Integer)", "", "mapped_column(Integer, server_default=sa.text('0'))"),
        (
            "$0x = sqlalchemy.Column(Integer, nullable=False)",
            "import sqlalchemy",
            "x = sqlalchemy.Column(Integer, nullable=False, server_default=sqlalchemy.text('0'))",
        ),
    ],
)
def test_a_model_gets_a_server_default_in_its_own_words(column: str, header: str, expected: str) -> None:
    before = _model(column, header)
    assert "required-column-without-default" in before.rules()
    after = before.after("server default")
    assert expected in after.text
    assert "required-column-without-default" not in after.rules()


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("$0x = Column(Boolean, nullable=False)", "x = Column(Boolean, nullable=True)"),
        ("$0x: Mapped[bool] = mapped_column()", "x: Mapped[bool | None] = mapped_column()"),
        ("$0x: Mapped[bool]", "x: Mapped[bool | None]"),
    ],
)
def test_a_model_may_allow_null(column: str, expected: str) -> None:
    after = _model(column).after("NULL for now")
    assert expected in after.text
    assert "required-column-without-default" not in after.rules()


def test_a_foreign_key_in_a_model_is_indexed() -> None:
    before = _model('$0team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))')
    assert "foreign-key-without-index" in before.rules()
    after = before.after("Index the foreign key of user.team_id")
    assert 'mapped_column(ForeignKey("team.id"), index=True)' in after.text
    assert "foreign-key-without-index" not in after.rules()


def test_an_index_beside_a_foreign_key_in_a_batch() -> None:
    before = _revision(
        'with op.batch_alter_table("user") as batch:\n'
        '        batch.add_column(sa.Column("team_id", sa.Integer()))\n'
        '        batch.create_foreign_key("fk", "team", $0["team_id"], ["id"])',
        'with op.batch_alter_table("user") as batch:\n'
        '        batch.drop_constraint("fk", type_="foreignkey")\n'
        '        batch.drop_column("team_id")',
        "sqlite",
    )
    assert before.rules() == {"foreign-key-without-index"}
    after = before.after("Add the index")
    assert "        batch.create_index('ix_user_team_id', ['team_id'], unique=False)" in after.text
    assert after.body("downgrade").startswith(
        "with op.batch_alter_table('user', schema=None) as batch_op:\n    batch_op.drop_index('ix_user_team_id')\n"
    )
    assert after.rules() == set()


def test_an_index_on_a_table_in_use_is_built_beside_the_work() -> None:
    before = _revision(
        'op.add_column("user", sa.Column("team_id", sa.Integer(), $0sa.ForeignKey("team.id")))',
        'op.drop_column("user", "team_id")',
    )
    assert "foreign-key-without-index" in before.rules()
    after = before.after("Add the index")
    assert "with op.get_context().autocommit_block():\n" in after.body("upgrade")
    assert "postgresql_concurrently=True" in after.body("upgrade")
    assert after.body("downgrade").endswith('op.drop_column("user", "team_id")')
    assert "foreign-key-without-index" not in after.rules()


def test_a_finding_is_ignored_for_a_reason() -> None:
    before = _revision('op.drop_column("user", $0"id")', "pass")
    after = before.after("Ignore column-drop")
    assert 'op.drop_column("user", "id")  # migration-lsp: ignore[column-drop] why this is safe here' in after.text
    assert "column-drop" not in after.rules()
    assert "unused-ignore" not in after.rules()


def test_a_second_rule_joins_the_comment() -> None:
    before = _revision(
        'op.drop_column("user", "id")  # migration-lsp: ignore[column-drop] $0the table is empty', "pass"
    )
    rule = next(iter(before.rules() - {"missing-downgrade", "downgrade-not-inverse", "column-drop"}), None)
    assert rule is not None
    after = before.after(f"Ignore {rule}")
    assert f"ignore[column-drop, {rule}] the table is empty" in after.text


def test_a_comment_never_lands_in_a_string() -> None:
    before = _revision('op.execute("""\n        ALTER TABLE team\n$0        DROP COLUMN id\n    """)', "pass")
    after = before.after("Ignore column-drop")
    assert '    # migration-lsp: ignore[column-drop] why this is safe here\n    op.execute("""' in after.text
    assert "column-drop" not in after.rules()


def test_a_model_line_offers_what_changes_the_model_alone() -> None:
    for action in _model("$0x: Mapped[bool]").actions:
        assert action.kind == "quickfix"
        assert "revision" not in action.title
