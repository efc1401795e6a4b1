"""Where statements go in files of all shapes, and that everything else in them stays."""

from __future__ import annotations

import ast

from hypothesis import given, settings
from hypothesis import strategies as st

from migration_lsp.judgement.proof import Proof, downgrade_proof
from tests.fixes.actions import Desk, desk
from tests.one_string import files_of

_BEFORE = """
#- app/models.py
class Base(DeclarativeBase): pass
class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(String(20), comment="It's a name")
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
#- migrations/versions/001_team.py
def upgrade():
    op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True))
def downgrade():
    op.drop_table("team")
#- migrations/versions/002_next.py
"""


def _after(revision: str, title: str = "Add team.name", dialect: str = "postgresql") -> str:
    """The text after the fix, from ``upgrade()`` on."""
    after = desk(_BEFORE + revision, dialect).after(title)
    assert downgrade_proof(after.analysis.view, "002") is Proof.PROVEN
    assert "team.name" not in {f"{it.table}.{it.column}" for it in after.analysis.findings() if it.is_pending}
    return after.text[after.text.index("def upgrade") :]


_ADDED = """\
    with op.batch_alter_table('team', schema=None) as batch_op:
        batch_op.add_column(sa.Column(
            'name',
            sa.String(length=20),
            nullable=True,
            comment="It's a name"
        ))
"""
_DROPPED = """\
    with op.batch_alter_table('team', schema=None) as batch_op:
        batch_op.drop_column('name')
"""


def test_pass_is_replaced() -> None:
    text = _after("def upgrade():\n    $0pass\n\n\ndef downgrade():\n    pass\n")
    assert text == f"def upgrade():\n{_ADDED}\n\ndef downgrade():\n{_DROPPED}"


def test_functions_of_one_line_become_longer() -> None:
    text = _after("def upgrade(): pass\n$0\ndef downgrade(): pass\n")
    assert text == f"def upgrade():\n{_ADDED}\ndef downgrade():\n{_DROPPED}"


def test_a_downgrade_of_one_line_keeps_what_it_does() -> None:
    revision = 'def upgrade():\n    op.add_column("team", sa.Column("x", sa.Integer()))\n    $0\n\n'
    text = _after(revision + 'def downgrade(): op.drop_column("team", "x")\n')
    assert text.endswith(f'def downgrade():\n{_DROPPED}    op.drop_column("team", "x")\n')


def test_tabs_stay_tabs() -> None:
    revision = 'def upgrade():\n\top.execute("SELECT 1")\n\t$0\n\ndef downgrade():\n\top.execute("SELECT 1")\n'
    text = _after(revision)
    assert "\n\twith op.batch_alter_table('team', schema=None) as batch_op:\n\t    batch_op.add_column" in text
    assert "def downgrade():\n\twith op.batch" in text


def test_nothing_is_put_behind_a_return() -> None:
    text = _after('def upgrade():\n    op.execute("SELECT 1")\n    return\n    $0\n\ndef downgrade():\n    pass\n')
    assert text.index("add_column") < text.index("return")


def test_what_undoes_it_stands_above_the_comment_on_the_first_statement() -> None:
    revision = 'def upgrade():\n    op.execute(\'SELECT 1\')\n    $0\n\ndef downgrade():\n    """Back."""\n'
    text = _after(revision + "    # Why this is done.\n    op.execute('SELECT 1')\n")
    assert text.endswith(f'    """Back."""\n{_DROPPED}    # Why this is done.\n    op.execute(\'SELECT 1\')\n')


def test_a_column_that_this_revision_drops_is_not_offered() -> None:
    text = _BEFORE.replace(
        "sa.Integer(), primary_key=True))", 'sa.Integer(), primary_key=True), sa.Column("name", sa.String(20)))', 1
    )
    before = desk(f'{text}def upgrade():\n    op.execute("SELECT 1")\n    $0\n    op.drop_column("team", "name")\n')
    assert not any("team.name" in title for title in before.titles)


def test_the_file_keeps_its_names_of_packages() -> None:
    body = (
        "def upgrade():\n    migration.add_column('team', db.Column('x', db.Integer()))\n"
        "    migration.create_foreign_key('fk', 'team', 'team', ['x'], ['id'])\n"
        "def downgrade():\n    migration.drop_column('team', 'x')\n"
    )
    files = files_of(_BEFORE + body)
    path = "migrations/versions/002_next.py"
    files[path] = (
        "import sqlalchemy as db\nimport alembic.op as migration\nrevision = '002'\ndown_revision = '001'\n" + body
    )
    for title in ("Add the index", "Add team.name"):
        after = Desk(files, path, (6, 0)).after(title)
        assert "import sqlalchemy as sa" not in after.text
        assert " op." not in after.text
        assert "migration.get_context()" in after.text or "db.String(length=20)" in after.text
        assert downgrade_proof(after.analysis.view, "002") is Proof.PROVEN


# ------------------------------------------------------------------ what else is in the file

_STATEMENTS = (
    'op.execute("SELECT 1")  # a question',
    "# a remark alone",
    "",
    "if True:\n        pass  # nothing",
    'op.execute(\n        """\n        SELECT 1\n        """\n    )',
    "x = 'größe'; y = 1",
    'op.add_column("team", sa.Column("x", sa.Integer()))  # x',
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(_STATEMENTS), min_size=1, max_size=6, unique=True),
    st.lists(st.sampled_from(_STATEMENTS[:-1]), min_size=1, max_size=4, unique=True),
    st.integers(0, 30),
    st.sampled_from(["\n", "\r\n"]),
)
def test_all_other_lines_and_comments_stay(up: list[str], down: list[str], line: int, end: str) -> None:
    def function(name: str, statements: list[str]) -> str:
        return f"def {name}():\n" + "".join(f"    {it}\n" for it in (*statements, "pass"))

    last = ['op.drop_column("team", "x")'] if _STATEMENTS[-1] in up else []
    files = files_of(_BEFORE + function("upgrade", up) + "\n\n" + function("downgrade", [*last, *down]))
    path = "migrations/versions/002_next.py"
    files[path] = files[path].replace("\n", end)
    before = Desk(files, path, (6 + line, 0))
    for title in [it for it in before.titles if not it.startswith(("Ignore", "Wrap"))]:
        after = before.after(title)
        kept = [it for it in before.text.splitlines() if it.strip() not in ("", "pass")]
        lines = iter(after.text.splitlines())
        assert all(it in lines for it in kept), after.text
        ast.parse(after.text)
