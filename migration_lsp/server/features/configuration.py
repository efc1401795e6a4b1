"""The settings that a client has for us: ``migration-lsp.run``."""

from __future__ import annotations

from collections.abc import Mapping

from migration_lsp.server.job import Run

SECTION = "migration-lsp"


def run_of(settings: object) -> Run | None:
    """When documents are looked at, in what a client sent as settings; None where it does not say, or not rightly.

    Clients send the section itself, or everything with the section in it.
    """
    if not isinstance(settings, Mapping):
        return None
    section = settings.get(SECTION, settings)
    wanted = section.get("run") if isinstance(section, Mapping) else None
    return next((run for run in Run if run.value == wanted), None)
