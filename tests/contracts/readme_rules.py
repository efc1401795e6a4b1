"""The README's table of rules, made from the rules. ``python -m tests.contracts.readme_rules`` writes it anew."""

from __future__ import annotations

from pathlib import Path

from migration_lsp.report.rules import rules_markdown

README = Path(__file__).parents[2] / "README.md"
_BEGIN, _END = "<!-- rules: made by tests/contracts/readme_rules.py -->\n", "<!-- end of rules -->"


def with_rules(text: str) -> str:
    """The README with the table as the rules are now."""
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{rules_markdown()}\n{_END}{after}"


if __name__ == "__main__":
    README.write_text(with_rules(README.read_text(encoding="utf-8")), encoding="utf-8")
