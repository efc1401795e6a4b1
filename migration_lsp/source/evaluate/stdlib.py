"""The few names of the standard library that models and migrations compute with, on evaluated values.

What reads the machine (the environment, the clock, random numbers) is not known, save for a stated fallback: a
setting that is not set is what a text can say about itself.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import json
import posixpath
import re
import textwrap
import typing
import uuid
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING

from migration_lsp.source.evaluate import regular, stdlib_types
from migration_lsp.source.evaluate.plugin import Site
from migration_lsp.source.evaluate.streams import over
from migration_lsp.source.evaluate.values import (
    MISSING,
    NOT_MINE,
    External,
    Raised,
    Unknown,
    Value,
    contains_unknown,
    is_plain,
)

if TYPE_CHECKING:
    from migration_lsp.source.evaluate.interpreter import Interpreter

CONSTANTS: dict[str, Value] = {
    **{f"re.{name}": int(flag) for name, flag in re.RegexFlag.__members__.items()},
    "os.sep": "/",
    "string.ascii_lowercase": "abcdefghijklmnopqrstuvwxyz",
    "string.ascii_letters": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "string.digits": "0123456789",
    "datetime.timezone.utc": datetime.UTC,
    "datetime.UTC": datetime.UTC,
    "sys.version_info": (3, 12, 0, "final", 0),
}


def _public(module: ModuleType) -> frozenset[str]:
    return frozenset(name for name in vars(module) if not name.startswith("_"))


EXPORTS: dict[str, frozenset[str]] = {
    module.__name__: frozenset(getattr(module, "__all__", None) or _public(module))
    for module in (dataclasses, datetime, decimal, enum, json, typing)
}
"""What ``from module import *`` brings, for the modules that are imported so."""


def call(
    interpreter: Interpreter, name: str, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site
) -> Value:
    run = _CALLS.get(name)
    if run is not None:
        return run(interpreter, arguments, keywords, site)
    if name.startswith("re."):
        return regular.call(interpreter, name, arguments, keywords, site)
    plain = _PLAIN_CALLS.get(name)
    if plain is None:
        return External(f"{name}()") if name == "enum.auto" else NOT_MINE
    if contains_unknown(arguments) or contains_unknown(keywords) or not all(map(is_plain, arguments)):
        return Unknown(f"an argument of {name}() is not known", site.span)
    try:
        return plain(*arguments, **keywords)
    except (KeyError, ValueError):
        raise Raised("builtins.ValueError", site.span) from None
    except (TypeError, AttributeError, OverflowError, RecursionError):
        return Unknown(f"a call of {name}() that fails", site.span)


def _fallback(interpreter: Interpreter, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site) -> Value:
    """A setting of the machine: what the text says it is where it is not set."""
    if len(arguments) > 1:
        return arguments[1]
    if "default" in keywords:
        return keywords["default"]
    return Unknown("a setting of the environment", site.span)


def _auto(interpreter: Interpreter, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site) -> Value:
    return External("enum.auto")


def _cast(interpreter: Interpreter, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site) -> Value:
    return arguments[1] if len(arguments) > 1 else Unknown("cast() of nothing", site.span)


def _chain(interpreter: Interpreter, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site) -> Value:
    found: list[Value] = []
    for argument in arguments:
        values = interpreter.items(argument, site)
        if isinstance(values, Unknown):
            return values
        found.extend(values)
    return over(found, "itertools.chain")


def _named_type(kind: str) -> Callable[..., Value]:
    """``NewType`` and ``TypeAliasType``: another type, or another name of one."""

    def run(interpreter: Interpreter, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site) -> Value:
        if len(arguments) < 2:
            return Unknown(f"{kind}() of nothing", site.span)
        return interpreter.generic(f"typing.{kind}", (arguments[0], arguments[1]))

    return run


def _import_module(
    interpreter: Interpreter, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site
) -> Value:
    if not arguments or not isinstance(arguments[0], str):
        return Unknown("an import of what is not known", site.span)
    name = arguments[0]
    if name.startswith("."):
        package = arguments[1] if len(arguments) > 1 else keywords.get("package")
        if not isinstance(package, str):
            return Unknown("a relative import of what is not known", site.span)
        name = package + name
    module = interpreter.module(name)
    return module if module is not None else interpreter.external(name)


_RELEASE = re.compile(r"^\s*v?|(?<=\d)[^0-9.].*$|\s+", re.DOTALL)
"""What of a version is not its release: a leading ``v``, and all from the first letter or sign on."""


def _version(text: str) -> Value:
    """A version as the tuple of its leading numbers, which compares as the version does."""
    numbers = [int(part) for part in _RELEASE.sub("", text).split(".") if part]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _proxy(interpreter: Interpreter, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site) -> Value:
    """What stands for the value of a function that is only called when it is needed: that value."""
    maker = arguments[0] if arguments else keywords.get("factory")
    return interpreter.call(maker, (), {}, site)


_CALLS: dict[str, Callable[..., Value]] = {
    **stdlib_types.CALLS,
    "os.environ.get": _fallback,
    "os.getenv": _fallback,
    "lazy_object_proxy.Proxy": _proxy,
    "enum.auto": _auto,
    "typing.cast": _cast,
    "typing.NewType": _named_type("NewType"),
    "typing_extensions.NewType": _named_type("NewType"),
    "typing.TypeAliasType": _named_type("TypeAliasType"),
    "typing_extensions.TypeAliasType": _named_type("TypeAliasType"),
    "itertools.chain": _chain,
    "importlib.import_module": _import_module,
    "collections.OrderedDict": lambda interpreter, arguments, keywords, site: interpreter.call(
        External("builtins.dict"), arguments, keywords, site
    ),
}

_PLAIN_CALLS: dict[str, Callable[..., Value]] = {
    **stdlib_types.CALLS,
    "textwrap.dedent": textwrap.dedent,
    "json.dumps": lambda value, **_: json.dumps(value),
    "json.loads": json.loads,
    "os.path.join": posixpath.join,
    "os.path.dirname": posixpath.dirname,
    "os.path.basename": posixpath.basename,
    "os.path.abspath": lambda path: path,
    "os.path.realpath": lambda path: path,
    "datetime.timedelta": datetime.timedelta,
    "datetime.datetime": datetime.datetime,
    "datetime.date": datetime.date,
    "uuid.UUID": uuid.UUID,
    "packaging.version.Version": _version,
    "packaging.version.parse": _version,
    "distutils.version.LooseVersion": _version,
    "distutils.version.StrictVersion": _version,
    "copy.copy": lambda value: value.copy() if isinstance(value, (list, dict, set)) else value,
    "copy.deepcopy": lambda value: json.loads(json.dumps(value)),
}

__all__ = ["CONSTANTS", "MISSING", "call"]
