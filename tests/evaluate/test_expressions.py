"""Expressions, operators and the methods of plain values, as Python has them."""

from __future__ import annotations

import pytest

from tests.evaluate.real import same_as_python

PROGRAMS = {
    "arithmetic": """
        r = (7 // 2, -7 // 2, 7 % 3, -7 % 3, 7 / 2, 2 ** 10, 1 << 4, 255 >> 3, 6 & 3, 6 | 3, 6 ^ 3, ~5, -(-3),
            +True, 1.5 * 2)
        r2 = (1 + 2.0, True + 1, "a" * 3, [0] * 3, (1,) + (2,), [1] + [2], {1} | {2}, {"a": 1} | {"b": 2},
            {1, 2} - {2}, 10 ** -1)
        r3 = (divmod(17, 5), abs(-3), round(2.675, 2), round(2.5), pow(2, 5), sum([1, 2], 10), hex(255),
            bin(5), oct(8), ord("a"), chr(98))
        """,
    "comparisons": """
        x = 5
        r = (1 < x < 10, 1 < x > 7, x == 5 != 6, "a" < "b", [1, 2] < [1, 3], (1,) == (1,), None is None,
            x is not None)
        r2 = (3 in [1, 3], "b" in "abc", 2 not in {1: 1}, "k" in {"k": 0}, 4 in range(0, 10, 2),
            5 in range(0, 10, 2), 1 == True, 1 == 1.0)
        r3 = ([] == [], {} == {}, {1, 2} == {2, 1}, {1} <= {1, 2}, {"a": [1]} == {"a": [1]}, [1] == (1,),
            "1" == 1, not [])
        """,
    "booleans": """
        log = []
        def t(v):
            log.append(v)
            return v
        r = (t(0) or t(2) or t(3), t(1) and t(0) and t(5), not t(0), t("") or None, t([]) and 1)
        r2 = 1 if t(0) else 2 if t(0) else 3
        r3 = bool([0]), bool(""), bool(0.0), bool(None), bool("0"), any([0, 1]), all([]), any([]), all([1, 0])
        """,
    "comprehensions": """
        r = [x * y for x in range(3) for y in range(x) if (x + y) % 2]
        r2 = {k: v for k, v in zip("abc", range(3)) if v}
        r3 = sorted({c for c in "hello"})
        r4 = [[i * j for j in range(3)] for i in range(2)]
        r5 = [y for x in range(4) if (y := x * 2) > 2]
        last = y
        x = "outer"
        r6 = [x for x in range(2)]
        r7 = x
        r8 = list(x for x in [1, 2] if x > 1)
        r9 = [a + b for (a, b), c in [((1, 2), 3)]]
        r10 = {**{"a": 1}, "b": 2, **{"a": 3}}, [*range(2), *"ab"], (*[1],), {*"a"}
        """,
    "f-strings": """
        name, n, f, items = "bob", 42, 3.14159, [1, "a"]
        width = 10
        r = f"{name} {n} {f:.2f} {n:05d} {n:x} {name!r} {name!s:>6} {items} {n + 1} {name.upper()}"
        r2 = f"{n:{width}}|{f:{width}.{2}f}|{name:^{width}}|{name:*<8}|{n:,}|{1000000:_}|{0.5:.0%}|{n!r:>5}"
        r3 = f"{{literal}} {'nested ' + f'{n}'} {None} {True} {{}}" + f"{items!r}" + "x" f"{n}"
        r4 = f"{n=} {name=!s}", f"{'':>3}|", f"{b'x'}", f"{(1, 2)}", f"{ {'a': 1} }", f"{1e10:g}", f"{-5:+}"
        r5 = f"{'é'!a}"
        """,
    "percent": """
        r = "%s and %d, %5.2f|%-5s|%05d|%x|%r|%%|%c" % ("a", 5, 2.5, "b", 42, 255, "q", "z")
        r2 = "%(a)s-%(b)03d" % {"a": 1, "b": 2}, "%s" % 5, "%s %s" % (1, [2]), "100%%" % (), "%s" % None, "%s" % (1,)
        r3 = "%*d" % (5, 42), "%.3s" % "abcdef", "%+d % d" % (1, 2), "%s" % "%s", "%r" % [1, "a"], "%e" % 12345.678
        r4 = "no conversion", "%%s" % (), "%i%%" % 5
        """,
    "format": """
        class O:
            a = {"k": [1, 2]}
        r = "{} {}".format(1, "b"), "{1}{0}".format("a", "b"), "{x:>4}|{y!r}".format(x=1, y="q"), "{{}}".format()
        r2 = "{0[k]} {1[0]}".format({"k": "v"}, [7]), "{:{w}.{p}f}".format(3.14159, w=8, p=2), "{:,}".format(1234567)
        r3 = ("{o.a}".format(o=O), "{o.a[k][1]}".format(o=O), "{a}".format_map({"a": 1}), "{:d}".format(5),
            format(5, "03"), format("x"))
        """,
    "slices": """
        s, l, t = "abcdef", [0, 1, 2, 3, 4], (1, 2, 3)
        r = (s[1:3], s[::-1], s[-2:], l[::2], l[1:-1], t[:2], s[10:], l[-1], range(10)[2:5][1], b"abc"[1], b"abc"[:2])
        l2 = l[:]
        l2[1:3] = ["x"]
        l2[0] = "first"
        del l2[-1]
        l3 = list(l)
        l3[::2] = [9, 9, 9]
        del l3[0:2]
        """,
    "string methods": """
        s = "  Hello, World  "
        r = [s.strip(), s.lower().strip().split(", "), s.replace("l", "L"), s.find("World"), s.title(),
            s.count("l"), s.strip().partition(",")]
        r2 = ["a,b,,c".split(","), "a b  c".split(), "x".join("abc"), "abc".startswith(("x", "a")),
            "Abc".swapcase(), "5".zfill(3), "a".ljust(3, "."), "a".center(5)]
        r3 = ["abc".removeprefix("a"), "abc".removesuffix("c"), "a\\nb".splitlines(), "abc".isalpha(),
            "12".isdigit(), "a_b".isidentifier(), "é".encode("utf-8"), b"x".decode()]
        r4 = ["CamelCase".casefold(), "a-b-c".rsplit("-", 1), "x=1".rpartition("="), "aXbX".rstrip("X"),
            "abcabc".rindex("b"), ",".join(str(i) for i in range(3)), "%s" % "x".upper()]
        """,
    "dict methods": """
        d = {"a": 1}
        d["b"] = 2
        d.update({"c": 3}, d=4)
        d.setdefault("e", []).append(5)
        d.setdefault("a", 99)
        popped = d.pop("b"), d.pop("zz", None)
        r = (list(d), list(d.items()), d.get("a"), d.get("q"), d.get("q", 0), len(d), "a" in d,
            sorted(d.values(), key=str))
        copy = d.copy()
        copy["new"] = 1
        d2 = dict(a=1, **{"b": 2}); d2 |= {"c": 3}
        last = d2.popitem()
        d3 = dict([("x", 1), ("y", 2)]); d3.clear()
        d4 = dict.fromkeys(["a", "b"], 0)
        for k, v in {"p": 1, "q": 2}.items():
            d3[v] = k
        d5 = {(1, 2): "t", None: "n", 1: "one", True: "true"}
        """,
    "list methods": """
        l = [3, 1, 2]
        l.append(5); l.extend([7, 8]); l.insert(0, 9); l.remove(1)
        p = l.pop(), l.pop(0), l.index(2), l.count(5)
        l.reverse()
        other = l
        other += [100]
        l2 = sorted(l, reverse=True); l2.sort(); l3 = sorted(["b", "A", "c"], key=str.lower)
        l4 = sorted([(1, "b"), (0, "z"), (1, "a")]); l5 = l[:]; l5.clear(); l6 = [1, 2] * 2
        words = ["bb", "a", "ccc"]; words.sort(key=len, reverse=True)
        best = max(words, key=len), min([3, 1, 2]), max(1, 5, 3), min([], default=0)
        """,
    "set methods": """
        s = {1, 2}
        s.add(3); s.discard(9); s.remove(1); s.update([7, 8]); s |= {10}; s -= {10}
        t = (s.union({20}), s.intersection({2, 3}), s.difference({2}), s & {3}, s ^ {3}, {1}.issubset({1, 2}),
            s.isdisjoint({99}))
        f = frozenset([1, 1, 2]), len({1, 1, 2}), 3 in s, sorted(s), set() == set(), bool(set())
        """,
    "unpacking": """
        a, b = 1, 2
        a, b = b, a
        (c, d), [e, *f] = (1, 2), [3, 4, 5]
        first, *middle, last = range(5)
        *start, end = "ab"
        x = y = [1]
        x.append(2)
        for i, (j, *k) in enumerate([(1, 2, 3), (4,)]):
            pass
        """,
    "augmented assignment": """
        n = 5; n += 1; n -= 2; n *= 3; n //= 2; n **= 2; n %= 7; n |= 8; n ^= 1; n <<= 2; n >>= 1; n &= 30
        s = "a"; s += "b"; s *= 2
        d = {"k": 1}; d["k"] += 5
        l = [[0]]; l[0] += [1]; l[0][0] += 7
        t = (1,); u = t; t += (2,)
        class C: n = 1
        c = C(); c.n += 1
        r = (c.n, C.n, u)
        """,
    "builtins": """
        r = (int("12"), int("ff", 16), float("1.5"), str(12), bool("x"), list("ab"), tuple([1]), len("abc"),
            repr("a"), int(3.9))
        r2 = (list(map(lambda x, y: x + y, [1, 2], [3, 4])), list(filter(None, [0, 1, 2])),
            list(filter(lambda x: x > 1, [1, 2])))
        r3 = (isinstance(1, int), isinstance(True, int), isinstance("a", (int, str)), type(1) == int,
            type("a") is str, isinstance([], list))
        r4 = (callable(len), isinstance(None, type(None)), issubclass(bool, int),
            type([]).__name__, isinstance(1, int | str))
        r5 = list(zip([1, 2], "ab", (True, False))), sorted("hello"), list(reversed([1, 2])), list(enumerate("ab"))
        r6 = globals()["r"][0], "r" in globals(), hasattr("a", "upper"), hasattr("a", "nope"), getattr("a", "upper")()
        r7 = bytes([1, 2]), str(1.0), str([1, "a"]), str((1,)), repr({"a": 1}), ascii("é"), float("inf") > 1
        def f(a):
            b = 2
            return sorted(locals())
        r8 = f(1)
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_expressions(name: str) -> None:
    same_as_python(PROGRAMS[name])
