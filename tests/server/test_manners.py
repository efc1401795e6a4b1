"""Whatever a client sends gets the protocol's answer, and the server lives."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.server.editor import ACCOUNTS, copy_of_shop
from tests.server.wire import PATIENCE, Wire, started, wire


@pytest.fixture
def server() -> Iterator[Wire]:
    with wire() as here:
        yield here


def _code(answer: dict[str, object]) -> object:
    error = answer["error"]
    assert isinstance(error, dict)
    assert "Traceback" not in str(error)
    return error["code"]


def test_requests_before_initialize_are_refused(server: Wire) -> None:
    assert _code(server.ask("textDocument/hover", {})) == -32002
    assert _code(server.ask("shutdown", None)) == -32002
    assert _code(server.ask("no/such/method", {})) == -32002
    assert "result" in server.initialize()
    assert server.end() == 0


def test_notifications_before_initialize_are_dropped(server: Wire) -> None:
    server.send(method="initialized", params={})
    server.send(method="textDocument/didOpen", params={})
    assert "result" in server.initialize()


def test_initialize_comes_once(server: Wire) -> None:
    server.initialize()
    assert _code(server.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})) == -32600


def test_an_unknown_method_is_not_found_and_an_unknown_notification_is_dropped(server: Wire) -> None:
    server.initialize()
    server.send(method="no/such/notification", params={"a": [1]})
    server.send(method="$/something", params=None)
    assert _code(server.ask("no/such/method", {"a": [1]})) == -32601
    assert _code(server.ask("no/such/method", {"not an identifier": {"type_name": "1"}})) == -32601


@pytest.mark.parametrize(
    "params",
    [None, 5, [], {}, {"textDocument": 5, "position": {}}, {"command": 5, "arguments": "x"}],
    ids=str,
)
def test_malformed_parameters_are_told(server: Wire, params: object) -> None:
    server.initialize()
    assert _code(server.ask("workspace/executeCommand", params)) == -32602
    assert server.end() == 0


def test_initialize_with_malformed_parameters_can_be_tried_again(server: Wire) -> None:
    assert _code(server.ask("initialize", {"capabilities": 5})) == -32602
    assert "result" in server.initialize()


def test_malformed_notifications_are_dropped(server: Wire, tmp_path: Path) -> None:
    server.initialize(tmp_path)
    for method in ("didOpen", "didChange", "didSave", "didClose"):
        server.send(method=f"textDocument/{method}", params={"textDocument": {"uri": 5}})
        server.send(method=f"textDocument/{method}", params=None)
    server.send(method="workspace/didChangeWatchedFiles", params={"changes": "all"})
    server.send(method="$/cancelRequest", params={"id": 12345})
    assert _code(server.ask("no/such/method", {})) == -32601
    assert server.end() == 0


@pytest.mark.parametrize("text", ["{", "[]", "5", "null", '{"id": 1}', '{"jsonrpc": "1.0", "id": 1, "method": "x"}'])
def test_what_is_no_message_does_not_end_it(server: Wire, text: str) -> None:
    server.initialize()
    server.send_text(text)
    assert _code(server.ask("no/such/method", {}, 2)) == -32601
    assert server.end() == 0


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("[]", None),
        ('[{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}]', None),
        ('{"jsonrpc": "2.0", "id": 1, "method": 5}', 1),
        ('{"jsonrpc": "2.0", "id": 1, "method": []}', 1),
        ('{"jsonrpc": "2.0", "id": null, "method": "shutdown"}', None),
        ('{"jsonrpc": "2.0", "id": {}, "method": "shutdown"}', None),
        ('{"jsonrpc": "2.0", "id": true, "method": "shutdown"}', None),
        ('{"jsonrpc": "2.0", "method": {}}', None),
        ('{"id": 1, "method": "shutdown"}', None),
    ],
)
def test_what_is_no_request_is_told(server: Wire, text: str, id_: int | None) -> None:
    server.initialize()
    server.send_text(text)
    assert _code(server.answer(id_)) == -32600
    assert server.end() == 0


@pytest.mark.parametrize(
    "text",
    [
        '{"jsonrpc": "2.0", "id": 1, "result": 5}',
        '{"jsonrpc": "2.0", "id": [], "result": 5}',
        '{"jsonrpc": "2.0", "id": null, "error": {"code": 1, "message": "x"}}',
        '{"jsonrpc": "2.0", "id": 1, "error": 5}',
        '{"jsonrpc": "2.0", "id": 1, "result": {"jsonrpc": "2.0", "method": {}}}',
        '{"jsonrpc": "2.0", "method": "$/something", "params": {"jsonrpc": "2.0", "id": 1}}',
        '{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": {}}}',
        '{"jsonrpc": "2.0", "method": "window/workDoneProgress/cancel", "params": {"token": "no such"}}',
        '{"jsonrpc": "2.0", "method": "window/workDoneProgress/cancel", "params": null}',
    ],
)
def test_what_nobody_waits_for_is_dropped(server: Wire, text: str) -> None:
    server.initialize()
    server.send_text(text)
    assert _code(server.ask("no/such/method", {}, 2)) == -32601
    assert server.end() == 0
    assert not [message for message in server.said if "error" in message or "logMessage" in str(message)]


def test_parameters_may_hold_what_looks_like_a_message(server: Wire) -> None:
    server.initialize()
    arguments = [{"jsonrpc": "2.0", "id": 5, "method": "shutdown"}]
    assert _code(server.ask("workspace/executeCommand", {"command": "x", "arguments": arguments})) == -32602
    assert _code(server.ask("no/such/method", {})) == -32601


@pytest.mark.parametrize("answer", [{"result": 5}, {"error": 5}, {"error": {"code": -1, "message": "no"}}, {}], ids=str)
def test_a_misshapen_answer_keeps_nothing_up(server: Wire, tmp_path: Path, answer: dict[str, object]) -> None:
    abilities = {"workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}}}
    server.initialize(tmp_path, capabilities=abilities)
    asked = server.until("workspace/configuration")
    server.send(id=asked["id"], **answer)
    assert _code(server.ask("no/such/method", {})) == -32601
    # It asks again as it would of any other client.
    server.send(method="workspace/didChangeConfiguration", params={"settings": None})
    server.until("workspace/configuration")
    assert server.end() == 0


@pytest.mark.parametrize(
    "raw",
    [b"garbage\r\n\r\n", b"Content-Length: x\r\n\r\n", b"\r\n", b'Content-Length: 2\r\n\r\n{}{"a": "more"}'],
    ids=repr,
)
def test_it_finds_its_way_after_a_broken_header(server: Wire, raw: bytes) -> None:
    server.initialize()
    server.send_raw(raw)
    assert _code(server.ask("no/such/method", {}, 2)) == -32601
    assert server.end() == 0


def test_what_is_no_json_is_told(server: Wire) -> None:
    server.initialize()
    server.send_text("{")
    assert _code(server.answer(None)) == -32700


def test_after_shutdown_requests_are_refused(server: Wire) -> None:
    server.initialize()
    server.ask("shutdown", None, "shutdown")
    assert _code(server.ask("textDocument/hover", {})) == -32600
    server.send(method="exit")
    assert server.process.wait(PATIENCE) == 0


def test_an_exit_without_a_shutdown_is_a_failure(server: Wire) -> None:
    server.initialize()
    server.send(method="exit")
    assert server.process.wait(PATIENCE) == 1


def test_it_ends_with_its_input(server: Wire) -> None:
    server.initialize()
    assert server.process.stdin is not None
    server.process.stdin.close()
    assert server.process.wait(PATIENCE) == 1


def test_it_ends_while_it_is_analysing(server: Wire, tmp_path: Path) -> None:
    server.initialize(copy_of_shop(tmp_path / "shop"))
    assert server.end() == 0


def test_it_ends_where_nobody_reads() -> None:
    with started() as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.close()
        message = b'{"jsonrpc": "2.0", "id": 1, "method": "no/such/method"}'
        with suppress(BrokenPipeError):
            process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(message) + message)
            process.stdin.flush()
        try:
            assert process.wait(PATIENCE) == 1
        finally:
            process.kill()


def test_documents_that_are_no_files_are_left_alone(server: Wire, tmp_path: Path) -> None:
    root = copy_of_shop(tmp_path / "shop")
    server.initialize(root)
    text = (root / ACCOUNTS).read_text(encoding="utf-8")
    for uri in ("untitled:Untitled-1", f"git:{root / ACCOUNTS}", "vscode-notebook-cell:/x.ipynb#1", "", "::"):
        item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        server.send(method="textDocument/didOpen", params={"textDocument": item})
    uri = (root / ACCOUNTS).as_uri()
    item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    server.send(method="textDocument/didOpen", params={"textDocument": item})
    server.until("textDocument/publishDiagnostics")
    assert server.end() == 0
    said = [message for message in server.said if message.get("method") == "textDocument/publishDiagnostics"]
    assert {message["params"]["uri"].partition(":")[0] for message in said} == {"file"}


_WITH_A_RULE_THAT_RAISES = """
import sys
from migration_lsp import analysis
import migration_lsp.rules.registry as registry
from dataclasses import replace

