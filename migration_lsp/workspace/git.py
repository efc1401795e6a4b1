"""What git says was there before: the commit that a branch began at, and the project's Python files in it.

git is asked for objects alone, never about the working files: to compare those it would run the filters that a
repository's own settings name. Whatever else such settings can start (hooks, fsmonitor, transports for objects that
are missing) is switched off. Without git, without a repository, or where an answer takes too long, there is none.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from migration_lsp.source.decode import MAX_BYTES, decode
from migration_lsp.source.files import Unreadable

_TIMEOUT = 10.0
"""Seconds for one question; a network file system may be slow, a hung one must not hold an editor."""

_OFF = (
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.untrackedCache=false"),
    *("-c", "protocol.allow=never"),
    *("-c", "diff.external="),
    *("-c", "core.pager=cat"),
    *("-c", "maintenance.auto=false"),
    *("-c", "gc.auto=0"),
    *("-c", "safe.bareRepository=explicit"),
    "--no-pager",
    "--no-optional-locks",
    "--no-replace-objects",
    "--literal-pathspecs",
)

_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
}


@dataclass(frozen=True)
class Base:
    """The project's Python files as they were at a commit, by their paths relative to the project's root."""

    commit: str
    _blobs: Mapping[str, str]
    _git: Git = field(repr=False, compare=False)

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(sorted(self._blobs))

    def is_blob(self, path: str, ids: Collection[str]) -> bool:
        """Whether one of git's names for a text is that of a file at the commit."""
        return self._blobs.get(path) in ids

    def texts(self, wanted: Iterable[str]) -> Mapping[str, str | Unreadable]:
        """The texts of some of the files; what was not there is left out."""
        blobs = {path: self._blobs[path] for path in wanted if path in self._blobs}
        contents = self._git.contents(blobs.values())
        return {path: decode(contents[blob]) for path, blob in blobs.items() if blob in contents}


def find_base(root: Path, default_branch: str | None = None) -> Base | None:
    """The merge-base of what is checked out with the default branch; None where nobody can say.

    The default branch is the one that is named, else that of ``origin``, else a local ``main`` or ``master``.
    """
    root = Path(os.path.realpath(root))
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return None
    program = git_program(root)
    if program is None:
        return None
    git = Git(program, root)
    head = git.commit("HEAD")
    branch = _default_branch(git, default_branch)
    if head is None or branch is None:
        return None
    commit = git.line("merge-base", head, branch)
    blobs = git.blobs(commit) if commit is not None else None
    return Base(commit, blobs, git) if commit is not None and blobs is not None else None


def _default_branch(git: Git, named: str | None) -> str | None:
    if named is not None:
        candidates = [f"refs/remotes/origin/{named}", f"refs/heads/{named}", f"refs/remotes/{named}"]
    else:
        remote = [f"refs/remotes/origin/{name}" for name in ("HEAD", "main", "master")]
        candidates = [*remote, *(f"refs/heads/{name}" for name in ("main", "master"))]
    return next((commit for name in candidates if (commit := git.commit(name)) is not None), None)


def git_program(root: Path) -> str | None:
    """git's absolute path, from the folders of PATH, never from within the project."""
    names = ("git.exe",) if os.name == "nt" else ("git",)
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        if not os.path.isabs(folder):
            continue
        for name in names:
            program = os.path.join(folder, name)
            places = (os.path.realpath(folder), os.path.realpath(program))
            if any(Path(place).is_relative_to(root) for place in places):
                continue
            if os.path.isfile(program) and os.access(program, os.X_OK):
                return program
    return None


@dataclass(frozen=True, slots=True)
class Git:
    """The read-only questions that are asked of a repository."""

    program: str
    root: Path

    def commit(self, name: str) -> str | None:
        """The commit that a name means."""
        return self.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")

    def blobs(self, commit: str) -> Mapping[str, str] | None:
        """The Python files below the root at a commit, with their blobs; links are left out."""
        listing = self._asked("ls-tree", "-r", "-z", commit)
        if listing is None:
            return None
        found: dict[str, str] = {}
        for entry in filter(None, listing.split(b"\0")):
            head, _, name = entry.partition(b"\t")
            mode, kind, blob = head.decode("ascii").split()
            if kind == "blob" and mode != "120000" and name.endswith(b".py"):
                found[name.decode("utf-8", "replace")] = blob
        return found

    def contents(self, blobs: Iterable[str]) -> Mapping[str, bytes]:
        """The contents of some blobs, as they are stored."""
        wanted = dict.fromkeys(blobs)
        if not wanted:
            return {}
        answer = self._asked("cat-file", "--batch", given="".join(f"{blob}\n" for blob in wanted).encode())
        found: dict[str, bytes] = {}
        place = 0
        while answer is not None and place < len(answer):
            end = answer.index(b"\n", place)
            blob, *rest = answer[place:end].decode("ascii", "replace").split()
            place = end + 1
            if len(rest) == 2 and rest[1].isdigit():
                size = int(rest[1])
                found[blob] = answer[place : place + min(size, MAX_BYTES + 1)]
                place += size + 1
        return found

    def line(self, *arguments: str) -> str | None:
        """The one line that a command answers; None where it has none."""
        answer = self._asked(*arguments)
        return (answer or b"").decode("utf-8", "replace").strip() or None

    def _asked(self, *arguments: str, given: bytes = b"") -> bytes | None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        try:
            done = subprocess.run(  # noqa: S603 - an absolute path from outside the project, and no shell
                [self.program, "-C", str(self.root), *_OFF, *arguments],
                env={**kept, **_ENVIRONMENT},
                input=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=_TIMEOUT,
                check=False,
            )
        except (OSError, subprocess.SubprocessError, ValueError):
            return None
        return done.stdout if done.returncode == 0 else None
