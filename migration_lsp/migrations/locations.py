"""The revision files of an environment, in the order in which Alembic finds them."""

from __future__ import annotations

from migration_lsp.config import EnvironmentConfig
from migration_lsp.source.files import Files

_IGNORED = ("__init__", ".#")
"""How a file's name begins that Alembic does not take for a revision."""


def revision_paths(files: Files, environment: EnvironmentConfig) -> tuple[str, ...]:
    """The Python files in the versions folders, whether or not they turn out to be revisions."""
    found: dict[str, None] = {}
    paths = tuple(files.paths())
    for location in _locations(environment):
        prefix = f"{location}/" if location else ""
        inside = [path for path in paths if path.startswith(prefix)]
        for path in sorted(inside, key=lambda path: _walk_order(path[len(prefix) :])):
            nested = "/" in path[len(prefix) :]
            name = path.rpartition("/")[2]
            if (environment.recursive_version_locations or not nested) and not name.startswith(_IGNORED):
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
