"""No rule has anything against the steps of a plan that promises to work beside running code."""

from __future__ import annotations

import pytest

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.judgement import Risk
from tests.strategies.cases import CASES, Case

_ALL_THE_WAY = frozenset(
    {
        "required column",
        "required unique column",
        "required reference",
        "required enum",
        "existing column set NOT NULL",
        "foreign key on an existing column",
        "foreign key with a new column",
        "unique constraint",
        "unique index",
        "index",
    }
)


def _risks(case: Case) -> list[tuple[str, Risk]]:
    planned = case.planned("postgresql")
    analysis = Analysis(planned.carried_out)
    found = [(finding.rule, finding.risk) for finding in analysis.findings(planned.ids)]
    assert analysis.failures == ()
    return [(rule, risk) for rule, risk in found if risk in (Risk.CRITICAL, Risk.WARNING)]


@pytest.mark.parametrize("case", [pytest.param(it, id=it.name) for it in CASES if it.name in _ALL_THE_WAY])
def test_rules_are_silent_on_the_steps(case: Case) -> None:
    assert _risks(case) == []


def test_a_rename_is_told_at_its_last_step_only() -> None:
    (case,) = (it for it in CASES if it.name == "drop and add that is a rename")
    assert _risks(case) == [("column-drop", Risk.WARNING)]
