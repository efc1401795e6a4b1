"""Code actions over stdio: offered from the range alone, taken as real editors take them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from lsprotocol import types

from tests.server.editor import ACCOUNTS, EDITORS, copy_of_shop, editor

pytestmark = pytest.mark.asyncio

_ANCHOR = "    full_name = db.Column(db.String(120))\n"
_REQUIRED = "    plan_name = db.Column(db.String(20), nullable=False)\n"


@pytest.fixture(params=sorted(EDITORS))
def capabilities(request: pytest.FixtureRequest) -> types.ClientCapabilities:
    return EDITORS[request.param]()


async def test_what_mends_a_finding_parses_and_silences_it(
    tmp_path: Path, capabilities: types.ClientCapabilities
) -> None:
    async with editor(copy_of_shop(tmp_path / "shop"), capabilities) as here:
        text = here.open(ACCOUNTS).replace(_ANCHOR, _ANCHOR + _REQUIRED)
        here.type(ACCOUNTS, text)
        line = text.splitlines(keepends=True).index(_REQUIRED)
        actions = await here.actions(ACCOUNTS, line, 6)
        mending = [action for action in actions if action.kind == types.CodeActionKind.QuickFix]
        assert mending
        for action in mending:
            after = here.applied(action)
            assert set(after) == {ACCOUNTS}
            ast.parse(after[ACCOUNTS])
            here.type(ACCOUNTS, after[ACCOUNTS])
            shown = await here.diagnostics(ACCOUNTS)
            mended = [each.message for each in action.diagnostics or ()]
            assert not [each for each in shown if each.message in mended], action.title
            here.type(ACCOUNTS, text)


async def test_nothing_is_offered_on_text_that_does_not_parse(
    tmp_path: Path, capabilities: types.ClientCapabilities
) -> None:
    async with editor(copy_of_shop(tmp_path / "shop"), capabilities) as here:
        text = here.open(ACCOUNTS).replace(_ANCHOR, _ANCHOR + _REQUIRED)
        here.type(ACCOUNTS, text)
        line = text.splitlines(keepends=True).index(_REQUIRED)
        assert await here.actions(ACCOUNTS, line, 6)
        here.type(ACCOUNTS, text + "\ndef (\n")
        assert await here.actions(ACCOUNTS, line, 6) == []


async def test_an_action_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    async with editor(copy_of_shop(tmp_path / "shop"), EDITORS["vscode"]()) as here:
        here.open(ACCOUNTS)
        for data in (None, 5, {"uri": 5}, {"uri": here.uri(ACCOUNTS), "range": [1], "id": "x", "environment": 0}):
            with pytest.raises(Exception, match="no code action of this server"):
                await here.client.code_action_resolve_async(types.CodeAction("x", data=data))
        gone = {"uri": here.uri(ACCOUNTS), "range": [0, 0, 0, 0], "id": "no-such-offer", "environment": 7}
        action = await here.client.code_action_resolve_async(types.CodeAction("x", data=gone))
        assert action.edit is None


_NEXT = "migrations/versions/1a2b3c4d5e6f_next.py"
_HEAD = "19f4c7d2ab60"
_REVISION = f'''"""next"""
import sqlalchemy as sa
from alembic import op

revision = "1a2b3c4d5e6f"
down_revision = "{_HEAD}"


def upgrade():
    op.add_column("warehouses", sa.Column("floor", sa.Integer(), nullable=False))
    op.create_table("crate", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    op.drop_table("crate")
    op.drop_column("warehouses", "floor")
'''
_SHAPES = {
    "Add a soft delete to crate": [
        "batch_op.add_column(sa.Column('deleted_at', sa.DateTime(), nullable=True,",
        "comment='Soft delete timestamp'))",
        'op.execute("CREATE INDEX idx_crate_active ON crate(id) WHERE deleted_at IS NULL;")',
        'op.execute("DROP INDEX IF EXISTS idx_crate_active;")',
    ],
    "Add crate.extra_data as JSONB with its GIN index": [
        "batch_op.add_column(sa.Column('extra_data', postgresql.JSONB(astext_type=sa.Text()), nullable=True,",
        "op.execute('CREATE INDEX idx_crate_extra_data_gin ON crate USING GIN (extra_data);')",
        "from sqlalchemy.dialects import postgresql",
    ],
    "Wrap in batch_alter_table('warehouses')": [
        '    with op.batch_alter_table("warehouses", schema=None) as batch_op:\n'
        '        batch_op.add_column(sa.Column("floor", sa.Integer(), nullable=False))',
    ],
    "Give existing rows of warehouses.floor a server default (0)": ["nullable=False, server_default=sa.text('0')"],
}


async def test_the_shapes_are_written_into_a_revision(tmp_path: Path, capabilities: types.ClientCapabilities) -> None:
    root = copy_of_shop(tmp_path / "shop")
    (root / _NEXT).write_text(_REVISION, encoding="utf-8")
    async with editor(root, capabilities) as here:
        here.open(_NEXT)
        await here.diagnostics(_NEXT)
        lines = _REVISION.splitlines()
        places = [number for number, line in enumerate(lines) if line.startswith("    op.") and number < 12]
        offered = {action.title: action for number in places for action in await here.actions(_NEXT, number, 8)}
        for title, pieces in _SHAPES.items():
            after = here.applied(offered[title])[_NEXT]
            ast.parse(after)
            for piece in pieces:
                assert piece in after, (title, after)


async def test_a_typed_foreign_key_is_written_with_its_index_and_is_pending_no_more(
    tmp_path: Path, capabilities: types.ClientCapabilities
) -> None:
    root = copy_of_shop(tmp_path / "shop")
    body = _REVISION.partition("def upgrade")[0] + "def upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n"
    (root / _NEXT).write_text(body, encoding="utf-8")
    async with editor(root, capabilities) as here:
        text = here.open(ACCOUNTS)
        foreign = 'db.ForeignKey("users.id", ondelete="SET NULL")'
        key = f'    referrer_id = db.Column(db.Integer, {foreign}, index=True, comment="FK to users")\n'
        here.type(ACCOUNTS, text.replace(_ANCHOR, _ANCHOR + key))
        here.open(_NEXT)
        line = body.splitlines().index("    pass")
        offered = {action.title: action for action in await here.actions(_NEXT, line, 4)}
        after = here.applied(offered["Add users.referrer_id with its foreign key and index"])[_NEXT]
        for piece in (
            "with op.batch_alter_table('users', schema=None) as batch_op:",
            "batch_op.add_column(sa.Column('referrer_id', sa.Integer(), nullable=True,",
            "comment='FK to users'",
            "ondelete='SET NULL'",
        ):
            assert piece in after
        here.type(_NEXT, after)
        shown = await here.until(ACCOUNTS, lambda told: not [it for it in told if "referrer_id" in it.message])
        assert not [it for it in shown if it.message.startswith("users.referrer_id: no index")]
