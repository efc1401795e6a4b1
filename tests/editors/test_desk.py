"""A person at the keys of VS Code: what the screen shows, and what is on disk afterwards.

The pictures of each step are in `.cache/editors/screenshots`, for a person to look at.
"""

import ast

import pytest

from tests.editors.plan import BEYOND, Seen, desk_plan
from tests.editors.tools import ROOT

pytestmark = pytest.mark.editors

PLAN = desk_plan(ROOT)

#: From the last key, and with what the browser takes to draw.
AT_ONCE_MS = 1500


def test_where_there_is_no_server_one_message_offers_to_install_it(desk: Seen) -> None:
    [message] = desk["offer"]
    assert message.startswith("migration-lsp has no server: it is not installed for ")
    assert "not on PATH" in message


def test_the_line_that_is_typed_becomes_red(desk: Seen) -> None:
    squiggle = desk["squiggle"]
    assert squiggle["text"] != ""
    assert squiggle["text"] in PLAN["typed"]
    assert not squiggle["text"].endswith(BEYOND), "the comment behind the column is no part of it"
    assert squiggle["ms"] <= AT_ONCE_MS


def test_the_mouse_over_it_shows_the_strategy(desk: Seen) -> None:
    assert "users.plan2" in desk["hover"]
    assert "SELECT" in desk["hover"]


def test_the_light_bulb_offers_the_fix_and_saving_keeps_it(desk: Seen) -> None:
    assert any(PLAN["chosen"] in title for title in desk["offered"])
    ast.parse(desk["fixed"]["text"])
    assert PLAN["inserted"] in desk["fixed"]["text"]


def test_a_server_that_cannot_start_gives_one_message(desk: Seen) -> None:
    [message] = desk["cannot_start"]
    assert message.startswith("migration-lsp cannot start: /bin/false (from the setting) was tried")
    assert "exit code 1" in message


def test_a_server_that_keeps_ending_is_started_three_times_and_gives_one_message(desk: Seen) -> None:
    assert desk["started"] == 3
    [message] = desk["keeps_ending"]
    assert "ended 3 times" in message
