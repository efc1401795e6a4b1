"""What is not decided: both ways are read, what they do is doubtful, where they differ nothing is known."""

from __future__ import annotations

import pytest

from migration_lsp.source.evaluate.values import HOLE, Unknown
from tests.evaluate.doubt import covers, doubted

COVERED = {
    "names": "x = 0\ny = 1\nif u:\n    x = 1\n    z = 1\nelse:\n    y = 1\n    z = 1\n",
    "early return": """
def f():
    r = []
    if u:
        return 1
    r.append(1)
    act("rest")
    return 2
x = f()
def g():
    if u:
        return 5
    return 5
y = g()
def h():
    for i in range(3):
        if u:
            return i
    return 0
z = h()
""",
    "raising arm is not taken unless caught": """
x = 0
try:
    if u:
        raise ValueError("no")
    x = 1
    y = 2
except ValueError:
    x = 2
z = 3
""",
    "raised in a callee": """
log = []
def check():
    if u:
        raise KeyError("no")
    return 1
def run():
    a = check()
    log.append("after")
    return a
try:
    x = run()
    y = 1
except KeyError:
    x = 1
    y = 2
finally:
    w = 4
""",
    "containers": """
l, d, s, t = [1], {"a": 1, "b": 2}, {1}, [0]
if u:
    l.append(2)
    d["a"] = 5
    d["c"] = 3
    s.add(9)
    t[0] = 1
else:
    l.append(3)
n, first, b, a = len(l), l[0], d["b"], d["a"]
has, c = "c" in d, d.get("c", 7)
joined = ",".join(str(i) for i in l)
copy, total, text = list(l), sum(l), str(l)
m = [i for i in l]
truth = bool(s)
""",
    "objects and closures": """
class A: n = 0
a = A()
count = 0
def change():
    global count
    count += 1
    a.n = 5
    A.n = 7
def outer():
    k = 0
    def inner():
        nonlocal k
        k = 3
    if u:
        inner()
    return k
if u:
    change()
x, y, z, w = a.n, A.n, count, outer()
""",
    "loops": """
x, l, total = 0, [], 0
for i in range(4):
    if u:
        break
    x = i
    total += 1
else:
    w = 1
for i in range(3):
    if u:
        continue
    l.append(i)
n = 0
while n < 5:
    n += 1
    if u and n == 3:
        break
z = len(l)
""",
    "expressions": """
x = 1 if u else 2
y = 1 if u else 1
z = u and False
w = u or True
k = (u and 0) or 5
log = []
def f(v):
    log.append(v)
    return v
a = u and f(1)
b = f(2) if u else f(3)
q = 5 if (u and False) else 6
p = not u
c = 0 < 1 < 2 if u else True
""",
    "arms that end differently": """
def f(n):
    r = []
    for i in range(n):
        if u:
            if i == 1:
                return ("returned", i)
            continue
        else:
            if i == 2:
                break
        r.append(i)
    return r
x = f(4)
def g():
    x = 1
    if u:
        x = 2
        return x
    x += 10
    return x
y = g()
""",
    "generators": """
def g():
    yield 1
    if u:
        yield 2
    yield 3
x = list(g())
y = next(g())
total = 0
for i in g():
    total += i
z = sum(g())
""",
    "match and with": """
import contextlib
log = []
@contextlib.contextmanager
def m():
    log.append("in")
    yield 1
    log.append("out")
if u:
    with m() as k:
        log.append(k)
match (1 if u else 2):
    case 1: x = "one"
    case 2: x = "two"
    case _: x = "else"
match [1, 2]:
    case [a, b] if u: y = a
    case [a, b]: y = 1
""",
    "within doubt all is certain": """
x = 0
if u:
    l = []
    l.append(1)
    n = len(l)
    class K: v = 1
    k = K()
    k.v = n + 1
    x = 0 if k.v == 2 else 5
""",
}


@pytest.mark.parametrize("name", COVERED)
def test_both_ways_are_covered(name: str) -> None:
    covers(COVERED[name])


def test_what_both_ways_agree_on_is_known() -> None:
    _, names, acts = doubted("""
x = 0
l = [1]
d = {"a": 1}
if u:
    x = 1
    l.append(2)
    d["b"] = 2
    act("one")
else:
    x = 1
    l.append(2)
    act("other")
after = len(l)
a = d["a"]
act("after")
""")
    assert names["x"] == 1
    assert names["after"] == 2
    assert names["a"] == 1
    assert acts == [("one", True), ("other", True), ("after", False)]


