"""Which commit counts as the one before one's own changes, and what was in it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from migration_lsp.workspace.git import Base, find_base, git_program
from tests.workspace.project import write


def git(root: Path, *arguments: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ["-c", "user.name=me", "-c", "user.email=me@localhost", "-c", "protocol.file.allow=always"]
    done = subprocess.run(
        ["git", *who, *arguments], cwd=root, env=kept | own, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit(root: Path, files: dict[str, str | bytes]) -> str:
    write(root, files)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "x")
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    return root


def _base(root: Path, branch: str | None = None) -> Base:
    base = find_base(root, branch)
    assert base is not None
    return base


def test_on_a_branch_it_is_where_the_branch_began(repository: Path) -> None:
    first = commit(repository, {"a.py": "a = 1\n"})
    git(repository, "checkout", "-q", "-b", "work")
    commit(repository, {"a.py": "a = 2\n", "b.py": "b\n"})
    git(repository, "checkout", "-q", "main")
    commit(repository, {"c.py": "c\n"})
    git(repository, "checkout", "-q", "work")
    base = _base(repository)
    assert base.commit == first
    assert base.paths == ("a.py",)
    assert base.texts(["a.py", "b.py"]) == {"a.py": "a = 1\n"}


def test_on_the_default_branch_without_a_remote_only_what_is_not_committed_is_ones_own(repository: Path) -> None:
    last = commit(repository, {"a.py": "a = 1\n"})
    write(repository, {"a.py": "a = 2\n", "b.py": "b\n"})
    base = _base(repository)
    assert (base.commit, base.paths) == (last, ("a.py",))


def test_with_a_remote_it_is_what_was_pushed(repository: Path, tmp_path: Path) -> None:
    pushed = commit(repository, {"a.py": "a = 1\n"})
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(repository), str(clone))
    commit(clone, {"b.py": "b\n"})
    assert _base(clone).commit == pushed
    git(clone, "update-ref", "-d", "refs/remotes/origin/HEAD", "--no-deref")
    assert _base(clone).commit == pushed


def test_a_setting_names_another_branch(repository: Path) -> None:
    first = commit(repository, {"a.py": "a\n"})
    git(repository, "checkout", "-q", "-b", "trunk")
    second = commit(repository, {"b.py": "b\n"})
    git(repository, "checkout", "-q", "-b", "work")
    commit(repository, {"c.py": "c\n"})
    assert _base(repository).commit == first
    assert _base(repository, "trunk").commit == second
    assert find_base(repository, "no-such-branch") is None
    assert find_base(repository, "--upload-pack=touch x") is None


def test_a_project_below_the_top_sees_its_own_files(repository: Path) -> None:
    commit(repository, {"backend/app/a.py": "a\n", "other/b.py": "b\n", "backend/notes.txt": "x"})
    assert _base(repository / "backend").paths == ("app/a.py",)


def test_names_are_not_quoted_and_links_are_left_out(repository: Path) -> None:
    write(repository, {"é 1.py": "a\n"})
    (repository / "link.py").symlink_to("é 1.py")
    commit(repository, {})
    assert _base(repository).paths == ("é 1.py",)
    assert _base(repository).texts(["é 1.py"]) == {"é 1.py": "a\n"}


def test_without_a_repository_a_commit_or_git_there_is_none(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_base(tmp_path) is None
    assert find_base(repository) is None
    commit(repository, {"a.py": "a\n"})
    assert find_base(repository) is not None
    monkeypatch.setenv("PATH", "")
    assert find_base(repository) is None


def test_git_is_never_taken_from_the_project(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(repository, {"bin/git": "#!/bin/sh\ntouch $0.ran\n"})
    (repository / "bin/git").chmod(0o755)
    (tmp_path / "git").symlink_to(repository / "bin/git")
    monkeypatch.setenv("PATH", os.pathsep.join([str(repository / "bin"), "bin", ".", str(tmp_path)]))
    monkeypatch.chdir(repository)
    assert git_program(repository.resolve()) is None


def test_nothing_that_a_repository_names_is_run(repository: Path, tmp_path: Path) -> None:
    commit(repository, {"a.py": "a = 1\n", ".gitattributes": "*.py filter=evil diff=evil\n"})
    git(repository, "checkout", "-q", "-b", "work")
    commit(repository, {"b.py": "b\n"})
    mark = tmp_path / "mark"
    script = write(tmp_path, {"evil.sh": f"#!/bin/sh\necho x >> {mark}\ncat\n"}) / "evil.sh"
    script.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "core.editor",
        "core.askPass",
        "core.alternateRefsCommand",
        "diff.external",
        "diff.evil.command",
        "diff.evil.textconv",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "gpg.program",
        "credential.helper",
        "uploadpack.packObjectsHook",
        "alias.rev-parse",
        "alias.ls-tree",
    ):
        git(repository, "config", key, str(script))
    for name in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"):
        hook = repository / ".git" / "hooks" / name
        hook.write_text(script.read_text())
        hook.chmod(0o755)
    write(repository, {"a.py": "a = 2\n"})
    mark.unlink(missing_ok=True)
    before = {path: path.stat().st_mtime_ns for path in repository.rglob("*")}
    assert _base(repository).texts(["a.py"]) == {"a.py": "a = 1\n"}
    assert not mark.exists()
    assert {path: path.stat().st_mtime_ns for path in repository.rglob("*")} == before


def test_missing_objects_are_not_fetched(repository: Path, tmp_path: Path) -> None:
    commit(repository, {"a.py": "a = 1\n"})
    git(repository, "config", "uploadpack.allowFilter", "true")
    git(repository, "config", "uploadpack.allowAnySHA1InWant", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--no-checkout", "--filter=blob:none", f"file://{repository}", str(clone))
    mark = tmp_path / "mark"
    script = write(tmp_path, {"evil.sh": f'#!/bin/sh\ntouch {mark}\nexec git-upload-pack "$@"\n'}) / "evil.sh"
    script.chmod(0o755)
    git(clone, "config", "remote.origin.uploadpack", str(script))
    assert _base(clone).texts(["a.py"]) == {}
    assert not mark.exists()
