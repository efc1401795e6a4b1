"""What one rule says of the newest revision on top of a history, for tests that need many small cases."""

from __future__ import annotations

import textwrap
from collections.abc import Collection

from migration_lsp.judgement import Finding
from tests.findings import analysis_of
from tests.rules.histories import DEFAULT


def told(
    rule: str, newest: str, dialect: str = "postgresql", *, before: str = "", merged: Collection[str] | None = None
) -> list[Finding]:
    """The findings of a rule on revision 003, which stands on the default history and on ``before``."""
    bodies = (DEFAULT, before or "pass\n", newest)
    text = "".join(
        f"#- migrations/versions/00{number}_step.py\n{_functions(body)}\n" for number, body in enumerate(bodies, 1)
    )
    analysis = analysis_of(text, dialect, merged)
    findings = [finding for finding in analysis.findings(["003"]) if finding.rule == rule and finding.revision == "003"]
    assert analysis.failures == ()
    return findings


def risks(*arguments: str, **options: str) -> list[str]:
    """Only how bad it is said to be."""
    return [finding.risk.value for finding in told(*arguments, **options)]


def _functions(body: str) -> str:
    body = textwrap.dedent(body).strip("\n")
    return body if body.startswith("def ") else f"def upgrade():\n{textwrap.indent(body, '    ')}\n"
