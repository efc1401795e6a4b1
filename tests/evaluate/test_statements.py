"""Statements, exceptions and imports, as Python has them."""

from __future__ import annotations

import importlib
import sys
import textwrap
from pathlib import Path

import pytest

from migration_lsp.source.evaluate.values import Unknown
from tests.evaluate.real import plain_names, read, same, same_as_python

PROGRAMS = {
    "exceptions": """
        log = []
        def f(kind):
            try:
                log.append("try")
                if kind == 1: raise ValueError("bad", 2)
                if kind == 2: {}["k"]
                if kind == 3: [][1]
                if kind == 4: int("x")
                if kind == 5: return "returned"
                if kind == 6: 1 / 0
                if kind == 7: None.nothing
                if kind == 8: undefined_name
                if kind == 9: 1 + "a"
                if kind == 10: (lambda a: a)()
                if kind == 11: len(5) if False else "x".index("y")
            except ValueError as e:
                log.append(type(e).__name__)
                return ("value", len(e.args))
            except (KeyError, IndexError) as e:
                return type(e).__name__
            except ZeroDivisionError:
                return "zero"
            except (AttributeError, NameError, TypeError) as e:
                return type(e).__name__
            else:
                log.append("else")
            finally:
                log.append("finally")
            return "end"
        r = [f(k) for k in range(12)]
        """,
    "own exceptions": """
        class Base(Exception):
            code = 1
        class Kid(Base, KeyError):
            def __init__(self, name):
                super().__init__("kid " + name)
                self.name = name
        r = []
        for kind in (Base, Kid, LookupError):
            try:
                if kind is Kid: raise Kid("k")
                if kind is Base: raise Base
                raise LookupError("l")
            except Kid as e:
                r.append(("kid", e.name, e.code, e.args, isinstance(e, KeyError)))
            except Base as e:
                r.append(("base", e.code, str(e)))
            except Exception as e:
                r.append((type(e).__name__, str(e)))
        """,
    "re-raise and from": """
        log = []
        def inner():
            try:
                raise KeyError("a")
            except KeyError as e:
                log.append(str(e))
                raise
        def outer():
            try:
                inner()
            except LookupError as e:
                raise RuntimeError("outer") from e
            finally:
                log.append("cleanup")
        try:
            outer()
        except RuntimeError as e:
            log.append(str(e))
        def over():
            try:
                raise ValueError
            finally:
                return "swallowed"
        r = over()
        def nested():
            for i in range(3):
                try:
                    if i == 0: continue
                    if i == 1: break
                finally:
                    log.append(i)
            return i
        r2 = nested()
        try:
            try:
                raise ValueError("one")
            except ValueError:
                raise TypeError("two")
        except (ValueError, TypeError) as e:
            r3 = str(e)
        """,
    "loops": """
        r = []
        for i in range(10):
            if i % 2: continue
            if i > 6: break
            r.append(i)
        else:
            r.append("never")
        for i in []: pass
        else: r.append("else")
        n = 0
        while n < 5:
            n += 1
            if n == 3: continue
        else:
            r.append(n)
        while True:
            n -= 1
            if n < 0: break
        for a, *b in [(1, 2, 3), "xy"]: r.append((a, b))
        for k in {"x": 1, "y": 2}: r.append(k)
        """,
    "match": """
        class P:
            __match_args__ = ("x", "y")
            def __init__(self, x, y): self.x, self.y = x, y
        from enum import Enum
        class C(Enum): RED = 1
        def f(v):
            match v:
                case 0: return "zero"
                case 1 | 2 | 3 as n: return ("small", n)
                case "a" | "b": return "letter"
                case None: return "none"
                case True: return "true"
                case C.RED: return "red"
                case [1, *rest]: return ("list", rest)
                case (x, y) if x == y: return ("same", x)
                case [a, [b, *_]]: return ("nested", a, b)
                case {"type": "t", "v": v, **more}: return ("map", v, more)
                case {"k": int(n)}: return ("int", n)
                case P(0, y=yy): return ("P0", yy)
                case P(x=px): return ("P", px)
                case str(s): return ("str", s)
                case float() | bool(): return "float"
                case []: return "empty"
                case _: return "other"
        r = [f(v) for v in (0, 2, "b", None, 1.5, C.RED, [1, 2, 3], (4, 4), [5, [6, 7]], {"type": "t", "v": 1, "q": 2},
             {"k": 5}, P(0, 9), P(3, 4), "zzz", [], [9], {"k": "no"}, 99)]
        """,
    "del, assert, pass": """
        a, b, c = 1, [1, 2, 3], {"x": 1, "y": 2}
        del a, b[0], c["x"]
        assert b == [2, 3], "no"
        failed = ""
        try:
            assert not b, "message"
        except AssertionError as e:
            failed = str(e)
        x: int = 5
        y: "str"
        def f():
            x = 1
            del x
            try: return x
            except NameError: return "unbound"
        """,
    "scopes": """
        x = 1
        def f():
            x = 2
            def g():
                return x
            class C:
                x = 3
                y = x
                def h(self): return x
            return g(), C.x, C.y, C().h()
        r = f()
        def shadow(list): return list
        r2 = shadow(3)
        def late(): return later
        later = 5
        r3 = late()
        def outer():
            a = 1
            def mid():
                nonlocal a
                a += 1
                def inner():
                    nonlocal a
                    a *= 10
                inner()
            mid()
            return a
        r4 = outer()
        """,
    "annotations and if": """
        import sys
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from nowhere import Thing
            checked = True
        else:
            checked = False
        try:
            import json
            has_json = True
        except ImportError:
            has_json = False
        if sys.version_info >= (3, 8): new = True
        else: new = False
        """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_statements(name: str) -> None:
    unknown = ("failed",) if name.startswith("del") else ()
    same_as_python(PROGRAMS[name], unknown=unknown)


PACKAGE = {
    "pkg_of_test/__init__.py": """
        from .a import *
        from . import b
        from .sub import VALUE as renamed
        version = "1"
        """,
    "pkg_of_test/a.py": """
        from . import b as other
        __all__ = ["one", "_two"]
        one, _two, three = 1, 2, 3
        def lazily():
            from .b import back
            return back
        """,
    "pkg_of_test/b.py": """
        from pkg_of_test import a
        back = "b"
        def of_a():
            return a.one + a.three
        def __getattr__(name):
            if name == "dynamic":
                return "made"
            raise AttributeError(name)
        """,
    "pkg_of_test/sub/__init__.py": """
        from ..a import three
        from .deep import DEEP
        VALUE = three * 10
        """,
    "pkg_of_test/sub/deep.py": """
        from .. import version_info if False else a
        """.replace(" version_info if False else", ""),
    "program.py": """
        import pkg_of_test
        import pkg_of_test.sub.deep as deep
        from pkg_of_test import one, _two, renamed, b, version
        from pkg_of_test.b import dynamic
        r = (one, _two, renamed, b.of_a(), version, pkg_of_test.a.lazily(), dynamic, deep.DEEP,
            pkg_of_test.sub.deep.DEEP)
        has_three = hasattr(pkg_of_test, "three")
        try:
            from pkg_of_test import absent
        except ImportError:
            absent = "absent"
        name = pkg_of_test.a.__name__
        """,
}
PACKAGE["pkg_of_test/sub/deep.py"] = """
    from .. import a
    DEEP = a.three + 100
    """


def test_imports_between_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {path: textwrap.dedent(text) for path, text in PACKAGE.items()}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    before = set(sys.modules)
    try:
        expected = vars(importlib.import_module("program"))
        interpreter, actual = read(files)
        for name in plain_names(expected):
            if name != "absent":
                assert same(actual[name], expected[name]), (name, actual[name], expected[name], interpreter.notes)
        assert isinstance(actual["absent"], Unknown)
    finally:
        for name in set(sys.modules) - before:
            del sys.modules[name]


def test_a_cycle_of_imports_reads_what_stands_below() -> None:
    _, names = read(
        {
            "a.py": "from b import two\none = 1\nthree = two + 1\n",
            "b.py": "from a import one\ntwo = one + 1\n",
            "program.py": "from a import three\n",
        }
    )
    assert names["three"] == 3
