"""Where `.ci/editors` put the editors, and the server that they start.

A test that needs a tool which is not there fails and says how to get it: it is never skipped.
"""

import os
import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".cache" / "editors"

#: What a slow machine may take for one editor's whole walk.
PATIENCE_SECONDS = 60.0


def tool(place: Path) -> Path:
    """A file that `.ci/editors` makes."""
    if not place.exists():
        pytest.fail(f"{place} is not there: run .ci/editors, which installs the editors and packs the extension")
    return place


def neovim() -> Path:
    return tool(CACHE / "bin" / "nvim")


def node() -> Path:
    return tool(CACHE / "bin" / "node")


def code_server() -> Path:
    return tool(CACHE / "code-server" / "node_modules" / "code-server" / "out" / "node" / "entry.js")


def chromium() -> Path:
    found = shutil.which("chromium")
    if found is None:
        pytest.fail("chromium is not installed: run .ci/editors")
    return Path(found)


def server() -> Path:
    """The `migration-lsp` of the environment that runs the tests."""
    program = Path(sys.executable).parent / "migration-lsp"
    if not program.exists():
        pytest.fail(f"{program} is not there: install the project into the environment that runs the tests")
    return program


def screenshots() -> Path:
    """A folder for pictures that a person can look at after the run."""
    folder = CACHE / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def private_home(folder: Path, *programs: Path) -> dict[str, str]:
    """An environment in which nothing of the person who runs the tests is read or written."""
    folder.mkdir(parents=True, exist_ok=True)
    inherited = {name: value for name, value in os.environ.items() if name in {"LANG", "LC_ALL", "TMPDIR"}}
    places = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    path = os.pathsep.join([*map(str, programs), "/usr/local/bin", "/usr/bin", "/bin"])
    return {"LANG": "C.UTF-8", **inherited, **places, "HOME": str(folder), "PATH": path}
