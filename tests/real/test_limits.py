"""Large histories that nothing here was built for: `check` reads them whole, within the time and memory promised."""

import json
import sys

import pytest

from tests.real.measured import measured
from tests.real.wheels import Wheel

SECONDS = 60
MEGABYTES = 500

HISTORIES = [
    pytest.param(
        Wheel(
            package="apache_airflow_core",
            version="3.3.2",
            sha256="99258922bccec15be4700ff89f3c942b8acd93407e263c287ce863e671bb3c50",
            wheel_python="3.12",
        ),
        "postgresql",
        124,
        id="airflow",
    ),
    pytest.param(
        Wheel(
            package="prefect",
            version="3.9.1",
            sha256="0c662e26e971b617993eed1f3d02fb8bc3c2dd47bee521b495f6e4dfeb38ae74",
            wheel_python="3.12",
        ),
        "postgresql",
        120,
        id="prefect",
    ),
    pytest.param(
        Wheel(
            package="zenml",
            version="0.98.0",
            sha256="801ffbe1821bd48dfc03c9fd5519f5a7d4387d86b3d48d08bd2057dfcde5ad30",
            wheel_python="3.12",
        ),
        "mysql",
        285,
        id="zenml",
    ),
]


@pytest.mark.parametrize(("wheel", "dialect", "revisions"), HISTORIES)
def test_check_answers_within_the_promised_time_and_memory(wheel: Wheel, dialect: str, revisions: int) -> None:
    command = (sys.executable, "-m", "migration_lsp", "check", "--stats", "--format", "json", "--fail-on", "never")
    where = ("--root", str(wheel.unpacked()), "--dialect", dialect)
    answer = measured(*command, *where, seconds=2 * SECONDS)
    assert answer.status == 0, answer.err
    assert "Traceback" not in answer.err
    assert json.loads(answer.out)["stats"]["revisions"] == revisions
    assert answer.seconds < SECONDS
    assert answer.megabytes < MEGABYTES


def test_the_memory_of_a_command_is_its_own() -> None:
    held = measured(sys.executable, "-c", "b'x' * 200_000_000", seconds=SECONDS)
    assert 200 < held.megabytes < 250
    assert measured(sys.executable, "-c", "", seconds=SECONDS).megabytes < 50


def test_a_command_that_does_not_end_is_ended() -> None:
    endless = measured(sys.executable, "-c", "while True: pass", seconds=0.2)
    assert endless.status < 0
    assert 0.2 <= endless.seconds < SECONDS
