"""One revision on a table ``user``, run in thought: what the tests of this folder ask of it."""

from __future__ import annotations

import textwrap

from migration_lsp.migrations.recorded import Run
from migration_lsp.schema.records import Catalogue
from tests.one_string import REVISION_HEADER, project_of

HEADER_LINES = REVISION_HEADER.count("\n")


def run(body: str, dialect: str = "postgresql", *, more: str = "") -> Run:
    """The run of one revision (``002``) that stands on a table ``user`` with ``id`` and ``name``."""
    body, more = (textwrap.dedent(text).removeprefix("\n") for text in (body, more))
    project = project_of(
        f"""\
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(50)))
{more}
#- migrations/versions/002_next.py
{body}
""",
        dialect,
    )
    return project.run_of("002")


def columns(catalogue: Catalogue, table: str = "user") -> dict[str, str]:
    return {column.name: column.type for column in catalogue.tables[table].columns}


def messages(result: Run) -> list[str]:
    return [note.message for note in result.notes]


def kinds(result: Run) -> list[str]:
    return [type(recorded.operation).__name__ for recorded in result.operations]
