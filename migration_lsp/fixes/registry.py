"""All fixes, found by their files: no list to forget one in."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module

import migration_lsp.fixes
from migration_lsp.fixes.fix import Fix, Offers, offers_of
from migration_lsp.fixes.place import Place


@cache
def _all_offers() -> tuple[Offers, ...]:
    package = migration_lsp.fixes
    modules = (import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__))
    # A module may import what another offers.
    return tuple(dict.fromkeys(offers for module in modules for offers in offers_of(module)))


def get_ready() -> None:
    """Import them all, before anybody waits for them."""
    _all_offers()


def fixes_at(place: Place) -> Iterator[Fix]:
    """Everything that is offered at a place."""
    for offers in _all_offers():
        yield from offers(place)
