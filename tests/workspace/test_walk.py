"""Which files belong to a project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migration_lsp.workspace.walk import walk
from tests.workspace.project import write


def _python(root: Path, **options: object) -> tuple[str, ...]:
    return walk(root, **options).python  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "foreign",
    [
        ".git/hooks/x.py",
        ".venv/lib/x.py",
        "venv/pyvenv.cfg+venv/lib/x.py",
        "oddly_named/pyvenv.cfg+oddly_named/x.py",
        "conda/conda-meta/history+conda/x.py",
        "node_modules/a/x.py",
        "app/__pycache__/x.py",
        "build/lib/x.py",
        "dist/x.py",
        "shop.egg-info/x.py",
        "lib/site-packages/x.py",
        "tests/x.py",
        "app/test/x.py",
    ],
)
def test_folders_that_are_not_entered(tmp_path: Path, foreign: str) -> None:
    write(tmp_path, {"app/models.py": "", **dict.fromkeys(foreign.split("+"), "")})
    assert _python(tmp_path) == ("app/models.py",)


@pytest.mark.parametrize("own", ["env/x.py", "build/__init__.py", "testing/x.py", "app/env/x.py"])
def test_folders_that_only_look_foreign(tmp_path: Path, own: str) -> None:
    assert _python(write(tmp_path, {own: ""})) == (own,)


def test_a_setting_lets_tests_in(tmp_path: Path) -> None:
    assert _python(write(tmp_path, {"tests/models.py": ""}), tests=True) == ("tests/models.py",)


@pytest.mark.parametrize("root", ["tests", "site-packages", ".hidden", "venv"])
def test_the_name_of_the_root_itself_does_not_matter(tmp_path: Path, root: str) -> None:
    assert _python(write(tmp_path / root, {"a.py": "", "pyvenv.cfg": ""})) == ("a.py",)


@pytest.mark.parametrize("pattern", ["legacy", "app/legacy", "app/legacy/", "*/legacy", "app/leg*"])
def test_exclude_takes_names_and_paths(tmp_path: Path, pattern: str) -> None:
    write(tmp_path, {"app/legacy/a.py": "", "app/a.py": ""})
    assert _python(tmp_path, exclude=(pattern,)) == ("app/a.py",)


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    write(tmp_path, {"app/a.py": ""})
    (tmp_path / "app" / "again").symlink_to(tmp_path / "app")
    (tmp_path / "self").symlink_to("self")
    assert _python(tmp_path) == ("app/a.py",)


def test_links_out_of_the_root_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"outside/secret.py": "", "root/a.py": ""})
    root = tmp_path / "root"
    (root / "folder").symlink_to(tmp_path / "outside")
    (root / "file.py").symlink_to(tmp_path / "outside" / "secret.py")
    assert _python(root) == ("a.py",)


def test_a_link_to_a_file_inside_and_one_that_leads_nowhere_are_listed(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": ""})
    (tmp_path / "b.py").symlink_to("a.py")
    (tmp_path / "c.py").symlink_to("gone.py")
    assert _python(tmp_path) == ("a.py", "b.py", "c.py")


def test_only_regular_files_count(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "", "folder.py/b.py": ""})
    os.mkfifo(tmp_path / "pipe.py")
    assert _python(tmp_path) == ("a.py", "folder.py/b.py")


def test_names_that_cannot_be_spoken_are_left_alone(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": ""})
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xff.py"))).write_text("")
    (tmp_path / "line\nbreak.py").write_text("")
    assert _python(tmp_path) == ("a.py",)


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert _python(tmp_path / "gone") == ()


def test_configuration_is_told_apart(tmp_path: Path) -> None:
    write(tmp_path, {"alembic.ini": "", "pyproject.toml": "", "requirements-dev.txt": "", "notes.txt": "", "a.py": ""})
    assert walk(tmp_path).configuration == ("alembic.ini", "pyproject.toml", "requirements-dev.txt")
