"""Regular expressions of the project: run where they end soon, and not known where they may not."""

from __future__ import annotations

import pytest

from migration_lsp.source.evaluate.regular import is_bounded
from tests.evaluate.real import same_as_python


def test_regular_expressions_give_what_python_gives() -> None:
    same_as_python(
        r"""
        import re
        PATTERN = re.compile(r"(?<!^)(?=[A-Z])")
        a = PATTERN.sub("_", "OrderItem").lower()
        b = re.sub(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))", r"_\1", "HTTPOrder2Item").lower()
        c = [word for word in re.split(r"[,\s]+", "a, b c") if word]
        d = re.match(r"v(\d+)", "v12").group(1)
        e = bool(re.search("X", "axb", re.IGNORECASE))
        f = re.findall("[aeiou]", "migration")
        g = re.fullmatch("a", "b") is None
        h = re.sub("[a-z]", lambda match: match.group(0).upper(), "ab1")
        """
    )


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a*)*b", "(x+x+)+y", r"(\w+\s?)*$", r"(.)\1", "a*b*c*d*e", "a" * 400])
def test_a_pattern_that_may_take_for_ever_is_not_run(pattern: str) -> None:
    assert not is_bounded(pattern)


@pytest.mark.parametrize("pattern", [r"(?<!^)(?=[A-Z])", "[^a-z+*]+", r"\(a\)+", "(ab)?c", r"^\d{1,3}$"])
def test_patterns_of_every_day_are_run(pattern: str) -> None:
    assert is_bounded(pattern)
