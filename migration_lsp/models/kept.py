"""What the modules of a project declared, each for itself: so that it goes with them when they are read again."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from migration_lsp.models.real_types import RealTypes
from migration_lsp.models.values import Base, Mapping
from migration_lsp.schema.declare import MetaData
from migration_lsp.schema.taken_back import Links, made_for, take_back

Place = tuple[str, int]
"""The path of a module, and how many things were kept before."""


class Kept:
    """Metadatas, mappings and bases, in an order that does not depend on which module was read again."""

    def __init__(self) -> None:
        self._count = itertools.count()
        self._metadatas: dict[MetaData, dict[str, int]] = {}
        self._mappings: dict[str, list[tuple[int, Mapping]]] = {}
        self._bases: dict[str, list[Base]] = {}
        self.links = Links()
        """Foreign keys whose targets were taken back."""

    @property
    def metadatas(self) -> list[MetaData]:
        def place(metadata: MetaData) -> Place:
            return min(self._metadatas[metadata].items())

        return sorted(self._metadatas, key=place)

    @property
    def mappings(self) -> tuple[Mapping, ...]:
        """All mappings: those of parents before those of their children, then by module."""
        found = [
            (_depth(mapping), path, number, mapping)
            for path, mappings in self._mappings.items()
            for number, mapping in mappings
        ]
        return tuple(mapping for *_, mapping in sorted(found, key=lambda each: each[:3]))

    def metadata(self, path: str, metadata: MetaData) -> None:
        self._metadatas.setdefault(metadata, {}).setdefault(path, next(self._count))

    def mapping(self, path: str, mapping: Mapping) -> None:
        self._mappings.setdefault(path, []).append((next(self._count), mapping))

    def base(self, path: str, base: Base) -> None:
        self._bases.setdefault(path, []).append(base)

    def forget(self, paths: frozenset[str], shared: Iterable[Base]) -> None:
        """Let go of what was declared in some modules."""
        for metadata, keepers in list(self._metadatas.items()):
            gone = made_for(metadata, paths)
            if gone:
                self.links.loosen(take_back(metadata, gone))
            for path in keepers.keys() & paths:
                del keepers[path]
            if not keepers:
                del self._metadatas[metadata]
        for path in paths:
            self._mappings.pop(path, None)
            self._bases.pop(path, None)
        for base in [*itertools.chain.from_iterable(self._bases.values()), *shared]:
            # They hold on to the classes that they stand for.
            base.real_types, base.annotation_map = RealTypes(), None


def _depth(mapping: Mapping) -> int:
    depth = 0
    while mapping.parent is not None:
        depth, mapping = depth + 1, mapping.parent
    return depth
