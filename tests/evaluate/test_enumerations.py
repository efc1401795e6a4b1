"""Enumerations, as Python has them; what Python versions disagree on is unknown."""

from __future__ import annotations

from migration_lsp.source.evaluate.values import Unknown
from tests.evaluate.real import read, same_as_python


def test_plain_members() -> None:
    same_as_python("""
        from enum import Enum, auto, unique
        @unique
        class Colour(Enum):
            RED = 1
            GREEN = "g"
            BLUE = (1, 2)
            def hello(self): return f"I am {self.name}"
            @property
            def label(self): return self.name.title()
            @classmethod
            def default(cls): return cls.GREEN
            @staticmethod
            def two(): return 2
        r = [c.value for c in Colour], [c.name for c in Colour], len(Colour), Colour.RED.hello(), Colour.BLUE.label
        r2 = (Colour(1) is Colour.RED, Colour["GREEN"].value, Colour.RED in Colour, Colour.RED == 1,
            Colour.RED == Colour.RED)
        r3 = (str(Colour.RED), f"{Colour.RED}", "%s" % Colour.RED, "{}".format(Colour.RED), bool(Colour.RED))
        r4 = (Colour.default().name, Colour.two(), isinstance(Colour.RED, Colour), isinstance(Colour.RED, Enum))
        r5 = (list(Colour.__members__), Colour.RED is Colour.RED, Colour.RED != Colour.GREEN,
            {Colour.RED: 1}[Colour.RED])
        class N(Enum):
            A = auto()
            B = auto()
            C = 10
            D = auto()
        r6 = [n.value for n in N]
        caught = ""
        try:
            Colour(99)
        except ValueError:
            caught = "value"
        try:
            Colour["NONE"]
        except KeyError:
            caught += "key"
        """)


def test_text_members() -> None:
    same_as_python("""
        from enum import Enum, StrEnum, auto
        class S(str, Enum):
            A = "a"
            B = "b"
        class T(StrEnum):
            ONE = auto()
            TWO = "2"
        class U(str, Enum):
            A = "a"
            def __str__(self): return self.value
        r = (S.A == "a", S.A.upper(), S.A + "x", "x" + S.A, str(S.A), "%s" % S.A, S("b").name, S.A.value,
            S.A in ("a",))
        r2 = (T.ONE.value, str(T.ONE), f"{T.TWO}", T.ONE == "one", "-".join([T.ONE, T.TWO]), T("2").name,
            f"{T.ONE:>5}")
        r3 = (str(U.A), f"{U.A}", isinstance(S.A, str), sorted([S.B, S.A])[0].name, {"a": 1}[S.A], len(T.ONE))
        r4 = ",".join(S), [s.value for s in reversed(S)] if False else 0, "a" in [s.value for s in S]
        """)


def test_where_versions_of_python_disagree() -> None:
    _, names = read("""
        from enum import Enum, IntEnum
        class S(str, Enum):
            A = "a"
        class I(IntEnum):
            A = 1
        text = f"CREATE TYPE s AS ENUM ('{S.A}')"
        formatted = "{}".format(S.A)
        number = str(I.A)
        """)
    assert isinstance(names["text"], Unknown)
    assert names["text"].partial == "CREATE TYPE s AS ENUM ('_unknown_')"
    assert isinstance(names["formatted"], Unknown)
    assert isinstance(names["number"], Unknown)


def test_numbers_and_flags() -> None:
    same_as_python("""
        from enum import Enum, IntEnum, IntFlag, Flag, auto
        class I(IntEnum):
            LOW = 1
            HIGH = 5
        class J(int, Enum):
            X = 3
        class F(Flag):
            A = auto()
            B = auto()
            C = auto()
        r = (I.LOW < I.HIGH, I.LOW + 1, I.HIGH == 5, [0, 10][I.LOW], max(I.LOW, I.HIGH), f"{I.HIGH}",
            f"{I.HIGH:03}", J.X + 1)
        r2 = [f.value for f in F], F.A.value | F.B.value, bool(F.A), isinstance(I.LOW, int), "%d" % I.HIGH, I(5).name
        r3 = (F.A | F.C).value, int(I.HIGH), list(range(I.HIGH))
        """)


def test_aliases_missing_and_own_values() -> None:
    same_as_python("""
        from enum import Enum
        class C(Enum):
            RED = 1
            ROT = 1
            BLUE = 2
            @classmethod
            def _missing_(cls, value):
                return cls.BLUE if value == "blau" else None
        r = (C.ROT is C.RED, C.ROT.name, len(C), C("blau").name, list(C.__members__))
        class Planet(Enum):
            EARTH = (5, 6)
            MARS = (3, 4)
            def __init__(self, mass, radius):
                self.mass = mass
                self.radius = radius
            @property
            def ratio(self): return self.mass * self.radius
        r2 = (Planet.EARTH.mass, Planet.MARS.ratio, Planet.EARTH.value)
        class Auto(Enum):
            def _generate_next_value_(name, start, count, last_values):
                return name.lower() + str(count)
            from enum import auto
            A = auto()
            B = auto()
        r3 = [a.value for a in Auto]
        class Base(Enum):
            def shout(self): return self.value.upper()
        class Kid(Base):
            X = "x"
        r4 = Kid.X.shout(), isinstance(Kid.X, Base), issubclass(Kid, Base)
        """)


def test_functional_forms() -> None:
    same_as_python("""
        from enum import Enum, IntEnum, StrEnum
        A = Enum("A", "X Y, Z")
        B = Enum("B", ["P", "Q"])
        C = Enum("C", {"M": "m", "N": "n"})
        D = IntEnum("D", [("ONE", 1), ("TEN", 10)])
        E = Enum("E", [("V", "v")], type=str)
        r = ([m.value for m in A], [m.name for m in B], C.M.value, C("n").name, D.TEN + 1, E.V == "v",
            A.X.name, str(A.Y))
        """)
