"""The one who analyses, on a thread of its own: from a state of documents and disk to what is told of each file.

Importing this module imports SQLAlchemy, Alembic and the rules: it is done after ``initialize`` was answered.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator

from migration_lsp.analysis.databases import once
from migration_lsp.judgement import Finding
from migration_lsp.server.documents import Document
from migration_lsp.server.drafts import Draft, Drafts
from migration_lsp.server.environment import Environment
from migration_lsp.server.folder import FolderState
from migration_lsp.server.job import Job, Outcome, Superseded, Told
from migration_lsp.server.look import Look
from migration_lsp.server.telling import Places


class Analyst:
    """Keeps every folder at the state that was looked at last."""

    def __init__(self) -> None:
        self._folders: dict[str, FolderState] = {}
        self._drafts = Drafts()
        self._places: dict[str, Places] = {}
        self._is_warm = False

    def work(self, job: Job) -> Outcome | None:
        """What is to be told at a state; None where a newer one waits."""
        try:
            for state in self._take(job):
                state.keep_up(job.disk)
            job.check()
            return self._outcome(job)
        except Superseded:
            return None

    def _take(self, job: Job) -> Iterator[FolderState]:
        known = self._folders
        self._folders = {folder.uri: known.get(folder.uri) or FolderState(folder) for folder in job.folders}
        yield from self._folders.values()

    def _outcome(self, job: Job) -> Outcome:
        drafts = self._drafts.of(job.documents, job.run)
        told = {draft.document.uri: Told((), draft.document.version) for draft in drafts.values()}
        failures: list[str] = []
        watched: set[str] = set()
        for state in self._folders.values():
            places = self._places[state.folder.uri] = _places(job, state, drafts)
            state.look_at(places.drafts, self._drafts)
            for path, findings in self._findings(job, state, frozenset(places.drafts)).items():
                uri = places.uri(path)
                before = told.get(uri, Told(()))
                diagnostics = (*before.diagnostics, *places.diagnostics(findings))
                told[uri] = Told(diagnostics, before.version)
            for environment in state.environments:
                failed = environment.analysis.failures
                failures.extend(f"{it.rule} failed at {it.span.path}:{it.span.line + 1}: {it.error}" for it in failed)
            watched.update(state.watched())
        self._settle_memory()
        return Outcome(told, tuple(dict.fromkeys(failures)), frozenset(watched))

    def look(self, document: Document) -> Look | None:
        """What is known of an open document at the state that was looked at last; None for a file of no folder."""
        for uri, state in self._folders.items():
            places = self._places.get(uri)
            for path, draft in (places.drafts if places is not None else {}).items():
                if draft.document is document and places is not None:
                    return Look(path, draft, places, tuple(it.analysis for it in state.environments))
        return None

    def _findings(self, job: Job, state: FolderState, opened: frozenset[str]) -> dict[str, list[Finding]]:
        found: dict[str, list[Finding]] = {}
        for databases in _by_environment(state.environments):
            answers = [environment.findings(opened, job.check) for environment in databases]
            for path in dict.fromkeys(path for answer in answers for path in answer):
                found.setdefault(path, []).extend(once([answer.get(path, ()) for answer in answers]))
        return found

    def _settle_memory(self) -> None:
        """What was made for the first analysis stays to the end: it need not be looked through for garbage again."""
        if not self._is_warm:
            self._is_warm = True
            gc.collect()
            gc.freeze()


def _by_environment(environments: Iterable[Environment]) -> Iterable[list[Environment]]:
    """The databases of one environment together: what is said of each of them is told once."""
    groups: dict[str, list[Environment]] = {}
    for environment in environments:
        location = environment.environment
        groups.setdefault(f"{location.script_location}:{location.version_locations}", []).append(environment)
    return groups.values()


def _places(job: Job, state: FolderState, drafts: dict[str, Draft]) -> Places:
    inside = {path: draft for draft in drafts.values() if (path := state.path_in(draft.document.path)) is not None}
    return Places(job.client, state.workspace.files, inside, state.uri_of)
