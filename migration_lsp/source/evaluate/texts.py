"""Texts made of values: ``str()``, ``repr()``, f-strings, ``%`` and ``str.format``.

A text of which only parts are known is unknown, and keeps the known parts. Which digits may stand in a width is
limited: a field of ten thousand characters is an attack, not a migration. ``str.format`` reaches attributes and
items the way all text does, through the interpreter.
"""

from __future__ import annotations

import ast
import datetime
import enum
import re
import string
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.raising import is_exception, message_of, refused
from migration_lsp.source.evaluate.values import (
    HOLE,
    MAX_WEIGHT,
    MISSING,
    PLAIN,
    External,
    Failure,
    Instance,
    Unknown,
    Value,
    is_plain,
    weight,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

MAX_TEMPLATE = 1_000_000
_CONVERSION = re.compile(r"%(?:\((?P<key>[^()]*)\))?[#0\- +]{0,5}(?:\d+|\*)?(?:\.(?:\d+|\*))?[hlL]?(?P<kind>[a-zA-Z%])")
_TOO_LARGE = "a string too large to build"
_PART = "a part of the string is not known"
_NOT_FORMATTED = "a string that cannot be formatted"
_NOWHERE = Site(ast.Pass())


def text_of(interpreter: Interpreter, value: Value) -> str | None:
    """``str(value)`` where that is known."""
    if type(value) is str:
        return value
    if isinstance(value, enum.Enum):
        return _member_text(interpreter, value, is_format=False)
    if isinstance(value, PLAIN):
        return _str(value)
    if isinstance(value, (list, tuple, dict, set, frozenset, range)):
        return _container_text(interpreter, value)
    if isinstance(value, Failure):
        return message_of(value)
    if isinstance(value, Instance):
        return _instance_text(interpreter, value, ("__str__", "__repr__"))
    answer = interpreter.ask("text", value)
    return answer if isinstance(answer, str) else None


def repr_of(interpreter: Interpreter, value: Value) -> str | None:
    """``repr(value)`` where that is known."""
    if isinstance(value, Instance):
        return _instance_text(interpreter, value, ("__repr__",))
    if isinstance(value, PLAIN) and not isinstance(value, enum.Enum):
        return repr(value) if isinstance(value, (str, bytes)) else _str(value)
    return _container_text(interpreter, value)


def _str(value: Value) -> str | None:
    try:
        return str(value)
    except ValueError:
        # Python refuses to write integers of thousands of digits.
        return None


def _container_text(interpreter: Interpreter, value: Value) -> str | None:
    """A container's text: of plain values whose order is certain, and small enough."""
    if weight(value) > MAX_WEIGHT or not is_plain(value) or interpreter.is_undecided(value):
        return None
    if _has_set(value) or _size(value) > MAX_TEMPLATE:
        return None
    return _str(value)


def _has_set(value: Value) -> bool:
    if isinstance(value, (set, frozenset)):
        return len(value) > 1
    if isinstance(value, dict):
        return any(map(_has_set, value.values()))
    return isinstance(value, (list, tuple)) and any(map(_has_set, value))


def _size(value: Value) -> int:
    """About how long the text of a value is; the same list may stand in it a million times."""
    if isinstance(value, (str, bytes)):
        return len(value)
    if not isinstance(value, (list, tuple, dict)):
        return 8
    total = 2
    for item in [*value, *value.values()] if isinstance(value, dict) else value:
        total += _size(item)
        if total > MAX_TEMPLATE:
            break
    return total


def _instance_text(interpreter: Interpreter, value: Instance, names: tuple[str, ...]) -> str | None:
    for name in names:
        if any(name in cls.namespace for cls in value.cls.own_classes()):
            made = interpreter.call(interpreter.attribute(value, name, _NOWHERE), (), {}, _NOWHERE)
            return made if isinstance(made, str) else None
    if "__str__" in names:
        failure = as_failure(value)
        if failure is not None:
            return message_of(failure)
    if value.fields is not None and (value.is_tuple or value.cls.extra.get("dataclass") is True):
        parts = [repr_of(interpreter, interpreter.attribute(value, name, _NOWHERE)) for name in value.fields]
        if None not in parts:
            told = [f"{name}={part}" for name, part in zip(value.fields, parts, strict=True)]
            return f"{value.cls.namespace.get('__qualname__', value.cls.name)}({', '.join(told)})"
    return None


def as_failure(value: Instance) -> Failure | None:
    """The exception of Python's own that an exception of the project's is, with its arguments."""
    for entry in value.cls.mro:
        if isinstance(entry, External) and is_exception(entry.name) and value.base_arguments is not None:
            return Failure(entry.name, value.base_arguments[0])
    return None


def _member_text(interpreter: Interpreter, member: enum.Enum, *, is_format: bool) -> str | None:
    """The text of a member of an enumeration, where all Pythons agree on it."""
    cls = interpreter.enumerations.get(type(member))
    if cls is not None and any("__str__" in entry.namespace for entry in cls.own_classes()):
        made = interpreter.call(interpreter.attribute(member, "__str__", _NOWHERE), (), {}, _NOWHERE)
        return made if isinstance(made, str) else None
    if isinstance(member, enum.StrEnum):
        return str(member.value)
    if isinstance(member, enum.IntEnum):
        return str(member.value) if is_format else None
    if isinstance(member, enum.Flag) or (is_format and isinstance(member, (str, int))):
        # Up to Python 3.10 a member of ``class Colour(str, Enum)`` formatted as its value, then as ``Colour.RED``.
        return None
    return f"{type(member).__name__}.{member.name}"


def formatted(interpreter: Interpreter, value: Value, conversion: str, spec: Value, site: Site) -> Value:
    """``f"{value!conversion:spec}"``."""
    if isinstance(value, Unknown):
        return value
    if isinstance(spec, Unknown):
        return Unknown(spec.reason, site.span)
    if conversion:
        text = text_of(interpreter, value) if conversion == "s" else repr_of(interpreter, value)
        if conversion == "a" and text is not None:
            text = text.encode("ascii", "backslashreplace").decode("ascii")
        return _with_spec(interpreter, text, spec, site)
    if isinstance(value, enum.Enum):
        if isinstance(value, enum.IntEnum):
            return _with_spec(interpreter, value.value, spec, site)
        return _with_spec(interpreter, _member_text(interpreter, value, is_format=True), spec, site)
    if isinstance(value, Instance):
        own = interpreter.special(value, "__format__", (spec,), site)
        if own is not MISSING:
            return own if isinstance(own, str) else Unknown(_PART, site.span)
    if value is not None and spec and isinstance(value, (*PLAIN, datetime.date)):
        return _with_spec(interpreter, value, spec, site)
    if spec:
        is_refused = is_plain(value)
        return refused(interpreter, "TypeError", _NOT_FORMATTED, site) if is_refused else Unknown(_PART, site.span)
    return _known(text_of(interpreter, value), site)


def _known(text: str | None, site: Site) -> Value:
    return Unknown(_PART, site.span) if text is None else text


def _with_spec(interpreter: Interpreter, value: Value, spec: str, site: Site) -> Value:
    if value is None:
        return Unknown(_PART, site.span)
    if has_large_number(spec):
        return Unknown(_TOO_LARGE, site.span)
    try:
        return format(value, spec)
    except (TypeError, ValueError):
        return refused(interpreter, "ValueError", _NOT_FORMATTED, site)


def has_large_number(text: str) -> bool:
    """Whether five digits or more stand together."""
    run = 0
    for character in text:
        run = run + 1 if character.isdigit() else 0
        if run > 4:
            return True
    return False


def joined(parts: list[Value], site: Site | None) -> Value:
    """One text of parts of which some may be unknown."""
    unknown = next((part for part in parts if not isinstance(part, str)), None)
    if unknown is None:
        return "".join(parts)
    text = "".join(part if isinstance(part, str) else getattr(part, "partial", None) or HOLE for part in parts)
    reason = unknown.reason if isinstance(unknown, Unknown) else _PART
    rows = isinstance(unknown, Unknown) and unknown.rows and not text.replace(HOLE, "").strip()
    return Unknown(reason, unknown.span if isinstance(unknown, Unknown) else None, rows, text)


# ---------------------------------------------------------------------- %


def percent(interpreter: Interpreter, template: str, right: Value, site: Site) -> Value:
    """``template % right``."""
    if len(template) > MAX_TEMPLATE or has_large_number(_without_keys(template)):
        return Unknown(_TOO_LARGE, site.span)
    if isinstance(right, Unknown) or "*" in template or (isinstance(right, dict) and interpreter.is_tainted(right)):
        return _percent_whole(interpreter, template, right, site)
    taken = iter(right if isinstance(right, tuple) else (right,))
    parts: list[Value] = []
    end = 0
    for found in _CONVERSION.finditer(template):
        parts.append(template[end : found.start()])
        end = found.end()
        if found["kind"] == "%":
            parts.append("%")
            continue
        if found["key"] is not None and isinstance(right, dict):
            if found["key"] not in right:
                return refused(interpreter, "KeyError", _NOT_FORMATTED, site)
            value = right[found["key"]]
        else:
            value = next(taken, MISSING)
        if value is MISSING:
            return refused(interpreter, "TypeError", _NOT_FORMATTED, site)
        parts.append(_converted(interpreter, found, value, site))
    if "%" in template[end:] or "%" in "".join(part for part in parts if isinstance(part, str) and part != "%"):
        return _percent_whole(interpreter, template, right, site)
    if not isinstance(right, dict) and next(taken, MISSING) is not MISSING:
        return refused(interpreter, "TypeError", _NOT_FORMATTED, site)
    return joined([*parts, template[end:]], site)


def _without_keys(template: str) -> str:
    return re.sub(r"\([^()]*\)", "", template) if "%" in template else ""


def _percent_whole(interpreter: Interpreter, template: str, right: Value, site: Site) -> Value:
    values = right if isinstance(right, (tuple, dict)) else (right,)
    if isinstance(right, Unknown) or interpreter.is_undecided(right) or not is_plain(values):
        partial = _CONVERSION.sub(lambda found: "%" if found["kind"] == "%" else HOLE, template)
        return Unknown(_PART, site.span, partial=partial)
    if any(isinstance(value, int) and abs(value) > 9999 for value in values) and "*" in template:
        return Unknown(_TOO_LARGE, site.span)
    try:
        return template % values
    except (TypeError, ValueError, KeyError):
        return refused(interpreter, "TypeError", _NOT_FORMATTED, site)


def _converted(interpreter: Interpreter, found: re.Match[str], value: Value, site: Site) -> Value:
    kind = found["kind"]
    if isinstance(value, Unknown):
        return value
    text: Value = value
    if kind in "sra":
        text = text_of(interpreter, value) if kind == "s" else repr_of(interpreter, value)
        if text is None:
            return Unknown(_PART, site.span)
    elif not isinstance(value, (int, float, str)):
        return Unknown(_PART, site.span)
    conversion = found[0].replace(f"({found['key']})", "") if found["key"] is not None else found[0]
    try:
        return (conversion[:-1] + "s" if kind in "ra" else conversion) % (text,)
    except (TypeError, ValueError, OverflowError):
        return refused(interpreter, "TypeError", _NOT_FORMATTED, site)


# ---------------------------------------------------------------------- str.format


def format_text(
    interpreter: Interpreter, template: str, arguments: tuple[Value, ...], keywords: dict[str, Value]
) -> Value:
    """``template.format(*arguments, **keywords)``."""
    parts: list[Value] = []
    counter = iter(range(len(arguments)))
    try:
        for text, name, spec, conversion in string.Formatter().parse(template):
            parts.append(text)
            if name is not None:
                value = _field(interpreter, name, counter, arguments, keywords)
                full = _nested_spec(interpreter, spec or "", counter, arguments, keywords)
                parts.append(formatted(interpreter, value, conversion or "", full, _NOWHERE))
    except (ValueError, StopIteration):
        return refused(interpreter, "ValueError", _NOT_FORMATTED, None)
    return joined(parts, None)


def _nested_spec(
    interpreter: Interpreter,
    spec: str,
    counter: Iterator[int],
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
) -> Value:
    if "{" not in spec:
        return spec
    parts: list[Value] = []
    for text, name, inner, conversion in string.Formatter().parse(spec):
        parts.append(text)
        if name is not None:
            value = _field(interpreter, name, counter, arguments, keywords)
            parts.append(formatted(interpreter, value, conversion or "", inner or "", _NOWHERE))
    return joined(parts, None)


def _field(
    interpreter: Interpreter,
    name: str,
    counter: Iterator[int],
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
) -> Value:
    head, *steps = re.split(r"(?=[.\[])", name)
    key: int | str = next(counter) if head == "" else int(head) if head.isdecimal() else head
    spread = keywords.get("**")
    value: Value
    if isinstance(key, int):
        unknown = next((item for item in arguments[: key + 1] if isinstance(item, Unknown)), None)
        value = (
            arguments[key]
            if key < len(arguments)
            else unknown or refused(interpreter, "IndexError", _NOT_FORMATTED, None)
        )
    elif key in keywords:
        value = keywords[key]
    else:
        value = spread if spread is not None else refused(interpreter, "KeyError", _NOT_FORMATTED, None)
    for step in steps:
        if step.startswith("."):
            value = interpreter.attribute(value, step[1:], _NOWHERE)
        else:
            inner = step[1:].removesuffix("]")
            value = interpreter.subscript(value, int(inner) if inner.isdecimal() else inner, _NOWHERE)
    return value
