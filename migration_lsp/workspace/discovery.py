"""Looks at a folder and says what project it is: its files, its settings, its Alembic environments.

Nothing raises for what a folder can hold. What must be mended before anything can be answered is a problem; what
merely could not be read is a note.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from migration_lsp.config import Config, EnvironmentConfig
from migration_lsp.migrations.locations import revision_paths
from migration_lsp.models.candidates import candidate_models
from migration_lsp.source.spans import Note, Span
from migration_lsp.workspace.dependencies import Dependency, read_dependencies
from migration_lsp.workspace.dialects import choose_dialect
from migration_lsp.workspace.disk import DiskFiles
from migration_lsp.workspace.environments import environment_in, find_environments, holds_revisions
from migration_lsp.workspace.settings import PYPROJECT, read_settings
from migration_lsp.workspace.walk import Found, walk


@dataclass(frozen=True, slots=True)
class Unchosen:
    """Why there is no one environment to answer for, and which there are."""

    message: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workspace:
    root: Path
    files: DiskFiles
    config: Config
    without_migrations: EnvironmentConfig = field(default_factory=lambda: EnvironmentConfig(""))
    """What to read models with where the project has no Alembic environment."""
    default_branch: str | None = None
    """The branch that a setting names as the one that work is merged into."""
    problems: tuple[Note, ...] = ()
    """What is wrong with the settings or with the options given: until it is mended there is no answer."""

    def environment(self) -> EnvironmentConfig | Unchosen:
        """The one environment of the project, or why there is not one."""
        environments = self.config.environments
        if len(environments) == 1:
            return environments[0]
        if environments:
            names = tuple(_choice(environment, environments) for environment in environments)
            return Unchosen(f"there are {len(names)} Alembic environments", names)
        return Unchosen("no Alembic environment was found: no alembic.ini, no [tool.alembic], no folder with env.py")


def discover(
    root: Path,
    *,
    script_location: str | None = None,
    models_paths: tuple[str, ...] = (),
    dialect: str | None = None,
) -> Workspace:
    """The project in a folder. What is given here goes before its settings."""
    root = Path(os.path.realpath(root))
    files = DiskFiles(root, Found())
    if not root.is_dir():
        return _broken(root, files, f"{root} is no folder")
    settings = read_settings(files.read(PYPROJECT))
    found = walk(root, exclude=settings.exclude, tests=settings.include_tests)
    files = DiskFiles(root, found)
    notes = [] if found.complete else [Note(Span.whole_line(""), "the folder holds too many files: not all were read")]
    environments = find_environments(files)
    chosen, problem = _chosen(script_location or settings.script_location, environments.environments, files)
    if problem is not None:
        notes.append(problem)
    forced = dialect or settings.dialect
    dependencies = read_dependencies(files, _dependency_files(files))
    config = Config(
        tuple(_with_dialect(environment, forced, dependencies, files) for environment in chosen),
        forced,
        tuple(models_paths) or settings.models_paths,
        settings.exclude,
        (*notes, *environments.notes),
        settings.beyond,
    )
    problems = settings.problems if problem is None else (*settings.problems, problem)
    bare = EnvironmentConfig("")
    if not config.environments:
        bare = _with_dialect(bare, forced, dependencies, files)
    return Workspace(root, files, config, bare, settings.default_branch, problems)


def _broken(root: Path, files: DiskFiles, message: str) -> Workspace:
    return Workspace(root, files, Config(), problems=(Note(Span.whole_line(""), message),))


def _chosen(
    wanted: str | None, environments: tuple[EnvironmentConfig, ...], files: DiskFiles
) -> tuple[tuple[EnvironmentConfig, ...], Note | None]:
    """The environments that a chosen location leaves; all of them where none is chosen."""
    if wanted is None:
        return environments, None
    place = os.path.realpath(files.root / wanted)
    folder = os.path.relpath(place, files.root).replace(os.sep, "/")
    if folder.startswith("..") or not os.path.isdir(place):
        return (), Note(Span.whole_line(wanted), f"script location {wanted} is no folder in {files.root}")
    folder = "" if folder == "." else folder
    for fits in (_named_by_script_location, _named_by_versions):
        left = tuple(environment for environment in environments if fits(environment, folder))
        if left:
            return left, None
    environment = environment_in(folder, files)
    if environment.env_py not in files.paths() and not holds_revisions(folder, files):
        return (), Note(Span.whole_line(wanted), f"script location {wanted} holds neither env.py nor revisions")
    return (environment,), None


def _named_by_script_location(environment: EnvironmentConfig, folder: str) -> bool:
    return environment.script_location == folder


def _named_by_versions(environment: EnvironmentConfig, folder: str) -> bool:
    return folder in environment.version_locations


def _choice(environment: EnvironmentConfig, all_: tuple[EnvironmentConfig, ...]) -> str:
    """What to write after ``--script-location`` to mean an environment."""
    same = [other for other in all_ if other.script_location == environment.script_location]
    if len(same) > 1 and environment.version_locations:
        return environment.version_locations[0]
    return environment.script_location or "."


def _dependency_files(files: DiskFiles) -> Iterable[str]:
    """The nearest to the root first, ``setup.py`` among them."""
    named = [path for path in files.configuration if not path.endswith(".ini")]
    named.extend(path for path in files.paths() if path.rpartition("/")[2] == "setup.py" and path.count("/") <= 3)
    return sorted(named, key=lambda path: (path.count("/"), path))


def _with_dialect(
    environment: EnvironmentConfig, forced: str | None, dependencies: tuple[Dependency, ...], files: DiskFiles
) -> EnvironmentConfig:
    near = tuple(entry for entry in dependencies if _stands_above(entry.path, environment.script_location))
    choice = choose_dialect(
        forced,
        near or dependencies,
        files,
        environment,
        revision_paths(files, environment),
        lambda: candidate_models(files),
    )
    return replace(environment, dialect=choice)


def _stands_above(path: str, folder: str) -> bool:
    above = path.rpartition("/")[0]
    return above.endswith(".dist-info") or above == "" or f"{folder}/".startswith(f"{above}/")
