"""Random work, drawn the same way every time; ``pytest -m soak`` draws other work, and for long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.reliability.machine import Developer
from tests.reliability.nursery import nursery
from tests.reliability.project import make

_SHORT = settings(
    max_examples=20,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
_LONG = settings(
    _SHORT,
    max_examples=60,
    stateful_step_count=100,
    derandomize=False,
    phases=[Phase.generate, Phase.shrink],
    print_blob=True,
)


@pytest.fixture(scope="module")
def developer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[type[Developer]]:
    template = make(tmp_path_factory.mktemp("template") / "project")
    with nursery() as servers:

        class Here(Developer):
            pass

        Here.template, Here.nursery = template, servers
        yield Here


@pytest.mark.reliability
def test_random_work(developer: type[Developer]) -> None:
    run_state_machine_as_test(developer, settings=_SHORT)


@pytest.mark.soak
def test_random_work_for_long(developer: type[Developer]) -> None:
    run_state_machine_as_test(developer, settings=_LONG)
