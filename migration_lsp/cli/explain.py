"""``explain``: the page of a rule, or the list of all."""

from __future__ import annotations

import difflib
from typing import TextIO

from migration_lsp.cli.writing import refuse
from migration_lsp.report.rules import rule_page, rules_text
from migration_lsp.rules.registry import all_rules, rule_named


def explain(name: str | None, out: TextIO, err: TextIO) -> int:
    """Print the page of a rule (None: one line for each rule); the result is the exit status."""
    if name is None:
        out.write(rules_text())
        return 0
    rule = rule_named(name)
    if rule is None:
        near = difflib.get_close_matches(name, [rule.name for rule in all_rules()], n=1)
        hint = f"; did you mean {near[0]}?" if near else "; `migration-lsp explain` lists all"
        return refuse(err, f"there is no rule {name!r}{hint}")
    out.write(rule_page(rule))
    return 0
