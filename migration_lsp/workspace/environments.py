"""Which Alembic environments a project has: named by a configuration, or folders that speak for themselves."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from migration_lsp.config import EnvironmentConfig
from migration_lsp.source.files import Unreadable
from migration_lsp.source.spans import Note, Span
from migration_lsp.workspace.alembic_config import HERE, AlembicSection, read_ini, read_tool_alembic
from migration_lsp.workspace.disk import DiskFiles

_REVISION_SIGN = "down_revision"


@dataclass(frozen=True, slots=True)
class FoundEnvironments:
    environments: tuple[EnvironmentConfig, ...] = ()
    notes: tuple[Note, ...] = ()


def find_environments(files: DiskFiles) -> FoundEnvironments:
    """Every environment of the project, those that a configuration names first."""
    notes: list[Note] = []
    found: dict[tuple[str, tuple[str, ...]], EnvironmentConfig] = {}
    sections = list(_sections(files, notes))
    for section in sections:
        answer = _from_section(section, files, sections)
        if isinstance(answer, Note):
            notes.append(answer)
        elif answer is not None:
            found.setdefault((answer.script_location, answer.version_locations), answer)
    claimed = {environment.script_location for environment in found.values()}
    for folder in _folders_with_env_py(files):
        if folder not in claimed:
            environment = environment_in(folder, files)
            found[(folder, environment.version_locations)] = environment
    return FoundEnvironments(tuple(found.values()), tuple(notes))


def environment_in(folder: str, files: DiskFiles) -> EnvironmentConfig:
    """The environment in a folder that no configuration names."""
    files.look_into(folder)
    locations, recursive = _versions_below(folder, files)
    return EnvironmentConfig(folder, locations, recursive)


def holds_revisions(folder: str, files: DiskFiles) -> bool:
    """Whether a file below a folder looks like a revision."""
    return any(_REVISION_SIGN in text for text in _texts_below(folder, files))


def _sections(files: DiskFiles, notes: list[Note]) -> Iterator[AlembicSection]:
    for path in sorted(files.configuration, key=lambda path: (path.count("/"), path)):
        name = path.rpartition("/")[2]
        if not name.endswith(".ini") and name != "pyproject.toml":
            continue
        text = files.read(path)
        if isinstance(text, Unreadable):
            if name != "tox.ini":
                notes.append(Note(Span.whole_line(path), text.reason))
        elif text is not None and ("alembic" in text or "script_location" in text):
            yield from _sections_in(text, path, notes)


def _sections_in(text: str, path: str, notes: list[Note]) -> Iterator[AlembicSection]:
    answer = read_tool_alembic(text, path) if path.endswith(".toml") else read_ini(text, path)
    if isinstance(answer, Note):
        # Some other tool's ini file that only speaks of Alembic is no business of ours.
        if "script_location" in text or path.endswith((".toml", "alembic.ini")):
            notes.append(answer)
    elif isinstance(answer, AlembicSection):
        yield answer
    elif answer is not None:
        yield from answer


def _from_section(
    section: AlembicSection, files: DiskFiles, sections: Iterable[AlembicSection]
) -> EnvironmentConfig | Note | None:
    here = section.path.rpartition("/")[0]
    written = section.script_location
    if written is None:
        # Flask-Migrate sets the location itself, to the folder that its ini file stands in.
        if f"{here}/env.py".lstrip("/") not in files.paths():
            return None
        folder: str | None = here
    else:
        folder = _folder_meant(written, here, files, "env.py")
    if folder is None:
        shown = (written or "").replace(HERE, "%(here)s")
        return Note(
            Span.whole_line(section.path, _line_of(files, section.path, "script_location")),
            f"script_location {shown} is no folder with an env.py in this project",
        )
    locations = [
        found for written in section.version_locations if (found := _folder_meant(written, here, files, "")) is not None
    ]
    for place in (folder, *locations):
        files.look_into(place)
    recursive = section.recursive_version_locations
    if not locations:
        default = posixpath.join(folder, "versions")
        guessed, guessed_recursive = _versions_below(folder, files)
        if recursive or any(_texts_below(default, files)):
            locations = [default]
        else:
            locations, recursive = list(guessed), guessed_recursive
    environment = EnvironmentConfig(
        folder,
        tuple(dict.fromkeys(locations)),
        recursive,
        section.path,
        section.name,
        section.url_dialect,
        section.file_template,
        section.options,
        database_dialects=section.database_dialects,
    )
    if environment.url_dialect is None and section.path.endswith(".toml"):
        # With both files Alembic takes the database from the ini file and the rest from here.
        beside = (other.url_dialect for other in sections if other.path == posixpath.join(here, "alembic.ini"))
        environment = replace(environment, url_dialect=next(beside, None))
    return environment


def _folder_meant(written: str, here: str, files: DiskFiles, member: str) -> str | None:
    """The root-relative folder that a location means, or None where there is no such folder in the project."""
    for candidate in _candidates(written, here, files):
        place = os.path.realpath(files.root / candidate)
        relative = os.path.relpath(place, files.root).replace(os.sep, "/")
        if relative.startswith("..") or not os.path.exists(os.path.join(place, member)):
            continue
        return "" if relative == "." else relative
    return None


def _candidates(written: str, here: str, files: DiskFiles) -> Iterator[str]:
    """Where a location may be, the likeliest first.

    Alembic takes a relative path from the folder that it is started in: that of the ini file or the root.
    """
    if written.startswith(HERE):
        yield posixpath.normpath(posixpath.join(here, written.removeprefix(HERE).lstrip("/")))
        return
    if os.path.isabs(written):
        yield written
        return
    if ":" in written:
        package, *rest = written.split(":")
        yield from _package_candidates(package.replace(".", "/"), "/".join(rest), here, files)
        return
    folder = here
    while True:
        yield posixpath.join(folder, written)
        if not folder:
            return
        folder = folder.rpartition("/")[0]


def _package_candidates(package: str, rest: str, here: str, files: DiskFiles) -> Iterator[str]:
    for folder in (here, "", "src"):
        yield posixpath.join(folder, package, rest)
    for path in files.paths():
        if path.endswith(f"/{package}/__init__.py"):
            yield posixpath.join(path.removesuffix("/__init__.py"), rest)


def _folders_with_env_py(files: DiskFiles) -> Iterator[str]:
    for path in files.paths():
        if path != "env.py" and not path.endswith("/env.py"):
            continue
        folder = path.rpartition("/")[0]
        if _is_alembics(files.read(path)):
            if holds_revisions(folder, files) or (files.root / folder / "script.py.mako").is_file():
                yield folder
        elif holds_revisions(posixpath.join(folder, "versions"), files):
            # An env.py that is broken or of an unusual kind; what lies beside it tells what it is.
            yield folder


def _is_alembics(text: str | Unreadable | None) -> bool:
    return isinstance(text, str) and "alembic" in text and "run_migrations" in text


def _versions_below(folder: str, files: DiskFiles) -> tuple[tuple[str, ...], bool]:
    """The folders of the revisions, and whether folders below them count."""
    default = posixpath.join(folder, "versions")
    prefix = f"{folder}/" if folder else ""
    holding = {
        path.rpartition("/")[0]
        for path in files.paths()
        if path.startswith(prefix) and isinstance(text := files.read(path), str) and _REVISION_SIGN in text
    }
    holding.discard(folder)
    if default in holding or not holding:
        return (default,), False
    if all(place.startswith(f"{default}/") for place in holding):
        return (default,), True
    return tuple(sorted(holding)), False


def _texts_below(folder: str, files: DiskFiles) -> Iterator[str]:
    prefix = f"{folder}/" if folder else ""
    for path in files.paths():
        if path.startswith(prefix) and isinstance(text := files.read(path), str):
            yield text


def _line_of(files: DiskFiles, path: str, key: str) -> int:
    text = files.read(path)
    lines = text.splitlines() if isinstance(text, str) else []
    return next((index for index, line in enumerate(lines) if line.strip().startswith(key)), 0)
