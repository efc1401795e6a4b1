"""What a rule is: a function over one subject, with the page that explains it.

The file of a rule is its page: the module's docstring. Its first line is the summary, ``## Why it is risky`` the hover,
its fences run as tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from migration_lsp.judgement.finding import Cause, Danger
from migration_lsp.judgement.plan import Plan
from migration_lsp.judgement.risk import Risk

if TYPE_CHECKING:
    from migration_lsp.judgement.moment import Moment

Strategy = Callable[[Any, "Moment"], Plan]
"""Makes the safe way for an effect at a moment."""

Check = Callable[[Any, Any], Iterable[Danger]]
"""Given a subject and its moment (an effect and the moment of its operation, a revision or a project and its view)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is registered. ``name`` and ``page`` are those of its module."""

    name: str
    page: str
    on: tuple[type, ...]
    """The kinds of subjects that it is asked about: effects, a revision, the whole project."""
    risk: Risk
    cause: Cause
    check: Check = field(compare=False)
    strategy: Strategy | None = field(default=None, compare=False)
    on_new_tables: bool = False
    """Whether it speaks of a table as well that nobody uses yet."""
    is_removal: bool = False
    """Whether what it speaks of is something gone or renamed."""

    @property
    def summary(self) -> str:
        """The first line of the page."""
        return self.page.partition("\n")[0].strip()

    def section(self, title: str) -> str:
        """The text of the page under a heading, or nothing where there is none."""
        match = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", self.page, re.MULTILINE | re.DOTALL)
        return match[1].strip() if match else ""


_Function = TypeVar("_Function", bound=Check)
_RULE = "migration_lsp_rule"


def rule(
    *on: type,
    risk: Risk,
    cause: Cause,
    strategy: Strategy | None = None,
    on_new_tables: bool = False,
    is_removal: bool = False,
) -> Callable[[_Function], _Function]:
    """Mark a function of a module as the rule that the module is."""

    def mark(function: _Function) -> _Function:
        setattr(function, _RULE, (on, risk, cause, strategy, on_new_tables, is_removal))
        return function

    return mark


def rule_of(module: Any) -> Rule | None:
    """The rule in a module, or None where the module has none."""
    for check in vars(module).values():
        marked = getattr(check, _RULE, None)
        if marked is not None:
            name = module.__name__.rpartition(".")[2].replace("_", "-")
            on, risk, cause, strategy, on_new_tables, is_removal = marked
            return Rule(name, module.__doc__ or "", on, risk, cause, check, strategy, on_new_tables, is_removal)
    return None
