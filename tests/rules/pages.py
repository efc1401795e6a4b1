"""The pages of rules as tests: every ``python`` fence under ``## Unsafe`` and ``## Safe`` is an example that runs.

An example is the body of the newest revision's ``upgrade()``, or the functions of that revision, or (with a ``#- path``
line) a whole one-string project. Behind ``python`` on the line that opens it may stand ``dialect=…`` and
``given="name"``, the history before it. A fence that opens with ``python given`` is the body of one more revision
between that history and the fence that follows it.
"""

from __future__ import annotations

import ast
import re
import shlex
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

from migration_lsp.judgement import Rule
from tests.findings import analysis_of, arrows_in, assert_told
from tests.one_string import files_of
from tests.rules.histories import HISTORIES

_FENCE = re.compile(r"^```python(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_OPTIONS = {"dialect", "given"}


@dataclass(frozen=True, slots=True)
class Example:
    """One fence: its text, and what it runs on."""

    rule: str
    section: str
    number: int
    body: str
    options: dict[str, str] = field(default_factory=dict)
    given: str | None = None
    """The body of the revision before it, if the page gives one."""

    @property
    def id(self) -> str:
        return f"{self.rule}-{self.section.lower()}-{self.number}"

    @property
    def is_project(self) -> bool:
        return "#- " in self.body

    @property
    def project(self) -> str:
        """The whole project, as one string."""
        if self.is_project:
            return self.body
        bodies = [HISTORIES[self.options.get("given", "default")], *([self.given] if self.given else [])]
        revisions = [f"#- migrations/versions/00{n}_before.py\n{_upgrade(body)}" for n, body in enumerate(bodies, 1)]
        has_functions = re.search(r"^def ", self.body, re.MULTILINE) is not None
        newest = self.body if has_functions else _upgrade(self.body)
        return "\n".join([*revisions, f"#- {NEWEST}\n{newest}"])


NEWEST = "migrations/versions/099_newest.py"


def _upgrade(body: str) -> str:
    return f"def upgrade():\n{textwrap.indent(body, '    ')}"


def examples(rule: Rule) -> Iterator[Example]:
    """The examples on the page of a rule."""
    for section in ("Unsafe", "Safe"):
        given = None
        for number, fence in enumerate(_FENCE.finditer(rule.section(section)), 1):
            words = shlex.split(fence["info"])
            if words == ["given"]:
                given = fence["body"]
                continue
            options = dict(word.split("=", 1) for word in words)
            assert set(options) <= _OPTIONS, f"{rule.name}: no such option of an example: {fence['info']}"
            yield Example(rule.name, section, number, fence["body"], options, given)
            given = None


def run(example: Example) -> None:
    """What the rule says of an example is what its arrows tell."""
    text = example.project
    analysis = analysis_of(text, example.options.get("dialect", "postgresql"))
    newest = None if example.is_project else ["099"]
    findings = [finding for finding in analysis.findings(newest) if finding.rule == example.rule]
    files = files_of(text)
    for path, content in files.items():
        # What does not parse is silent, and would pass for safe.
        assert not path.endswith(".py") or ast.parse(content)
    if not example.is_project:
        # There are no models, so that what they ask for says nothing.
        findings = [finding for finding in findings if finding.span.path == NEWEST and not finding.is_pending]
        files = {NEWEST: files[NEWEST]}
    arrows = [arrow for path, content in files.items() for arrow in arrows_in(path, content)]
    assert analysis.failures == ()
    assert_told(findings, arrows, files, names_its_rule=False)