def test_within_a_way_everything_is_certain() -> None:
    _, _, acts = doubted("""
if u:
    columns = []
    columns.append("a")
    columns.append("b")
    for c in columns:
        act(c)
    act(len(columns))
""")
    assert acts == [("a", True), ("b", True), (2, True)]


def test_a_way_that_raises_is_not_taken() -> None:
    _, names, acts = doubted("""
def f():
    if rows:
        act("undone")
        raise RuntimeError("rows")
    act("done")
    return 1
x = f()
if u:
    y = 1
else:
    raise ValueError
act(y)
""")
    assert names["x"] == 1
    assert acts == [("done", False), (1, False)]


def test_a_handler_that_raises_again_catches_nothing() -> None:
    _, _, acts = doubted("""
def f():
    try:
        if u:
            raise RuntimeError
        act("done")
    except Exception:
        act("cleanup")
        raise
f()
""")
    assert acts == [("done", False)]


def test_what_follows_a_return_in_doubt_is_doubtful() -> None:
    _, names, acts = doubted("""
def f():
    act("before")
    if u:
        return
    act("rest")
f()
act("after")
def g():
    if u:
        return 1
    raise ValueError
x = g()
""")
    assert acts == [("before", False), ("rest", True), ("after", False)]
    assert names["x"] == 1


def test_loops_over_what_is_not_known_run_once_in_doubt() -> None:
    _, names, acts = doubted("""
n, seen, last = 0, [], None
for row in rows:
    n += 1
    seen.append(row)
    act("row")
    size = len(seen)
    prior = last
    last = "seen"
while u:
    act("while")
count = len(seen)
""")
    assert acts == [("row", True), ("while", True)]
    for name in ("n", "last", "size", "prior", "count"):
        assert isinstance(names[name], Unknown), (name, names[name])


def test_a_loop_over_what_was_filled_in_doubt_is_doubtful() -> None:
    _, _, acts = doubted("""
names = ["a"]
if u:
    names.append("b")
for name in names:
    act(name)
""")
    assert acts == [("a", True), ("b", True)]


def test_unknown_parts_of_texts_leave_the_known_ones() -> None:
    _, names, _ = doubted("""
a = f"SELECT {u} FROM t{1}"
b = "x = %s AND y = %s" % (u, 5)
c = "a" + u + "b"
d = "{} {x}".format(u, x="k")
e = "-".join(["p", u, "q"])
f = "%(a)s/%(b)s" % {"a": u, "b": "z"}
""")
    expected = {
        "a": f"SELECT {HOLE} FROM t1",
        "b": f"x = {HOLE} AND y = 5",
        "c": f"a{HOLE}b",
        "d": f"{HOLE} k",
        "e": f"p-{HOLE}-q",
        "f": f"{HOLE}/z",
    }
    assert {name: names[name].partial for name in expected} == expected


def test_questions_about_the_unknown_are_unknown() -> None:
    _, names, _ = doubted("""
answers = [u is None, u == 1, u in [1], 1 in u, not u, len(u), [x for x in u], {x: 1 for x in u}, u.name, u[0], u(),
    [x for x in [1] if u], list(u), sorted(u), any([u]), all([u, True]), isinstance(u, str), hasattr(u, "x"), str(u),
    -u, u + 1, u < 2, [1, 2][u], {"a": 1}[u], max(1, u), range(u), int(u), "a".join(u), dict(u), {"k": 1}.get(u)]
decided = [any([u, 1]), all([u, 0]), bool(u and False), bool(u or True)]
""")
    for answer in names["answers"]:
        assert isinstance(answer, Unknown)
    assert names["decided"] == [True, False, False, True]


def test_try_over_something_that_raises_in_doubt_runs_its_handler_in_doubt() -> None:
    _, names, acts = doubted("""
x = 0
try:
    if u:
        raise ValueError
    act("body")
    x = 1
except ValueError:
    act("handler")
    x = 1
else:
    act("else")
act("after")
""")
    assert acts == [("body", True), ("handler", True), ("else", True), ("after", False)]
    assert isinstance(names["x"], Unknown) or names["x"] == 1
