"""Random programs: known, our values are Python's; with one condition unknown, they cover both of its outcomes."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.evaluate.doubt import covers
from tests.evaluate.programs import PROGRAMS, doubtful_programs
from tests.evaluate.real import executed, same_as_python

_RELAXED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def fits(text: str) -> bool:
    """Whether Python runs a program to its end: some read what is not bound."""
    try:
        executed(text)
    except Exception:
        return False
    return True


@_RELAXED
@given(PROGRAMS)
def test_known_programs(text: str) -> None:
    if fits(text):
        same_as_python(text)


@_RELAXED
@given(doubtful_programs())
def test_doubtful_programs(text: str) -> None:
    if fits(f"u = True\n{text}") and fits(f"u = False\n{text}"):
        covers(text)


@_RELAXED
@given(doubtful_programs(), st.integers(0, 3))
def test_conditions_on_what_was_decided_in_doubt(text: str, rounds: int) -> None:
    looped = f"for turn in range({rounds}):\n" + "\n".join(f"    {line}" for line in text.split("\n"))
    if fits(f"u = True\n{looped}") and fits(f"u = False\n{looped}"):
        covers(looped)
