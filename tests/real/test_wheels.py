"""Real projects from PyPI: what we read in them is what a real import and a real server said."""

from pathlib import Path

import pytest

from tests.real.score import Score, score_diff, score_downgrade, score_graph, score_schema
from tests.real.wheels import Project, UnexpectedWheel, asked, check_hash, project, project_names

EXACT = 1.0
LEAST_OF_MODELS = {
    # Types of a package that is not in the wheel, and encrypted types that the running application chooses.
    "langflow": 0.985,
    "superset": 0.98,
}
LEAST_AT_HEAD = {
    # A branch on rows of the application's own tables.
    "superset": 0.99,
}
LEAST_OF_DOWNGRADES = 0.94
LEAST_OF_ALL_DOWNGRADES = 0.97
MOST_UNDECIDED = 0.03


@pytest.fixture(scope="module", params=project_names())
def wheel(request: pytest.FixtureRequest) -> Project:
    return project(request.param)


def is_exact(score: Score) -> bool:
    """Every fact, and all of them for certain."""
    return score.differences() == [] and score.figure == 1.0


def test_the_models_are_what_an_import_gives(wheel: Project) -> None:
    score = score_schema(asked(wheel, "schema", "--models"), wheel.truth("models"))
    assert score.differences() == []
    assert score.figure >= LEAST_OF_MODELS.get(wheel.name, EXACT)


def test_the_schema_at_head_is_what_the_server_has(wheel: Project) -> None:
    score = score_schema(asked(wheel, "schema", "--at", "head"), wheel.truth("reflected"))
    assert score.differences() == []
    assert score.figure >= LEAST_AT_HEAD.get(wheel.name, EXACT)


def test_the_graph_is_what_alembic_reads(wheel: Project) -> None:
    score = score_graph(asked(wheel, "graph"), wheel.truth("graph"))
    assert is_exact(score), score.differences()


def test_the_difference_is_what_autogenerate_says(wheel: Project) -> None:
    score = score_diff(asked(wheel, "diff"), wheel.truth("autogen"))
    assert is_exact(score), score.differences()


def test_downgrades_are_judged_as_they_went(wheel: Project) -> None:
    score = score_downgrade(asked(wheel, "check", "--fail-on", "never"), wheel.truth("downgrade"))
    assert score.figure >= LEAST_OF_DOWNGRADES, score.wrong


def test_downgrades_of_all_projects_together() -> None:
    scores = [
        score_downgrade(asked(wheel, "check", "--fail-on", "never"), wheel.truth("downgrade"))
        for wheel in map(project, project_names())
    ]
    right = sum(score.right for score in scores)
    undecided = sum(score.undecided for score in scores)
    every = right + undecided + sum(len(score.wrong) for score in scores)
    assert right / every >= LEAST_OF_ALL_DOWNGRADES
    assert undecided / every <= MOST_UNDECIDED


def test_another_file_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "optuna-5.0.0-py3-none-any.whl"
    wheel.write_bytes(b"something else")
    with pytest.raises(UnexpectedWheel, match="optuna"):
        check_hash(wheel, project("optuna").sha256)


def test_a_wheel_is_unpacked_once(wheel: Project) -> None:
    folder = wheel.unpacked()
    assert (folder / wheel.scripts / "env.py").is_file()
    assert wheel.unpacked() == folder
