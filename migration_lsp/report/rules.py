"""The pages of the rules, and the table of all of them."""

from __future__ import annotations

from migration_lsp.judgement import Risk, Rule
from migration_lsp.rules.registry import all_rules


def rule_page(rule: Rule) -> str:
    """The page of a rule, as its file has it, below its name and risk."""
    return f"# {rule.name} ({rule.risk.value})\n\n{rule.page.strip()}\n"


def rules_text() -> str:
    """All rules, one line each, the worst first."""
    width = max(len(rule.name) for rule in all_rules())
    return "".join(f"{rule.name:{width}}  {rule.risk.value:8}  {rule.summary}\n" for rule in _by_risk())


def rules_markdown() -> str:
    """The table of the README."""
    rows = "".join(f"| `{rule.name}` | {rule.risk.value} | {rule.summary} |\n" for rule in _by_risk())
    return f"| rule | risk | what it says |\n|---|---|---|\n{rows}"


def _by_risk() -> list[Rule]:
    return sorted(all_rules(), key=lambda rule: (list(Risk).index(rule.risk), rule.name))
