"""What the README says was measured is what is measured."""

from __future__ import annotations

from tests.contracts.readme_rules import README
from tests.real.readme_understood import with_table


def test_its_table_of_what_was_understood_is_current() -> None:
    text = README.read_text(encoding="utf-8")
    assert with_table(text) == text, "python -m tests.real.readme_understood measures it anew"
