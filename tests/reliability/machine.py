"""A developer who does everything in any order, and a server that has to keep up.

At rest, when every buffer is saved and parses, what is shown must be what a server shows that was started just now.
Until then nothing may be refused, lost, or complained of, and the server lives.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.reliability import edits, files, project
from tests.reliability.desk import Desk, disk, write
from tests.reliability.fresh import differences, shown_afresh
from tests.reliability.kinds import KINDS, Kind
from tests.reliability.nursery import Nursery
from tests.reliability.other_files import VARIANTS
from tests.reliability.peer import Streams
from tests.reliability.texts import edits_between, parses
from tests.server.editor import COMMAND

AT = st.integers(0, 9999)
_FEWEST = 8
"""A project with fewer files loses none."""
_ALLOWED = {-32800, -32801}
"""RequestCancelled and ContentModified."""
_REST = 30.0
"""Seconds in which what is shown must become what a fresh server shows: the server may have to see files by itself."""


class Developer(RuleBasedStateMachine):
    """Works on a copy of the project."""

    template: ClassVar[Path]
    nursery: ClassVar[Nursery]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.home = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.root = self.home / "grüne app"
        self.library = self.home / "library"
        self.number = 0
        self.requests: list[int] = []
        self.actions: list[int] = []
        self.desk: Desk

    @initialize(kind=st.sampled_from(KINDS))
    def begin(self, kind: Kind) -> None:
        shutil.copytree(self.template, self.root)
        shutil.copytree(self.template / "migrations", self.library / "migrations")
        shutil.copytree(self.template / "app", self.library / "app")
        log = self.stack.enter_context((self.home / "log").open("wb"))
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, stderr=log)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.desk = Desk(Streams(self.process.stdin, self.process.stdout), kind, [self.root])
        self.desk.begin()

    # ------------------------------------------------------------------ documents

    @rule(at=AT)
    def open(self, at: int) -> None:
        self.desk.open(self._file(at))

    @precondition(lambda self: self.desk.buffers)
    @rule(at=AT, how=AT, is_whole=st.booleans(), steps=st.integers(1, 4))
    def edit(self, at: int, how: int, is_whole: bool, steps: int) -> None:
        path = self._opened(at)
        old = text = self.desk.buffers[path].text
        for step in range(steps):
            text = self._changed(path, text, how + 31 * step)
        if is_whole:
            self.desk.replace(path, text)
        else:
            self.desk.type(path, *edits_between(old, text))

    @precondition(lambda self: self.desk.buffers)
    @rule(at=AT)
    def save(self, at: int) -> None:
        self.desk.save(self._opened(at))

    @precondition(lambda self: self.desk.buffers)
    @rule(at=AT)
    def close(self, at: int) -> None:
        self.desk.close(self._opened(at))

    # ------------------------------------------------------------------ files

    @rule(at=AT, is_opened=st.booleans())
    def create(self, at: int, is_opened: bool) -> None:
        id_, down = f"n{at % 4}", edits.IDS[at // 4 % len(edits.IDS)]
        path = self.root / files.VERSIONS / f"{id_}_new.py"
        if at % 3 == 0:
            path = self.root / f"app/models/new{at % 2}.py"
            text = "from app.extensions import db\nfrom app.models.base import BaseModel\n"
            write(path, edits.add_table(text, at))
        else:
            up = edits.operation(at).replace("\n    ", "\n").strip()
            write(path, files.revision(id_, down, up, "pass"))
        if is_opened:
            self.desk.open(path)

    @rule(at=AT)
    def rename(self, at: int) -> None:
        path = self._file(at)
        self.desk.rename(path, path.with_name(f"{path.stem}_{at % 2}.py"))

    @rule(at=AT, is_closed=st.booleans())
    def delete(self, at: int, is_closed: bool) -> None:
        path = self._file(at)
        if len(disk(self.root)) < _FEWEST:
            return
        path.unlink()
        if is_closed and path in self.desk.buffers:
            self.desk.close(path)

    @rule(at=AT, how=AT)
    def write_beside(self, at: int, how: int) -> None:
        """Another program writes a file."""
        before = disk(self.root)
        path = self._file(at)
        write(path, self._changed(path, before[path], how))
        self.desk.reload(before)

    @rule(path=st.sampled_from(sorted(VARIANTS)), at=AT)
    def write_settings(self, path: str, at: int) -> None:
        before = disk(self.root)
        write(self.root / path, VARIANTS[path][at % len(VARIANTS[path])])
        self.desk.reload(before)

    @rule(at=AT, is_again=st.booleans())
    def tell_events(self, at: int, is_again: bool) -> None:
        """The disk's events, in any order, some of them twice, in one message or in several."""
        events = self.desk.unsent()
        order = random.Random(at)
        order.shuffle(events)
        half = len(events) // 2 if at % 3 == 0 else len(events)
        self.desk.tell(events[:half])
        self.desk.tell(events[half:])
        if is_again:
            self.desk.tell(order.sample(events, len(events) // 2))

    # ------------------------------------------------------------------ git

    @rule(branch=st.sampled_from(project.BRANCHES))
    def switch(self, branch: str) -> None:
        """Another branch, and what was not committed is gone."""
        before = disk(self.root)
        project.git(self.root, "checkout", "-q", "-f", branch)
        project.git(self.root, "clean", "-q", "-f", "-d")
        self.desk.reload(before)

    @rule()
    def commit(self) -> None:
        project.git(self.root, "add", "-A")
        project.git(self.root, "commit", "-q", "--allow-empty", "-m", "x")

    # ------------------------------------------------------------------ settings and folders

    @rule(run=st.sampled_from(["onType", "onSave"]))
    def configure(self, run: str) -> None:
        self.desk.configure(run)

    @rule(which=st.integers(0, 2))
    def set_folders(self, which: int) -> None:
        self.desk.set_folders([[self.root], [self.root, self.library], [self.library]][which])

    # ------------------------------------------------------------------ questions

    @rule(at=AT, what=st.sampled_from(["hover", "codeAction", "diagnostic"]))
    def ask(self, at: int, what: str) -> None:
        if what == "diagnostic" and not self.desk.kind.pulls:
            return
        path = self._opened(at) if self.desk.buffers and at % 5 else self._file(at)
        place = {"line": at // 7 % 40, "character": at // 3 % 30}
        params: dict[str, object] = {"textDocument": {"uri": path.as_uri()}}
        if what == "hover":
            params["position"] = place
        elif what == "codeAction":
            params |= {"range": {"start": place, "end": place}, "context": {"diagnostics": []}}
        self.requests.append(self.desk.peer.request(f"textDocument/{what}", params))
        if what == "codeAction":
            self.actions.append(self.requests[-1])

    @precondition(lambda self: self.actions)
    @rule(at=AT)
    def resolve(self, at: int) -> None:
        answer = self.desk.peer.answer(self.actions[at % len(self.actions)])
        for action in (answer.get("result") or [])[:3]:
            self.requests.append(self.desk.peer.request("codeAction/resolve", action))

    @rule(at=AT, is_known=st.booleans())
    def cancel(self, at: int, is_known: bool) -> None:
        """A question that was asked, whether answered or not, or one that never was."""
        id_: object = ("never", 100_000 + at)[at % 2]
        if is_known and self.requests:
            id_ = self.requests[-1 - at % min(len(self.requests), 3)]
        self.desk.peer.notify("$/cancelRequest", {"id": id_})

    @rule(seconds=st.sampled_from([0.0, 0.02, 0.1, 0.5]))
    def wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.desk.peer.take(left)
        self.desk.peer.take_all()
        self._nothing_amiss()

    # ------------------------------------------------------------------ rest

    @rule()
    def rest(self) -> None:
        """Everything is saved, told and looked at: what is shown is what a fresh server shows."""
        for path, buffer in list(self.desk.buffers.items()):
            if not parses(buffer.text):
                self.desk.replace(path, "\n".join(line for line in buffer.text.splitlines() if "(((" not in line))
            if not parses(self.desk.buffers[path].text):
                self.desk.replace(path, "x = 1\n")
            self.desk.save(path)
        self.desk.tell(self.desk.unsent())
        expected = shown_afresh(self.desk, self.nursery, self.home / "fresh log")
        end = time.monotonic() + _REST
        while True:
            self.desk.settle()
            found = list(differences(self.desk.shown(), expected))
            if not found or time.monotonic() > end:
                break
            time.sleep(0.2)
        if found:
            self._keep()
        assert not found, "\n".join(found)
        self._nothing_amiss()

    def teardown(self) -> None:
        try:
            if hasattr(self, "desk") and sys.exc_info()[0] is None:
                self._end()
        finally:
            if hasattr(self, "process"):
                self.process.kill()
                self.process.wait()
            self.stack.close()

    def _end(self) -> None:
        self.rest()
        self.desk.end()
        assert self.process.wait(20) == 0
        self.desk.peer.close()
        self._nothing_amiss()
        assert self.desk.peer.lost == [], self.desk.peer.lost
        logged = (self.home / "log").read_text(encoding="utf-8")
        assert logged == "", logged

    def _nothing_amiss(self) -> None:
        peer = self.desk.peer
        assert self.desk.complaints == [], self.desk.complaints
        assert peer.answered_amiss == {}, peer.answered_amiss
        errors = [answer["error"] for [answer] in peer.answers.values() if "error" in answer]
        errors = [error for error in errors if error["code"] not in _ALLOWED]
        assert errors == [], errors

    def _keep(self) -> None:
        """Leave the project of a failure where somebody asks for it."""
        place = os.environ.get("RELIABILITY_KEEP")
        if place is not None:
            shutil.copytree(self.home, Path(place, self.home.name), dirs_exist_ok=True, symlinks=True)

    def _file(self, at: int) -> Path:
        """One of the Python files of the project."""
        there = sorted(path for path in disk(self.root) if path.suffix == ".py")
        return there[at % len(there)]

    def _opened(self, at: int) -> Path:
        opened = sorted(self.desk.buffers)
        return opened[at % len(opened)]

    def _changed(self, path: Path, text: str, how: int) -> str:
        changes = edits.changes_for(path.as_posix())
        return changes[how % len(changes)](text, how // len(changes))
