"""The walks through real editors: each is made once for all the tests that look at what it saw."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.editors import code_server, neovim_editor, vscode_editor
from tests.editors.plan import Seen
from tests.editors.tools import CACHE


@pytest.fixture(scope="session")
def extensions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our extension and the probe, installed in VS Code."""
    return code_server.install(tmp_path_factory.mktemp("installed"))


@pytest.fixture(scope="session")
def neovim(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What Neovim saw on the whole walk."""
    return twice(lambda: neovim_editor.walk(tmp_path_factory.mktemp("neovim")))


@pytest.fixture(scope="session")
def vscode(extensions: Path, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What VS Code saw on the whole walk, in a workspace that is not trusted."""
    return twice(lambda: vscode_editor.walk(tmp_path_factory.mktemp("vscode"), extensions))


@pytest.fixture(scope="session", params=["neovim", "vscode"])
def seen(request: pytest.FixtureRequest) -> Seen:
    """The walk of each editor."""
    walked: Seen = request.getfixturevalue(request.param)
    measured = {step: answer["ms"] for step, answer in walked.answers.items() if isinstance(answer, dict)}
    (CACHE / f"measured-{request.param}.json").write_text(json.dumps(measured), encoding="utf-8")
    return walked


@pytest.fixture(scope="session")
def desk(extensions: Path, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """What a person at the keys saw in VS Code."""
    return twice(lambda: vscode_editor.sit_down(tmp_path_factory.mktemp("desk"), extensions))


def twice(walk: Callable[[], Seen]) -> Seen:
    """A walk that did not come to its end is made once more: an editor on a busy machine may miss a wait."""
    try:
        first = walk()
    except (AssertionError, subprocess.TimeoutExpired):
        return complete(walk())
    return first if first.complaint is None else complete(walk())


def complete(seen: Seen) -> Seen:
    assert seen.complaint is None, seen.complaint
    return seen
