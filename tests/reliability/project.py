"""The project that is worked on: a Flask application with its migrations in a repository of some branches.

``main`` is what was merged, ``work`` stands one revision and some models before it, ``wide`` has hundreds of revisions
more, ``other`` has moved and renamed things.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.reliability import files
from tests.reliability.desk import write

BRANCHES = ("main", "work", "wide", "other")


def git(root: Path, *arguments: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=me", "-c", "user.email=me@localhost", "-c", "core.autocrlf=false", "-c", "gc.auto=0"]
    command = ["git", *who, *arguments]
    done = subprocess.run(command, cwd=root, env=kept | own, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def make(root: Path) -> Path:
    """The project with all its branches; ``work`` is checked out."""
    root.mkdir(parents=True)
    git(root, "init", "-q", "-b", "main")
    _commit(root, files.merged())
    for branch, texts in (("wide", files.wide()), ("other", files.moved()), ("work", files.worked())):
        git(root, "checkout", "-q", "-b", branch, "main")
        if branch == "other":
            (root / files.MODELS[2]).unlink()
        _commit(root, texts)
    return root


def _commit(root: Path, texts: dict[str, str]) -> None:
    for path, text in texts.items():
        write(root / path, text)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "x")
