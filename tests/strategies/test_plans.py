"""Every plan, in every dialect: its code runs through our own engine, ends where it should, and goes back."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest

from migration_lsp.project import Project
from tests.strategies.cases import CASES
from tests.strategies.plans import Planned, shape


def _all() -> list[Any]:
    return [pytest.param((case, dialect), id=f"{case.name}-{dialect}") for case in CASES for dialect in case.dialects]


@pytest.fixture(params=_all())
def plan(request: pytest.FixtureRequest) -> Planned:
    case, dialect = request.param
    planned: Planned = case.planned(dialect)
    return planned


def test_the_steps_are_python_and_the_questions_only_ask(plan: Planned) -> None:
    assert plan.plan.steps
    for step in plan.plan.steps:
        assert (step.upgrade is None) == (step.downgrade is None)
        if step.deploys:
            assert step.upgrade is None
        for code in filter(None, (step.upgrade, step.downgrade)):
            ast.parse(code)
            assert not re.search(r"\balembic (upgrade|downgrade)|flask db|command\.", code)
    for sql in filter(None, (plan.plan.check, *(step.sql for step in plan.plan.steps))):
        assert sql.startswith("SELECT ")
        assert not re.search(r";|\b(INSERT|UPDATE|DELETE|DROP|ALTER|CREATE)\b", sql)
    assert plan.plan.rollback


def test_the_engine_understands_every_step(plan: Planned) -> None:
    project = plan.carried_out
    assert project.graph.heads == plan.ids[-1:]
    for revision in plan.ids:
        for run in (project.run_of(revision), project.downgrade_of(revision)):
            assert run.raised is None
            assert [problem for recorded in run.operations for problem in recorded.problems] == []
            assert all(recorded.certain for recorded in run.operations)
    assert project.history_notes == ()


def test_the_steps_end_in_what_the_models_declare(plan: Planned) -> None:
    assert _python(plan.carried_out) == []


def _python(project: Project) -> list[str]:
    lines = (line.strip() for line in project.difference.python().splitlines())
    return [line for line in lines if not line.startswith("#") and line not in ("", "pass")]


def test_every_downgrade_gives_the_schema_before(plan: Planned) -> None:
    project = plan.carried_out
    for revision in plan.ids:
        before, after = project.run_of(revision).before, project.downgrade_of(revision).after
        assert shape(after) == shape(before), revision
        assert dict(after.enums) == dict(before.enums)
