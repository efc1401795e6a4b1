"""Reading from the disk: text, or why there is none, and never anything outside the root."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migration_lsp.source.decode import MAX_BYTES
from migration_lsp.source.files import Unreadable
from migration_lsp.workspace.disk import DiskFiles
from migration_lsp.workspace.walk import walk
from tests.workspace.project import write


def _files(root: Path) -> DiskFiles:
    return DiskFiles(root, walk(root))


def test_text_is_read_with_its_line_ends_and_without_a_mark(tmp_path: Path) -> None:
    files = _files(write(tmp_path, {"a.py": b"\xef\xbb\xbfx = 1\r\ny = 2\n"}))
    assert files.read("a.py") == "x = 1\r\ny = 2\n"


def test_a_file_is_read_once(tmp_path: Path) -> None:
    files = _files(write(tmp_path, {"a.py": "x = 1"}))
    assert files.read("a.py") == "x = 1"
    (tmp_path / "a.py").write_text("x = 2")
    assert files.read("a.py") == "x = 1"


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"\0\1", "binary"), (b"\xff", "UTF-8"), (b" " * (MAX_BYTES + 1), "1 MB")],
)
def test_what_has_no_text_says_why(tmp_path: Path, content: bytes, word: str) -> None:
    answer = _files(write(tmp_path, {"a.py": content})).read("a.py")
    assert isinstance(answer, Unreadable)
    assert word in answer.reason


@pytest.mark.parametrize("path", ["gone.py", "a.py/b.py", "folder", "", "a\0.py"])
def test_what_is_no_file_is_none(tmp_path: Path, path: str) -> None:
    assert _files(write(tmp_path, {"a.py": "", "folder/b.py": ""})).read(path) is None


def test_a_link_that_leads_nowhere_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.py").symlink_to("gone.py")
    assert _files(tmp_path).read("a.py") == Unreadable("the link leads nowhere")


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "alembic.ini")
    assert isinstance(_files(tmp_path).read("alembic.ini"), Unreadable)


def test_a_link_in_a_circle_is_unreadable_or_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.py").symlink_to("a.py")
    assert not isinstance(_files(tmp_path).read("a.py"), str)


@pytest.mark.parametrize("path", ["../secret.py", "link/secret.py", "link.py", "folder/../../secret.py"])
def test_nothing_outside_the_root_is_read(tmp_path: Path, path: str) -> None:
    write(tmp_path, {"secret.py": "password", "root/folder/a.py": ""})
    root = tmp_path / "root"
    (root / "link").symlink_to(tmp_path)
    (root / "link.py").symlink_to(tmp_path / "secret.py")
    files = _files(root)
    assert files.read(path) is None
    assert files.read(str(tmp_path / "secret.py")) is None


def test_permission_denied_is_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    files = _files(write(tmp_path, {"a.py": "x = 1"}))
    # The tests may run as root, whom no mode keeps out.
    monkeypatch.setattr(Path, "open", refuse)
    assert files.read("a.py") == Unreadable("the file could not be read: permission denied")
