"""A condition that nobody knows, and a plugin that records what happens under it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from migration_lsp.source.evaluate import Interpreter, Plugin, Site
from migration_lsp.source.evaluate.values import MISSING, NOT_MINE, External, Unknown, Value
from tests.evaluate.real import executed, plain_names, read, same

HEADER = "from doubt import u, v, rows, act\n"


class Recorder(Plugin):
    """``act(x)`` is an effect; ``u`` and ``v`` are not known."""

    def __init__(self) -> None:
        self.acts: list[tuple[Value, bool]] = []

    def resolve(self, name: str) -> Value:
        if name in ("doubt.u", "doubt.v"):
            return Unknown(name)
        return Unknown(name, rows=True) if name == "doubt.rows" else MISSING

    def call(
        self,
        interpreter: Interpreter,
        function: Value,
        arguments: tuple[Value, ...],
        keywords: dict[str, Value],
        site: Site,
    ) -> Value:
        if function != External("doubt.act"):
            return NOT_MINE
        self.acts.append((arguments[0], bool(interpreter.doubts)))
        return None

    def mark(self) -> Value:
        return len(self.acts)

    def forget_since(self, mark: Value) -> None:
        del self.acts[mark:]


def doubted(text: str) -> tuple[Interpreter, dict[str, Value], list[tuple[Value, bool]]]:
    """What a program leaves in its names, and its effects with whether each is doubtful."""
    recorder = Recorder()
    interpreter, names = read({"program.py": HEADER + text}, recorder)
    return interpreter, names, recorder.acts


def covers(text: str, *, ways: tuple[str, ...] = ("u = True", "u = False")) -> None:
    """Whatever ``u`` is in truth, each of our values is the real one or unknown."""
    interpreter, actual, acts = doubted(text)
    for way in ways:
        done: list[Any] = []
        expected = _real(text, way, done)
        _compare(interpreter, actual, expected, way)
        certain = [value for value, doubtful in acts if not doubtful and not isinstance(value, Unknown)]
        assert all(value in done for value in certain), f"with {way}, {certain} were not all done: {done}"


def _real(text: str, way: str, done: list[Any]) -> Mapping[str, Any]:
    header = "_done = []\ndef act(x): _done.append(x)\nrows = v = None\n"
    names = executed(f"{header}{way}\n{text}")
    done.extend(names["_done"])
    return names


def _compare(interpreter: Interpreter, actual: Mapping[str, Value], expected: Mapping[str, Any], way: str) -> None:
    for name in plain_names(expected):
        if name in ("u", "v", "rows", "_done"):
            continue
        value = actual.get(name, Unknown("not bound"))
        if interpreter.is_undecided(value):
            continue
        assert same(value, expected[name]), f"with {way}, {name} is {expected[name]!r} and not {value!r}"
