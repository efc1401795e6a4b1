"""Which column type an annotation gives: SQLAlchemy's own answer, asked with real ``typing`` objects.

What is asked here is made of plain Python types and of empty stand-in classes for those that are not known. Of the
project nothing runs.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from sqlalchemy.orm import registry
from sqlalchemy.types import TypeEngine
from sqlalchemy.util import typing as sa_typing

from .refusals import REFUSALS


@dataclass(frozen=True, slots=True)
class AnnotationParts:
    """An annotation taken apart as declarative does it."""

    nullable: bool
    extras: tuple[Any, ...]
    """What stands in ``Annotated`` beside the type."""
    candidates: tuple[Any, ...]
    """The annotations for which a type is looked up, in this order."""


def parts_of(annotation: Any) -> AnnotationParts:
    """``Optional``, unions with ``None``, type aliases and ``Annotated`` taken apart."""
    nullable = bool(sa_typing.includes_none(annotation))
    inner: Any = sa_typing.de_optionalize_union_types(annotation)
    candidates: list[Any] = []
    if sa_typing.is_pep695(inner):
        candidates.append(inner)
        inner = sa_typing.de_optionalize_union_types(cast("Any", inner).__value__)
    candidates.append(inner)
    extras: tuple[Any, ...] = ()
    if sa_typing.is_pep593(inner):
        resolved, *rest = get_args(inner)
        extras = tuple(rest)
        candidates.append(sa_typing.de_optionalize_union_types(resolved) if nullable else resolved)
    return AnnotationParts(nullable, extras, tuple(candidates))


class AnnotationMap:
    """A ``type_annotation_map`` with SQLAlchemy's defaults beneath it."""

    def __init__(self, entries: Mapping[Any, Any]) -> None:
        self._registry = registry()
        for key, value in entries.items():
            try:
                self._registry.update_type_annotation_map({key: value})
            except REFUSALS:
                continue

    def type_for(self, candidates: tuple[Any, ...]) -> TypeEngine[Any] | None:
        """The type for the first of the annotations that has one; None where none has."""
        with warnings.catch_warnings():
            # What SQLAlchemy 2.0 has to say of aliases is for the author of the models to hear, from SQLAlchemy.
            warnings.simplefilter("ignore")
            for candidate in candidates:
                try:
                    found: TypeEngine[Any] | None = self._registry._resolve_type(candidate)
                except REFUSALS:
                    return None
                if found is not None:
                    return found
        return None
