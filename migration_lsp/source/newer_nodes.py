"""Nodes of syntax that the oldest supported Python has no node for, under one name whichever Python runs.

They have the fields that newer Pythons give them. What they mean is for the evaluator to know.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable

if sys.version_info >= (3, 12):
    TypeAlias = ast.TypeAlias
else:

    class TypeAlias(ast.stmt):
        """``type Name[T] = value``, of Python 3.12."""

        _fields = ("name", "type_params", "value")
        name: ast.Name
        type_params: list[ast.AST]
        value: ast.expr


if sys.version_info >= (3, 14):
    TemplateStr = ast.TemplateStr
else:

    class TemplateStr(ast.expr):
        """``t"…"``, of Python 3.14: a template, which is no text."""

        _fields = ("values",)
        values: list[ast.expr]


class TypeParameter(ast.AST):
    """A type parameter in ``class Box[T]``, of whatever kind; its bound and its default are left out."""

    _fields = ("name",)
    name: str

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


def with_type_parameters(node: ast.AST, names: Iterable[str]) -> None:
    """Give a definition type parameters, where Python itself keeps them."""
    # Older Pythons have no such field and take the attribute all the same.
    node.type_params = [TypeParameter(name) for name in names]  # type: ignore[attr-defined]


def type_parameters(node: ast.AST) -> tuple[str, ...]:
    """The names of the type parameters of a class, function or type alias."""
    return tuple(str(parameter.name) for parameter in getattr(node, "type_params", ()))


def type_alias(name: ast.Name, parameters: Iterable[str], value: ast.expr) -> TypeAlias:
    """The node of ``type Name[…] = value``."""
    named = [TypeParameter(each) for each in parameters]
    return TypeAlias(name=name, type_params=named, value=value)  # type: ignore[call-arg]  # a node takes its fields


def template(values: list[ast.expr]) -> TemplateStr:
    """The node of a t-string."""
    return TemplateStr(values=values)  # type: ignore[call-arg]  # a node takes its fields
