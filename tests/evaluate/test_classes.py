"""Classes, records and instances, as Python has them."""

from __future__ import annotations

import pytest

from tests.evaluate.real import same_as_python

PROGRAMS = {
    "attributes": """
        class A:
            x = 1
            names = [n.upper() for n in ("a", "b")]
            y = x + 1
            def __init__(self, v, w=2):
                self.v = v
                self.w = w
            def sum(self):
                return self.v + self.w + self.x
        a = A(1)
        r = (a.v, a.w, a.sum(), A.x, A.y, A.names, A.sum(a), A.__name__, a.__class__.__name__)
        A.x = 10
        a.v += 5
        r2 = (a.sum(), a.x)
        """,
    "inheritance and super": """
        class A:
            def __init__(self): self.log = ["A"]
            def who(self): return "A"
        class B(A):
            def __init__(self):
                super().__init__()
                self.log.append("B")
            def who(self): return "B" + super().who()
        class C(A):
            def __init__(self):
                super().__init__()
                self.log.append("C")
            def who(self): return "C" + super().who()
        class D(B, C):
            def __init__(self):
                super().__init__()
                self.log.append("D")
            def who(self): return "D" + super(D, self).who()
        d = D()
        r = (d.who(), d.log, isinstance(d, C), isinstance(d, (int, A)), issubclass(D, A), issubclass(A, D))
        names = [c.__name__ for c in D.__mro__[:-1]]
        """,
    "methods of all kinds": """
        class A:
            count = 0
            @classmethod
            def make(cls, n):
                cls.count += 1
                a = cls()
                a.n = n
                return a
            @staticmethod
            def double(x): return x * 2
            @property
            def twice(self): return self.n * 2
            @twice.setter
            def twice(self, value): self.n = value // 2
        class B(A): ...
        b = B.make(4)
        r = (b.n, b.twice, A.double(3), b.double(4), A.count, B.count, type(b).__name__)
        b.twice = 20
        r2 = (b.n, b.twice)
        bound = b.make
        r3 = bound(7).n
        """,
    "cached properties": """
        import functools
        calls = []
        class A:
            @functools.cached_property
            def value(self):
                calls.append(1)
                return len(calls)
        a = A()
        r = (a.value, a.value, len(calls))
        """,
    "init_subclass": """
        registry = {}
        class Base:
            def __init_subclass__(cls, tag=None, **kwargs):
                super().__init_subclass__(**kwargs)
                registry[cls.__name__] = tag
                cls.tag = tag
        class A(Base, tag="a"): ...
        class B(A): ...
        r = (A.tag, B.tag)
        """,
    "dataclasses": """
        from dataclasses import dataclass, field, replace, asdict, astuple
        @dataclass
        class P:
            x: int
            y: int = 2
            tags: list = field(default_factory=list)
            hidden: int = field(default=7, init=False)
            def __post_init__(self):
                self.total = self.x + self.y
        @dataclass(kw_only=True)
        class Q(P):
            z: str = "z"
        p = P(1)
        p.tags.append("t")
        q = Q(x=5, z="zz")
        r = (p.x, p.y, p.tags, p.hidden, p.total, P(1).tags, q.z, q.total)
        r2 = (P(1) == P(1), P(1) == P(2), P(1) != P(1), repr(P(3)), asdict(P(4)), astuple(P(5)))
        @dataclass
        class Simple:
            a: int
            b: str = "b"
        s = replace(Simple(1), b="c")
        r3 = (s.a, s.b, str(s), Simple(1) in [Simple(1)], [Simple(2)] == [Simple(2)])
        """,
    "named tuples": """
        from collections import namedtuple
        from typing import NamedTuple
        P = namedtuple("P", "x y")
        class Q(NamedTuple):
            a: int
            b: str = "b"
            def both(self): return f"{self.a}{self.b}"
        p, q = P(1, y=2), Q(1)
        x, y = p
        r = (p.x, p[1], x + y, len(p), list(q), q.both(), q == (1, "b"), p._asdict(), q._replace(a=5).a, P._fields)
        r2 = (isinstance(p, tuple), [k for k in q], p == P(1, 2), str(p), q[-1], 2 in p)
        R = namedtuple("R", ["a", "b"], defaults=[5])
        r3 = R(1).b
        """,
    "special methods": """
        class V:
            def __init__(self, n): self.n = n
            def __add__(self, o): return V(self.n + (o.n if isinstance(o, V) else o))
            __radd__ = __add__
            def __eq__(self, o): return isinstance(o, V) and self.n == o.n
            def __lt__(self, o): return self.n < o.n
            def __len__(self): return self.n
            def __bool__(self): return self.n > 1
            def __getitem__(self, k): return (self.n, k)
            def __contains__(self, k): return k == self.n
            def __iter__(self): return iter(range(self.n))
            def __call__(self, a, b=1): return self.n + a + b
            def __str__(self): return f"V{self.n}"
            def __repr__(self): return f"V({self.n})"
            def __neg__(self): return V(-self.n)
            def __format__(self, spec): return f"<{spec}>"
        v = V(3)
        r = ((v + V(1)).n, (v + 1).n, (1 + v).n, v == V(3), v != V(3), v < V(4), v > V(4), len(v), bool(V(1)), v["k"])
        r2 = (3 in v, list(v), v(1), v(1, b=2), str(v), repr(v), f"{v:spec}", f"{v!r}", f"{v!s:>4}", "%s" % v, (-v).n)
        r3 = ("{}".format(V(2)), sum([V(1), V(2)]).n, V(3) in [V(1), V(3)], not V(0), [V(1)].index(V(1)))
        """,
    "items and attributes by name": """
        class Bag:
            def __init__(self): self.data = {}
            def __setitem__(self, k, v): self.data[k] = v
            def __delitem__(self, k): del self.data[k]
            def __getattr__(self, name): return "attr " + name
        b = Bag()
        b["x"] = 1
        b["y"] = 2
        del b["x"]
        r = (b.data, b.nothing, getattr(b, "other"), getattr(b, "data")["y"])
        class E: x = 1
        e = E()
        setattr(e, "dyn", 5)
        r2 = (e.dyn, hasattr(e, "dyn"), hasattr(e, "none"), getattr(e, "none", "default"), vars(e), e.__dict__)
        del e.dyn
        r3 = hasattr(e, "dyn")
        """,
    "nested and dynamic classes": """
        class Outer:
            level = 1
            class Inner:
                level = 2
                class Deep: level = 3
            def inner(self): return self.Inner.level
        r = (Outer.Inner.level, Outer.Inner.Deep.level, Outer().inner())
        Made = type("Made", (Outer,), {"extra": 7, "f": lambda self: self.extra})
        r2 = (Made.extra, Made().f(), Made.level, Made.__name__, issubclass(Made, Outer))
        def factory(n):
            class Local(Outer):
                level = n
                def get(self): return n
            return Local
        r3 = [factory(i)().get() for i in range(3)] + [factory(9).level]
        """,
    "class bodies": """
        x = "global"
        class A:
            x = "class"
            y = [x for _ in range(1)]
            z = x
            def f(self): return x
            if z == "class":
                extra = 1
            for i in range(3):
                last = i
            del i
        r = (A.y, A.z, A().f(), A.extra, A.last, hasattr(A, "i"))
        """,
    "own __new__ and descriptors": """
        class One:
            instance = None
            def __new__(cls, *args):
                if cls.instance is None:
                    cls.instance = super().__new__(cls)
                return cls.instance
        class Field:
            def __set_name__(self, owner, name): self.name = name
            def __get__(self, obj, owner): return self.name if obj is None else (obj.v, self.name)
        class H:
            f = Field()
            def __init__(self): self.v = 1
        r = (H.f, H().f)
        same = One() is One()
        """,
    "abstract and typing": """
        from abc import ABC, abstractmethod
        from typing import ClassVar, Generic, TypeVar, Protocol
        T = TypeVar("T")
        class A(ABC, Generic[T]):
            kind: ClassVar[str] = "a"
            @abstractmethod
            def f(self): ...
            @property
            @abstractmethod
            def p(self): ...
        class B(A[int]):
            def f(self): return self.kind
            p = 5
        r = (B().f(), B().p)
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_classes(name: str) -> None:
    same_as_python(PROGRAMS[name])
