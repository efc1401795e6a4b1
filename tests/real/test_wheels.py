"""Real projects from PyPI: what we read in them is what a real import and a real server said."""

from pathlib import Path

import pytest

from tests.real.command import ask
from tests.real.score import Score, score_diff, score_graph, score_schema
from tests.real.wheels import Project, UnexpectedWheel, check_hash, project, project_names

LEAST_AT_HEAD = 0.98


@pytest.fixture(scope="module", params=project_names())
def wheel(request: pytest.FixtureRequest) -> Project:
    return project(request.param)


def asked(wheel: Project, *arguments: str) -> dict[str, object]:
    where = ("--root", wheel.unpacked(), "--script-location", wheel.scripts, "--dialect", wheel.dialect)
    answer: dict[str, object] = ask(*arguments, *where)
    return answer


def is_exact(score: Score) -> bool:
    """Every fact, and all of them for certain."""
    return score.differences() == [] and score.figure == 1.0


def test_the_models_are_read_exactly(wheel: Project) -> None:
    score = score_schema(asked(wheel, "schema", "--models"), wheel.truth("models"))
    assert is_exact(score), score.differences()


def test_the_schema_at_head_is_what_the_server_has(wheel: Project) -> None:
    score = score_schema(asked(wheel, "schema", "--at", "head"), wheel.truth("reflected"))
    assert score.figure >= LEAST_AT_HEAD, score.differences()


def test_the_graph_is_what_alembic_reads(wheel: Project) -> None:
    score = score_graph(asked(wheel, "graph"), wheel.truth("graph"))
    assert is_exact(score), score.differences()


def test_the_difference_is_what_autogenerate_says(wheel: Project) -> None:
    score = score_diff(asked(wheel, "diff"), wheel.truth("autogen"))
    assert is_exact(score), score.differences()


def test_another_file_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "optuna-5.0.0-py3-none-any.whl"
    wheel.write_bytes(b"something else")
    with pytest.raises(UnexpectedWheel, match="optuna"):
        check_hash(wheel, project("optuna").sha256)


def test_a_wheel_is_unpacked_once(wheel: Project) -> None:
    folder = wheel.unpacked()
    assert (folder / wheel.scripts / "env.py").is_file()
    assert wheel.unpacked() == folder