def broken(subject, moment):
    raise RuntimeError("hunter2")

whole = registry.all_rules
rules = tuple(
    replace(rule, check=broken) if rule.name == "pending-change" else rule for rule in whole()
)
registry.all_rules = lambda: rules
import migration_lsp.analysis.judging as judging
judging.all_rules = registry.all_rules
sys.argv = ["migration-lsp", "server"]
from migration_lsp.__main__ import main
main()
"""


def test_a_rule_that_raises_is_logged_and_the_others_go_on(tmp_path: Path) -> None:
    root = copy_of_shop(tmp_path / "shop")
    with wire((sys.executable, "-c", _WITH_A_RULE_THAT_RAISES)) as server:
        server.initialize(root)
        text = (root / ACCOUNTS).read_text(encoding="utf-8")
        item = {"uri": (root / ACCOUNTS).as_uri(), "languageId": "python", "version": 1, "text": text}
        server.send(method="textDocument/didOpen", params={"textDocument": item})
        logged = server.until("window/logMessage")["params"]["message"]
        assert "pending-change" in logged
        assert "RuntimeError" in logged
        shown = server.until("window/showMessage")["params"]["message"]
        assert "pending-change" in shown
        assert "RuntimeError" not in shown
        assert server.end() == 0
        assert "hunter2" not in str(server.said)
        assert any(
            diagnostic["code"] == "required-column-without-default"
            for message in server.said
            if message.get("method") == "textDocument/publishDiagnostics"
            for diagnostic in message["params"]["diagnostics"]
        )


_WITH_A_FEATURE_THAT_RAISES = """
import sys
import {module} as module

