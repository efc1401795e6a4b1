"""Whether a ``case`` pattern fits a value: yes, no, or not decided."""

from __future__ import annotations

import ast
import enum
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import operators, targets
from migration_lsp.source.evaluate.iteration import truth
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.scope import Scope
from migration_lsp.source.evaluate.values import MISSING, Class, External, Instance, Unknown, Value, is_plain

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

_SELF_MATCHING = {
    f"builtins.{name}" for name in ("bool", "bytes", "dict", "float", "int", "list", "set", "str", "tuple")
}
"""Classes whose single positional pattern is matched against the value itself."""


def matches(interpreter: Interpreter, pattern: ast.pattern, subject: Value, scope: Scope) -> bool | None:
    """Whether a pattern fits; names in it are bound. None where that is not decided."""
    if isinstance(pattern, ast.MatchAs):
        decided = True if pattern.pattern is None else matches(interpreter, pattern.pattern, subject, scope)
        if decided is not False and pattern.name is not None:
            targets.bind(interpreter, pattern.name, subject, scope)
        return decided
    if isinstance(pattern, ast.MatchOr):
        return _any_of(interpreter, pattern, subject, scope)
    if isinstance(pattern, ast.MatchValue):
        wanted = interpreter.evaluate(pattern.value, scope)
        site = interpreter.site(pattern.value, scope)
        return truth(interpreter, operators.compare(interpreter, ast.Eq(), subject, wanted, site))
    if isinstance(subject, Unknown) or interpreter.is_tainted(subject):
        _bind_unknown(interpreter, pattern, scope)
        return None
    if isinstance(pattern, ast.MatchSingleton):
        return subject is pattern.value
    if isinstance(pattern, ast.MatchSequence):
        return _sequence(interpreter, pattern, subject, scope)
    if isinstance(pattern, ast.MatchMapping):
        return _mapping(interpreter, pattern, subject, scope)
    if isinstance(pattern, ast.MatchClass):
        return _of_class(interpreter, pattern, subject, scope)
    return None


def _any_of(interpreter: Interpreter, pattern: ast.MatchOr, subject: Value, scope: Scope) -> bool | None:
    undecided = False
    for part in pattern.patterns:
        decided = matches(interpreter, part, subject, scope)
        if decided:
            return None if undecided else True
        undecided = undecided or decided is None
    return None if undecided else False


def _bind_unknown(interpreter: Interpreter, pattern: ast.pattern, scope: Scope) -> None:
    for node in ast.walk(pattern):
        name = node.rest if isinstance(node, ast.MatchMapping) else getattr(node, "name", None)
        if isinstance(name, str):
            targets.bind(interpreter, name, Unknown("a part of what is not known"), scope)


def _all(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def _sequence(interpreter: Interpreter, pattern: ast.MatchSequence, subject: Value, scope: Scope) -> bool | None:
    if isinstance(subject, Instance) and subject.is_tuple:
        subject = interpreter.items(subject, interpreter.site(pattern, scope))
    if not isinstance(subject, (list, tuple)):
        return _if_no_container(interpreter, pattern, subject, scope)
    parts, values = pattern.patterns, list(subject)
    star = next((index for index, part in enumerate(parts) if isinstance(part, ast.MatchStar)), None)
    if len(values) != len(parts) if star is None else len(values) < len(parts) - 1:
        return False
    if star is not None:
        after = len(values) - (len(parts) - star - 1)
        starred = parts[star]
        if isinstance(starred, ast.MatchStar) and starred.name is not None:
            targets.bind(interpreter, starred.name, values[star:after], scope)
        parts = [*parts[:star], *parts[star + 1 :]]
        values = [*values[:star], *values[after:]]
    return _in_turn(interpreter, list(zip(parts, values, strict=True)), scope)


def _if_no_container(interpreter: Interpreter, pattern: ast.pattern, subject: Value, scope: Scope) -> bool | None:
    """A pattern of items against what has none, as far as we know."""
    is_whole = isinstance(subject, Instance) and subject.cls.is_whole
    if is_plain(subject, 1) or is_whole or isinstance(subject, (enum.Enum, list, tuple, dict, set, frozenset)):
        return False
    _bind_unknown(interpreter, pattern, scope)
    return None


def _in_turn(interpreter: Interpreter, pairs: list[tuple[ast.pattern, Value]], scope: Scope) -> bool | None:
    answers: list[bool | None] = []
    for part, value in pairs:
        answers.append(matches(interpreter, part, value, scope))
        if answers[-1] is False:
            return False
    return _all(answers)


def _mapping(interpreter: Interpreter, pattern: ast.MatchMapping, subject: Value, scope: Scope) -> bool | None:
    if not isinstance(subject, dict):
        return _if_no_container(interpreter, pattern, subject, scope)
    keys = [interpreter.evaluate(key, scope) for key in pattern.keys]
    if any(isinstance(key, Unknown) for key in keys):
        _bind_unknown(interpreter, pattern, scope)
        return None
    if any(key not in subject for key in keys):
        return False
    pairs = [(part, subject[key]) for key, part in zip(keys, pattern.patterns, strict=True)]
    decided = _in_turn(interpreter, pairs, scope)
    if decided is not False and pattern.rest is not None:
        rest = {key: value for key, value in subject.items() if key not in keys}
        targets.bind(interpreter, pattern.rest, rest, scope)
    return decided


def _of_class(interpreter: Interpreter, pattern: ast.MatchClass, subject: Value, scope: Scope) -> bool | None:
    cls = interpreter.evaluate(pattern.cls, scope)
    site = interpreter.site(pattern.cls, scope)
    is_one = truth(interpreter, interpreter.call(External("builtins.isinstance"), (subject, cls), {}, site))
    if is_one is not True:
        _bind_unknown(interpreter, pattern, scope)
        return is_one
    pairs: list[tuple[ast.pattern, Value]] = []
    if pattern.patterns:
        names = _positional(interpreter, cls, site)
        if isinstance(cls, External) and cls.name in _SELF_MATCHING:
            pairs.append((pattern.patterns[0], subject))
        elif names is None:
            _bind_unknown(interpreter, pattern, scope)
            return None
        else:
            pairs = [
                (part, interpreter.attribute(subject, name, site))
                for part, name in zip(pattern.patterns, names, strict=False)
            ]
    for name, part in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
        found = interpreter.find_attribute(subject, name, site)
        if found is MISSING:
            return False if isinstance(subject, Instance) else None
        pairs.append((part, found))
    return _in_turn(interpreter, pairs, scope)


def _positional(interpreter: Interpreter, cls: Value, site: Site) -> list[str] | None:
    if not isinstance(cls, Class):
        return None
    names = interpreter.find_attribute(cls, "__match_args__", site)
    if isinstance(names, tuple) and all(isinstance(name, str) for name in names):
        return list(names)
    fields = cls.extra.get("fields")
    return list(fields) if isinstance(fields, (list, tuple)) else None


__all__ = ["matches"]
