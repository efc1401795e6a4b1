"""What is known of a project before its code is read: where its migrations are, what its settings say.

Values only: :mod:`migration_lsp.workspace` finds them on the disk, the core takes them as they are. No URL
and no password is ever held here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from migration_lsp.source.spans import Note

DIALECTS = ("postgresql", "sqlite", "mysql", "mariadb", "mssql", "oracle", "cockroachdb")
"""The databases that a project can be judged for, by SQLAlchemy's name."""

BEYOND = (
    "enum-values",
    "check-text",
    "server-default",
    "leftover-default",
    "index-predicate",
    "index-method",
    "computed",
    "identity",
    "primary-key",
    "collation",
    "rename",
)
"""What is compared where Alembic is blind, if it is wanted: see :mod:`migration_lsp.schema.beyond`."""

BEYOND_BY_DEFAULT = frozenset(BEYOND) - {"leftover-default"}
"""What is compared where nobody chooses: not what the recipe for a required column leaves behind."""

_NO_OPTIONS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class DialectChoice:
    """The database that a project is judged for, and the sentence that says why."""

    name: str = "postgresql"
    reason: str = "nothing in the project names a database, so PostgreSQL is assumed"
    others: tuple[str, ...] = ()
    """Databases that the project shows signs of as well, the likeliest first."""
    assumed: bool = True
    """Nothing in the project named it."""


@dataclass(frozen=True, slots=True)
class EnvironmentConfig:
    """One Alembic environment: a folder with ``env.py``, and where its revisions are.

    Paths are relative to the project's root, with forward slashes; the root itself is the empty string.
    """

    script_location: str
    version_locations: tuple[str, ...] = ()
    recursive_version_locations: bool = False
    ini: str | None = None
    """The file that names it: an ini file, ``pyproject.toml``, or None where the folder speaks for itself."""
    section: str = "alembic"
    url_dialect: str | None = None
    """The dialect of ``sqlalchemy.url``, never the URL."""
    file_template: str | None = None
    options: Mapping[str, str] = field(default_factory=lambda: _NO_OPTIONS)
    """What else its section says, without anything that can hold a password."""
    dialect: DialectChoice = DialectChoice()
    database_dialects: Mapping[str, str] = field(default_factory=lambda: _NO_OPTIONS)
    """Where its file names several databases: the dialects of their URLs."""
    database: str | None = None
    """The one of several databases that is meant; None where there is only one."""

    @property
    def env_py(self) -> str:
        return f"{self.script_location}/env.py" if self.script_location else "env.py"


@dataclass(frozen=True, slots=True)
class Config:
    """What discovery and the settings say of a whole project."""

    environments: tuple[EnvironmentConfig, ...] = ()
    dialect: str | None = None
    """The database that a setting or an option chose."""
    models_paths: tuple[str, ...] = ()
    """Globs of the files that hold the models, where a setting or an option says it."""
    exclude: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    beyond: frozenset[str] = frozenset()
    """What is compared beyond what Alembic compares, of :data:`BEYOND`."""
