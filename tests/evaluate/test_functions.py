"""Functions, closures, generators, decorators, as Python has them."""

from __future__ import annotations

import pytest

from tests.evaluate.real import same_as_python

PROGRAMS = {
    "defaults and stars": """
        def f(a, b=2, *rest, c=3, **more):
            return (a, b, rest, c, more)
        r1 = f(1)
        r2 = f(1, 5, 6, 7, c=8, d=9)
        r3 = f(*[1, 2, 3], **{"c": 4, "z": 5})
        r4 = f(b=1, a=2)
        """,
    "positional and keyword only": """
        def f(a, /, b, *, c):
            return a * 100 + b * 10 + c
        def g(name, /, **more):
            return (name, more)
        r1 = f(1, 2, c=3)
        r2 = f(1, b=2, c=3)
        r3 = g("x", name="y")
        """,
    "defaults are made once": """
        def f(x, seen=[]):
            seen.append(x)
            return list(seen)
        r1, r2 = f(1), f(2)
        """,
    "closures": """
        def counter():
            n = 0
            def step(by=1):
                nonlocal n
                n += by
                return n
            return step
        a, b = counter(), counter()
        r = (a(), a(5), b(), a())
        adders = [lambda x, k=k: x + k for k in range(3)]
        late = [lambda: k for k in range(3)]
        r2 = [f(10) for f in adders]
        r3 = [f() for f in late]
        """,
    "global": """
        total = 0
        def add(n):
            global total, made
            total += n
            made = "here"
        add(3); add(4)
        """,
    "recursion": """
        def factorial(n):
            return 1 if n < 2 else n * factorial(n - 1)
        def fib(n):
            if n < 2:
                return n
            return fib(n - 1) + fib(n - 2)
        r = (factorial(10), fib(10))
        """,
    "generators": """
        def squares(n):
            for i in range(n):
                yield i * i
            return
        r1 = list(squares(4))
        g = squares(5)
        r2 = (next(g), next(g), list(g), list(g))
        def chained():
            yield 0
            yield from squares(3)
            yield from [7, 8]
        r3 = [x for x in chained() if x]
        r4 = sum(x for x in range(5))
        def endless():
            n = 0
            while True:
                yield n
                n += 1
        r5 = []
        for n in endless():
            if n > 3:
                break
            r5.append(n)
        e = endless()
        r6 = [next(e), next(e)]
        r7 = next(squares(0), "none")
        """,
    "iterators are read once": """
        it = iter([1, 2, 3])
        r1 = next(it)
        r2 = list(it)
        r3 = list(it)
        z = zip([1, 2], "ab")
        r4, r5 = list(z), list(z)
        m = map(str, [1, 2])
        r6 = (next(m), list(m))
        r7 = (len([*reversed([1, 2])]), dict(enumerate("ab", 1)))
        it = iter(range(5))
        for x in it:
            if x == 2:
                break
        r8 = list(it)
        """,
    "decorators": """
        import functools
        def twice(f):
            @functools.wraps(f)
            def run(*args, **kwargs):
                return f(*args, **kwargs) * 2
            return run
        def times(n):
            def decorate(f):
                def run(*args):
                    return f(*args) * n
                return run
            return decorate
        @twice
        def one():
            "It says one."
            return 1
        @times(3)
        @twice
        def name(x):
            return x
        r = (one(), one.__name__, one.__doc__, name("ab"), name.__name__)
        """,
    "functools": """
        from functools import partial, lru_cache, cache, reduce
        def f(a, b, c=0):
            return (a, b, c)
        p = partial(f, 1, c=9)
        r1 = p(2)
        @lru_cache(maxsize=None)
        def slow(n):
            return n + 1
        @cache
        def slower(n):
            return n + 2
        r2 = (slow(1), slower(1))
        r3 = reduce(lambda a, b: a * b, [1, 2, 3, 4])
        """,
    "lambdas": """
        r1 = (lambda x, y=2, *z: (x, y, z))(1)
        r2 = sorted(["bb", "a", "ccc"], key=lambda s: -len(s))
        r3 = (lambda: (yield))  is not None
        """,
    "function attributes": """
        def f(): ...
        f.label = "x"
        r = (f.label, f.__name__, hasattr(f, "label"))
        """,
    "context managers": """
        import contextlib
        log = []
        @contextlib.contextmanager
        def block(name):
            log.append("in " + name)
            try:
                yield name.upper()
            finally:
                log.append("out " + name)
        with block("a") as x, block("b") as y:
            log.append(x + y)
        def early():
            with block("c") as z:
                return z
        r1 = early()
        caught = None
        try:
            with block("d"):
                raise ValueError("no")
        except ValueError as e:
            caught = str(e)
        class Manager:
            def __enter__(self):
                log.append("enter")
                return 5
            def __exit__(self, kind, value, trace):
                log.append(kind is None)
                return True
        with Manager() as m:
            r2 = m
        with Manager():
            raise KeyError("x")
        with contextlib.suppress(KeyError, IndexError):
            [][0]
            log.append("never")
        for n in range(3):
            with block(str(n)):
                if n == 1:
                    break
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_functions(name: str) -> None:
    same_as_python(PROGRAMS[name])
