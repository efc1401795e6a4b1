"""Other texts for the files that say how a project is read: env.py, alembic.ini, pyproject.toml, a helper module."""

from __future__ import annotations

from collections.abc import Mapping

from tests.reliability import files

_ENV = files.ENV_PY
_INI = files.INI
_PYPROJECT = files.PYPROJECT
_DDL = files.DDL

VARIANTS: Mapping[str, tuple[str, ...]] = {
    "migrations/env.py": (
        _ENV,
        _ENV.replace(
            "target_metadata=target_metadata", "target_metadata=target_metadata, transaction_per_migration=True"
        ),
        _ENV.replace("from app import models\n", "from app.models import people\n"),
        _ENV.replace("target_metadata = db.metadata", "target_metadata = None"),
        _ENV.replace("context.configure(", "context.configure(compare_type=False, render_as_batch=True, "),
        f"{_ENV}\nif (",
    ),
    "alembic.ini": (
        _INI,
        _INI.replace("postgresql://me@localhost", "sqlite://"),
        f"{_INI}version_locations = %(here)s/migrations/versions %(here)s/more\n",
        f"{_INI}file_template = %%(rev)s_%%(slug)s\n",
        "no section\n",
    ),
    "pyproject.toml": (
        _PYPROJECT,
        f'{_PYPROJECT}\n[tool.migration-lsp]\ndialect = "sqlite"\n',
        f'{_PYPROJECT}\n[tool.migration-lsp]\ndialect = "mysql"\n',
        f'{_PYPROJECT}\n[tool.migration-lsp]\ndefault-branch = "work"\n',
        f'{_PYPROJECT}\n[tool.migration-lsp]\ndefault-branch = "wide"\n',
        f'{_PYPROJECT}\n[tool.migration-lsp]\nexclude = ["app/models/stock.py"]\n',
        f"{_PYPROJECT}\n[tool.migration-lsp]\nbeyond-alembic = false\n",
        f'{_PYPROJECT}\n[tool.migration-lsp]\nmodels-path = "app/models/people.py"\n',
        f'{_PYPROJECT}\n[tool.migration-lsp]\ncolour = "blue"\n',
        _PYPROJECT.replace("psycopg", "PyMySQL"),
        "[tool.migration-lsp\n",
    ),
    "app/ddl.py": (
        _DDL,
        _DDL.replace("CREATE INDEX", "CREATE UNIQUE INDEX"),
        _DDL.replace("idx_", "ix_"),
        "def create_index(table, column):\n    pass\n",
        f"{_DDL}\n\nraise (",
    ),
}
