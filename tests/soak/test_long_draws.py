"""The random tests again, with many more examples and others on each run: ``pytest -m soak``."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from tests.evaluate.doubt import covers
from tests.evaluate.programs import PROGRAMS, doubtful_programs
from tests.evaluate.real import same_as_python
from tests.evaluate.test_random_programs import fits
from tests.migrations.test_any_text import answers, broken_file

pytestmark = pytest.mark.soak

_LONG = settings(max_examples=2000, derandomize=False, deadline=None, suppress_health_check=list(HealthCheck))
_SLOW = settings(_LONG, max_examples=300)


@_LONG
@given(PROGRAMS)
def test_known_programs(text: str) -> None:
    if fits(text):
        same_as_python(text)


@_LONG
@given(doubtful_programs())
def test_doubtful_programs(text: str) -> None:
    if fits(f"u = True\n{text}") and fits(f"u = False\n{text}"):
        covers(text)


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite", "mysql"])
@_SLOW
@given(broken=broken_file())
def test_broken_files(dialect: str, broken: tuple[str, str]) -> None:
    answers(dialect, broken)
