"""The score tells right from wrong, and silence from an answer."""

import copy
from typing import Any

import pytest

from tests.real.facts import plain_type, schema_facts
from tests.real.score import score_diff, score_downgrade, score_graph, score_schema

TRUTH: dict[str, Any] = {
    "ignored_tables": ["made_elsewhere"],
    "tables": {
        "user": {
            "columns": {
                "id": {"type": "INTEGER", "nullable": False, "server_default": "nextval('user_id_seq')"},
                "email": {"type": "VARCHAR(120)", "nullable": False, "server_default": None},
                "kind": {"type": "kind", "nullable": True, "enum": ["a", "b"]},
                "made": {"type": "TIMESTAMP WITHOUT TIME ZONE", "nullable": True, "server_default": "now()"},
            },
            "primary_key": ["id"],
            "indexes": [
                {"name": "ix_user_email", "columns": ["email"], "unique": True, "options": {}},
                {"name": "ix_user_kind", "columns": ["kind"], "unique": False, "options": {}},
            ],
            "unique_constraints": [],
            "foreign_keys": [
                {"name": "fk", "columns": ["id"], "target": ["team.id"], "ondelete": "CASCADE"},
            ],
            "check_constraints": [{"name": "email_given", "sqltext": "email <> ''"}],
        },
    },
}


def answer() -> Any:
    return copy.deepcopy({"tables": TRUTH["tables"]})


def user(document: Any) -> Any:
    return document["tables"]["user"]


def test_the_truth_itself_is_exact() -> None:
    score = score_schema(answer(), TRUTH)
    assert (score.score, score.answered, score.differences()) == (1.0, 1.0, [])


def test_other_spellings_of_the_same_are_exact() -> None:
    said = answer()
    user(said)["columns"]["id"] = {"type": "serial", "nullable": False}
    user(said)["columns"]["made"] |= {"type": "DATETIME", "server_default": "(CURRENT_TIMESTAMP)"}
    user(said)["unique_constraints"] = [{"name": None, "columns": ["email"]}]
    del user(said)["indexes"][0]
    user(said)["foreign_keys"][0] |= {"target": ["public.team.id"], "ondelete": "cascade", "onupdate": None}
    said["tables"]["made_elsewhere"] = {"columns": {}}
    said["tables"]["public.user"] = said["tables"].pop("user")
    assert score_schema(said, TRUTH).differences() == []


@pytest.mark.parametrize(
    ("path", "value", "kinds"),
    [
        (("columns", "email", "type"), "VARCHAR(121)", ["type"]),
        (("columns", "email", "nullable"), True, ["nullable"]),
        (("columns", "kind", "enum"), ["a"], ["enum values"]),
        (("columns", "made", "server_default"), "'now()'::text || ''", ["server default"]),
        (("columns", "id", "identity"), True, ["identity"]),
        (("primary_key",), ["email"], ["primary key"]),
        (("indexes", 0, "columns"), ["kind"], ["unique"]),
        (("indexes", 1, "columns"), ["email"], ["index columns"]),
        (("indexes", 1, "name"), "ix_other", ["index", "index columns"]),
        (("foreign_keys", 0, "ondelete"), None, ["foreign key"]),
        (("foreign_keys", 0, "target"), ["team.key"], ["foreign key"]),
        (("check_constraints", 0, "name"), "other", ["check"]),
    ],
)
def test_one_wrong_thing_is_told_as_that(path: tuple[Any, ...], value: object, kinds: list[str]) -> None:
    said = answer()
    target = user(said)
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    score = score_schema(said, TRUTH)
    assert score.figure < 1.0
    assert sorted({fact.kind for fact in score.missing | score.extra}) == kinds


def test_a_table_too_much_counts_as_extra() -> None:
    said = answer()
    said["tables"]["ghost"] = {"columns": {}}
    score = score_schema(said, TRUTH)
    assert score.answered == 1.0
    assert score.score < 1.0
    assert score.differences() == ["extra: ghost is a table", "extra: ghost primary key"]


def test_a_missing_column_counts_as_missing() -> None:
    said = answer()
    del user(said)["columns"]["email"]
    assert score_schema(said, TRUTH).differences() == [
        "missing: user.email nullable False",
        "missing: user.email type VARCHAR(120)",
    ]


def test_an_uncertain_column_is_not_wrong_but_not_answered() -> None:
    said = answer()
    user(said)["columns"]["email"] = {"type": "JSONB", "nullable": True, "certain": False}
    score = score_schema(said, TRUTH)
    assert (score.score, score.differences()) == (1.0, [])
    assert score.figure == score.answered < 1.0


