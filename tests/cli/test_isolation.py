"""What stays on the import path when the project is shut out of it."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

import pytest

from migration_lsp.isolation import isolate


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    (folder / "src").mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    return folder


def _left(monkeypatch: pytest.MonkeyPatch, entries: list[str], *arguments: str) -> list[str]:
    monkeypatch.setattr(sys, "path", list(entries))
    isolate(list(arguments))
    return sys.path


def test_the_working_folder_goes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _left(monkeypatch, ["", ".", "src", str(project), str(project / "src"), "/elsewhere"]) == ["/elsewhere"]


@pytest.mark.parametrize("form", [["--root", "{}"], ["--root={}"], ["--root", "x", "--root", "{}"]])
def test_the_root_goes(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: list[str]) -> None:
    other = tmp_path / "other"
    arguments = [part.format(other) for part in form]
    assert _left(monkeypatch, [str(other), str(other / "lib"), "/elsewhere"], "diff", *arguments) == ["/elsewhere"]


def test_a_link_to_the_project_goes_as_well(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "link").symlink_to(project)
    assert _left(monkeypatch, [str(tmp_path / "link" / "src")]) == []


def test_what_pythonpath_names_goes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["/plugins", "", "relative"]))
    assert _left(monkeypatch, ["/plugins", "/elsewhere", str(project / "relative")]) == ["/elsewhere"]


def test_a_folder_whose_name_only_begins_alike_stays(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _left(monkeypatch, [f"{project}-tools"]) == [f"{project}-tools"]


@pytest.mark.parametrize("root", ["/", sys.prefix, sysconfig.get_paths()["purelib"]])
def test_the_interpreters_own_folders_stay_wherever_the_project_is(
    project: Path, monkeypatch: pytest.MonkeyPatch, root: str
) -> None:
    paths = sysconfig.get_paths()
    own = [paths["stdlib"], paths["purelib"], paths["platlib"], os.path.join(paths["stdlib"], "lib-dynload")]
    monkeypatch.setenv("PYTHONPATH", paths["purelib"])
    assert _left(monkeypatch, own, "--root", root) == own
