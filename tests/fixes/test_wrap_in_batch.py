"""What is wrapped in a batch, in which words, and where it is not offered."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator

import pytest
from alembic.operations import BatchOperations, Operations

from migration_lsp.analysis.actions import Action, actions_at, edits_of
from migration_lsp.analysis.analysis import Analysis
from migration_lsp.fixes.fix import FixKind
from migration_lsp.judgement.proof import remains
from migration_lsp.source.edits import applied
from migration_lsp.source.rewrite.table_calls import _PARAMETERS
from tests.one_string import files_of, project_of

_PATH = "migrations/versions/002_b.py"
_TABLES = """
#- migrations/versions/001_a.py
def upgrade():
    op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("bio", sa.String(50), nullable=True),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.UniqueConstraint("age", name="uq_age"),
        sa.CheckConstraint("age > 0", name="ck_age"),
        sa.ForeignKeyConstraint(["age"], ["team.id"], name="fk_age"),
    )
    op.create_index("ix_bio", "user", ["bio"])
def downgrade():
    pass
#- migrations/versions/002_b.py
"""


def _project(body: str) -> tuple[str, int]:
    """A project whose second revision is the text, and the line of ``$0`` in that file."""
    text = _TABLES + textwrap.dedent(body)
    line = files_of(text)[_PATH].partition("$0")[0].count("\n")
    return text.replace("$0", ""), line


def _offers(body: str, dialect: str = "postgresql") -> Iterator[tuple[Action, str]]:
    text, line = _project(body)
    analysis = Analysis(project_of(text, dialect))
    for action in actions_at(analysis, _PATH, (line, 0), (line, 0)):
        if action.id == "wrap-in-batch":
            edits = edits_of(analysis, _PATH, (line, 0), (line, 0), action.id)
            assert edits
            yield action, applied(files_of(text)[_PATH], edits)


def _wrapped(call: str, dialect: str = "postgresql", after: str = "") -> str:
    """What stands in ``upgrade()`` in the place of some statements, the cursor on the first."""
    body = "def upgrade():\n" + textwrap.indent(call.replace("op.", "$0op.", 1), "    ") + "\n" + after
    ((_, text),) = _offers(body, dialect)
    return textwrap.dedent(text.partition("def upgrade():\n")[2]).rstrip("\n")


@pytest.mark.parametrize(
    ("call", "batched"),
    [
        ("op.add_column('user', sa.Column('x', sa.Integer()))", "add_column(sa.Column('x', sa.Integer()))"),
        ("op.drop_column('user', 'bio')", "drop_column('bio')"),
        ("op.drop_column(column_name='bio', table_name='user')", "drop_column(column_name='bio')"),
        ("op.alter_column('user', 'bio', nullable=False)", "alter_column('bio', nullable=False)"),
        (
            "op.create_foreign_key('fk', 'user', 'team', ['age'], ['id'], ondelete='CASCADE')",
            "create_foreign_key('fk', 'team', ['age'], ['id'], ondelete='CASCADE')",
        ),
        (
            "op.create_foreign_key(constraint_name='fk', source_table='user', referent_table='team', "
            "local_cols=['age'], remote_cols=['id'])",
            "create_foreign_key(constraint_name='fk', referent_table='team', local_cols=['age'], remote_cols=['id'])",
        ),
        ("op.create_unique_constraint(None, 'user', ['bio'])", "create_unique_constraint(None, ['bio'])"),
        (
            "op.create_unique_constraint('uq', columns=['bio'], table_name='user')",
            "create_unique_constraint('uq', columns=['bio'])",
        ),
        ("op.create_check_constraint('ck', 'user', 'age > 1')", "create_check_constraint('ck', 'age > 1')"),
        ("op.create_primary_key('pk', 'user', ['bio'])", "create_primary_key('pk', ['bio'])"),
        (
            "op.create_index(op.f('ix'), 'user', ['age'], unique=True)",
            "create_index(op.f('ix'), ['age'], unique=True)",
        ),
        ("op.drop_index('ix_bio', table_name='user')", "drop_index('ix_bio')"),
        ("op.drop_index('ix_bio', table_name='user', )", "drop_index('ix_bio', )"),
        ("op.drop_index('ix_bio', 'user', if_exists=True)", "drop_index('ix_bio', if_exists=True)"),
        ("op.drop_constraint('uq_age', 'user', type_='unique')", "drop_constraint('uq_age', type_='unique')"),
        ("op.drop_constraint('uq_age', 'user', 'unique')", "drop_constraint('uq_age', 'unique')"),
    ],
)
def test_each_call_loses_its_table(call: str, batched: str) -> None:
    assert _wrapped(call) == f"with op.batch_alter_table('user', schema=None) as batch_op:\n    batch_op.{batched}"


@pytest.mark.parametrize("method", sorted(_PARAMETERS))
def test_the_calls_take_what_alembic_says(method: str) -> None:
    own = list(inspect.signature(getattr(Operations, method)).parameters)[1:]
    in_batch = list(inspect.signature(getattr(BatchOperations, method)).parameters)[1:]
    assert tuple(own[: len(_PARAMETERS[method])]) == _PARAMETERS[method]
    without = [name for name in _PARAMETERS[method] if name not in ("table_name", "source_table")]
    assert in_batch[: len(without)] == without


def test_the_run_around_the_cursor_goes_into_one_batch() -> None:
    body = """\
    def upgrade():
        op.add_column("team", sa.Column("x", sa.Integer()))
        # why it comes
        op.add_column("user", sa.Column("x", sa.Integer()))  # one

        # two
        op.create_index("ix_x", "user", ["x"])$0
        op.execute("SELECT 1")
        op.drop_column("user", "x")
    """
    ((action, text),) = _offers(body)
    assert (action.title, action.kind) == ("Wrap in batch_alter_table('user')", FixKind.REWRITE.value)
    assert not action.is_preferred
    expected = """\
    def upgrade():
        op.add_column("team", sa.Column("x", sa.Integer()))
        # why it comes
        with op.batch_alter_table("user", schema=None) as batch_op:
            batch_op.add_column(sa.Column("x", sa.Integer()))  # one

            # two
            batch_op.create_index("ix_x", ["x"])
        op.execute("SELECT 1")
        op.drop_column("user", "x")
    """
    assert text.partition("def upgrade")[2] == textwrap.dedent(expected).partition("def upgrade")[2]


def test_marked_statements_go_alone() -> None:
    text, line = _project("""\
    def upgrade():
        $0op.drop_column("user", "age")
        op.drop_column("user", "bio")
        op.drop_column("user", "id")
    """)
    analysis = Analysis(project_of(text))
    edits = edits_of(analysis, _PATH, (line, 4), (line + 1, 8), "wrap-in-batch")
    assert edits is not None
    assert [(edit.span.line, edit.span.end_line) for edit in edits] == [(line, line + 1)]


def test_a_batch_knows_no_new_name_of_a_column() -> None:
    """What follows a rename speaks of the new name, which SQLite's batch does not have yet."""
    batched = _wrapped(
        "op.alter_column('user', 'bio', new_column_name='about')\nop.create_index('ix', 'user', ['about'])"
    )
    assert batched.splitlines()[-1] == "op.create_index('ix', 'user', ['about'])"


