"""All rules, found by their files: no list to forget one in."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

import migration_lsp.rules
from migration_lsp.judgement import Rule, rule_of


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of their names."""
    package = migration_lsp.rules
    modules = (import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__))
    return tuple(rule for module in modules if (rule := rule_of(module)) is not None)


def rule_named(name: str) -> Rule | None:
    """The rule of a name, or None where there is none."""
    return next((rule for rule in all_rules() if rule.name == name), None)
