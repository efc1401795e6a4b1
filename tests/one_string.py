"""One string is one project: ``#- path`` starts a file, and revision files get their boilerplate.

A revision's id is the part of its file name before the first underscore; it stands on the revision file before it
unless the line says otherwise: ``#- migrations/versions/003_x.py down:001,002``. Models and revisions get the
imports that everybody has, on lines of their own above the text.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from migration_lsp.config import Config, DialectChoice, EnvironmentConfig
from migration_lsp.project import Project
from migration_lsp.source.files import TextFiles

MODELS_HEADER = """\
import datetime, decimal, enum, uuid
from typing import *
import sqlalchemy as sa
from sqlalchemy import *
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import *
"""

BASE = """\
class Base(DeclarativeBase): pass
"""
"""Where models stand on a ``Base`` that their own text does not make."""

REVISION_HEADER = '''\
"""{message}"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = {revision!r}
down_revision = {down!r}
'''

ENV_PY = """\
from alembic import context
target_metadata = None
def run_migrations_online():
    context.configure(connection=None, target_metadata=target_metadata)
run_migrations_online()
"""


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    options: dict[str, str]
    body: str


def files_of(text: str) -> dict[str, str]:
    """The files that a string describes, by path."""
    found: dict[str, str] = {"migrations/env.py": ENV_PY}
    newest: str | None = None
    for file in _parts(textwrap.dedent(text)):
        if file.path.startswith("migrations/versions/"):
            revision = file.path.rpartition("/")[2].removesuffix(".py").partition("_")[0]
            down = tuple(file.options["down"].split(",")) if "down" in file.options else newest
            if isinstance(down, tuple):
                down = down if len(down) > 1 else (down[0] or None)
            header = REVISION_HEADER.format(message=file.path, revision=revision, down=down)
            found[file.path] = header + file.body
            newest = revision
        elif "raw" in file.options or file.path.endswith("env.py") or not file.path.endswith(".py"):
            found[file.path] = file.body
        else:
            found[file.path] = MODELS_HEADER + (BASE if _lacks_base(file.body) else "") + file.body
    return found


def _lacks_base(body: str) -> bool:
    is_used = re.search(r"^class \w+\(.*\bBase\b.*\):", body, re.MULTILINE) is not None
    is_made = re.search(r"^(?:class Base\b|Base\b.*=|from .* import .*(?:\bBase\b|\*))", body, re.MULTILINE) is not None
    return is_used and not is_made


def _parts(text: str) -> list[_File]:
    parts: list[_File] = []
    for block in text.split("#- ")[1:]:
        head, _, body = block.partition("\n")
        path, *words = head.split()
        options = {key: value for key, _, value in (word.partition(":") for word in words)}
        parts.append(_File(path, options, body))
    return parts


def project_of(text: str, dialect: str = "postgresql", **options: str) -> Project:
    """The project that a string describes, judged for a dialect; with options of Alembic's configuration file."""
    environment = EnvironmentConfig("migrations", dialect=DialectChoice(dialect), options=options)
    return Project(TextFiles(files_of(text)), Config((environment,)), environment)
