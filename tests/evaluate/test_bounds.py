"""Programs that would take for ever, or all memory, end soon: with something unknown, or with a note."""

from __future__ import annotations

import time
import tracemalloc

import pytest
import sqlalchemy as sa

from migration_lsp.source.evaluate.iteration import in_order
from migration_lsp.source.evaluate.values import Unknown
from tests.evaluate.real import read

SECONDS = 2.0
MEGABYTES = 150

BOMBS = {
    "endless while": "n = 0\nwhile True:\n    n += 1\nx = n\n",
    "endless recursion": "def f(n):\n    return f(n + 1)\nx = f(0)\n",
    "two that call each other": "def f(n): return g(n)\ndef g(n): return f(n)\nx = f(0)\n",
    "exponential recursion": "def f(n):\n    return f(n - 1) + f(n - 1) if n else 1\nx = f(20)\n",
    "power": "x = 10 ** 10 ** 10\n",
    "power of powers": "x = pow(9, 99999999)\n",
    "shift": "x = 1 << 10 ** 9\n",
    "squares of squares": "x = 3\nfor i in range(60):\n    x *= x\n",
    "long text": "x = 'x' * 10 ** 12\n",
    "long list": "x = [0] * 10 ** 10\n",
    "long tuple": "x = (0,) * 10 ** 10\n",
    "doubled text": "x = 'x'\nfor i in range(60):\n    x += x\n",
    "doubled list": "x = [1]\nfor i in range(60):\n    x += x\n",
    "extended by itself": "x = [1]\nfor i in range(60):\n    x.extend(x)\n",
    "doubled bytes": "x = b'x'\nfor i in range(60):\n    x = x + x\n",
    "huge range": "x = list(range(10 ** 15))\n",
    "loop over a huge range": "x = 0\nfor i in range(10 ** 15):\n    x += 1\n",
    "sum of a huge range": "x = sum(range(10 ** 12))\n",
    "range beyond all numbers": "x = range(10 ** 60)\ny = len(x)\n",
    "wide field": "x = f'{1:999999999}'\n",
    "wide field in a variable": "w = 10 ** 9\nx = f'{1:{w}}'\n",
    "wide percent": "x = '%999999999d' % 1\n",
    "star width": "x = '%*d' % (999999999, 1)\n",
    "wide format": "x = '{:>999999999}'.format(1)\n",
    "nested wide format": "x = '{:>{}}'.format(1, 999999999)\n",
    "precise": "x = '{:.999999999f}'.format(1.0)\n",
    "justified": "x = 'a'.ljust(10 ** 11)\n",
    "tabs": "x = '\\t'.expandtabs(10 ** 11)\n",
    "replaced": "x = ('a' * 100000).replace('a', 'b' * 100000)\n",
    "joined": "x = ('a' * 100000).join(['b'] * 100000)\n",
    "translated": "x = ('a' * 1000).translate({97: 'b' * 10 ** 6})\n",
    "regular expression": "import re\nx = re.sub('(a+)+$', '', 'a' * 40 + 'b')\ny = re.match('(a|a)*b', 'a' * 60)\n",
    "digits": "x = int('9' * 10 ** 6)\n",
    "many digits to text": "x = str(7 ** 64 * 7 ** 64 * 7 ** 64)\n",
    "list of itself": "x = []\nx.append(x)\ny = str(x)\nz = x == x\nw = [x] == [[x]]\n",
    "dict of itself": "x = {}\nx['x'] = x\ny = f'{x}'\nz = x == {'x': x}\n",
    "thousand times a thousand": "x = [0] * 1000\nfor i in range(6):\n    x = [x] * 1000\ny = x == [x]\nz = str(x)\n",
    "deep list": "x = []\nfor i in range(5000):\n    x = [x]\ny = str(x)\nz = x == [x]\n",
    "deep tuple as key": "t = ()\nfor i in range(60):\n    t = (t, t)\nx = {t: 1}\ny = {t}\nz = t == (t,)\n",
    "endless generator": "def g():\n    while True:\n        yield 1\nx = list(g())\ny = sum(g())\n"
    "z = [i for i in g()]\n",
    "endless iterator": "class I:\n    def __iter__(self): return self\n"
    "    def __next__(self): return 1\nx = list(I())\n",
    "nested comprehension": "x = [1 for a in range(9999) for b in range(9999) for c in range(9999)]\n",
    "nested loops": "x = 0\nfor a in range(9999):\n    for b in range(9999):\n        x += 1\n",
    "product of lists": "x = [1]\nfor i in range(40):\n    x = [a for a in x for b in (1, 2)]\n",
    "nested doubts": "from unknown import f\nx = 0\n"
    + "".join(f"{'    ' * depth}for i{depth} in f():\n{'    ' * (depth + 1)}x += 1\n" for depth in range(12)),
    "many doubts": "from unknown import f\nx = 0\n" + "if f():\n    x += 1\nelse:\n    x += 2\n" * 300,
    "nested ifs": "from unknown import f\nx = 0\n"
    + "".join(f"{'    ' * depth}if f():\n" for depth in range(40))
    + "    " * 40
    + "x = 1\n",
    "deep sum": "x = " + "+".join(["1"] * 900) + "\n",
    "deep parentheses": "x = " + "(" * 90 + "1" + ")" * 90 + "\n",
    "deep lists": "x = " + "[" * 90 + "]" * 90 + "\n",
    "deep calls": "def f(x): return x\nx = " + "f(" * 80 + "1" + ")" * 80 + "\n",
    "deep attributes": "import a\nx = a" + ".b" * 900 + "\n",
    "repr that calls itself": "class A:\n    def __repr__(self): return repr(self)\nx = str(A())\n",
    "equality that calls itself": "class A:\n    def __eq__(self, o): return self == o\nx = A() == A()\n",
    "attribute that asks for itself": "class A:\n"
    "    def __getattr__(self, n): return getattr(self, n + 'x')\nx = A().y\n",
    "property of itself": "class A:\n    @property\n    def p(self): return self.p\nx = A().p\n",
    "class under itself": "class A: pass\nfor i in range(3000):\n    class A(A): pass\nx = A.__mro__\n",
    "many decorators": "def d(f): return lambda: f()\n" + "@d\n" * 200 + "def f(): return 1\nx = f()\n",
}