def test_an_uncertain_table_covers_all_of_it() -> None:
    said = answer()
    user(said).update(certain=False, primary_key=[], indexes=[])
    user(said)["columns"]["email"]["type"] = "JSONB"
    score = score_schema(said, TRUTH)
    assert (len(score.right), score.differences()) == (0, [])
    assert score.figure == 0.0


def test_an_empty_answer_to_an_empty_truth_is_exact() -> None:
    assert score_schema({"tables": {}}, {"tables": {}}).figure == 1.0
    assert score_schema({"tables": {}}, TRUTH).figure == 0.0


def test_a_column_that_counts_up_by_itself_has_no_default_to_compare() -> None:
    assert not [fact for fact in schema_facts(TRUTH).certain if fact.kind == "server default" and "id" in fact.column]


@pytest.mark.parametrize(
    ("spelling", "plain"),
    [
        ("decimal(10,2)", "NUMERIC(10, 2)"),
        ("DECIMAL(10, 0)", "NUMERIC(10)"),
        ("character varying(20)", "VARCHAR(20)"),
        ('VARCHAR(20) COLLATE "C"', "VARCHAR(20)"),
        ("Float(53)", "DOUBLE PRECISION"),
        ("FLOAT(24)", "FLOAT(24)"),
        ("TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE"),
        ("TIMESTAMP", "TIMESTAMP WITHOUT TIME ZONE"),
        ("BIGSERIAL", "BIGINT"),
        ("INTERVAL", "INTERVAL"),
        ('"Mood"', "MOOD"),
    ],
)
def test_a_type_has_one_spelling(spelling: str, plain: str) -> None:
    assert plain_type(spelling) == plain


GRAPH: dict[str, Any] = {
    "heads": ["c3"],
    "revisions": {
        "a1": {"down_revision": None},
        "b2": {"down_revision": "a1"},
        "c3": {"down_revision": ["b2", "a1"]},
    },
}


def test_a_graph_is_its_edges_and_heads() -> None:
    said = copy.deepcopy(GRAPH)
    assert score_graph(said, GRAPH).figure == 1.0
    said["revisions"]["c3"] = {"down_revision": ("a1", "b2")}
    assert score_graph(said, GRAPH).figure == 1.0
    said["revisions"]["c3"] = {"down_revision": "b2"}
    said["heads"] = ["b2", "c3"]
    assert score_graph(said, GRAPH).differences() == [
        "missing: c3 revises a1, b2",
        "extra: b2 head",
        "extra: c3 revises b2",
    ]


ADD = {"op": "add_column", "table": "user", "column": "plan"}
INDEX = {"op": "add_index", "table": "user", "name": "ix_user_plan"}


def test_a_diff_is_compared_operation_by_operation() -> None:
    truth = {"operations": [ADD, INDEX], "ignored_tables": ["made_elsewhere"]}
    more = [
        {"op": "add_table", "table": "made_elsewhere"},
        {"op": "modify_enum", "table": "user", "column": "kind", "beyond_alembic": True},
    ]
    assert score_diff({"operations": [INDEX, *more, ADD]}, truth).figure == 1.0
    assert score_diff({"operations": [ADD]}, truth).differences() == ["missing: user add_index ix_user_plan"]
    assert score_diff({"operations": [ADD, {**INDEX, "op": "remove_index"}]}, truth).score == 1 / 3


def test_an_uncertain_operation_is_not_said() -> None:
    truth = {"operations": [ADD]}
    assert score_diff({"operations": [{**ADD, "certain": False}]}, truth).figure == 0.0
    assert score_diff({"operations": [{**ADD, "certain": False}]}, {"operations": []}).figure == 1.0


RESTORES = {"restores": {"good": True, "bad": False}}


def findings(**rules: str) -> dict[str, Any]:
    return {"findings": [{"revision": revision, "rule": rule} for revision, rule in rules.items()]}


@pytest.mark.parametrize("rule", ["downgrade-not-inverse", "missing-downgrade", "unnamed-drop"])
def test_a_verdict_on_a_downgrade_is_what_its_rules_say(rule: str) -> None:
    assert score_downgrade(findings(bad=rule, good="naming"), RESTORES).figure == 1.0
    assert score_downgrade(findings(bad=rule, good=rule), RESTORES).wrong == ("good",)
    assert score_downgrade(findings(), RESTORES).wrong == ("bad",)


def test_a_few_undecided_downgrades_cost_nothing_and_many_do() -> None:
    truth = {"restores": {f"r{number}": True for number in range(20)}}
    few = {f"r{number}": "downgrade-undecided" for number in range(2)}
    many = {f"r{number}": "downgrade-undecided" for number in range(10)}
    assert score_downgrade(findings(**few), truth).figure == 1.0
    assert score_downgrade(findings(**many), truth).figure == 10 / 18
