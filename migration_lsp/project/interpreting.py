"""An interpreter for a project's files, and which of them are its own business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migration_lsp.config import EnvironmentConfig
from migration_lsp.models.packages import PACKAGES, RE_EXPORTS
from migration_lsp.schema.vocabulary import SqlalchemyNames
from migration_lsp.source.evaluate import Interpreter, Plugin

if TYPE_CHECKING:
    from migration_lsp.project.project import Project


def interpreter_of(project: Project, plugins: tuple[Plugin, ...]) -> Interpreter:
    """An interpreter of the project's files that knows what these plugins and SQLAlchemy mean."""
    names = (*plugins, SqlalchemyNames(project.dialect))
    return Interpreter(project.files, names, roots(project.environment), PACKAGES, RE_EXPORTS)


def beside(project: Project) -> frozenset[str]:
    """The files of the script folder: ``env.py`` and what revisions share."""
    folder = project.environment.script_location
    return frozenset(path for path in project.files.paths() if folder and path.startswith(f"{folder}/"))


def roots(environment: EnvironmentConfig) -> tuple[str, ...]:
    """The folder that Alembic itself puts on the path when it loads revisions."""
    return (environment.script_location,) if environment.script_location else ()
