"""Files as they should not be: a note or nothing, exit status 0 or 2, and never a traceback."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command import Answered, ask
from tests.workspace.project import environment, revision, write

_GOOD_MODELS = """
from sqlalchemy import Column, Integer
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class Good(Base):
    __tablename__ = "good"
    id = Column(Integer, primary_key=True)
"""

_COMMANDS = [("diff",), ("schema", "--models"), ("schema", "--at", "head"), ("graph",)]

_BAD: dict[str, str | bytes] = {
    "a syntax error": "class User(Base:\n    __tablename__ = 'user'\n    id = Column(Integer)\n",
    "an empty file": b"",
    "blanks alone": b"\n \n\t\n",
    "binary": b"\x7fELF\x00\x00Column(\x00",
    "not UTF-8": "# Größe\nname = Column(String)\n".encode("latin-1"),
    "UTF-16": "x = Column(Integer)\n".encode("utf-16"),
    "an unknown encoding": b"# coding: klingon\nx = Column(Integer)\n",
    "a byte order mark": b"\xef\xbb\xbfrevision = 'bom'\nx = Column(Integer)\n",
    "CRLF": b"revision = 'crlf'\r\ndown_revision = None\r\nx = Column(Integer)\r\n",
    "CR alone": b"revision = 'cr'\rdown_revision = None\rx = Column(Integer)\r",
    "a form feed": b"\x0crevision = 'ff'\nx = Column(Integer)\n",
    "more than 1 MB": b"x = Column(Integer)\n" * 60_000,
    "brackets without end": b"Column(" + b"(" * 10_000,
    "a sum without end": b"x = Column(" + b"1+" * 50_000 + b"1)\n",
    "a sum that parses": b"x = Column(" + b"1+" * 600 + b"1)\nrevision = " + b"'a'+" * 600 + b"'b'\n",
    "attributes without end": b"x = Column(a" + b".b" * 800 + b")\n",
    "nested functions": "".join(f"{' ' * n}def f{n}():\n" for n in range(90)).encode() + b" " * 90 + b"Column()\n",
    "Python 2": b"print 'Column('\n",
    "a template": b"{% for x in y %}\nColumn(\n{% endfor %}\n",
    "not Python at all": b"<html>Column(</html>\n",
    "an endless loop": b"revision = 'w'\nwhile True:\n    x = Column(Integer)\ndef upgrade():\n    while True: pass\n",
    "recursion": b"revision = 'r'\ndef f():\n    return f()\nx = Column(f())\ndef upgrade():\n    f()\n",
    "a huge number": b"x = Column(10 ** 10 ** 10)\ny = 'a' * 10 ** 12\nz = [0] * 10 ** 12\nw = 1 << 10 ** 9\n",
    "a huge range": b"x = [Column(n) for n in range(10 ** 12)]\n",
    "a base of itself": b"class A(A):\n    __tablename__ = 'a'\n    id = Column(Integer, primary_key=True)\n",
    "half of an emoji": b"x = Column('\\ud83d')\nrevision = '\\ud83d'\n",
    "a name with terminal codes": b"x = Table('\\x1b[31m', MetaData(), Column('\\x07', Integer))\n",
}


def _ask_all(root: Path) -> list[Answered]:
    """Every command, in text and as JSON; each of them answers or refuses in one line."""
    answers = []
    for command in _COMMANDS:
        for form in ("text", "json"):
            answered = ask(*command, "--format", form, root=root)
            assert answered.status in (0, 2), answered.err
            assert "Traceback" not in answered.err
            assert answered.status == 0 or answered.err.count("\n") == 1
            assert "\x1b" not in answered.out + answered.err or form == "json"
            answers.append(answered)
    return answers


def _project(root: Path, **files: str | bytes) -> Path:
    return write(root, {"app/__init__.py": "", "app/good.py": _GOOD_MODELS, **environment(), **files})


@pytest.mark.parametrize("content", _BAD.values(), ids=_BAD.keys())
@pytest.mark.parametrize("path", ["app/models.py", "migrations/versions/b1.py", "migrations/env.py"])
def test_a_file_of_bad_content(tmp_path: Path, path: str, content: str | bytes) -> None:
    root = _project(tmp_path)
    write(root, {path: content})
    for answered in _ask_all(root):
        assert answered.status == 0 or "head means" in answered.err
    # The rest of the project is still there.
    assert "a1" in ask("graph", root=root).out
    if path != "migrations/env.py":
        assert "good" in ask("schema", "--models", root=root).out


@pytest.mark.parametrize("path", ["app/models.py", "migrations/versions/b1.py"])
@pytest.mark.parametrize("case", ["a syntax error", "binary", "not UTF-8", "more than 1 MB"])
def test_what_cannot_be_read_is_a_note_at_its_file(tmp_path: Path, path: str, case: str) -> None:
    root = _project(tmp_path)
    write(root, {path: _BAD[case]})
    if path.startswith("app") and case in {"binary", "not UTF-8", "more than 1 MB"}:
        # A file without text cannot be told to hold models, unless somebody names it.
        answered = ask("schema", "--models", "--models-path", path, "--format", "json", root=root)
    else:
        command = ("schema", "--models") if path.startswith("app") else ("graph",)
        answered = ask(*command, "--format", "json", root=root)
    assert path in [note["path"] for note in answered.json["notes"]]


def _directory(place: Path) -> None:
    place.mkdir()


def _dangling(place: Path) -> None:
    place.symlink_to("gone.py")


def _to_itself(place: Path) -> None:
    place.symlink_to(place.name)


def _outside(place: Path) -> None:
    place.symlink_to("/etc/passwd")


def _locked(place: Path) -> None:
    place.write_text("x = Column(Integer)\n")
    place.chmod(0)


def _pipe(place: Path) -> None:
    os.mkfifo(place)


@pytest.mark.parametrize("make", [_directory, _dangling, _to_itself, _outside, _locked, _pipe])
@pytest.mark.parametrize(
    "path",
    ["app/models.py", "migrations/versions/b1.py", "alembic.ini", "pyproject.toml", "requirements.txt"],
)
def test_what_is_no_readable_file(tmp_path: Path, path: str, make: Callable[[Path], None]) -> None:
    root = _project(tmp_path)
    make(root / path)
    for answered in _ask_all(root):
        assert "root:" not in answered.out + answered.err


@pytest.mark.parametrize("path", ["migrations/env.py", "migrations/versions/a1_first.py", "app/good.py"])
def test_a_file_that_is_missing(tmp_path: Path, path: str) -> None:
    root = _project(tmp_path)
    (root / path).unlink()
    _ask_all(root)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"\0", b"[alembic", b"[alembic]\n" * 2, b"x" * 2_000_000, b"[tool.alembic]\n"]
)
@pytest.mark.parametrize("path", ["alembic.ini", "pyproject.toml", "setup.cfg", "Pipfile", "requirements.txt"])
def test_configuration_of_bad_content(tmp_path: Path, path: str, content: bytes) -> None:
    _ask_all(_project(tmp_path, **{path: content}))


def test_modules_that_import_each_other(tmp_path: Path) -> None:
    models = "from app.{other} import *\nimport app.{other} as other\n" + _GOOD_MODELS.replace('"good"', '"{name}"')
    root = _project(
        tmp_path,
        **{
            "app/one.py": models.format(other="two", name="first"),
            "app/two.py": models.format(other="one", name="second"),
            "app/own.py": "from app.own import *\nfrom . import own\n" + _GOOD_MODELS.replace('"good"', '"third"'),
        },
    )
    _ask_all(root)
    tables = ask("schema", "--models", "--format", "json", root=root).json["tables"]
    assert {"first", "second", "third", "good"} <= tables.keys()


def test_revisions_that_stand_on_each_other(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "migrations/versions/b1.py": revision("b1", "c1"),
        "migrations/versions/c1.py": revision("c1", "b1"),
        "migrations/versions/d1.py": revision("d1", "d1"),
        "migrations/versions/e1.py": revision("e1", "gone"),
        "migrations/versions/a2.py": revision("a1"),
    }
    root = _project(tmp_path, **files)
    _ask_all(root)
    messages = [note["message"] for note in ask("graph", "--format", "json", root=root).json["notes"]]
    assert any("in a circle: b1, c1" in message for message in messages)
    assert any("in a circle: d1" in message for message in messages)
    assert any("gone is not among the revisions" in message for message in messages)
    assert any("more than once" in message for message in messages)


def test_nothing_but_a_circle_has_no_head(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "migrations/env.py": environment()["migrations/env.py"],
        "migrations/versions/b1.py": revision("b1", "c1"),
        "migrations/versions/c1.py": revision("c1", "b1"),
    }
    _ask_all(write(tmp_path, files))


def test_an_empty_folder_and_an_empty_history(tmp_path: Path) -> None:
    _ask_all(tmp_path)
    root = write(tmp_path / "other", {"migrations/env.py": environment()["migrations/env.py"]})
    (root / "migrations" / "script.py.mako").touch()
    for answered in _ask_all(root):
        assert answered.status == 0
