"""Programs of our own, really executed by Python and read by our interpreter: every plain value must be the same.

Where a program says so, a name may be unknown to us instead; a name that we know must be right in any case.
"""

from __future__ import annotations

import contextlib
import io
import sys
import textwrap
import types
from collections.abc import Iterator, Mapping
from typing import Any

from migration_lsp.source.evaluate import Interpreter, Plugin
from migration_lsp.source.evaluate.values import Unknown, Value, is_plain
from migration_lsp.source.files import TextFiles

PATH = "program.py"


def read(text: str | Mapping[str, str], *plugins: Plugin) -> tuple[Interpreter, dict[str, Value]]:
    """The names that our interpreter finds in a program, and the interpreter."""
    files = {PATH: textwrap.dedent(text)} if isinstance(text, str) else dict(text)
    interpreter = Interpreter(TextFiles(files), plugins)
    module = interpreter.modules.at(PATH)
    assert module is not None, interpreter.modules.notes
    interpreter.load(module)
    for name in module.namespace:
        interpreter.settled(module.namespace, name)
    return interpreter, module.namespace


def executed(text: str) -> dict[str, Any]:
    """The names that Python finds."""
    module = types.ModuleType("program")
    sys.modules["program"] = module
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(textwrap.dedent(text), PATH, "exec"), module.__dict__)
    finally:
        del sys.modules["program"]
    return dict(module.__dict__)


def same(actual: Value, expected: Any) -> bool:
    """Equality that also looks at types, so that True is not 1, and at the order of dicts."""
    if type(actual) is not type(expected):
        return False
    if isinstance(expected, (list, tuple)):
        return len(actual) == len(expected) and all(map(same, actual, expected))
    if isinstance(expected, dict):
        return list(actual) == list(expected) and all(same(actual[key], expected[key]) for key in expected)
    return bool(actual == expected) or (actual != actual and expected != expected)


def plain_names(names: Mapping[str, Any]) -> Iterator[str]:
    """Names of plain values; a named tuple is one only by its fields."""
    return (
        name
        for name, value in names.items()
        if not name.startswith("__") and is_plain(value) and type(value).__module__ == "builtins"
    )


def same_as_python(text: str, *, unknown: tuple[str, ...] = ()) -> None:
    """Every plain value of a program is the same for us, save for those that we may not know."""
    expected = executed(text)
    interpreter, actual = read(text)
    for name in plain_names(expected):
        value = actual.get(name, "<not bound>")
        if name in unknown:
            assert isinstance(value, Unknown), f"{name} was said to be unknown and is {value!r}"
        else:
            assert same(value, expected[name]), f"{name}: {value!r} is not {expected[name]!r}; {interpreter.notes}"
    for name, value in actual.items():
        if not name.startswith("__") and is_plain(value):
            assert name in expected, f"{name} is bound to {value!r} only by us"
