"""What the extension's and the tests' packages promise, read from their files: needs no editor."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from migration_lsp import __version__
from tests.editors.tools import ROOT

EXTENSION = ROOT / "editors" / "vscode"
PACKAGES = [EXTENSION, ROOT / "tests" / "editors" / "vscode"]


def manifest(folder: Path) -> Any:
    return json.loads((folder / "package.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.parent.name)
def test_every_version_is_exact_and_locked(folder: Path) -> None:
    asked = {**manifest(folder).get("dependencies", {}), **manifest(folder).get("devDependencies", {})}
    assert asked
    locked = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in asked.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert locked[f"node_modules/{name}"]["version"] == version
    assert all("integrity" in package for name, package in locked.items() if name)


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.parent.name)
def test_the_lock_names_no_place_to_download_from(folder: Path) -> None:
    locked = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, package in locked.items() if "resolved" in package] == []


def test_no_workspace_can_say_what_is_started() -> None:
    ours = manifest(EXTENSION)
    path = ours["contributes"]["configuration"]["properties"]["migration-lsp.path"]
    assert path["scope"] == "machine"
    untrusted = ours["capabilities"]["untrustedWorkspaces"]
    assert untrusted["supported"] == "limited"
    assert "migration-lsp.path" in untrusted["restrictedConfigurations"]


def test_the_extension_has_the_project_s_version_and_licence() -> None:
    assert manifest(EXTENSION)["version"] == __version__.split(".dev")[0]
    assert (EXTENSION / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_every_command_and_setting_is_in_its_readme() -> None:
    ours = manifest(EXTENSION)["contributes"]
    readme = (EXTENSION / "README.md").read_text(encoding="utf-8")
    for command in ours["commands"]:
        assert f"`{command['category']}: {command['title']}`" in readme
    for setting in ours["configuration"]["properties"]:
        assert f"`{setting}`" in readme
