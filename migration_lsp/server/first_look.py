"""Shows how far the first analysis is, in a client that shows such things, and lets its user stop it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from lsprotocol import types

from migration_lsp.server.job import Step
from migration_lsp.server.session import Stopped

if TYPE_CHECKING:
    from concurrent.futures import Future

    from migration_lsp.server.server import MigrationServer

_TITLE = "migration-lsp"


class FirstLook:
    """From the first step of an analysis to the first that came to its end; anew where it was stopped between."""

    def __init__(self, server: MigrationServer) -> None:
        self._server = server
        self._numbers = count(1)
        self._may_be_shown = False
        self._is_over = False
        self._is_shown = False
        self._token: str | None = None
        """What the client calls what it shows, once it has been told to begin."""
        self._percentage = 0
        self._doing: str | None = None

    def may_be_shown(self) -> None:
        """The client takes requests from now on."""
        self._may_be_shown = True
        if not self._server.session.is_idle:
            self._show()

    def at(self, step: Step) -> None:
        """Show a step. Of several looks at the same the percentage is that of the farthest."""
        self._show()
        percentage = max(self._percentage, int(100 * step.done))
        if (percentage, step.doing.value) == (self._percentage, self._doing):
            return
        self._percentage, self._doing = percentage, step.doing.value
        if self._token is not None:
            report = types.WorkDoneProgressReport(message=self._doing, percentage=percentage)
            self._server.work_done_progress.report(self._token, report)

    def end(self) -> None:
        """Everything is known: there is nothing to show any more."""
        self._is_over = True

    def _show(self) -> None:
        session = self._server.session
        if self._may_be_shown and session.client.shows_progress and not (self._is_over or self._is_shown):
            self._is_shown = True
            self._server.do(self._accompany())

    async def _accompany(self) -> None:
        session, progress = self._server.session, self._server.work_done_progress
        token = f"{_TITLE}/first-look/{next(self._numbers)}"
        await progress.create_async(token)
        if session.is_idle:
            return
        begin = types.WorkDoneProgressBegin(_TITLE, cancellable=True, message=self._doing, percentage=self._percentage)
        progress.begin(token, begin)
        progress.tokens[token].add_done_callback(self._ended_by_client)
        self._token = token
        said = "done"
        try:
            await session.settled()
        except Stopped:
            said = "stopped; it goes on with the next change"
        self._token, self._is_shown = None, False
        progress.end(token, types.WorkDoneProgressEnd(message=said))
        del progress.tokens[token]

    def _ended_by_client(self, wish: Future[object]) -> None:
        if wish.cancelled():
            self._server.session.stop()
