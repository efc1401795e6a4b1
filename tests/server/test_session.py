"""A session in this process: what is published when, what is dropped, and what survives a failure."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from migration_lsp.server import session as session_module
from migration_lsp.server.analyst import Analyst
from migration_lsp.server.client import Client
from migration_lsp.server.environment import Environment
from migration_lsp.server.folder import FolderState
from migration_lsp.server.job import DiskChange, Doing, Job, Outcome, Run, Step, Told
from migration_lsp.server.session import OutOfDate, Session, Stopped
from tests.workspace.project import write
from tests.workspace.test_git import git

_MODELS = """from sqlalchemy import *
from sqlalchemy.orm import *
class Base(DeclarativeBase): ...
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
"""
_REVISION = """import sqlalchemy as sa
from alembic import op
revision = "001"
down_revision = None
def upgrade():
    name = sa.Column("name", sa.String(), nullable=False)
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), name)
def downgrade():
    op.drop_table("user")
"""
_SECOND = """import sqlalchemy as sa
from alembic import op
revision = "002"
down_revision = "001"
def upgrade():
    op.drop_column("user", "name")
def downgrade():
    pass
"""
_FILES: dict[str, str | bytes] = {
    "app/models.py": _MODELS,
    "migrations/env.py": "from alembic import context\ncontext.run_migrations()\n",
    "migrations/versions/001_user.py": _REVISION,
}
_PLAN = "    plan: Mapped[str]\n"


@dataclass
class Heard:
    """What a session says."""

    published: list[tuple[str, Told]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    bugs: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    changes: int = 0

    def publish(self, uri: str, told: Told) -> None:
        self.published.append((uri.rpartition("/")[2], told))

    def changed(self) -> None:
        self.changes += 1

    def at(self, step: Step) -> None:
        self.steps.append(step)

    def settled(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)

    def tell_bug(self, where: str, error: BaseException) -> None:
        self.bugs.append(f"{where}: {type(error).__name__}")


@dataclass
class Desk:
    """A folder, a session on it, and somebody who types."""

    root: Path
    heard: Heard
    session: Session
    versions: dict[str, int] = field(default_factory=dict)

    def open(self, path: str, text: str | None = None) -> None:
        self.versions[path] = 1
        text = text if text is not None else (self.root / path).read_text(encoding="utf-8")
        self.session.open(types.TextDocumentItem(self.uri(path), "python", 1, text))

    def type(self, path: str, text: str) -> None:
        self.versions[path] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[path], self.uri(path))
        self.session.change(document, [types.TextDocumentContentChangeWholeDocument(text)])

    def save(self, path: str, text: str) -> None:
        write(self.root, {path: text})
        self.session.save(self.uri(path))

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def rules(self, path: str) -> list[str]:
        """What is shown for a file now."""
        told = self.session.published.get(self.uri(path), Told(()))
        return [f"{each.code} {each.message.partition(':')[0]}" for each in told.diagnostics]


def _at_a_desk(root: Path, work: Callable[[Desk], Awaitable[None]], client: Client | None = None) -> Heard:
    async def whole() -> Heard:
        heard = Heard()
        session = Session(heard)
        session.begin(client or Client(), [(root.as_uri(), str(root))])
        try:
            await work(Desk(root, heard, session))
        finally:
            session.close_down()
        return heard

    return asyncio.run(whole())


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(session_module, "TYPING_PAUSE", 0.02)
    return write(tmp_path / "project", _FILES)


_REQUIRED = "required-column-without-default user.plan"


def test_only_files_whose_findings_changed_are_published(root: Path) -> None:
    async def work(desk: Desk) -> None:
        desk.open("app/models.py")
        desk.open("migrations/versions/001_user.py")
        await desk.session.settled()
        desk.heard.published.clear()
        desk.type("app/models.py", _MODELS + _PLAN)
        await desk.session.settled()
        [(name, told)] = desk.heard.published
        assert (name, told.version) == ("models.py", 2)
        assert desk.rules("app/models.py") == [_REQUIRED]
        desk.heard.published.clear()
        desk.type("app/models.py", _MODELS)
        await desk.session.settled()
        assert desk.heard.published == [("models.py", Told((), 3))]

    assert _at_a_desk(root, work).bugs == []


def test_keystrokes_in_a_row_are_looked_at_once(root: Path) -> None:
    async def work(desk: Desk) -> None:
        desk.open("app/models.py")
        await desk.session.settled()
        before = len(desk.heard.outcomes)
        for length in range(len(_PLAN) + 1):
            desk.type("app/models.py", _MODELS + _PLAN[:length])
        await desk.session.settled()
        assert len(desk.heard.outcomes) == before + 1
        assert desk.rules("app/models.py") == [_REQUIRED]

    assert _at_a_desk(root, work).bugs == []


def test_what_was_edited_meanwhile_is_not_published(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Analyst.work

    async def work(desk: Desk) -> None:
        loop = asyncio.get_running_loop()

        def slow(analyst: Analyst, job: Job) -> Outcome | None:
            outcome = whole(analyst, job)
            if any(document.version == 2 for document in job.documents):
                loop.call_soon_threadsafe(desk.type, "app/models.py", _MODELS)
            return outcome

        desk.open("app/models.py")
        await desk.session.settled()
        monkeypatch.setattr(Analyst, "work", slow)
        desk.type("app/models.py", _MODELS + _PLAN)
        await desk.session.settled()
        assert desk.versions["app/models.py"] == 3
        assert all(told.diagnostics == () for _, told in desk.heard.published)

    assert _at_a_desk(root, work).bugs == []


def test_an_analysis_that_fails_is_told_and_what_was_said_stays(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_analyst: Analyst, _job: Job) -> Outcome:
        raise RuntimeError("hunter2")

    async def work(desk: Desk) -> None:
        desk.open("app/models.py")
        await desk.session.settled()
        desk.type("app/models.py", _MODELS + _PLAN)
        await desk.session.settled()
        with monkeypatch.context() as patched:
            patched.setattr(Analyst, "work", fails)
            desk.type("app/models.py", _MODELS)
            await desk.session.settled()
        assert desk.heard.bugs == ["the analysis: RuntimeError"]
        assert desk.rules("app/models.py") == [_REQUIRED]
        desk.type("app/models.py", _MODELS + "\n")
        await desk.session.settled()
        assert desk.rules("app/models.py") == []

    _at_a_desk(root, work)


def test_closing_takes_back_what_was_typed(root: Path) -> None:
    async def work(desk: Desk) -> None:
        desk.open("app/models.py")
        await desk.session.settled()
        desk.type("app/models.py", _MODELS + _PLAN)
        await desk.session.settled()
        desk.session.close(desk.uri("app/models.py"))
        await desk.session.settled()
        assert desk.rules("app/models.py") == []
        assert desk.heard.published[-1] == ("models.py", Told((), None))

    assert _at_a_desk(root, work).bugs == []


def test_a_question_about_text_that_is_edited_meanwhile_is_out_of_date(root: Path) -> None:
    async def work(desk: Desk) -> None:
        desk.open("app/models.py")
        await desk.session.settled()
        asked = asyncio.create_task(desk.session.asked(desk.uri("app/models.py"), lambda look: look.path))
        await asyncio.sleep(0)
        desk.type("app/models.py", _MODELS + _PLAN)
        with pytest.raises(OutOfDate):
            await asked
        assert await desk.session.asked(desk.uri("app/models.py"), lambda look: look.path) == "app/models.py"
        assert await desk.session.asked("file:///elsewhere.py", lambda look: look.path) is None

    assert _at_a_desk(root, work).bugs == []


def test_a_question_is_out_of_date_as_soon_as_the_document_is_edited(root: Path) -> None:
    async def work(desk: Desk) -> None:
        desk.open("app/models.py")
        asked = asyncio.create_task(desk.session.asked(desk.uri("app/models.py"), lambda look: look.path))
        await asyncio.sleep(0)
        desk.type("app/models.py", _MODELS + _PLAN)
        with pytest.raises(OutOfDate):
            await asked
        assert not desk.session.is_idle, "nobody waited for the analysis"

    assert _at_a_desk(root, work).bugs == []


def test_a_question_that_is_withdrawn_ends_at_once(root: Path) -> None:
    async def work(desk: Desk) -> None:
        desk.open("app/models.py")
        looked: list[str] = []
        asked = asyncio.create_task(
            desk.session.asked(desk.uri("app/models.py"), lambda look: looked.append(look.path))
        )
        await asyncio.sleep(0)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert not desk.session.is_idle
        await desk.session.settled()
        assert looked == []

    assert _at_a_desk(root, work).bugs == []


def test_what_is_stopped_goes_on_with_the_next_event(root: Path) -> None:
    async def work(desk: Desk) -> None:
        desk.open("app/models.py", _MODELS + _PLAN)
        waiting = asyncio.create_task(desk.session.settled())
        await asyncio.sleep(0)
        desk.session.stop()
        with pytest.raises(Stopped):
            await waiting
        with pytest.raises(Stopped):
            await desk.session.asked(desk.uri("app/models.py"), lambda look: look.path)
        await asyncio.sleep(0.2)
        assert desk.heard.outcomes == []
        assert desk.heard.published == []
        desk.open("migrations/versions/001_user.py")
        await desk.session.settled()
        assert desk.rules("app/models.py") == [_REQUIRED]
        changes = desk.heard.changes
        desk.session.stop()
        assert desk.session.is_idle, "there is nothing to stop"
        assert desk.heard.changes == changes

    assert _at_a_desk(root, work).bugs == []


def test_what_happens_on_the_disk_while_it_is_stopped_is_not_forgotten(root: Path) -> None:
    async def work(desk: Desk) -> None:
        await desk.session.settled()
        write(root, {"app/models.py": _MODELS + _PLAN})
        desk.session.disk_changed(DiskChange(frozenset({str(root / "app/models.py")})), pause=0)
        await asyncio.sleep(0)
        desk.session.stop()
        desk.open("migrations/versions/001_user.py")
        await desk.session.settled()
        assert desk.rules("app/models.py") == [_REQUIRED]

    assert _at_a_desk(root, work).bugs == []


def test_an_open_revision_is_told_of_before_the_rest_is_known(root: Path) -> None:
    """And nothing of it is taken back when everything is known."""
    write(root, {"migrations/versions/002_name.py": _SECOND, "app/models.py": _MODELS + _PLAN})

    async def work(desk: Desk) -> None:
        desk.open("migrations/versions/002_name.py")
        uri = desk.uri("migrations/versions/002_name.py")
        await desk.session.told(uri)
        assert not desk.session.is_idle
        early = desk.session.published[uri].diagnostics
        assert "column-drop" in [each.code for each in early]
        await desk.session.settled()
        late = desk.session.published[uri].diagnostics
        assert set(map(repr, early)) <= set(map(repr, late))
        assert [name for name, _ in desk.heard.published].index("002_name.py") == 0
        desk.type("migrations/versions/002_name.py", _SECOND + "\n")
        await desk.session.told(uri)
        assert desk.session.is_idle, "only the first time something is told early"

    assert _at_a_desk(root, work).bugs == []


def test_steps_lead_from_nothing_to_everything(root: Path) -> None:
    async def work(desk: Desk) -> None:
        await desk.session.settled()
        done = [step.done for step in desk.heard.steps]
        assert done[0] == 0.0
        assert done[-1] == 1.0
        assert done == sorted(done)
        assert {step.doing for step in desk.heard.steps} >= {Doing.REVISIONS, Doing.MODELS, Doing.REPLAY, Doing.RULES}

    assert _at_a_desk(root, work).bugs == []


def test_an_environment_that_fails_takes_no_other_along(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = {
        "billing/models.py": _MODELS,
        "billing/migrations/env.py": _FILES["migrations/env.py"],
        "billing/migrations/versions/001_user.py": _REVISION,
        "billing/migrations/versions/002_name.py": _SECOND,
    }
    write(root, {**other, "migrations/versions/002_name.py": _SECOND})
    whole = Environment._work

    def fails(environment: Environment, *arguments: Any) -> Iterator[Step]:
        if environment.environment.script_location == "migrations":
            raise RuntimeError("hunter2")
        return whole(environment, *arguments)

    async def work(desk: Desk) -> None:
        for path in ("migrations/versions/002_name.py", "billing/migrations/versions/002_name.py"):
            desk.open(path)
        await desk.session.settled()
        before = desk.rules("migrations/versions/002_name.py")
        assert "column-drop user.name" in before
        with monkeypatch.context() as patched:
            patched.setattr(Environment, "_work", fails)
            desk.type("migrations/versions/002_name.py", _SECOND + "\n")
            desk.type("billing/migrations/versions/002_name.py", _SECOND.replace("pass", "return"))
            await desk.session.settled()
        [failure] = desk.heard.outcomes[-1].failures
        assert failure.startswith("the analysis of migrations failed: RuntimeError at ")
        assert "hunter2" not in failure
        assert desk.rules("migrations/versions/002_name.py") == before, "what was said before stays"
        assert "column-drop user.name" in desk.rules("billing/migrations/versions/002_name.py")
        assert desk.session.published[desk.uri("billing/migrations/versions/002_name.py")].version == 2
        asked = await desk.session.asked(
            desk.uri("billing/migrations/versions/002_name.py"), lambda look: len(look.analyses)
        )
        assert asked == 1, "nothing is asked of what failed"

    assert _at_a_desk(root, work).bugs == []


def test_a_folder_that_fails_takes_no_other_along(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    second = write(tmp_path / "second", {**_FILES, "app/models.py": _MODELS + _PLAN})
    whole = FolderState.look_at

    def fails(state: FolderState, *arguments: Any) -> None:
        if state.folder.path == str(root):
            raise RuntimeError("hunter2")
        whole(state, *arguments)

    async def work(desk: Desk) -> None:
        await desk.session.settled()
        desk.open("app/models.py", _MODELS + _PLAN)
        await desk.session.settled()
        assert desk.rules("app/models.py") == [_REQUIRED]
        monkeypatch.setattr(FolderState, "look_at", fails)
        desk.session.set_folders([(root.as_uri(), str(root)), (second.as_uri(), str(second))])
        await desk.session.settled()
        [failure] = desk.heard.outcomes[-1].failures
        assert failure.startswith(f"the folder {root} failed: RuntimeError")
        assert desk.rules("app/models.py") == [_REQUIRED]
        assert desk.session.published[(second / "app/models.py").as_uri()].diagnostics

    assert _at_a_desk(root, work).bugs == []


def test_what_is_wrong_with_settings_is_told_at_their_file(root: Path) -> None:
    async def work(desk: Desk) -> None:
        write(root, {"pyproject.toml": "[project]\nname = 'x'\n\n[tool.migration-lsp]\nno_such_setting = 1\n"})
        await desk.session.settled()
        [told] = desk.session.published[desk.uri("pyproject.toml")].diagnostics
        assert told.severity == types.DiagnosticSeverity.Warning
        assert "no_such_setting" in told.message
        assert told.range.start.line == 4
        write(root, {"pyproject.toml": "[tool.migration-lsp]\nscript-location = 'nowhere'\n"})
        desk.session.disk_changed(DiskChange(frozenset({str(root / "pyproject.toml")})))
        await desk.session.settled()
        [told] = desk.session.published[desk.uri("pyproject.toml")].diagnostics
        assert "nowhere" in told.message
        write(root, {"pyproject.toml": "[project]\nname = 'x'\n"})
        desk.session.disk_changed(DiskChange(frozenset({str(root / "pyproject.toml")})))
        await desk.session.settled()
        assert not desk.session.published.get(desk.uri("pyproject.toml"), Told(())).diagnostics

    assert _at_a_desk(root, work).bugs == []


def test_on_save_text_is_looked_at_when_it_is_saved(root: Path) -> None:
    async def work(desk: Desk) -> None:
        desk.session.set_run(Run.ON_SAVE)
        desk.open("app/models.py")
        await desk.session.settled()
        desk.type("app/models.py", _MODELS + _PLAN)
        await desk.session.settled()
        assert desk.rules("app/models.py") == []
        desk.save("app/models.py", _MODELS + _PLAN)
        await desk.session.settled()
        assert desk.rules("app/models.py") == [_REQUIRED]

    assert _at_a_desk(root, work).bugs == []


def test_only_revisions_of_ones_own_are_told_of_where_git_knows_the_base(root: Path) -> None:
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "x")
    write(root, {"migrations/versions/002_name.py": _SECOND, "app/models.py": _MODELS + _PLAN})

    async def work(desk: Desk) -> None:
        await desk.session.settled()
        # The new column was not there at the base, so it is no old news even at the first look.
        assert _REQUIRED in desk.rules("app/models.py")
        assert "column-drop user.name" in desk.rules("migrations/versions/002_name.py")
        assert desk.rules("migrations/versions/001_user.py") == []
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", "y")
        desk.session.disk_changed(DiskChange(is_rebased=True))
        await desk.session.settled()
        assert desk.rules("migrations/versions/002_name.py") == []
        [told] = desk.session.published[desk.uri("app/models.py")].diagnostics
        assert told.message.startswith("user.name, user.plan: in no migration, and were so before")
        assert told.severity == types.DiagnosticSeverity.Hint

    assert _at_a_desk(root, work).bugs == []


def test_a_file_of_a_folder_that_is_reached_by_a_link_keeps_the_clients_name(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)

    async def work(desk: Desk) -> None:
        desk.open("app/models.py", _MODELS + _PLAN)
        await desk.session.settled()
        assert desk.rules("app/models.py") == [_REQUIRED]
        assert {name for name, _ in desk.heard.published} == {"models.py"}
        # And the real name of the same file, as some clients send it.
        desk.session.close(desk.uri("app/models.py"))
        real = (root / "app/models.py").as_uri()
        desk.session.open(types.TextDocumentItem(real, "python", 1, _MODELS + _PLAN))
        await desk.session.settled()
        assert [each.code for each in desk.session.published[real].diagnostics] == ["required-column-without-default"]

    assert _at_a_desk(tmp_path / "link", work).bugs == []
