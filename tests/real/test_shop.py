"""The sample shop on a real server: its own health, and our answers beside the server's.

The migrations of the shop are run here, by real Alembic, on a database that is thrown away. What they give
at every revision is what `migration-lsp` has to say without running anything.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.real.command import REPOSITORY, ask, ask_in_process
from tests.real.facts import Fact, name_facts
from tests.real.postgres import Server
from tests.real.score import Score, score_diff, score_graph, score_schema

SHOP = REPOSITORY / "tests" / "projects" / "shop"
REVISIONS = sorted(path.name.split("_")[0] for path in (SHOP / "migrations" / "versions").glob("*.py"))
HEAD = "19f4c7d2ab60"
LEAVES_AN_ENUM = "1d94ce7b60fa"

# The last edit of the models, for which no migration is written yet.
PENDING = {
    ("add_column", "users", "plan"): "CRITICAL",
    ("remove_column", "products", "legacy_code"): "CRITICAL",
    ("modify_type", "warehouses", "code"): "WARNING",
    ("add_constraint", "tags", "uq_tags_slug"): "WARNING",
    ("add_fk", "stock_levels", "fk_stock_levels_counted_by_id"): "WARNING",
    ("add_column", "addresses", "delivery_notes"): "SAFE",
    ("add_index", "orders", "ix_orders_placed_at"): "SAFE",
}


@pytest.fixture(scope="module")
def server_says(postgres: Server) -> Any:
    """Everything that the server was asked, in one walk from base to head."""
    finished = subprocess.run(
        [sys.executable, "-B", "-m", "tests.real.run_alembic", str(SHOP), postgres.admin_url],
        cwd=REPOSITORY,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


@pytest.fixture(scope="module")
def difference() -> Any:
    """What the command line says of the last edit."""
    return ask("diff", "--root", SHOP)


def operation_keys(document: Any) -> set[tuple[str, str, str]]:
    return {(it["op"], it["table"], it.get("column") or it["name"]) for it in document["operations"]}


def assert_exact(score: Score) -> None:
    assert not score.differences(), "\n".join(score.differences())
    assert score.figure == 1.0


def names_that_differ(answer: Any, truth: Any) -> list[str]:
    ours, theirs = name_facts(answer), name_facts(truth)
    return [f"missing: {fact}" for fact in sorted(theirs - ours)] + [f"extra: {fact}" for fact in sorted(ours - theirs)]


# The shop's own health.


def test_the_shop_has_fourteen_tables_at_head(server_says: Any) -> None:
    assert len(server_says["at"][HEAD]["tables"]) == 14


def test_the_walk_saw_every_revision(server_says: Any) -> None:
    assert sorted(server_says["at"]) == REVISIONS


def test_every_downgrade_restores_but_for_one_enum_type(server_says: Any) -> None:
    assert server_says["raised"] == {}
    assert [it for it, restores in server_says["downgrade"].items() if not restores] == [LEAVES_AN_ENUM]


def test_a_step_down_and_up_again_changes_nothing(server_says: Any) -> None:
    assert set(server_says["again"].values()) == {True}


def test_all_the_way_up_down_and_up_again(server_says: Any) -> None:
    assert server_says["round_trip"] == {
        "up": True,
        "down": True,
        "left_enums": ["discount_kind"],
        "up_again": True,
    }


def test_autogenerate_finds_the_last_edit_and_nothing_else(server_says: Any) -> None:
    assert operation_keys(server_says["autogenerate"]) == set(PENDING)


def test_the_models_differ_from_head_by_the_last_edit_alone(server_says: Any) -> None:
    # Autogenerate does not look at CHECK constraints and defaults; a server that made the models does.
    score = score_schema(server_says["models"], server_says["at"][HEAD])
    assert {str(fact) for fact in score.extra} == {
        "addresses.delivery_notes type TEXT",
        "addresses.delivery_notes nullable True",
        "orders index ix_orders_placed_at",
        "orders index columns ix_orders_placed_at placed_at",
        "stock_levels foreign key counted_by_id to users.id ondelete SET NULL onupdate NO ACTION",
        "tags unique slug",
        "users.plan type VARCHAR(20)",
        "users.plan nullable False",
        "warehouses.code type VARCHAR(16)",
    }
    assert {str(fact) for fact in score.missing} == {
        "products.legacy_code type VARCHAR(40)",
        "products.legacy_code nullable True",
        "warehouses.code type VARCHAR(64)",
    }


def test_the_comparison_of_names_sees_a_comment(server_says: Any) -> None:
    assert Fact("users", "phone", "comment", "In E.164 form, for the courier") in name_facts(server_says["at"][HEAD])


# Our answers beside the server's.


@pytest.mark.parametrize("revision", REVISIONS)
def test_the_schema_at_a_revision_is_the_server_s(server_says: Any, revision: str) -> None:
    answer = ask_in_process("schema", "--at", revision, "--root", SHOP)
    assert_exact(score_schema(answer, server_says["at"][revision]))
    assert names_that_differ(answer, server_says["at"][revision]) == []
    assert answer["dialect"] == "postgresql"
    assert answer["notes"] == []


def test_head_is_the_newest_revision() -> None:
    assert ask("schema", "--at", "head", "--root", SHOP) == ask_in_process("schema", "--at", HEAD, "--root", SHOP)


def test_before_every_revision_there_is_nothing() -> None:
    assert ask_in_process("schema", "--at", "base", "--root", SHOP)["tables"] == {}


def test_the_models_are_what_the_server_makes_of_them(server_says: Any) -> None:
    answer = ask("schema", "--models", "--root", SHOP)
    assert_exact(score_schema(answer, server_says["models"]))
    assert names_that_differ(answer, server_says["models"]) == []
    assert answer["notes"] == []


def test_the_graph_is_alembic_s(server_says: Any) -> None:
    answer = ask("graph", "--root", SHOP)
    assert_exact(score_graph(answer, server_says["graph"]))
    for revision, entry in server_says["graph"]["revisions"].items():
        assert answer["revisions"][revision]["path"] == entry["path"]
        assert answer["revisions"][revision]["depends_on"] == entry["depends_on"]
        assert answer["revisions"][revision]["branch_labels"] == entry["branch_labels"]
    assert answer["bases"] == server_says["graph"]["bases"]


def test_the_difference_is_autogenerate_s(server_says: Any, difference: Any) -> None:
    assert_exact(score_diff(difference, server_says["autogenerate"]))
    assert [it for it in difference["operations"] if it.get("beyond_alembic")] == []
    assert difference["python"] == server_says["autogenerate"]["python"]
    assert difference["notes"] == []


def test_the_difference_carries_the_risks(difference: Any) -> None:
    risks = {(it["op"], it["table"], it.get("column") or it.get("name")): it["risk"] for it in difference["operations"]}
    assert risks == PENDING


def test_a_relative_path_gives_the_same_answer_and_nothing_is_written(difference: Any) -> None:
    before = _files(SHOP)
    assert ask("diff", "--root", SHOP.relative_to(REPOSITORY)) == difference
    assert _files(SHOP) == before


def _files(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
