"""Whether a value is true, what iterating over it yields, and what its class says with methods of special names."""

from __future__ import annotations

import ast
import enum
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.raising import refused
from migration_lsp.source.evaluate.streams import Stream, drained
from migration_lsp.source.evaluate.values import (
    MAX_WEIGHT,
    MISSING,
    NOT_MINE,
    Instance,
    Raised,
    Unknown,
    Value,
    has_own_equality,
    is_hashable,
    is_plain,
    weight,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

MAX_ITEMS = 20_000


def truth(interpreter: Interpreter, value: Value) -> bool | None:
    """Whether a value counts as true: True, False, or None where that is not decided."""
    if value is True or value is False:
        return value is True
    if isinstance(value, Unknown):
        return value.decided
    if isinstance(value, (list, dict, set)):
        return None if interpreter.is_tainted(value) else bool(value)
    if is_plain(value, 1) or isinstance(value, (tuple, frozenset, range)):
        return bool(value)
    answer = interpreter.ask("truth", value)
    if answer is not NOT_MINE:
        return answer if isinstance(answer, bool) else None
    if isinstance(value, Instance):
        return _truth_of_instance(interpreter, value)
    return True


def _truth_of_instance(interpreter: Interpreter, value: Instance) -> bool | None:
    for name in ("__bool__", "__len__"):
        answer = special(interpreter, value, name, (), None)
        if answer is not MISSING:
            return truth(interpreter, answer)
    if value.fields is not None and value.is_tuple:
        return bool(value.fields)
    return True if value.cls.is_whole else None


def special(
    interpreter: Interpreter, value: Value, name: str, arguments: tuple[Value, ...], site: Site | None
) -> Value:
    """Call a method with a name of Python's own that a class of the project defines, or ``MISSING``."""
    if not isinstance(value, Instance):
        return MISSING
    if not any(name in cls.namespace for cls in value.cls.own_classes()):
        return MISSING
    site = site if site is not None else Site(ast.Pass())
    return interpreter.call(interpreter.attribute(value, name, site), arguments, {}, site)


_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def in_order(values: Iterable[Value]) -> list[Value]:
    """The members of a set in an order that is the same every time; of a schema's parts in that of their making."""
    return sorted(values, key=lambda value: (getattr(value, "_creation_order", 0), _ADDRESS.sub("", repr(value))))


def items(interpreter: Interpreter, value: Value, site: Site) -> list[Value] | Unknown:
    """What iterating yields. An unknown stays unknown: it must not look like nothing."""
    if isinstance(value, (list, tuple, set, frozenset, dict, range, str, bytes)):
        if len(value) > MAX_ITEMS:
            return Unknown("too many items", site.span)
        if interpreter.is_tainted(value):
            return Unknown("what is in it depends on an undecided condition", site.span)
        return in_order(value) if isinstance(value, (set, frozenset)) else list(value)
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Stream):
        return drained(interpreter, value)
    answer = interpreter.ask("iterate", interpreter, value, site)
    if isinstance(answer, (list, Unknown)):
        return answer
    if isinstance(value, Instance):
        return _items_of_instance(interpreter, value, site)
    return Unknown("what is iterated over is not known", site.span)


def _items_of_instance(interpreter: Interpreter, value: Instance, site: Site) -> list[Value] | Unknown:
    made = special(interpreter, value, "__iter__", (), site)
    if made is value:
        return _asked_for_all(interpreter, value, site)
    if made is not MISSING:
        return items(interpreter, made, site)
    if value.is_tuple and value.fields is not None:
        return [interpreter.attribute(value, name, site) for name in value.fields]
    return Unknown("what is iterated over is not known", site.span)


def _asked_for_all(interpreter: Interpreter, value: Instance, site: Site) -> list[Value] | Unknown:
    found: list[Value] = []
    while len(found) < MAX_ITEMS:
        try:
            item = special(interpreter, value, "__next__", (), site)
        except Raised as raised:
            if raised.kind == "builtins.StopIteration":
                return found
            raise
        if isinstance(item, Unknown) or item is MISSING:
            break
        found.append(item)
    return Unknown("what it yields is not known", site.span)


def as_set(interpreter: Interpreter, values: list[Value], site: Site) -> Value:
    """A set of values; how many it holds is not known where equality is not."""
    if not all(map(is_hashable, values)):
        return refused(interpreter, "TypeError", "a set of what cannot be hashed", site)
    found = set(values)
    interpreter.journal.born(found)
    if any(isinstance(value, Unknown) or has_own_equality(value) for value in found):
        interpreter.taint(found)
    return found


def ordered(interpreter: Interpreter, values: list[Value], key: Value, reverse: Value) -> list[Value] | Unknown:
    """``sorted``; unknown where what is compared is."""
    keys = [value if key is None else interpreter.call(key, (value,), {}, Site(ast.Pass())) for value in values]
    keys = [item.value if isinstance(item, enum.Enum) and isinstance(item, (str, int)) else item for item in keys]
    descending = truth(interpreter, reverse)
    if descending is None or interpreter.is_undecided(keys) or weight(keys) > MAX_WEIGHT:
        return Unknown("the order of what is not known")
    if not all(is_plain(item) for item in keys):
        return list(values) if len(values) < 2 else Unknown("the order of what cannot be compared")
    try:
        order = sorted(range(len(values)), key=lambda index: keys[index], reverse=descending)
    except TypeError:
        return refused(interpreter, "TypeError", "the order of what cannot be compared", None)
    return [values[index] for index in order]
