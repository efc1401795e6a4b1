"""The first analysis as a client sees it: how far it is, that it can be stopped, and what it is asked meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.wire import Wire, wire

_REVISIONS = 150
_ABILITIES = {"window": {"workDoneProgress": True}}
_PULLS = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}

_REVISION = """import sqlalchemy as sa
from alembic import op
revision = "{number}"
down_revision = {below}
def upgrade():
    op.create_table("t{number}", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("t{number}", sa.Column("name", sa.String(20)))
def downgrade():
    op.drop_table("t{number}")
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that takes a moment to read."""
    root = tmp_path_factory.mktemp("project")
    versions = root / "migrations/versions"
    versions.mkdir(parents=True)
    (root / "migrations/env.py").write_text("from alembic import context\ncontext.run_migrations()\n")
    for number in range(_REVISIONS):
        below = repr(str(number - 1)) if number else "None"
        (versions / f"{number:03}.py").write_text(_REVISION.format(number=number, below=below))
    return root


@pytest.fixture
def server() -> Iterator[Wire]:
    with wire() as here:
        yield here


def _begun(server: Wire) -> dict[str, Any]:
    create = server.until("window/workDoneProgress/create")
    server.send(id=create["id"], result=None)
    begin: dict[str, Any] = server.until("$/progress")["params"]
    assert begin["token"] == create["params"]["token"]
    assert begin["value"]["kind"] == "begin"
    return begin


def _values(server: Wire, token: str) -> list[dict[str, Any]]:
    """What is shown until the end."""
    values: list[dict[str, Any]] = []
    while not values or values[-1]["kind"] != "end":
        params = server.until("$/progress")["params"]
        assert params["token"] == token
        values.append(params["value"])
    return values


def _open(server: Wire, path: Path) -> str:
    item = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": path.read_text(encoding="utf-8")}
    server.send(method="textDocument/didOpen", params={"textDocument": item})
    return path.as_uri()


def _hover(server: Wire, uri: str, id_: str) -> None:
    params = {"textDocument": {"uri": uri}, "position": {"line": 5, "character": 6}}
    server.send(id=id_, method="textDocument/hover", params=params)


def test_how_far_it_is_is_shown_and_never_less(server: Wire, project: Path) -> None:
    server.initialize(project, capabilities=_ABILITIES)
    begin = _begun(server)
    assert begin["value"]["cancellable"] is True
    *reports, end = _values(server, begin["token"])
    assert end["message"] == "done"
    shown = [begin["value"]["percentage"], *(value["percentage"] for value in reports)]
    assert shown == sorted(shown)
    assert shown[-1] <= 100
    assert {value["message"] for value in reports} <= {
        "looking for files",
        "reading revisions",
        "replaying revisions",
        "reading models",
        "comparing models and revisions",
        "asking the rules",
    }
    # Only the first is shown.
    uri = _open(server, project / "migrations/versions/000.py")
    _hover(server, uri, "hover")
    server.answer("hover")
    assert server.end() == 0
    assert len([message for message in server.said if message.get("method") == "window/workDoneProgress/create"]) == 1


def test_what_the_user_stops_goes_on_with_the_next_change(server: Wire, project: Path) -> None:
    server.initialize(project, capabilities=_ABILITIES)
    begin = _begun(server)
    server.send(method="window/workDoneProgress/cancel", params={"token": begin["token"]})
    assert _values(server, begin["token"])[-1]["message"].startswith("stopped")
    uri = _open(server, project / "migrations/versions/000.py")
    again = _begun(server)
    assert again["token"] != begin["token"]
    _hover(server, uri, "hover")
    assert "t0" in str(server.answer("hover")["result"])
    assert server.end() == 0


def test_who_asks_for_diagnostics_of_what_was_stopped_is_told_so(server: Wire, project: Path) -> None:
    server.initialize(project, capabilities=_ABILITIES | _PULLS)
    begin = _begun(server)
    server.send(id="pull", method="workspace/diagnostic", params={"previousResultIds": []})
    server.send(method="window/workDoneProgress/cancel", params={"token": begin["token"]})
    error = server.answer("pull")["error"]
    assert error["code"] == -32802
    assert error["data"] == {"retriggerRequest": False}
    _open(server, project / "migrations/versions/000.py")
    # Nothing is found, but who was answered nothing has to ask again.
    server.send(id=server.until("workspace/diagnostic/refresh")["id"], result=None)
    assert server.end() == 0


@pytest.mark.parametrize("method", ["hover", "codeAction", "diagnostic"])
def test_a_question_that_waits_for_it_can_be_withdrawn(server: Wire, project: Path, method: str) -> None:
    server.initialize(project, capabilities=_ABILITIES | _PULLS)
    begin = _begun(server)
    path = project / "migrations/versions/149.py"
    uri = _open(server, project / "migrations/versions/149.py")
    place = {"line": 5, "character": 6}
    params: dict[str, Any] = {"textDocument": {"uri": uri}, "position": place}
    if method == "codeAction":
        params |= {"range": {"start": place, "end": place}, "context": {"diagnostics": []}}
    server.send(id="asked", method=f"textDocument/{method}", params=params)
    server.send(method="$/cancelRequest", params={"id": "asked"})
    assert server.answer("asked")["error"]["code"] == -32800
    assert not [message for message in server.said if message.get("params", {}).get("value", {}).get("kind") == "end"]
    # The analysis itself goes on.
    assert _values(server, begin["token"])[-1]["message"] == "done"
    _hover(server, path.as_uri(), "hover")
    assert "t149" in str(server.answer("hover")["result"])
    assert server.end() == 0


def test_a_question_about_a_document_that_is_edited_is_out_of_date_at_once(server: Wire, project: Path) -> None:
    server.initialize(project, capabilities=_ABILITIES)
    begin = _begun(server)
    path = project / "migrations/versions/149.py"
    uri = _open(server, path)
    _hover(server, uri, "hover")
    change = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [{"text": path.read_text() + "\n"}]}
    server.send(method="textDocument/didChange", params=change)
    assert server.answer("hover")["error"]["code"] == -32801
    assert _values(server, begin["token"])[-1]["message"] == "done"
    assert server.end() == 0


def test_an_answer_that_waits_for_something_new_can_be_withdrawn(server: Wire, project: Path) -> None:
    server.initialize(project, capabilities=_ABILITIES | _PULLS)
    begin = _begun(server)
    _values(server, begin["token"])
    params: dict[str, Any] = {"previousResultIds": []}
    server.send(id="first", method="workspace/diagnostic", params=params)
    server.send(id="second", method="workspace/diagnostic", params=params)
    server.send(method="$/cancelRequest", params={"id": "first"})
    assert server.answer("first")["error"]["code"] == -32800
    server.send(id="end", method="shutdown")
    assert server.answer("end")["result"] is None
    assert server.answer("second")["error"]["code"] == -32800
    server.send(method="exit")
    assert server.process.wait(20) == 0