def broken(*arguments, **options):
    raise RuntimeError("hunter2")

module.{name} = broken
sys.argv = ["migration-lsp", "server"]
from migration_lsp.__main__ import main
main()
"""

_PULLS = {
    "textDocument": {"diagnostic": {}, "codeAction": {"resolveSupport": {"properties": ["edit"]}}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
}


@pytest.mark.parametrize(
    ("module", "name", "method"),
    [
        ("migration_lsp.analysis.hover", "hover_at", "textDocument/hover"),
        ("migration_lsp.analysis.actions", "actions_at", "textDocument/codeAction"),
        ("migration_lsp.analysis.actions", "edits_of", "codeAction/resolve"),
        ("migration_lsp.server.session", "Session.told", "textDocument/diagnostic"),
        ("migration_lsp.server.features.pulled_diagnostics", "_item", "workspace/diagnostic"),
    ],
    ids=lambda value: value if "/" in value else "",
)
def test_a_feature_that_raises_is_told_once_and_the_others_go_on(
    tmp_path: Path, module: str, name: str, method: str
) -> None:
    root = copy_of_shop(tmp_path / "shop")
    with wire((sys.executable, "-c", _WITH_A_FEATURE_THAT_RAISES.format(module=module, name=name))) as server:
        server.initialize(root, capabilities=_PULLS)
        text = (root / ACCOUNTS).read_text(encoding="utf-8")
        uri = (root / ACCOUNTS).as_uri()
        item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        server.send(method="textDocument/didOpen", params={"textDocument": item})
        place = {"line": 14, "character": 6}
        document: dict[str, object] = {"textDocument": {"uri": uri}}
        data = {"uri": uri, "range": [14, 0, 14, 0], "id": "x", "environment": 0}
        requests: dict[str, dict[str, object]] = {
            "textDocument/hover": {**document, "position": place},
            "textDocument/codeAction": {
                **document,
                "range": {"start": place, "end": place},
                "context": {"diagnostics": []},
            },
            "codeAction/resolve": {"title": "x", "data": data},
            "textDocument/diagnostic": document,
            "workspace/diagnostic": {"previousResultIds": []},
        }
        for again in range(2):
            for asked, params in requests.items():
                answer = server.ask(asked, params, f"{asked} {again}")
                assert ("error" in answer) == (asked == method), answer
                if "error" in answer:
                    assert _code(answer) == -32603
        assert server.end() == 0
        told = [message for message in server.said if message.get("method") == "window/showMessage"]
        logged = [message for message in server.said if message.get("method") == "window/logMessage"]
        assert [method in message["params"]["message"] for message in told] == [True]
        assert [method in message["params"]["message"] for message in logged] == [True]
        assert "hunter2" not in str(server.said)
