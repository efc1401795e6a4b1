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
