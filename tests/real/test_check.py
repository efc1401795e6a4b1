"""``check`` over real projects: every rule goes through, and what it says has a place in the text."""

from __future__ import annotations

import pytest

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.project import Project
from migration_lsp.workspace.discovery import Unchosen, discover
from tests.real.wheels import project, project_names


@pytest.fixture(scope="module", params=project_names())
def analysis(request: pytest.FixtureRequest) -> Analysis:
    wheel = project(request.param)
    workspace = discover(wheel.unpacked(), script_location=wheel.scripts, dialect=wheel.dialect)
    environment = workspace.environment()
    assert not isinstance(environment, Unchosen)
    return Analysis(Project(workspace.files, workspace.config, environment))


def test_no_rule_raises(analysis: Analysis) -> None:
    assert analysis.findings()
    assert analysis.failures == ()


def test_every_finding_has_its_place_in_a_file(analysis: Analysis) -> None:
    for finding in analysis.findings():
        text = analysis.project.files.read(finding.span.path)
        assert isinstance(text, str), finding
        lines = text.splitlines()
        assert 0 <= finding.span.line <= finding.span.end_line < max(len(lines), 1), finding
        assert finding.span.column <= len(lines[finding.span.line]), finding


def test_every_plan_can_be_made_and_shown(analysis: Analysis) -> None:
    for finding in analysis.findings():
        plan = finding.plan
        assert plan is None or plan.steps, finding
