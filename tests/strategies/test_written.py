"""The plans for changes that revisions write: they end where the revision would, and every step goes back."""

from __future__ import annotations

import ast

import pytest

from tests.strategies.plans import Planned, shape
from tests.strategies.written import WRITTEN, Written


@pytest.fixture(
    params=[pytest.param((it, dialect), id=f"{it.name}-{dialect}") for it in WRITTEN for dialect in it.dialects]
)
def case(request: pytest.FixtureRequest) -> tuple[Written, Planned]:
    written, dialect = request.param
    return written, written.planned(dialect)


def test_the_steps_parse(case: tuple[Written, Planned]) -> None:
    for step in case[1].revisions:
        ast.parse(step.upgrade or "")
        ast.parse(step.downgrade or "")


def test_the_steps_end_where_the_revision_would(case: tuple[Written, Planned]) -> None:
    written, it = case
    project = it.carried_out
    assert project.history_notes == ()
    assert written.holds(project.at_heads.tables[written.table])
    assert not project.at_heads.objects


def test_every_downgrade_gives_the_schema_before(case: tuple[Written, Planned]) -> None:
    project = case[1].carried_out
    for revision in case[1].ids:
        before, down = project.run_of(revision).before, project.downgrade_of(revision)
        assert [problem for recorded in down.operations for problem in recorded.problems] == []
        assert shape(down.after) == shape(before), revision
        assert dict(down.after.objects) == dict(before.objects)