@pytest.mark.parametrize("column", ["sa.Column('x', sa.Integer(), server_default='0')", "sa.Column(name='x')", "X"])
def test_a_default_for_the_rows_that_are_there_has_its_own_batch(column: str) -> None:
    batched = _wrapped(f"op.add_column('user', {column})\nop.alter_column('user', 'x', server_default=None)")
    assert batched.splitlines()[-1] == "op.alter_column('user', 'x', server_default=None)"


def test_another_column_is_altered_in_the_same_batch() -> None:
    batched = _wrapped(
        "op.add_column('user', sa.Column('x', sa.Integer()))\nop.alter_column('user', 'bio', nullable=False)"
    )
    assert batched.splitlines()[-1] == "    batch_op.alter_column('bio', nullable=False)"


def test_form_and_comments_stay() -> None:
    call = """\
op.create_foreign_key(
    "fk_user",  # its name
    # where it stands
    "user",  # not the team
    'team',
    ["age"], ["id"],
    source_schema=None,  # none
)  # done"""
    assert (
        _wrapped(call)
        == """\
with op.batch_alter_table("user", schema=None) as batch_op:
    batch_op.create_foreign_key(
        "fk_user",  # its name
        # where it stands
        # not the team
        'team',
        ["age"], ["id"],
        # none
    )  # done"""
    )


def test_the_lines_of_a_text_stay_where_they_are() -> None:
    call = "op.create_check_constraint(\n    'ck', 'user',\n    '''age\n> 0'''\n)"
    body = f"def upgrade():\n    $0{call}\n"
    ((_, text),) = _offers(body)
    assert text.endswith("\n        batch_op.create_check_constraint(\n        'ck', '''age\n> 0'''\n)\n")


@pytest.mark.parametrize(
    ("call", "head"),
    [
        ("op.drop_column('user', 'bio', schema='app')", "op.batch_alter_table('user', schema='app')"),
        ("op.drop_index('ix', table_name='user', schema=SCHEMA)", "op.batch_alter_table('user', schema=SCHEMA)"),
        ("op.drop_column(TABLE, 'bio')", "op.batch_alter_table(TABLE, schema=None)"),
        ("op.drop_column(\"it's\", 'bio')", 'op.batch_alter_table("it\'s", schema=None)'),
    ],
)
def test_table_and_schema_move_up(call: str, head: str) -> None:
    assert _wrapped(call).splitlines()[0] == f"with {head} as batch_op:"


