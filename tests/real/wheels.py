"""Real projects to read: wheels from PyPI, pinned by version and hash, downloaded and unpacked once.

Nothing of them is installed, imported or run. The folder `truth/` says of each what a real import of its
models, a real PostgreSQL and real autogenerate said.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.real.command import ask

TRUTH = Path(__file__).parent / "truth"


class UnexpectedWheel(Exception):
    """What came is not the file that the truth was taken from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel:
    """One file of PyPI: which one, and how to come by it."""

    package: str
    version: str
    sha256: str
    wheel_python: str

    def unpacked(self) -> Path:
        """The folder with the wheel's files; downloads the wheel if the cache has none."""
        folder = cache_folder() / f"{self.package}-{self.version}-{self.sha256[:12]}"
        if not folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder.parent) as workshop:
                wheel = _downloaded(self, Path(workshop))
                unpacked = Path(workshop) / "unpacked"
                with zipfile.ZipFile(wheel) as archive:
                    archive.extractall(unpacked)
                _put(unpacked, folder)
        return folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Wheel):
    """A wheel of which the truth is known, and where its migrations are in it."""

    name: str
    scripts: str
    dialect: str

    def truth(self, name: str) -> Any:
        """What is known of the project: `models`, `reflected`, `graph`, `autogen` or `downgrade`."""
        return json.loads((TRUTH / self.name / f"{name}.json").read_text("utf-8"))


def project(name: str) -> Project:
    """The project of that name in the folder `truth/`."""
    info = json.loads((TRUTH / name / "info.json").read_text("utf-8"))
    return Project(
        name=name,
        package=info["package"],
        version=info["version"],
        sha256=info["sha256"],
        wheel_python=info["wheel_python"],
        scripts=info["scripts"],
        dialect=info["dialect"],
    )


def project_names() -> list[str]:
    """Every project that the folder `truth/` knows."""
    return sorted(folder.name for folder in TRUTH.iterdir() if (folder / "info.json").exists())


@cache
def asked(wheel: Project, *arguments: str) -> Any:
    """What the command line answers on a wheel; asked for once."""
    where = ("--root", wheel.unpacked(), "--script-location", wheel.scripts, "--dialect", wheel.dialect)
    return ask(*arguments, *where)


def cache_folder() -> Path:
    """Where unpacked wheels are kept: MIGRATION_LSP_CACHE, else the user's cache folder."""
    chosen = os.environ.get("MIGRATION_LSP_CACHE")
    if chosen:
        return Path(chosen).expanduser().resolve()
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "migration-lsp" / "wheels"


def check_hash(wheel: Path, sha256: str) -> None:
    """Raise if the file is another than the pinned one."""
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != sha256:
        raise UnexpectedWheel(f"{wheel.name} has the hash {found}, expected {sha256}")


def _downloaded(wanted: Wheel, folder: Path) -> Path:
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
            *("--only-binary", ":all:", "--python-version", wanted.wheel_python),
            *("--dest", str(folder), f"{wanted.package}=={wanted.version}"),
        ],
        check=True,
    )
    (wheel,) = folder.glob("*.whl")
    check_hash(wheel, wanted.sha256)
    return wheel


def _put(unpacked: Path, folder: Path) -> None:
    """Move the finished folder into its place, where another run may have been faster."""
    try:
        unpacked.rename(folder)
    except OSError:
        if not folder.exists():
            raise
