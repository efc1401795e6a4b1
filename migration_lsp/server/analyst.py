"""The one who analyses, on a thread of its own: from a state of documents and disk to what is told of each file.

A folder or an environment that fails is a bug of ours: it is told, what was said of it stays, and the others go on.

Importing this module imports SQLAlchemy, Alembic and the rules: it is done after ``initialize`` was answered.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from migration_lsp.analysis.databases import once
from migration_lsp.judgement import Finding
from migration_lsp.server.documents import Document
from migration_lsp.server.drafts import Draft, Drafts
from migration_lsp.server.environment import Environment, Findings
from migration_lsp.server.folder import FolderState
from migration_lsp.server.job import Doing, Job, Outcome, Step, Superseded, Told
from migration_lsp.server.look import Look
from migration_lsp.server.memory import Memory
from migration_lsp.server.problems import problems_of
from migration_lsp.server.telling import Places


@dataclass
class _Course:
    """One job under way: what it has come to so far, and how much of it is done."""

    job: Job
    parts: int = 0
    number: int = 0
    failures: list[str] = field(default_factory=list)

    def step(self, step: Step) -> None:
        """Say what comes next in the part that is being worked on."""
        self.job.step(Step(step.doing, (self.number + step.done) / max(self.parts, 1)))

    def fail(self, name: str, error: Exception) -> None:
        """Something of ours failed: its kind and its place in our code, never its text."""
        place = traceback.extract_tb(error.__traceback__)[-1]
        at = f"{place.filename.rpartition('/')[2]}:{place.lineno}"
        self.failures.append(f"{name} failed: {type(error).__name__} at {at}")


class Analyst:
    """Keeps every folder at the state that was looked at last."""

    def __init__(self) -> None:
        self._folders: dict[str, FolderState] = {}
        self._drafts = Drafts()
        self._places: dict[str, Places] = {}
        self._told: dict[str, dict[str, Told]] = {}
        """By folder, what was told of its files last."""
        self._memory = Memory()
        self._is_ready = False

    def work(self, job: Job) -> Outcome | None:
        """What is to be told at a state; None where a newer one waits."""
        course = _Course(job)
        self._keep_up(course)
        try:
            outcome = self._outcome(course)
        except Superseded:
            return None
        self._memory.settle()
        return outcome

    def _keep_up(self, course: _Course) -> None:
        """Take what happened on the disk, all of it: nobody tells it again."""
        known = self._folders
        self._folders = {folder.uri: known.get(folder.uri) or FolderState(folder) for folder in course.job.folders}
        for uri, state in self._folders.items():
            try:
                state.keep_up(course.job.disk)
            except Exception as error:
                course.fail(f"the folder {state.folder.path}", error)
                self._folders[uri] = FolderState(state.folder)

    def _outcome(self, course: _Course) -> Outcome:
        job = course.job
        job.step(Step(Doing.FILES, 0.0))
        drafts = self._drafts.of(job.documents, job.run)
        sound = [state for state in self._folders.values() if self._look_at(course, state, drafts)]
        course.parts = sum(len(state.environments) for state in sound)
        for state in sound:
            self._told[state.folder.uri] = self._told_of(course, state)
        self._told = {uri: told for uri, told in self._told.items() if uri in self._folders}
        told = {draft.document.uri: Told((), draft.document.version) for draft in drafts.values()}
        for uri, one in ((uri, one) for folder in self._told.values() for uri, one in folder.items()):
            before = told.get(uri, Told(()))
            told[uri] = Told((*before.diagnostics, *one.diagnostics), before.version)
        watched = frozenset(path for state in sound for path in state.watched())
        return Outcome(told, tuple(dict.fromkeys(course.failures)), watched)

    def _look_at(self, course: _Course, state: FolderState, drafts: dict[str, Draft]) -> bool:
        """Bring a folder to the state of a job; False where that failed."""
        course.job.check()
        try:
            places = _places(course.job, state, drafts)
            state.look_at(places.drafts, self._drafts)
        except Exception as error:
            course.fail(f"the folder {state.folder.path}", error)
            return False
        self._places[state.folder.uri] = places
        return True

    def _told_of(self, course: _Course, state: FolderState) -> dict[str, Told]:
        places = self._places[state.folder.uri]
        found = self._findings(course, state, places)
        return {places.uri(path): Told(places.diagnostics(findings)) for path, findings in found.items()}

    def look(self, document: Document) -> Look | None:
        """What is known of an open document at the state that was looked at last; None for a file of no folder."""
        for uri, state in self._folders.items():
            places = self._places.get(uri)
            for path, draft in (places.drafts if places is not None else {}).items():
                if draft.document is document and places is not None:
                    return Look(path, draft, places, tuple(it.analysis for it in state.environments if it.is_sound))
        return None

    def tidy(self) -> None:
        """Let go of what earlier states have left behind, now that nobody waits."""
        self._memory.tidy()
        self._get_ready()

    def _get_ready(self) -> None:
        """Do once, while nobody waits, what the first question after the first analysis would have to wait for."""
        if self._is_ready:
            return
        self._is_ready = True
        # What answers imports much, and an edit is judged by what every revision before it did.
        import migration_lsp.analysis.actions
        import migration_lsp.analysis.hover  # noqa: F401 - so that it is there
        from migration_lsp.fixes import registry

        registry.get_ready()
        for environment in (it for state in self._folders.values() for it in state.environments if it.is_sound):
            environment.analysis.view.get_ready()

    # ------------------------------------------------------------------ findings

    def _findings(self, course: _Course, state: FolderState, places: Places) -> Mapping[str, Iterable[Finding]]:
        found: dict[str, list[Finding]] = {}
        for finding in problems_of(state.workspace):
            found.setdefault(finding.span.path, []).append(finding)
        for databases in _by_environment(state.environments):
            early = _Early(course.job, places, len(databases))
            answers = []
            for environment in databases:
                answers.append(self._of_environment(course, environment, places, early))
                course.number += 1
            for path, findings in _together(answers).items():
                found.setdefault(path, []).extend(findings)
        return found

    def _of_environment(self, course: _Course, environment: Environment, places: Places, early: _Early) -> Findings:
        """What is told of an environment; what was told last where it failed."""
        try:
            found = environment.findings(frozenset(places.drafts), course.step, early.take)
        except Superseded:
            raise
        except Exception as error:
            course.fail(f"the analysis of {environment.name}", error)
            return environment.told
        failed = environment.analysis.failures
        course.failures.extend(f"{it.rule} failed at {it.span.path}:{it.span.line + 1}: {it.error}" for it in failed)
        return found


@dataclass
class _Early:
    """Tells what is known of open files before the rest is, once it is known of every database."""

    job: Job
    places: Places
    databases: int
    answers: dict[str, list[Findings]] = field(default_factory=dict)

    def take(self, findings: Findings) -> None:
        for path in findings:
            answers = self.answers.setdefault(path, [])
            answers.append(findings)
            if len(answers) == self.databases:
                diagnostics = self.places.diagnostics(_together(answers)[path])
                self.job.on_early({self.places.uri(path): Told(diagnostics, self.places.version(path))})


def _together(answers: list[Findings]) -> Findings:
    """What several databases of one environment are told of, as one."""
    paths = dict.fromkeys(path for answer in answers for path in answer)
    return {path: once([answer.get(path, ()) for answer in answers]) for path in paths}


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
