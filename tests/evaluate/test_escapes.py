"""The classic ways out of a sandbox lead nowhere: nothing is opened, run or imported, no real object is reached."""

from __future__ import annotations

import enum
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from migration_lsp.source.evaluate import values as kinds
from migration_lsp.source.evaluate.instances import FieldOptions
from migration_lsp.source.evaluate.managers import Suppressing
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.evaluate.streams import Managed, Stream
from migration_lsp.source.evaluate.values import External, Unknown, is_plain
from tests.evaluate.real import read

OURS = (
    kinds.Unknown,
    kinds.External,
    kinds.Generic,
    kinds.Function,
    kinds.Descriptor,
    kinds.BoundMethod,
    kinds.Class,
    kinds.Instance,
    kinds.Super,
    kinds.Native,
    kinds.Failure,
    kinds.LazyImport,
    Module,
    Stream,
    Managed,
    Suppressing,
    FieldOptions,
    enum.Enum,
    slice,
)

ESCAPES = {
    "subclasses": "x = ().__class__.__bases__[0].__subclasses__()",
    "subclasses by format": "x = '{0.__class__.__mro__[1]}'.format(())",
    "format attribute": "class A: pass\nx = '{0.__class__.__init__.__globals__}'.format(A())",
    "format item": "x = '{a[__globals__]}'.format(a=globals())",
    "format_map of an own dict": "class D(dict):\n    def __missing__(self, k): return k\n"
    "x = '{a.__class__}'.format_map(D())",
    "f-string": "x = f'{().__class__.__mro__}'",
    "globals of a function": "def f(): pass\nx = getattr(f, '__globals__')",
    "code of a function": "def f(): pass\nx = f.__code__.co_consts\ny = f.__closure__",
    "builtins of a function": "def f(): pass\nx = f.__builtins__",
    "mro of a type": "x = type('a').mro()",
    "type of a type": "x = type(type(1))\ny = x('X', (), {}).__subclasses__()",
    "system": "x = __import__('os').system('echo hi > never.txt')",
    "import_module": "import importlib\nx = importlib.import_module('os').popen('id').read()",
    "open": "x = open('secret.txt').read()",
    "pathlib": "import pathlib\nx = pathlib.Path('secret.txt').read_text()",
    "eval": "x = eval('1 + 1')",
    "exec": "exec('x = 1')",
    "compile": "x = compile('1', 'a', 'eval')",
    "breakpoint": "x = breakpoint()",
    "input": "x = input('> ')",
    "subprocess": "import subprocess\nx = subprocess.run(['id'], capture_output=True).stdout",
    "socket": "import socket\nx = socket.create_connection(('127.0.0.1', 1))",
    "builtins of globals": "x = globals()['__builtins__']",
    "builtins by name": "x = __builtins__\ny = __builtins__['open']",
    "builtins module": "import builtins\nx = builtins.open('secret.txt')\ny = builtins.eval('1')",
    "vars of a class": "class A: pass\nx = vars(A)['__dict__']",
    "dict of a module": "import os\nx = os.__dict__['system']('id')",
    "loader": "x = __loader__\ny = __spec__.loader.load_module('os')",
    "decorator": "import os\n@os.system\ndef f(): pass\nx = f",
    "eval as a decorator": "@eval\n@str\ndef f(): pass\nx = f",
    "descriptor": "class D:\n    def __get__(self, o, c): return o.__class__.__subclasses__()\nclass A:\n"
    "    d = D()\nx = A().d",
    "metaclass": "class M(type):\n    def __call__(cls): return type.__subclasses__(object)\n"
    "class A(metaclass=M): pass\nx = A()",
    "generator frame": "def g():\n    yield 1\nx = g().gi_frame.f_globals\ny = g().gi_code",
    "generator expression frame": "x = (a for a in [1]).gi_frame",
    "traceback": "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    x = e.__traceback__.tb_frame.f_globals",
    "enum internals": "from enum import Enum\nclass E(Enum):\n    A = 1\nx = E.A.__class__.__init__.__globals__\n"
    "y = E._member_map_\nz = E.__class__.__prepare__\nw = E.A.__reduce_ex__(2)\nv = E._value2member_map_",
    "functional enum": "from enum import Enum\nE = Enum('E', 'A')\nx = E.__init_subclass__.__self__\n"
    "y = E.A.__objclass__",
    "native attributes": "x = 'a'.upper.__self__\ny = 'a'.join.__func__\nz = [].append.__call__\nw = 'a'.format.call",
    "partial": "from functools import partial\nx = partial(open, 'secret.txt')()\ny = partial(int).func",
    "own fields of ours": "def f(): pass\nx = f.node\ny = f.module\nz = f.closure\nclass A: pass\nw = A.namespace\n"
    "v = A.module.tree\nu = A().cls\nt = A().attributes",
    "method of ours": "class A:\n    def f(self): pass\nx = A().f.function\ny = A().f.receiver\nz = A.f.node",
    "module of ours": "import program\nx = program.tree\ny = program.namespace\nz = program.lines",
    "external of ours": "import os\nx = os.name.name\ny = os.last",
    "setattr on ours": "def f(): pass\nsetattr(f, 'node', 1)\nsetattr(f, 'module', None)\nf.closure = 5\n"
    "x = f()\ny = f.node",
    "getattr with a dunder": "x = getattr(1, '__class__')\ny = getattr([], '__reduce__')()\n"
    "z = getattr('', '__init__')",
    "star import": "from os import *\nx = system('id')\ny = popen('id')",
    "sys modules": "import sys\nx = sys.modules['os'].system('id')\ny = sys._getframe()",
    "pickle": "import pickle\nx = pickle.loads(b'cos\\nsystem\\n(S\"id\"\\ntR.')",
    "ctypes": "import ctypes\nx = ctypes.CDLL(None).system(b'id')",
    "operator": "import operator\nx = operator.attrgetter('__class__')(1)\n"
    "y = operator.methodcaller('__subclasses__')(object)",
    "object": "x = object.__subclasses__()\ny = object().__class__.__subclasses__\n"
    "z = object.__reduce_ex__(object(), 2)",
    "property object": "class A:\n    @property\n    def p(self): return 1\nx = A.p.fget.__globals__\ny = A.p.function",
    "super": "class A:\n    def f(self): return super().__getattribute__('__class__').__subclasses__()\nx = A().f()",
    "str subclass": "class S(str):\n    def __format__(self, s): return open('secret.txt').read()\nx = f'{S()}'",
    "exec in a class body": "class A:\n    exec('y = 1')\n    z = eval('1')\nx = A.z",
    "lambda defaults": "x = (lambda f=open: f('secret.txt'))()",
    "map of open": "x = list(map(open, ['secret.txt']))\ny = sorted(['secret.txt'], key=open)\n"
    "z = max(['a'], key=eval)",
    "with open": "with open('never.txt', 'w') as f:\n    x = f.write('a')",
    "numbers": "x = (1).__class__\ny = (1).__add__\nz = True.real.__class__.__base__",
    "environment": "import os\nx = os.environ['HOME']\ny = os.getcwd()\nz = dict(os.environ)",
    "dates that run": "import datetime\nx = datetime.datetime.now()\n"
    "y = datetime.datetime(2020, 1, 1).__class__.__base__",
    "uuid": "import uuid\nx = uuid.UUID('12345678123456781234567812345678').__class__\ny = uuid.uuid4()",
}

