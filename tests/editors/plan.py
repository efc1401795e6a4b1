"""What a developer does in the shop, as data that every editor can follow, and what an editor says it saw.

The words of the plan are those of `walk.lua` and of the probe extension; the judgement is in the tests.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.editors.tools import ROOT

SHOP = ROOT / "tests" / "projects" / "shop"
HEAD = "19f4c7d2ab60"
VERSIONS = "migrations/versions"
MODELS = "shop/models/accounts.py"

#: One character of two units in UTF-16 and four bytes in UTF-8, before and behind what the findings mark.
BEYOND = "\N{ROCKET}"

REQUIRED = "required-column-without-default"

REVISION = '''"""{message}

Revision ID: {revision}
Revises: {parent}
Create Date: 2025-05-05 10:00:00.000000

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '{revision}'
down_revision = '{parent}'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('users', schema=None) as batch_op:
        {operation}


def downgrade():
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.drop_column('{column}')
'''


def revision(message: str, identity: str, parent: str, column: str, operation: str) -> dict[str, str]:
    text = REVISION.format(message=message, revision=identity, parent=parent, column=column, operation=operation)
    name = message.replace(" ", "_")
    return {"path": f"{VERSIONS}/{identity}_{name}.py", "text": text, "column": column}


def plan(folder: Path) -> dict[str, Any]:
    """The whole walk. `settle` is how many seconds a person looks at the file before typing."""
    safe = revision(
        "second plan of users",
        "aa11bb22cc33",
        HEAD,
        "plan2",
        f"batch_op.add_column(sa.Column('plan2', sa.String(length=20), server_default='free', nullable=False,"
        f" comment='{BEYOND} second plan'))",
    )
    risky = revision(
        "region of users",
        "dd44ee55ff66",
        "aa11bb22cc33",
        "region",
        f"batch_op.add_column(sa.Column('region', sa.String(length=8), comment='{BEYOND} region', nullable=False))",
    )
    return {
        "folder": str(folder),
        "configuration": str(ROOT / "editors" / "neovim"),
        "models": MODELS,
        "settle": 3,
        "after": "plan = db.Column",
        "typed": f'    plan2 = db.Column(db.String(20), comment="{BEYOND} second plan", nullable=False)  # {BEYOND}',
        "column": "plan2",
        "code": REQUIRED,
        "removed": "phone = db.Column",
        "removed_column": "phone",
        "safe": safe,
        "risky": {**risky, "at": "add_column"},
        "chosen": "Give existing rows of users.region a server default",
        "inserted": "server_default",
    }


def desk_plan(folder: Path) -> dict[str, Any]:
    """What a person at the keys does: the same column, and a revision that is risky and lies there already."""
    walk = plan(folder)
    operation = (
        f"batch_op.add_column(sa.Column('region', sa.String(length=8), comment='{BEYOND} region', nullable=False))"
    )
    risky = revision("region of users", "dd44ee55ff66", HEAD, "region", operation)
    return {**walk, "risky": {**risky, "at": "add_column"}}


@dataclass(frozen=True, slots=True)
class Seen:
    """What an editor wrote down on its way. `complaint` is why it did not come to the end."""

    answers: dict[str, Any]

    @classmethod
    def read(cls, file: Path) -> "Seen":
        return cls(json.loads(file.read_text(encoding="utf-8")))

    @property
    def complaint(self) -> str | None:
        complaint = self.answers.get("complaint")
        return None if complaint is None else f"{complaint}\n{self.answers}"

    def __getitem__(self, step: str) -> Any:
        return self.answers[step]


def shop_in(folder: Path) -> Path:
    """A copy of the sample shop, as a person would have it: outside of any repository."""
    return Path(shutil.copytree(SHOP, folder / "shop", ignore=shutil.ignore_patterns("__pycache__")))