@pytest.mark.parametrize("import_", ["from alembic import op as o", "import alembic.op as o"])
def test_the_name_of_op_stays(import_: str) -> None:
    ((_, text),) = _offers(f"{import_}\ndef upgrade():\n    $0o.drop_column('user', 'bio')\n")
    assert text.endswith(
        "    with o.batch_alter_table('user', schema=None) as batch_op:\n        batch_op.drop_column('bio')\n"
    )


def test_in_blocks_and_in_the_way_back() -> None:
    body = """\
    def upgrade():
    \tpass
    def downgrade():
    \tif True:
    \t\ttry:
    \t\t\top.drop_column('user', 'bio')$0
    \t\texcept Exception:
    \t\t\tpass
    """
    ((_, text),) = _offers(body)
    assert "\n\t\t\twith op.batch_alter_table('user', schema=None) as batch_op:\n\t\t\t\tbatch_op.drop" in text


@pytest.mark.parametrize(
    "body",
    [
        "with op.batch_alter_table('user') as op2:\n        $0op.drop_column('user', 'bio')",
        "with op.batch_alter_table('user') as batch_op:\n        $0batch_op.drop_column('bio')",
        "x = $0op.drop_column('user', 'bio')",
        "$0op.drop_column('user', 'bio') if x else None",
        "$0op.drop_column(*names)",
        "$0op.drop_column('user', 'bio', **options)",
        "$0op.drop_column('user', 'bio'); op.drop_column('user', 'age')",
        "if True: $0op.drop_column('user', 'bio')",
        "if True: \\\n        $0op.drop_column('user', 'bio')",
        "$0op.drop_table('user')",
        "$0op.execute('DROP TABLE x')",
        "$0op.drop_index('ix_bio')",
        "$0op.drop_constraint('uq_age', 'user', if_exists=True)",
        "$0other.drop_column('user', 'bio')",
        "$0op.rename_table('user', 'person')",
        "$0\n    op.drop_column('user', 'bio')",
        "op.create_table('new', sa.Column('a', sa.Integer()))\n    $0op.create_index('ix', 'new', ['a'])",
    ],
)
def test_where_it_is_not_offered(body: str) -> None:
    assert list(_offers(f"def upgrade():\n    {body}\n")) == []


def test_a_refused_call_on_a_new_table_is_offered() -> None:
    body = """\
    def upgrade():
        op.create_table('new', sa.Column('a', sa.Integer()))
        op.create_index('ix', 'new', ['a'])
        op.create_unique_constraint('uq', 'new', ['a'])$0
    """
    ((action, _),) = _offers(body, "sqlite")
    assert (action.kind, action.is_preferred) == (FixKind.QUICK_FIX.value, True)
    assert action.finding is not None
    assert action.finding.rule == "needs-batch"


_REFUSED = [
    "op.create_unique_constraint('uq', 'user', ['bio'])",
    "op.create_check_constraint('ck', 'user', 'age > 1')",
    "op.create_foreign_key('fk', 'user', 'team', ['age'], ['id'])",
    "op.alter_column('user', 'bio', existing_type=sa.String(50), nullable=False)",
    "op.drop_constraint('uq_age', 'user', type_='unique')",
    "op.drop_constraint('ck_age', 'user', type_='check')",
    "op.drop_constraint('fk_age', 'user', type_='foreignkey')",
    "op.drop_column('user', 'bio')",
]


@pytest.mark.parametrize("call", _REFUSED)
def test_the_finding_is_gone_and_the_schema_is_the_same(call: str) -> None:
    body = f"def upgrade():\n    $0{call}\n"
    ((action, text),) = _offers(body, "sqlite")
    assert (action.kind, action.is_preferred) == (FixKind.QUICK_FIX.value, True)
    mended = text.partition("down_revision = '001'\n")[2]
    assert mended
    after = project_of(_TABLES + mended, "sqlite")
    assert not [it for it in Analysis(after).findings_in(_PATH) if it.rule == "needs-batch"]
    # On PostgreSQL both do the same.
    old, new = (project_of(_TABLES + each).run_of("002").after for each in (body.replace("$0", ""), mended))
    assert old == new or remains(old, new) == remains(old, old)


def test_an_index_on_an_expression_stays_outside() -> None:
    index = "op.create_index('ix', 'user', [sa.text('lower(bio)')])"
    text = _wrapped(f"op.drop_constraint('uq_age', 'user', type_='unique')\n{index}", "sqlite")
    assert text.splitlines()[-2:] == ["    batch_op.drop_constraint('uq_age', type_='unique')", index]
