"""Planning only, and as safe in a hostile folder as a text editor: nothing of a project is ever executed.

Each command runs as its own process, in the hostile folder and with it on PYTHONPATH, under an audit hook that is
there before anything else. The controls show that the same watch sees what it is there to see.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.safety.hostile import hostile_project, only_entry_points

_HOOK = Path(__file__).parent / "hook"
_SCRIPT = str(Path(sys.executable).with_name("migration-lsp"))
_MODULE = (sys.executable, "-m", "migration_lsp")

_COMMANDS = [
    ("diff", "--format", "json"),
    ("schema", "--models"),
    ("schema", "--at", "head"),
    ("graph",),
]


@dataclass(frozen=True)
class Watched:
    status: int
    out: str
    err: str
    events: tuple[str, ...]
    marks: tuple[str, ...]
    """What project code wrote when it ran."""


def _run(command: Sequence[str], folder: Path, watch: Path, *, cwd: Path | None = None) -> Watched:
    watch.mkdir(exist_ok=True)
    log, mark = watch / "log", watch / "mark"
    log.touch()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        "PYTHONPATH": os.pathsep.join([str(_HOOK), str(folder)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "WATCH_LOG": str(log),
        "WATCH_FOLDER": str(folder),
        "MARK": str(mark),
    }
    done = subprocess.run(
        command, cwd=cwd or folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    marks = tuple(mark.read_text().split()) if mark.exists() else ()
    return Watched(done.returncode, done.stdout, done.stderr, tuple(log.read_text().splitlines()), marks)


def _was_only_read(watched: Watched) -> None:
    assert watched.status == 0, watched.err
    assert watched.marks == ()
    assert watched.events == ()
    assert "bitten" in watched.out or "a1" in watched.out
    assert "hunter2" not in watched.out + watched.err


@pytest.mark.parametrize("command", _COMMANDS, ids=" ".join)
def test_no_command_executes_anything(tmp_path: Path, command: tuple[str, ...]) -> None:
    folder = hostile_project(tmp_path / "project")
    _was_only_read(_run([_SCRIPT, *command], folder, tmp_path / "watch"))


def test_as_a_module_with_the_working_folder_on_the_path(tmp_path: Path) -> None:
    folder = hostile_project(tmp_path / "project")
    _was_only_read(_run([*_MODULE, "diff"], folder, tmp_path / "watch"))


def test_with_the_root_elsewhere(tmp_path: Path) -> None:
    folder = hostile_project(tmp_path / "project")
    command = [sys.executable, "-P", "-m", "migration_lsp", "diff", f"--root={folder}"]
    _was_only_read(_run(command, folder, tmp_path / "watch", cwd=tmp_path))


def test_in_isolated_mode_not_even_the_standard_library_can_be_shadowed(tmp_path: Path) -> None:
    folder = hostile_project(tmp_path / "project", shadow_standard_library=True)
    watched = _run([sys.executable, "-I", "-m", "migration_lsp", "diff"], folder, tmp_path / "watch")
    assert watched.status == 0, watched.err
    assert watched.marks == ()
    assert "bitten" in watched.out


def test_nothing_is_written_beside_the_project_files(tmp_path: Path) -> None:
    folder = hostile_project(tmp_path / "project")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    _run([_SCRIPT, "diff"], folder, tmp_path / "watch")
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


# ------------------------------------------------------------------ the watch can see


def test_control_executing_the_models_is_seen(tmp_path: Path) -> None:
    folder = hostile_project(tmp_path / "project")
    script = "import runpy; runpy.run_path('evil.py')"
    watched = _run([sys.executable, "-c", script], folder, tmp_path / "watch")
    assert watched.marks
    seen = {event.split()[0] for event in watched.events}
    assert {"write", "execute", "socket.__new__", "subprocess.Popen"} <= seen


def test_control_a_shadowing_folder_is_imported_where_nobody_prevents_it(tmp_path: Path) -> None:
    folder = hostile_project(tmp_path / "project")
    watched = _run([sys.executable, "-c", "import alembic"], folder, tmp_path / "watch")
    assert any(mark.endswith("alembic/__init__.py") for mark in watched.marks)


def test_control_an_entry_point_is_loaded_where_nobody_prevents_it(tmp_path: Path) -> None:
    folder = only_entry_points(tmp_path / "project")
    watched = _run([sys.executable, "-c", "import alembic"], folder, tmp_path / "watch")
    assert any(mark.endswith("evil.py") for mark in watched.marks)
