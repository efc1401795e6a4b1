"""One walk in Neovim, whose positions count bytes, and in VS Code, whose positions count UTF-16 units.

From a column that is typed to the revision that adds it, and on to a risky revision and its fix.
"""

import ast
from typing import Any

import pytest

from tests.editors.plan import HEAD, REQUIRED, Seen, plan
from tests.editors.tools import ROOT

pytestmark = pytest.mark.editors

PLAN = plan(ROOT)
ERROR = 1

#: "Within a second", of which the pause after typing is 400 milliseconds.
AT_ONCE_MS = 1000


def test_a_required_column_is_critical_before_it_is_saved(seen: Seen) -> None:
    typed = seen["typed"]
    assert typed["modified"], "the buffer was saved"
    finding = typed["finding"]
    assert (finding["severity"], finding["code"], finding["line"]) == (ERROR, REQUIRED, typed["line"])
    assert (finding["source"], finding["text"]) == ("migration-lsp", "plan2")
    assert typed["ms"] <= AT_ONCE_MS


def test_nothing_was_red_when_the_file_was_opened(seen: Seen) -> None:
    assert [finding for finding in seen["opened"] if finding["severity"] == ERROR] == []


def test_the_hover_has_the_strategy(seen: Seen) -> None:
    hover = seen["hover"]
    assert "users.plan2" in hover
    assert "1." in hover
    assert "2." in hover
    assert "```sql" in hover


def test_a_removal_speaks_only_once_it_is_saved(seen: Seen) -> None:
    assert [finding for finding in seen["removed_unsaved"] if names(finding, PLAN["removed_column"])] == []
    finding = seen["saved"]["finding"]
    assert finding["code"] == "column-drop"
    assert seen["saved"]["ms"] <= AT_ONCE_MS


def test_the_column_typed_is_still_found_while_another_goes(seen: Seen) -> None:
    assert any(finding["code"] == REQUIRED for finding in seen["removed_unsaved"])


def test_a_revision_that_adds_the_column_safely_clears_it(seen: Seen) -> None:
    assert [finding for finding in seen["cleared"]["findings"] if names(finding, PLAN["column"])] == []


def test_an_operation_is_found_behind_text_that_is_not_ascii(seen: Seen) -> None:
    finding = seen["operation"]["finding"]
    assert (finding["severity"], finding["code"]) == (ERROR, REQUIRED)
    assert finding["text"] == "nullable=False"


def test_the_fix_is_offered_where_the_operation_stands(seen: Seen) -> None:
    chosen = [action for action in seen["offered"] if PLAN["chosen"] in action["title"]]
    assert len(chosen) == 1
    assert chosen[0]["kind"].split(".")[0] == "quickfix"


def test_the_fixed_text_parses_and_its_finding_is_gone(seen: Seen) -> None:
    fixed = seen["fixed"]
    assert [finding for finding in fixed["findings"] if finding["code"] == REQUIRED] == []
    before, after = ast.parse(PLAN["risky"]["text"]), ast.parse(fixed["text"])
    column = column_of(after)
    assert set(column) == {*column_of(before), "server_default"}
    assert column["comment"] == column_of(before)["comment"]
    # Nothing but the line of the operation has changed.
    changed = set(fixed["text"].splitlines()) - set(PLAN["risky"]["text"].splitlines())
    assert len(changed) == 1


def test_neovim_counts_bytes_and_stops_its_server(neovim: Seen) -> None:
    assert neovim["encoding"] == "utf-8"
    assert neovim["root"].endswith("/shop")
    assert neovim["stopped"]


def test_a_workspace_that_is_not_trusted_starts_nothing_of_its_own(vscode: Seen) -> None:
    assert vscode["trapped"] == []


def names(finding: dict[str, Any], column: str) -> bool:
    return f"users.{column}:" in finding["message"]


def column_of(module: ast.Module) -> dict[str, str]:
    """The arguments of the one column, by name."""
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    [column] = [call for call in calls if ast.unparse(call.func) == "sa.Column"]
    return {keyword.arg or "**": ast.unparse(keyword.value) for keyword in column.keywords}


def test_the_plan_starts_at_the_head_of_the_shop() -> None:
    versions = (ROOT / "tests" / "projects" / "shop" / "migrations" / "versions").glob("*.py")
    parents = [file for file in versions if f"down_revision = '{HEAD}'" in file.read_text(encoding="utf-8")]
    assert parents == []
