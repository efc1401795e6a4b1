"""The revision files of an environment, in the order in which Alembic finds them."""

from __future__ import annotations

from migration_lsp.config import EnvironmentConfig
from migration_lsp.source.files import Files

_IGNORED = ("__init__", ".#")
"""How a file's name begins that Alembic does not take for a revision."""


def revision_paths(files: Files, environment: EnvironmentConfig) -> tuple[str, ...]:
    """The Python files in the versions folders, whether or not they turn out to be revisions.

    A versions folder that holds none itself is told its real place when Alembic is started, by what only the
    application knows. There is a folder for each database then, or everything below counts.
    """
    paths = tuple(files.paths())
    found = _inside(paths, _locations(environment), recursive=environment.recursive_version_locations)
    if found or environment.recursive_version_locations:
        return found
    for_dialect = tuple(f"{location}/{environment.dialect.name}" for location in _locations(environment))
    return _inside(paths, for_dialect, recursive=True) or _inside(paths, _locations(environment), recursive=True)


def _inside(paths: tuple[str, ...], locations: tuple[str, ...], *, recursive: bool) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for location in locations:
        prefix = f"{location}/" if location else ""
        inside = [path for path in paths if path.startswith(prefix)]
        for path in sorted(inside, key=lambda path: _walk_order(path[len(prefix) :])):
            nested = "/" in path[len(prefix) :]
            name = path.rpartition("/")[2]
            if (recursive or not nested) and not name.startswith(_IGNORED):
                found[path] = None
    return tuple(found)


def _locations(environment: EnvironmentConfig) -> tuple[str, ...]:
    default = f"{environment.script_location}/versions" if environment.script_location else "versions"
    return environment.version_locations or (default,)


def path_in_versions(path: str, environment: EnvironmentConfig) -> str:
    """The path of a revision file relative to its versions folder."""
    for location in sorted(_locations(environment), key=len, reverse=True):
        if path.startswith(f"{location}/"):
            return path[len(location) + 1 :]
    return path


def _walk_order(path: str) -> tuple[tuple[bool, str], ...]:
    """Files of a folder before its folders, each by name: how Alembic walks."""
    *folders, name = path.split("/")
    return (*((True, folder) for folder in folders), (False, name))
