"""Owns all that changes: the open documents, what happened on the disk, which work is under way, what was published.

Runs on the event loop and never computes there: one thread analyses, one state after the other. Each event makes the
state newer; work on an older one is dropped as soon as newer work is ready. A user may stop the work: then nothing is
known until the next event. Knows nothing of models or migrations.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING, Protocol, TypeVar

from lsprotocol import types

from migration_lsp.server.client import Client
from migration_lsp.server.documents import Document
from migration_lsp.server.job import DiskChange, Folder, Job, Outcome, Run, Step, Told
from migration_lsp.server.outbox import Outbox
from migration_lsp.server.uris import path_of

if TYPE_CHECKING:
    from migration_lsp.server.analyst import Analyst
    from migration_lsp.server.look import Look

Answer = TypeVar("Answer")

TYPING_PAUSE = 0.4
"""Seconds without a keystroke before text that is being typed is looked at."""

GATHERING_PAUSE = 0.05
"""Seconds in which events on the disk that belong together arrive: a branch switch changes hundreds of files."""

REST = 0.2
"""Seconds in which nothing happened, after which nobody is taken to be waiting."""


class OutOfDate(Exception):
    """The document was edited while it was asked about."""


class Stopped(Exception):
    """The user does not want the analysis that somebody waits for."""


class Outlet(Protocol):
    """What a session says to the client."""

    def publish(self, uri: str, told: Told) -> None:
        """Replace what is shown for a file."""

    def changed(self) -> None:
        """What would be answered about some file is something else now."""

    def at(self, step: Step) -> None:
        """An analysis has come to a step."""

    def settled(self, outcome: Outcome) -> None:
        """An analysis has ended."""

    def tell_bug(self, where: str, error: BaseException) -> None:
        """Something of ours failed; everything else goes on."""


class Session:
    """One conversation with one client."""

    def __init__(self, outlet: Outlet) -> None:
        self.client = Client()
        self.run = Run.ON_TYPE
        self.documents: dict[str, Document] = {}
        self.published: dict[str, Told] = {}
        self._outlet = outlet
        self._folders: dict[str, Folder] = {}
        self._disk = DiskChange()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="analysis")
        self._analyst: Analyst | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._job: asyncio.Task[None] | None = None
        self._submitted = 0
        self._is_idle = False
        self._is_stopped = False
        self._owes_news = False
        """Whether somebody asked who has been answered nothing."""
        self._early: set[str] = set()
        """The documents of which something is told before all is known."""
        self._turn = asyncio.Event()
        """Set, and another one taken, whenever what one may wait for has come closer."""
        self._news = asyncio.Event()
        self._edited: dict[str, asyncio.Event] = {}
        self._outbox = Outbox(outlet.publish)
        self._numbers = count(1)
        self.editions: dict[str, int] = {}
        """How often what is told of a file has changed, counted over all files: no two states have the same number."""

    # ------------------------------------------------------------------ events

    def begin(self, client: Client, folders: Iterable[tuple[str, str | None]]) -> None:
        """Take the client's abilities and folders; the first analysis starts as soon as this was answered."""
        self.client = client
        self.set_folders(folders)

    def set_folders(self, folders: Iterable[tuple[str, str | None]]) -> None:
        """Work on other folders: pairs of URI and path. What is no folder on the disk is left alone."""
        self._folders = {uri: Folder(uri, path) for uri, path in folders if path is not None}
        self._schedule(0)

    @property
    def folders(self) -> tuple[Folder, ...]:
        return tuple(self._folders.values())

    def open(self, item: types.TextDocumentItem) -> None:
        path = path_of(item.uri)
        if path is not None:
            self.documents[item.uri] = Document(item.uri, path, item.version, item.text, item.text)
            self._outdate(item.uri)
            self._schedule(0)

    def change(
        self,
        item: types.VersionedTextDocumentIdentifier,
        changes: Iterable[types.TextDocumentContentChangeEvent],
    ) -> None:
        document = self.documents.get(item.uri)
        if document is not None:
            self.documents[item.uri] = document.edited(item.version, changes, self.client.encoding)
            self._outdate(item.uri)
            self._schedule(TYPING_PAUSE)

    def save(self, uri: str) -> None:
        document = self.documents.get(uri)
        if document is not None:
            self.documents[uri] = document.saved()
            self.disk_changed(DiskChange(frozenset({document.path})), pause=0)

    def close(self, uri: str) -> None:
        if self.documents.pop(uri, None) is not None:
            self._outdate(uri)
            self._schedule(0)

    def disk_changed(self, change: DiskChange, pause: float = GATHERING_PAUSE) -> None:
        """Something happened on the disk."""
        self._disk |= change
        self._schedule(pause)

    def set_run(self, run: Run) -> None:
        if run is not self.run:
            self.run = run
            self._schedule(0)

    def stop(self) -> None:
        """Let the analysis be that is under way. The next event takes it up again, at what is known by then."""
        if self._is_idle:
            return
        self._submitted += 1
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._is_stopped = self._owes_news = True
        self._stir()

    # ------------------------------------------------------------------ questions

    @property
    def is_idle(self) -> bool:
        """Whether what is known is what the documents and the disk say now."""
        return self._is_idle

    async def settled(self) -> None:
        """Wait until what is known is what the documents and the disk say now. ``Stopped`` where nobody works on it."""
        await self._until(lambda: self._is_idle)

    async def told(self, uri: str) -> None:
        """Wait until something is known of a document; there may be more to come."""
        await self._until(lambda: self._is_idle or uri in self._early)

    async def news(self) -> None:
        """Wait until something else is told of some file."""
        await self._news.wait()

    async def asked(self, uri: str, question: Callable[[Look], Answer], within: float = 5.0) -> Answer | None:
        """An answer about an open document as it is now; None for one that is not ours.

        Raises ``TimeoutError`` where that takes too long, and ``OutOfDate`` as soon as it is edited meanwhile.
        """
        document = self.documents.get(uri)
        if document is None:
            return None
        if self._timer is not None:
            self._start()
        edited = self._edited.setdefault(uri, asyncio.Event())
        answer = asyncio.create_task(self._answered(document, question))
        # What nobody waits for any more may fail unheard.
        answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        change = asyncio.create_task(edited.wait())
        try:
            await asyncio.wait({answer, change}, timeout=within, return_when=asyncio.FIRST_COMPLETED)
            if edited.is_set():
                raise OutOfDate
            if not answer.done():
                raise TimeoutError
            return answer.result()
        finally:
            # Whoever is not waited for any more, or was never: a cancelled question ends here too.
            for task in (answer, change):
                task.cancel()

    async def _answered(self, document: Document, question: Callable[[Look], Answer]) -> Answer | None:
        def ask(analyst: Analyst) -> Answer | None:
            look = analyst.look(document)
            return question(look) if look is not None else None

        await self.settled()
        return await self._on_worker(ask)

    async def _until(self, is_so: Callable[[], bool]) -> None:
        while not is_so():
            if self._is_stopped:
                raise Stopped
            await self._turn.wait()

    def _stir(self) -> None:
        turn, self._turn = self._turn, asyncio.Event()
        turn.set()

    def _outdate(self, uri: str) -> None:
        """Let those know who ask about a document that it is another one now."""
        edited = self._edited.pop(uri, None)
        if edited is not None:
            edited.set()

    async def _on_worker(self, question: Callable[[Analyst], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._worker, lambda: question(self._the_analyst()))

    def _the_analyst(self) -> Analyst:
        """The one who analyses. Made on its own thread, because that imports SQLAlchemy and Alembic."""
        if self._analyst is None:
            from migration_lsp.server.analyst import Analyst

            self._analyst = Analyst()
        return self._analyst

    # ------------------------------------------------------------------ work

    def _schedule(self, pause: float) -> None:
        self._is_idle = self._is_stopped = False
        self._early.clear()
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            # Whatever is due earlier waits no longer because something less urgent followed.
            pause = min(pause, max(self._timer.when() - loop.time(), 0)) if pause != TYPING_PAUSE else pause
            self._timer.cancel()
        self._timer = loop.call_later(pause, self._start)

    def _start(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._submitted += 1
        number = self._submitted
        documents = tuple(self.documents.values())
        disk, self._disk = self._disk, DiskChange()
        post = asyncio.get_running_loop().call_soon_threadsafe
        job = Job(
            self.client,
            self.folders,
            documents,
            self.run,
            disk,
            lambda: self._submitted == number,
            lambda step: post(self._at, number, step),
            lambda told: post(self._take_early, number, told),
        )
        self._job = asyncio.create_task(self._work(job))

    async def _work(self, job: Job) -> None:
        try:
            outcome = await self._on_worker(lambda analyst: analyst.work(job))
        except Exception as error:
            # What was said before stays: it is the best that there is.
            self._outlet.tell_bug("the analysis", error)
            outcome = None
        if not job.is_wanted():
            return
        if outcome is not None:
            self._take(outcome)
            self._outlet.settled(outcome)
        if self._timer is None:
            self._is_idle = True
            self._stir()
            asyncio.get_running_loop().call_later(REST, self._tidy, self._submitted)

    def _tidy(self, number: int) -> None:
        if self._is_idle and number == self._submitted:
            self._worker.submit(lambda: self._the_analyst().tidy())

    def _at(self, number: int, step: Step) -> None:
        if number == self._submitted:
            self._outlet.at(step)

    def _take_early(self, number: int, told: Mapping[str, Told]) -> None:
        """Publish what is known of open documents before the rest is."""
        if number != self._submitted:
            return
        for uri, one in told.items():
            if one.version == self._version(uri):
                self._early.add(uri)
                self._tell(uri, one)
        self._stir()

    def _take(self, outcome: Outcome) -> None:
        """Publish what is other than before, except where the document has been edited since."""
        before = self.published
        now = dict(outcome.told)
        for uri in before.keys() - now.keys():
            if before[uri].diagnostics:
                now[uri] = Told((), self._version(uri))
        is_changed = False
        for uri, told in now.items():
            if told.version == self._version(uri):
                is_changed |= self._tell(uri, told)
        self.published = {uri: before.get(uri, Told(())) for uri in now}
        if is_changed or self._owes_news:
            self._owes_news = False
            news, self._news = self._news, asyncio.Event()
            news.set()
            self._outlet.changed()

    def _tell(self, uri: str, told: Told) -> bool:
        """Have a file shown as it is now; whether that is something else."""
        old = self.published.get(uri, Told(()))
        self.published[uri] = told
        is_other = told.diagnostics != old.diagnostics
        if is_other:
            self.editions[uri] = next(self._numbers)
        if is_other or (told.diagnostics and told.version != old.version):
            self._outbox.put(uri, told)
        return is_other

    def _version(self, uri: str) -> int | None:
        document = self.documents.get(uri)
        return document.version if document is not None else None

    def close_down(self) -> None:
        """Take no more work, and let what is under way end at its next step."""
        self._submitted += 1
        if self._timer is not None:
            self._timer.cancel()
        self._worker.shutdown(wait=False, cancel_futures=True)