_FORBIDDEN = (
    "compile",
    "ctypes",
    "exec",
    "import",
    "open",
    "os.",
    "pickle",
    "shutil",
    "socket",
    "subprocess",
    "builtins.breakpoint",
    "builtins.input",
)
_watching: list[list[str]] = []


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and event.startswith(_FORBIDDEN):
        _watching[-1].append(f"{event} {arguments!r}"[:200])


sys.addaudithook(_audit)


@contextmanager
def watched() -> Iterator[list[str]]:
    seen: list[str] = []
    _watching.append(seen)
    try:
        yield seen
    finally:
        _watching.pop()


def _is_harmless(value: Any, depth: int = 4) -> bool:
    """Whether a value is plain or one of our descriptions; or a container of such."""
    if is_plain(value) or isinstance(value, OURS):
        return True
    if isinstance(value, (list, tuple, set, frozenset)) and depth:
        return all(_is_harmless(item, depth - 1) for item in value)
    if isinstance(value, dict) and depth:
        return all(_is_harmless(item, depth - 1) for pair in value.items() for item in pair)
    return type(value).__module__ in ("datetime", "uuid")


@pytest.mark.parametrize("name", ESCAPES)
def test_it_leads_nowhere(name: str) -> None:
    read("import warm\nx = f'{1}'")
    with watched() as seen:
        interpreter, names = read(ESCAPES[name])
    # The program itself is parsed: the one thing that is compiled, to a tree.
    assert [event for event in seen if not event.startswith("compile ")] == []
    assert sum(event.startswith("compile ") for event in seen) == 1
    for key, value in names.items():
        if not key.startswith("__"):
            assert _is_harmless(value), f"{key} is {value!r} ({type(value)})"
    assert interpreter.depth == 0


FORBIDDEN_RESULTS: dict[str, type] = {
    "x = ().__class__": Unknown,
    "def f(): pass\nx = f.node": Unknown,
    "class A: pass\nx = A.namespace": Unknown,
    "x = 'a'.upper.call": Unknown,
    "x = globals()['__builtins__'] if '__builtins__' in globals() else None": type(None),
    "x = open": External,
    "x = eval('1')": Unknown,
    "x = '{0.__class__}'.format(1)": Unknown,
}


@pytest.mark.parametrize("text", FORBIDDEN_RESULTS)
def test_what_is_answered_instead(text: str) -> None:
    _, names = read(text)
    assert isinstance(names["x"], FORBIDDEN_RESULTS[text])
