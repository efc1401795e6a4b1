"""The first answer: early, and the same that pygls makes of the features that are registered with it."""

from __future__ import annotations

import asyncio
import io
import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types
from pytest_lsp import client_capabilities

from migration_lsp.server.client import Client, client_of
from migration_lsp.server.framing import framed, read_message
from migration_lsp.server.opening import announced, opening_of
from migration_lsp.server.server import MigrationServer
from tests.server.editor import EDITORS
from tests.server.wire import wire

_OF_PYTEST_LSP = ("emacs@v29.1", "neovim@v0.6.1", "neovim@v0.9.1", "neovim@v0.10.0", "visual_studio_code@v1.65.2")

_EDITORS: dict[str, Callable[[], types.ClientCapabilities]] = {
    **{name: partial(client_capabilities, name) for name in _OF_PYTEST_LSP},
    **EDITORS,
    "nobody": types.ClientCapabilities,
}


class _Sent:
    """What a server writes."""

    def __init__(self) -> None:
        self.stream = io.BytesIO()

    def write(self, data: bytes) -> None:
        self.stream.write(data)

    def close(self) -> None:
        """There is nothing to close."""


def _answer_of_pygls(capabilities: dict[str, Any]) -> dict[str, Any]:
    async def conversation() -> _Sent:
        server, sent = MigrationServer(), _Sent()
        server.protocol.set_writer(sent)
        params = {"processId": None, "rootUri": None, "capabilities": capabilities}
        server.protocol.take({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params})
        server.close_down()
        return sent

    sent = asyncio.run(conversation()).stream
    sent.seek(0)
    answer: dict[str, Any] = json.loads(read_message(sent) or b"")
    return answer


def _said(value: object) -> object:
    """A value without what says nothing: pygls also names what there is none of."""
    if not isinstance(value, dict):
        return value
    inside = {name: _said(each) for name, each in value.items()}
    return {name: each for name, each in inside.items() if each not in ({}, False, []) or name == "processId"}


def _is_answered_alike(capabilities: dict[str, Any]) -> bool:
    params = {"processId": None, "rootUri": None, "capabilities": capabilities}
    opening = opening_of({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params})
    assert opening is not None
    early, late = opening.answer(), _answer_of_pygls(capabilities)
    # It has no command, so that nothing can be executed.
    assert late["result"]["capabilities"].pop("executeCommandProvider") == {"commands": []}
    return _said(early) == _said(late)


@pytest.mark.parametrize("name", _EDITORS)
def test_editors_get_the_answer_of_pygls(name: str) -> None:
    converter = MigrationServer().protocol.as_json
    capabilities = converter(_EDITORS[name]())
    assert isinstance(capabilities, dict)
    assert _is_answered_alike(capabilities)


def _some(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=parts)


_CAPABILITIES = _some(
    general=_some(positionEncodings=st.lists(st.sampled_from(["utf-8", "utf-16", "utf-32", "utf-7"]))),
    textDocument=_some(
        diagnostic=_some(dynamicRegistration=st.booleans()),
        synchronization=_some(willSave=st.booleans(), willSaveWaitUntil=st.booleans()),
        hover=_some(contentFormat=st.lists(st.sampled_from(["markdown", "plaintext"]))),
        codeAction=_some(resolveSupport=st.just({"properties": ["edit"]})),
    ),
    workspace=_some(
        diagnostics=_some(refreshSupport=st.booleans()),
        workspaceFolders=st.booleans(),
        fileOperations=_some(willRename=st.booleans()),
        workspaceEdit=_some(documentChanges=st.booleans(), resourceOperations=st.just(["create"])),
    ),
    notebookDocument=st.just({"synchronization": {}}),
)


@settings(max_examples=40, deadline=None)
@given(_CAPABILITIES)
def test_any_client_gets_the_answer_of_pygls(capabilities: dict[str, Any]) -> None:
    assert _is_answered_alike(capabilities)


_NAMES = st.text("ab", max_size=3)
_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | _NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["general", "textDocument", "workspace", "window"]), _ANYTHING))
def test_an_option_of_a_wrong_type_is_one_that_the_client_does_not_have(capabilities: dict[str, Any]) -> None:
    assert client_of(capabilities) == Client()