@pytest.mark.parametrize("name", BOMBS)
def test_it_ends(name: str) -> None:
    begun = time.process_time()
    interpreter, names = read(BOMBS[name])
    taken = time.process_time() - begun
    # A machine under load takes twice as long as it should.
    assert taken < SECONDS * 2, f"{taken:.1f} s"
    value = names.get("x")
    assert not isinstance(value, (str, bytes)) or len(value) <= 2_000_000
    assert interpreter.doubts == []
    assert interpreter.depth == 0


_GREEDY = ("long", "doubled", "extended", "wide", "huge", "thousand", "join")
GREEDY = [name for name in BOMBS if name.startswith(_GREEDY)]


@pytest.mark.parametrize("name", GREEDY)
def test_it_takes_little_memory(name: str) -> None:
    tracemalloc.start()
    try:
        read(BOMBS[name])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEGABYTES * 2**20, f"{peak / 2**20:.0f} MB"


def test_too_deep_a_call_is_unknown_alone() -> None:
    interpreter, names = read("def f(n):\n    return f(n + 1)\nx = f(0)\ny = 5\n")
    assert isinstance(names["x"], Unknown)
    assert names["y"] == 5
    assert any("calls itself too deeply" in note.message for note in interpreter.notes)


def test_what_is_nested_too_deeply_within_a_call_is_unknown_alone() -> None:
    deep = "+".join(["n"] * 960)
    interpreter, names = read(
        f"def f(n):\n    return {deep}\ndef g():\n    a = f(1)\n    return 7\nx = f(1)\ny = g()\n"
    )
    assert isinstance(names["x"], Unknown) or names["x"] == 960
    assert names["y"] == 7
    assert interpreter.depth == 0


def test_a_loop_without_an_end_is_said() -> None:
    interpreter, _ = read("def f():\n    while True:\n        pass\nx = f()\n")
    assert any("too much work" in note.message for note in interpreter.notes)


def test_a_set_of_a_schemas_parts_is_walked_in_the_order_of_their_making() -> None:
    keys = [sa.ForeignKeyConstraint(["a"], [f"t{number}.id"]) for number in range(20)]
    assert in_order(set(keys)) == keys
    assert in_order({"b", "a", "c"}) == ["a", "b", "c"]
