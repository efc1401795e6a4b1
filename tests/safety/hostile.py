"""A project that bites: whatever of it is imported or executed leaves a mark, opens a socket and starts a process."""

from __future__ import annotations

from pathlib import Path

from tests.workspace.project import write

BITE = """
import os as _os, socket as _socket, subprocess as _subprocess
with open(_os.environ["MARK"], "a") as _mark:
    _mark.write(__file__ + "\\n")
_socket.socket().close()
_subprocess.run(["true"])
"""

_MODELS = (
    """
import os
import evil
import alembic
from sqlalchemy import Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

os.system("echo models >> $MARK")
_ = [open(os.environ["MARK"], "a").write(str(n)) for n in range(3)]
exec("import evil")
eval("__import__('evil')")


def default(value=os.system("echo default >> $MARK")):
    return os.system("echo called >> $MARK") or 20


class Base(DeclarativeBase):
    pass


class Bitten(Base):
    __tablename__ = "bitten"
    __doc__ = f"{os.system('echo text >> $MARK')}"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(default()))
    tail: Mapped[str | None] = mapped_column(String(20), default=lambda: os.system("echo lambda >> $MARK"))


class Meta(type):
    def __new__(cls, *arguments):
        return os.system("echo metaclass >> $MARK")
"""
    + BITE
)

_ENV_PY = (
    """
from alembic import context
from app.models import Base
import evil

target_metadata = Base.metadata
os.system("echo env >> $MARK")
context.run_migrations()
"""
    + BITE
)

_REVISION = (
    """
import os
import sqlalchemy as sa
from alembic import op
import evil

revision = "a1"
down_revision = None
os.system("echo revision >> $MARK")


def upgrade():
    op.create_table("bitten", sa.Column("id", sa.Integer(), primary_key=True))
    os.system("echo upgrade >> $MARK")
    open(os.environ["MARK"], "a").write("upgrade")
    op.get_bind().execute(sa.text("COPY bitten TO PROGRAM 'touch x'"))


def downgrade():
    os.system("echo downgrade >> $MARK")
"""
    + BITE
)

_MAKO = """<%! import os; os.system("echo mako >> $MARK") %>
revision = ${os.system("echo mako >> $MARK")}
"""

_INI = """[alembic]
script_location = migrations
sqlalchemy.url = sqlite:///hunter2-%(here)s/evil.db

[post_write_hooks]
hooks = evil
evil.type = exec
evil.executable = evil.sh
"""

_PYPROJECT = """[project]
name = "bitten"
dependencies = ["psycopg"]
"""

_ENTRY_POINTS = """[alembic.plugins]
evil = evil
[sqlalchemy.dialects]
postgresql = evil:Dialect
sqlite = evil:Dialect
evil = evil:Dialect
[sqlalchemy.plugins]
evil = evil
[sqlglot.dialects]
evil = evil:Dialect
postgres = evil:Dialect
[pygls]
evil = evil
[console_scripts]
evil = evil:main
"""

_SHADOWS = ("alembic", "sqlalchemy", "sqlglot", "libcst", "pygls", "immutables", "typing_extensions", "mako")
_STANDARD_LIBRARY = ("ast", "argparse", "contextlib", "dataclasses", "re", "enum", "configparser", "runpy", "copy")


def hostile_project(root: Path, *, shadow_standard_library: bool = False) -> Path:
    """Write it. With ``shadow_standard_library`` even ``re`` and ``ast`` of the project bite."""
    files: dict[str, str | bytes] = {
        "app/__init__.py": BITE,
        "app/models.py": _MODELS,
        "evil.py": BITE + "Dialect = object\n\n\ndef main():\n    pass\n\n\ndef setup(plugin):\n    pass\n",
        "json.py": BITE,
        "conftest.py": BITE,
        "setup.py": BITE,
        "tomllib.py": BITE,
        "alembic.ini": _INI,
        "pyproject.toml": _PYPROJECT,
        "migrations/env.py": _ENV_PY,
        "migrations/script.py.mako": _MAKO,
        "migrations/versions/a1.py": _REVISION,
        "evil-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n",
        "evil-1.0.dist-info/RECORD": "",
        "evil-1.0.dist-info/entry_points.txt": _ENTRY_POINTS,
    }
    for name in _SHADOWS:
        files[f"{name}/__init__.py"] = BITE
        files[f"{name}/orm.py"] = BITE
    if shadow_standard_library:
        files.update({f"{name}.py": BITE for name in _STANDARD_LIBRARY})
    return write(root, files)


def only_entry_points(root: Path) -> Path:
    """A folder whose entry points bite, and nothing else."""
    return write(
        root,
        {
            "evil.py": BITE + "def setup(plugin):\n    pass\n",
            "evil-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n",
            "evil-1.0.dist-info/entry_points.txt": "[alembic.plugins]\nevil = evil\n",
        },
    )