@given(_ANYTHING, _ANYTHING, _ANYTHING, _ANYTHING)
def test_what_is_no_initialize_in_order_is_left_to_others(
    params: object, id_: object, folders: object, process: object
) -> None:
    whole = {"capabilities": {}, "workspaceFolders": folders, "processId": process}
    for message in (
        params,
        {"jsonrpc": "2.0", "id": id_, "method": "initialize", "params": params},
        {"jsonrpc": "2.0", "id": id_, "method": "initialize", "params": whole},
        {"jsonrpc": "2.0", "id": 1, "method": "shutdown", "params": whole},
    ):
        opening = opening_of(message)
        if opening is not None:
            assert isinstance(opening.id, int | str)
            assert json.loads(json.dumps(opening.answer()))["id"] == opening.id


@pytest.mark.parametrize(
    ("params", "folders"),
    [
        ({"rootUri": "file:///a", "rootPath": "/b"}, ("file:///a",)),
        ({"rootUri": None, "rootPath": "/b"}, ("file:///b",)),
        ({"rootUri": "file:///a", "workspaceFolders": [{"uri": "file:///c", "name": "c"}]}, ("file:///c",)),
        ({"rootUri": "file:///a", "workspaceFolders": []}, ("file:///a",)),
        ({"rootUri": None, "workspaceFolders": None}, ()),
    ],
)
def test_the_folders_are_those_of_the_newest_way_that_the_client_knows(
    params: dict[str, Any], folders: tuple[str, ...]
) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}, **params}}
    opening = opening_of(message)
    assert opening is not None
    assert opening.folders == folders


@pytest.mark.parametrize(
    ("entry", "heavy"),
    [
        ("stdio", {"pygls", "lsprotocol", "cattrs", "attr", "asyncio", "logging", "sqlalchemy", "alembic", "libcst"}),
        ("conversation", {"sqlalchemy", "alembic", "libcst", "watchfiles"}),
    ],
    ids=["before it is answered", "before the event loop runs"],
)
def test_nothing_heavy_is_imported(entry: str, heavy: set[str]) -> None:
    names = "*{name.partition('.')[0] for name in sys.modules}"
    code = f"import sys, migration_lsp.cli, migration_lsp.server.{entry}; print({names})"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert heavy & set(done.stdout.split()) == set()


def test_capabilities_of_a_wrong_type_inside_do_not_keep_a_client_out(tmp_path: Path) -> None:
    with wire() as server:
        answer = server.initialize(tmp_path, capabilities={"textDocument": 5, "window": {"workDoneProgress": "yes"}})
        assert answer["result"]["capabilities"] == announced(Client())
        assert server.end() == 0


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"garbage\r\n",
        b"Content-Length: many\r\n\r\n",
        b"Content-Length: -5\r\n\r\n",
        b"Content-Length: 99999999999999999999999999\r\n\r\n",
        b"\r\n\r\n",
        b'Content-Length: 2\r\n\r\n{}{"more": "than it said"}',
        b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n",
        b"\xff\xfe\x00" * 50_000 + b"\r\n",
    ],
    ids=lambda before: repr(before[:20]),
)
def test_a_message_is_found_after_anything(before: bytes) -> None:
    stream = io.BytesIO(before + framed(b'{"a": 1}'))
    found = []
    while (message := read_message(stream)) is not None:
        found.append(message)
    assert found[-1:] == [b'{"a": 1}']


def test_headers_are_read_as_leniently_as_may_be() -> None:
    stream = io.BytesIO(b"content-length:  2 \r\n\r\n{}Content-Type: x\r\nCONTENT-LENGTH: 3\r\nX: y\n\n[1]")
    assert [read_message(stream) for _ in range(3)] == [b"{}", b"[1]", None]


def test_a_message_that_ends_before_its_time_is_none() -> None:
    assert read_message(io.BytesIO(b"Content-Length: 5\r\n\r\n{}")) is None
    assert read_message(io.BytesIO(b"Content-Length: 5\r\n")) is None


_BLANK = bytes(1 << 20)


def test_what_is_too_long_is_passed_by_unread() -> None:
    class Endless(io.BytesIO):
        """A stream that has as many bytes as somebody may claim."""

        left = 1 << 31

        def read(self, size: int | None = -1) -> bytes:
            assert size is not None
            if self.left:
                self.left -= size
                assert 0 < size <= 1 << 20, "never all at once"
                return _BLANK[:size]
            return super().read(size)

    stream = Endless(b"Content-Length: %d\r\n\r\n" % (1 << 31) + framed(b"{}"))
    assert read_message(stream) == b"{}"
