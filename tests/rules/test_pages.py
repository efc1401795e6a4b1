"""Every rule has a page, and the examples on it hold."""

from __future__ import annotations

import pytest

from migration_lsp.judgement import Rule
from migration_lsp.rules.registry import all_rules
from tests.findings import arrows_in
from tests.rules.pages import Example, examples, run

_RULES = all_rules()
_EXAMPLES = [example for rule in _RULES for example in examples(rule)]


@pytest.mark.parametrize("example", _EXAMPLES, ids=lambda example: example.id)
def test_an_example_on_a_page_holds(example: Example) -> None:
    run(example)


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.name)
def test_a_page_says_why_and_shows_both_sides(rule: Rule) -> None:
    assert rule.summary.endswith(".")
    assert rule.section("Why it is risky")
    assert any(example.section == "Safe" for example in examples(rule))


@pytest.mark.parametrize("example", [it for it in _EXAMPLES if it.section == "Unsafe"], ids=lambda it: it.id)
def test_what_is_unsafe_has_arrows(example: Example) -> None:
    assert any(True for _ in arrows_in("", example.body))
