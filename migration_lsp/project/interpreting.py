"""An interpreter for a project's files, and which of them are its own business."""

from __future__ import annotations

from migration_lsp.config import EnvironmentConfig
from migration_lsp.models.packages import PACKAGES, RE_EXPORTS
from migration_lsp.schema.vocabulary import SqlalchemyNames
from migration_lsp.source.evaluate import Interpreter, Plugin
from migration_lsp.source.files import Files


def interpreter_of(environment: EnvironmentConfig, files: Files, plugins: tuple[Plugin, ...]) -> Interpreter:
    """An interpreter of a project's files that knows what these plugins and SQLAlchemy mean."""
    names = (*plugins, SqlalchemyNames(environment.dialect.name))
    return Interpreter(files, names, roots(environment), PACKAGES, RE_EXPORTS)


def beside(environment: EnvironmentConfig, files: Files) -> frozenset[str]:
    """The files of the script folder: ``env.py`` and what revisions share."""
    folder = environment.script_location
    return frozenset(path for path in files.paths() if folder and path.startswith(f"{folder}/"))


def roots(environment: EnvironmentConfig) -> tuple[str, ...]:
    """The folder that Alembic itself puts on the path when it loads revisions."""
    return (environment.script_location,) if environment.script_location else ()
