"""Small random programs that end: assignments, arithmetic, branches, loops, calls, containers, exceptions."""

from __future__ import annotations

import textwrap

from hypothesis import strategies as st

NAMES = ("a", "b", "c")
_ATOMS = st.sampled_from([*NAMES, "0", "1", "2", "5", "len(l)", "d['k']", "o.n", "l[0]", "G"])
CONDITION = "CONDITION"


def _expressions() -> st.SearchStrategy[str]:
    return st.recursive(
        _ATOMS,
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(["+", "-", "*", "and", "or"]), inner).map(
                lambda t: f"({t[0]} {t[1]} {t[2]})"
            ),
            st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} > 1 else {t[2]})"),
            inner.map(lambda e: f"f({e})"),
            inner.map(lambda e: f"sum([i + {e} for i in range(2)])"),
        ),
        max_leaves=4,
    )


def _conditions() -> st.SearchStrategy[str]:
    compared = st.tuples(_expressions(), st.sampled_from(["<", "==", ">=", "!="]), _expressions()).map(" ".join)
    return st.one_of(compared, st.sampled_from(NAMES), st.just("len(l) > 2"), st.just("'k2' in d"))


def _simple() -> st.SearchStrategy[str]:
    name, value = st.sampled_from(NAMES), _expressions()
    return st.one_of(
        st.tuples(name, value).map(lambda t: f"{t[0]} = {t[1]}"),
        st.tuples(name, value).map(lambda t: f"{t[0]} += {t[1]}"),
        value.map(lambda e: f"l.append({e})"),
        value.map(lambda e: f"l[0] = {e}"),
        value.map(lambda e: f"d['k'] = {e}"),
        value.map(lambda e: f"d['k2'] = {e}"),
        st.just("d.pop('k2', None)"),
        value.map(lambda e: f"o.n = {e}"),
        st.just("bump()"),
        st.just("alias = l"),
        st.just("alias.append(3)"),
        st.just("a, b = b, a"),
        st.just("s = ','.join(str(i) for i in l)"),
    )


def _block(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(inner, min_size=1, max_size=3).map("\n".join)


def _indent(text: str) -> str:
    return textwrap.indent(text, "    ")


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    block = _block(inner)
    ends = st.sampled_from(["pass", "break", "continue"])
    branch = st.tuples(_conditions(), block, block)
    return st.one_of(
        branch.map(lambda t: f"if {t[0]}:\n{_indent(t[1])}\nelse:\n{_indent(t[2])}"),
        st.tuples(block, _conditions(), ends, block).map(
            lambda t: f"for i in range(3):\n{_indent(t[0])}\n    if {t[1]}:\n        {t[2]}\n{_indent(t[3])}"
        ),
        st.tuples(block, _conditions(), block).map(
            lambda t: (
                f"try:\n{_indent(t[0])}\n    if {t[1]}: raise ValueError\n    b = 7\n"
                f"except ValueError:\n{_indent(t[2])}"
            )
        ),
        st.tuples(_conditions(), _expressions(), block, st.sampled_from(NAMES)).map(
            lambda t: (
                f"def g(a, b, c):\n    if {t[0]}:\n        return {t[1]}\n{_indent(t[2])}\n"
                f"    return b\n{t[3]} = g(a, b, c)"
            )
        ),
        st.tuples(_conditions(), st.sampled_from(NAMES)).map(
            lambda t: f"n = 0\nwhile n < 4:\n    n += 1\n    if {t[0]}:\n        break\n    {t[1]} = n"
        ),
    )


PRELUDE = """\
a, b, c, s = 1, 2, 3, ""
l, d, G = [1, 2], {"k": 1}, 0
alias = l
class O:
    n = 0
o = O()
def f(x):
    return x + 1
def bump():
    global G
    G += 1
    l.append(G)
"""

END = "\nn_of_o = o.n\n"

STATEMENTS = st.recursive(_simple(), _compound, max_leaves=10)
PROGRAMS = st.lists(STATEMENTS, min_size=1, max_size=5).map(lambda parts: PRELUDE + "\n".join(parts) + END)


@st.composite
def doubtful_programs(draw: st.DrawFn) -> str:
    """A program of which one condition is ``u``."""
    program = draw(PROGRAMS)
    lines = program.split("\n")
    places = [number for number, line in enumerate(lines) if line.strip().startswith("if ")]
    if not places:
        extra = draw(_compound(_simple()).filter(lambda text: "if " in text))
        lines[-2:-2] = extra.split("\n")
        places = [number for number, line in enumerate(lines) if line.strip().startswith("if ")]
    number = draw(st.sampled_from(places))
    line = lines[number]
    before, after = line[: line.index("if ") + 3], line[line.rindex(":", 0, _colon(line)) :]
    lines[number] = f"{before}u{after}"
    return "\n".join(lines)


def _colon(line: str) -> int:
    """Just behind the colon that ends the condition."""
    return line.index(": raise") + 1 if ": raise" in line else len(line)
