"""A downgrade that was written takes the upgrade back, whatever the upgrade does; or it is not offered."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migration_lsp.judgement.proof import Proof, downgrade_proof
from tests.fixes.actions import Desk, desk
from tests.fixes.ways_up import BOTH, TABLES, WAYS_UP, WayUp

_NEXT = TABLES + "#- migrations/versions/002_next.py\n"

_OF_THE_WAY_BACK = {"missing-downgrade", "downgrade-not-inverse", "downgrade-undecided", "not-analysed"}


def _is_offered(before: Desk) -> bool:
    return any(action.id == "write-downgrade" for action in before.actions)


def _written(before: Desk) -> Desk:
    """After the fix, of which everything holds that it promises."""
    after = before.after("downgrade()")
    assert not after.rules() & _OF_THE_WAY_BACK, after.text
    assert downgrade_proof(after.analysis.view, "002") is Proof.PROVEN
    return after


@pytest.mark.parametrize(
    ("way", "dialect"),
    [pytest.param(way, dialect, id=f"{way.name}-{dialect}") for way in WAYS_UP for dialect in way.dialects],
)
def test_each_kind_of_change_is_taken_back(way: WayUp, dialect: str) -> None:
    before = way.desk(dialect)
    assert "missing-downgrade" in before.rules()
    _written(before)


_LINES = st.sampled_from([way.lines for way in WAYS_UP])


@settings(max_examples=40, deadline=None)
@given(st.lists(_LINES, min_size=2, max_size=4), st.sampled_from(BOTH))
def test_together_they_are_taken_back_or_nothing_is_offered(ways: list[tuple[str, ...]], dialect: str) -> None:
    before = WayUp("together", tuple(line for way in ways for line in way)).desk(dialect)
    if _is_offered(before):
        _written(before)


def _body(upgrade: str, downgrade: str = "def $0downgrade():\n    pass\n", dialect: str = "postgresql") -> str:
    after = _written(desk(f"{_NEXT}def upgrade():\n    {upgrade}\n{downgrade}", dialect)).text
    return textwrap.dedent(after.partition("def downgrade():\n")[2]).rstrip("\n")


def test_indexes_go_before_columns() -> None:
    body = _body('op.add_column("person", sa.Column("x", sa.Integer()))\n    op.create_index("ix_x", "person", ["x"])')
    assert body == "op.drop_index('ix_x', table_name='person')\nop.drop_column('person', 'x')"


def test_what_was_one_batch_is_one_batch() -> None:
    body = _body(
        'with op.batch_alter_table("person") as batch_op:\n'
        '        batch_op.add_column(sa.Column("x", sa.Integer()))\n'
        '        batch_op.create_foreign_key("fk_x", "team", ["x"], ["id"])\n'
        '        batch_op.create_index("ix_x", ["x"])'
    )
    assert body == (
        "with op.batch_alter_table('person', schema=None) as batch_op:\n"
        "    batch_op.drop_index('ix_x')\n"
        "    batch_op.drop_constraint('fk_x', type_='foreignkey')\n"
        "    batch_op.drop_column('x')"
    )


def test_an_index_made_in_sql_goes_in_sql() -> None:
    body = _body('op.execute("CREATE INDEX idx ON person (age) WHERE age > 5")')
    assert body in ("op.execute('DROP INDEX IF EXISTS idx')", "op.execute('DROP INDEX IF EXISTS idx;')")


def test_a_type_that_came_with_its_table_goes_after_it() -> None:
    body = _body('op.create_table("pet", sa.Column("kind", sa.Enum("cat", "dog", name="pet_kind")))')
    assert [line.partition("(")[0] for line in body.splitlines()] == ["op.drop_table", "op.execute"]
    assert "DROP TYPE pet_kind" in body


def test_lost_values_are_told() -> None:
    body = _body('op.drop_column("person", "age")')
    assert body.startswith("# ")
    assert "person.age" in body.splitlines()[0]


@pytest.mark.parametrize(
    "downgrade",
    [
        'def $0downgrade():\n    """Nothing yet."""\n',
        'def $0downgrade():\n    """Nothing yet."""\n    pass\n',
        "def $0downgrade() -> None:\n    # what comes here\n    pass  # nothing\n    # and after\n",
        "def $0downgrade():\n    return\n",
        "def $0downgrade():\n    ...\n",
    ],
)
def test_comments_and_docstring_stay(downgrade: str) -> None:
    text = f'{_NEXT}def upgrade():\n    op.drop_column("person", "age")\n{downgrade}'
    after = _written(desk(text)).text
    kept = [line for line in downgrade.replace("$0", "").splitlines() if '"""' in line or line.strip().startswith("#")]
    assert all(line in after.splitlines() for line in kept)


def test_a_function_that_is_not_there_is_written() -> None:
    text = f'{_NEXT}def $0upgrade() -> None:\n    op.drop_column("person", "age")\n\nX = 1\n'
    after = _written(desk(text)).text
    assert "\n\n\ndef downgrade() -> None:\n" in after
    assert after.endswith("\n\nX = 1\n")


@pytest.mark.parametrize(
    "line",
    [
        "op.execute(some_text())",
        "op.execute(open('change.sql').read())",
        "op.execute('CREATE VIEW adult AS SELECT * FROM person')",
        "op.execute(\"ALTER TYPE mood ADD VALUE 'x'\")",
        "op.create_unique_constraint(None, 'person', ['bio'])",
        "if who_knows(): op.drop_column('person', 'age')",
        "op.drop_column('person', 'not_there')",
        # Rows could not be told apart any more, or would have no value where they need one.
        "op.drop_column('person', 'name')",
        "op.alter_column('person', 'code', server_default='x')\n    op.drop_column('person', 'code')",
        "op.alter_column('person', 'title', nullable=True)\n    op.drop_column('person', 'title')",
    ],
)
def test_what_has_no_sure_way_back_is_not_offered(line: str) -> None:
    text = f"{_NEXT}def upgrade():\n    op.drop_column('person', 'bio')\n    {line}\n"
    assert not _is_offered(desk(text + "def $0downgrade():\n    pass\n"))


def test_a_body_that_does_something_is_left_alone() -> None:
    text = f"{_NEXT}def upgrade():\n    op.drop_column('person', 'bio')\n"
    assert not _is_offered(desk(text + "def $0downgrade():\n    op.execute('SELECT 1')\n"))
