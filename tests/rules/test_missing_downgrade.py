"""A way back that is not there: what counts as empty, and where nothing is missed."""

from __future__ import annotations

import pytest

from tests.rules.told import risks, told

RULE = "missing-downgrade"
_UP = 'def upgrade():\n    op.add_column("user", sa.Column("plan", sa.Text()))\n\n'


@pytest.mark.parametrize(
    "downgrade",
    [
        "",
        "def downgrade():\n    pass\n",
        "def downgrade() -> None:\n    ...\n",
        'def downgrade():\n    """Nothing to do."""\n',
        "def downgrade():\n    return\n",
        "def downgrade():\n    return None\n    op.drop_column('user', 'plan')\n",
        "def downgrade():\n    if True:\n        pass\n",
        'def downgrade():\n    with op.batch_alter_table("user") as batch_op:\n        pass\n',
        "async def downgrade():\n    pass\n",
        "def downgrade():\n    op.drop_column('user', 'plan')\n\n\ndef downgrade():\n    pass\n",
    ],
)
def test_no_way_back(downgrade: str) -> None:
    assert risks(RULE, _UP + downgrade) == ["CRITICAL"]


@pytest.mark.parametrize(
    "downgrade",
    [
        "def downgrade():\n    raise NotImplementedError\n",
        'def downgrade():\n    """No way back."""\n    raise RuntimeError("the rows are gone")\n',
    ],
)
def test_a_stated_refusal_is_a_warning(downgrade: str) -> None:
    (finding,) = told(RULE, _UP + downgrade)
    assert (finding.risk.value, "only raises" in finding.message) == ("WARNING", True)


@pytest.mark.parametrize(
    "downgrade",
    [
        "def downgrade():\n    op.drop_column('user', 'plan')\n",
        "def downgrade():\n    helper()\n",
        "def downgrade():\n    if op.get_bind():\n        raise ValueError\n    op.drop_column('user', 'plan')\n",
        "from app.migrating import downgrade\n",
        "from app.migrating import *\n",
        "downgrade = make_downgrade()\n",
        "try:\n    from app import downgrade\nexcept ImportError:\n    pass\n",
    ],
)
def test_a_way_back_that_somebody_wrote(downgrade: str) -> None:
    assert told(RULE, _UP + downgrade) == []


@pytest.mark.parametrize(
    "upgrade",
    [
        "pass",
        'op.execute("UPDATE team SET slug = name")',
        'op.bulk_insert(sa.table("team", sa.column("name")), [{"name": "a"}])',
        'op.execute("ANALYZE team")',
        'op.alter_column("team", "slug", nullable=True)',
        'op.execute("CREATE TABLE IF NOT EXISTS team (id int)")',
        "op.execute(unknown())",
        'if unknown():\n    op.drop_column("team", "slug")',
    ],
)
def test_an_upgrade_that_leaves_the_schema_as_it_was_or_nobody_knows(upgrade: str) -> None:
    assert told(RULE, upgrade) == []


def test_validating_is_no_change_of_the_schema() -> None:
    before = 'op.create_check_constraint("ck", "user", "age > 0", postgresql_not_valid=True)'
    assert told(RULE, "op.execute('ALTER TABLE \"user\" VALIDATE CONSTRAINT ck')", before=before) == []


@pytest.mark.parametrize(
    "upgrade",
    [
        'if unknown():\n    op.drop_column("team", "slug")\nop.drop_column("team", "name")',
        'op.execute("CREATE VIEW v AS SELECT 1")',
        'op.execute("ALTER TABLE team RENAME CONSTRAINT pk_team TO team_pkey")',
        "op.execute(\"CREATE TYPE colour AS ENUM ('red')\")",
    ],
)
def test_every_kind_of_change_counts(upgrade: str) -> None:
    assert risks(RULE, upgrade) == ["CRITICAL"]


def test_what_may_stay_behind_without_harm_is_a_warning() -> None:
    value = "op.execute(\"ALTER TYPE colour ADD VALUE 'blue'\")"
    assert risks(RULE, value, before="op.execute(\"CREATE TYPE colour AS ENUM ('red')\")") == ["WARNING"]
    assert risks(RULE, 'op.create_table_comment("team", "who works together")') == ["WARNING"]


def test_it_stands_at_the_function_that_is_empty() -> None:
    (finding,) = told(RULE, _UP + "def downgrade():\n    pass\n")
    assert (finding.span.column, finding.span.end_column) == (len("def "), len("def downgrade"))
    (missing,) = told(RULE, _UP)
    assert (missing.span.column, missing.span.end_column) == (len("def "), len("def upgrade"))
