"""Whatever a configuration file holds, reading it answers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migration_lsp.source.files import TextFiles
from migration_lsp.workspace.alembic_config import read_ini, read_tool_alembic
from migration_lsp.workspace.dependencies import read_dependencies
from migration_lsp.workspace.settings import read_settings

_PIECES = [
    *("[alembic]", "[tool.alembic]", "[tool.migration-lsp]", "[a]", "[DEFAULT]", "[project]", "[[x]]", "[", "]"),
    *("script_location", "version_locations", "path_separator", "databases", "dependencies", "exclude", "dialect"),
    *(" = ", ":", "=", "\n", "\n    ", "\n\t", "\r\n", "'", '"', "[]", "{}", "1", "true", "%", "%(here)s", "%(a)s"),
    *("%(script_location)s", "${x}", ";", "#", ",", "sqlalchemy.url", "sqlite://", "psycopg[binary]>=3; x", "\\", "\0"),
]
_TEXTS = st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), max_size=25).map("".join)


@given(_TEXTS)
@settings(max_examples=300, deadline=None)
def test_configuration_of_alembic_and_of_ours(text: str) -> None:
    read_ini(text, "alembic.ini")
    read_tool_alembic(text, "pyproject.toml")
    read_settings(text)


@pytest.mark.parametrize(
    "path", ["pyproject.toml", "Pipfile", "setup.cfg", "setup.py", "requirements.txt", "x.dist-info/METADATA"]
)
@given(text=_TEXTS)
@settings(max_examples=100, deadline=None)
def test_lists_of_dependencies(path: str, text: str) -> None:
    read_dependencies(TextFiles({path: text}), [path])
