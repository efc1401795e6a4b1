"""The databases that one Alembic environment migrates: a project for each, so that nothing else knows of several.

Their names stand in the configuration file, in ``env.py``, in the functions of the revisions, or, with Flask, in the
keys that models name. It is only asked where ``env.py`` hands something on to the revisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from migration_lsp.config import DialectChoice, EnvironmentConfig
from migration_lsp.migrations.locations import revision_paths
from migration_lsp.project.project import Project

DEFAULT = ""
"""The name of the database of Flask-SQLAlchemy's models that name none, as Flask-Migrate calls it."""

_RUNNING = re.compile(r"\.run_migrations\(\s*(?P<argument>[^\s)])?")
_TAKING = re.compile(r"^def upgrade\(\s*\w", re.MULTILINE)
_OWN = re.compile(r"^def (?P<way>up|down)grade_(?P<name>\w*)\(", re.MULTILINE)


def by_database(project: Project) -> tuple[Project, ...]:
    """The project once for each database that its environment migrates; itself where there is only one."""
    names = _names(project)
    return _each(project, names) if names else (project,)


def declared_by_database(project: Project) -> tuple[Project, ...]:
    """The same for the models alone: they may name further databases that the environment does not migrate."""
    migrated = by_database(project)
    binds = project.bind_keys if migrated[0] is project else ()
    return _each(project, (DEFAULT, *binds)) if binds else migrated


def _each(project: Project, names: Iterable[str]) -> tuple[Project, ...]:
    return tuple(replace(project, environment=_of_database(project, name)) for name in names)


def _of_database(project: Project, name: str) -> EnvironmentConfig:
    environment = project.environment
    dialects = environment.database_dialects
    if project.config.dialect is not None or name not in dialects or len(set(dialects.values())) < 2:
        return replace(environment, database=name)
    reason = f"its sqlalchemy.url in {environment.ini} names it"
    return replace(environment, database=name, dialect=DialectChoice(dialects[name], reason, assumed=False))


def _names(project: Project) -> tuple[str, ...]:
    environment = project.environment
    text = project.files.read(environment.env_py)
    running = list(_RUNNING.finditer(text)) if isinstance(text, str) else []
    is_handed_on = any(found["argument"] for found in running)
    if running and not is_handed_on:
        return ()
    listed = [name for part in environment.options.get("databases", "").split(",") if (name := part.strip())]
    if listed and is_handed_on:
        return tuple(dict.fromkeys(listed))
    names = dict.fromkeys(_in_revisions(project))
    if is_handed_on:
        env = project.env
        told = (DEFAULT, *project.bind_keys) if env.is_flask_migrate and project.bind_keys else ()
        # The empty name that a missing setting splits into is no name.
        names = dict.fromkeys((*told, *filter(None, env.databases), *names))
    return tuple(names)


def _in_revisions(project: Project) -> Iterator[str]:
    """The names for which a revision has functions of its own, both ways."""
    for path in revision_paths(project.files, project.environment):
        text = project.files.read(path)
        if not isinstance(text, str) or _TAKING.search(text) is None:
            continue
        found = [(own["way"], own["name"]) for own in _OWN.finditer(text)]
        yield from (name for way, name in found if way == "up" and ("down", name) in found)
