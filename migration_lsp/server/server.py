"""Capabilities and lifecycle: what is announced to which client, and what is said to it of its own accord."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified, JsonRpcException, JsonRpcInternalError
from pygls.lsp.server import LanguageServer

from migration_lsp import __version__
from migration_lsp.isolation import shut_out
from migration_lsp.server.features import code_action, configuration, pulled_diagnostics, watched_files
from migration_lsp.server.features.hover import hover
from migration_lsp.server.first_look import FirstLook
from migration_lsp.server.job import Outcome, Step, Told
from migration_lsp.server.opening import NAME, Opening, opening_of
from migration_lsp.server.protocol import Protocol
from migration_lsp.server.session import OutOfDate, Session, Stopped
from migration_lsp.server.uris import path_of
from migration_lsp.server.watching import Watch

log = logging.getLogger("migration_lsp")

Params = TypeVar("Params")
Result = TypeVar("Result")


class MigrationServer(LanguageServer):
    """The server of one client."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__(NAME, __version__, protocol_cls=Protocol)
        self.session = Session(self)
        self.opening: Opening | None = None
        """What the client said first, once it has."""
        self._logged: set[str] = set()
        self._is_degraded = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._watch: Watch | None = None
        self._first_look = FirstLook(self)
        self._register()

    def _register(self) -> None:
        # pygls marks what it is given, and a method cannot be marked: hence the functions.
        @self.feature(types.INITIALIZE)
        def initialize(params: types.InitializeParams) -> None:
            self._initialize(params)

        @self.feature(types.INITIALIZED)
        def initialized(_params: types.InitializedParams) -> None:
            self.do(self._watch_files())
            self.do(self._follow_configuration())
            self._first_look.may_be_shown()

        @self.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
        def folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
            self._change_folders(params.event)

        @self.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
        def configured(params: types.DidChangeConfigurationParams) -> None:
            self.do(self._configure(params.settings))

        @self.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
        def watched(params: types.DidChangeWatchedFilesParams) -> None:
            paths = [folder.path for folder in self.session.folders]
            self.session.disk_changed(watched_files.change_of(params.changes, paths))

        self.answer(types.TEXT_DOCUMENT_HOVER, hover)
        self.answer(types.TEXT_DOCUMENT_CODE_ACTION, code_action.code_actions, code_action.OPTIONS)
        self.answer(types.CODE_ACTION_RESOLVE, code_action.resolve)

    def answer(
        self, method: str, answer: Callable[[Session, Params], Awaitable[Result]], options: object = None
    ) -> None:
        """Register a feature. One that fails is logged by name, and answers with the protocol's error."""

        async def guarded(params: Params) -> Result:
            try:
                return await answer(self.session, params)
            except (JsonRpcException, asyncio.CancelledError):
                raise
            except OutOfDate:
                raise JsonRpcContentModified from None
            except Stopped:
                # For diagnostics the protocol has this; who else waits for the analysis has an answer of its own.
                code, nothing_new = types.LSPErrorCodes.ServerCancelled.value, {"retriggerRequest": False}
                raise JsonRpcException("the analysis was stopped", code, nothing_new) from None
            except Exception as error:
                self.tell_bug(method, error)
                raise JsonRpcInternalError(f"{method} failed in migration-lsp itself: see its log") from None

        self.feature(method, options)(guarded)

    # ------------------------------------------------------------------ lifecycle

    def _initialize(self, params: types.InitializeParams) -> None:
        opening = self.opening = self.opening or self._opening(params)
        folders = [(uri, path_of(uri)) for uri in opening.folders]
        # From now on the folders are known, and nothing may be imported from them.
        shut_out([path for _, path in folders if path is not None])
        if opening.client.pulls_diagnostics:
            self.answer(types.TEXT_DOCUMENT_DIAGNOSTIC, pulled_diagnostics.of_document, pulled_diagnostics.OPTIONS)
            self.answer(types.WORKSPACE_DIAGNOSTIC, pulled_diagnostics.of_workspace)
        self.session.run = configuration.run_of(opening.options) or self.session.run
        self.session.begin(opening.client, folders)

    def _opening(self, params: types.InitializeParams) -> Opening:
        """The same of a client whose first message was another one."""
        request = types.InitializeRequest(0, params)
        opening = opening_of(self.protocol.as_json(request))
        assert opening is not None, "what has the protocol's types is in order"
        return opening

    async def _watch_files(self) -> None:
        """Have the client watch files, or watch them where it does not."""
        if self.session.client.watches_files:
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            registration = types.Registration("watched-files", method, watched_files.OPTIONS)
            await self.client_register_capability_async(types.RegistrationParams([registration]))
            return
        loop = asyncio.get_running_loop()
        self._watch = Watch(lambda path, is_new: loop.call_soon_threadsafe(self._seen, path, is_new))

    async def _follow_configuration(self) -> None:
        """Learn the settings, and when they change."""
        await self._configure(None)
        if self.session.client.registers_configuration:
            method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
            options = types.DidChangeConfigurationRegistrationOptions(configuration.SECTION)
            registration = types.Registration("configuration", method, options)
            await self.client_register_capability_async(types.RegistrationParams([registration]))

    async def _configure(self, given: object) -> None:
        """Take settings: those that were sent along, or those that the client says when it is asked."""
        if self.session.client.answers_configuration:
            item = types.ConfigurationItem(section=configuration.SECTION)
            answers = await self.workspace_configuration_async(types.ConfigurationParams([item]))
            given = answers[0] if answers else None
        run = configuration.run_of(given)
        if run is not None:
            self.session.set_run(run)

    def _change_folders(self, event: types.WorkspaceFoldersChangeEvent) -> None:
        gone = {folder.uri for folder in event.removed}
        stay = [(folder.uri, folder.path) for folder in self.session.folders if folder.uri not in gone]
        added = [(folder.uri, path_of(folder.uri)) for folder in event.added]
        shut_out([path for _, path in added if path is not None])
        self.session.set_folders([*stay, *added])

    def _seen(self, path: str, is_new: bool) -> None:
        paths = [folder.path for folder in self.session.folders]
        self.session.disk_changed(watched_files.change_at(path, paths, is_listed_anew=is_new))

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Have something done that takes answers of the client."""

        async def guarded() -> None:
            try:
                await work
            except JsonRpcException:
                log.warning("the client refused what it had offered")
            except Exception as error:
                self.tell_bug("the conversation", error)

        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close_down(self) -> None:
        """Let everything end that is under way."""
        if self._watch is not None:
            self._watch.end()
        self.session.close_down()

    # ------------------------------------------------------------------ what the session says

    def publish(self, uri: str, told: Told) -> None:
        """Replace what is shown for a file, where the client does not ask for it."""
        if not self.session.client.pulls_diagnostics:
            params = types.PublishDiagnosticsParams(uri, list(told.diagnostics), told.version)
            self.text_document_publish_diagnostics(params)

    def changed(self) -> None:
        """Have a client that asks ask again."""
        if self.session.client.pulls_diagnostics:
            self.workspace_diagnostic_refresh(None)

    def at(self, step: Step) -> None:
        """An analysis has come to a step: show that, as long as it is the first."""
        self._first_look.at(step)

    def settled(self, outcome: Outcome) -> None:
        """An analysis has ended: watch what it read, and log what failed in it, each failure once."""
        self._first_look.end()
        if self._watch is not None:
            self._watch.follow(outcome.watched)
        for failure in outcome.failures:
            self._degraded(failure, failure.partition(" failed")[0])

    def tell_bug(self, where: str, error: BaseException) -> None:
        """Log that something of ours failed, by its name and its place in our code."""
        place = traceback.extract_tb(error.__traceback__)[-1:]
        at = "".join(f" at {frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in place)
        self._degraded(f"{where} failed: {type(error).__name__}{at}", where)

    def _degraded(self, message: str, where: str) -> None:
        if message in self._logged:
            return
        self._logged.add(message)
        log.error(message)
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))
        if not self._is_degraded:
            # Once in a run is enough to know where to look.
            self._is_degraded = True
            text = f"migration-lsp: {where} failed, everything else goes on. Its log says where."
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, text))
