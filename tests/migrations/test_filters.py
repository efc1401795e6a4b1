"""What ``env.py`` tells autogenerate to leave alone is left alone, and nothing else."""

from __future__ import annotations

import pytest

from tests.one_string import project_of


def dropped(env: str) -> list[str]:
    """The tables that the difference would drop: two are in the migrations and in no model."""
    project = project_of(
        f"""\
#- app/models.py
class Base(DeclarativeBase):
    pass
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
#- migrations/env.py
from alembic import context
from app.models import Base
{env}
#- migrations/versions/001_all.py
def upgrade():
    for name in ("user", "spatial_ref_sys", "legacy"):
        op.create_table(name, sa.Column("id", sa.Integer(), primary_key=True))
"""
    )
    return sorted(change.table for change in project.difference.operations if change.op == "remove_table")


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ("context.configure(target_metadata=Base.metadata)", ["legacy", "spatial_ref_sys"]),
        (
            "def include_name(name, type_, parent_names):\n"
            "    return not (type_ == 'table' and name == 'legacy')\n"
            "context.configure(target_metadata=Base.metadata, include_name=include_name)",
            ["spatial_ref_sys"],
        ),
        (
            "def include_object(object, name, type_, reflected, compare_to):\n"
            "    if type_ == 'table' and reflected and compare_to is None:\n"
            "        return False\n"
            "    return True\n"
            "context.configure(target_metadata=Base.metadata, include_object=include_object)",
            [],
        ),
        (
            "def include_name(name, type_, parent_names):\n"
            "    return name in Base.metadata.tables if type_ == 'table' else True\n"
            "context.configure(target_metadata=Base.metadata, include_name=include_name)",
            [],
        ),
        (
            "import somewhere\n"
            "def include_object(object, name, type_, reflected, compare_to):\n"
            "    return somewhere.wanted(name)\n"
            "context.configure(target_metadata=Base.metadata, include_object=include_object)",
            ["legacy", "spatial_ref_sys"],
        ),
        (
            "def include_object(*args):\n    raise ValueError\n"
            "context.configure(target_metadata=Base.metadata, include_object=include_object)",
            ["legacy", "spatial_ref_sys"],
        ),
    ],
    ids=["no filter", "by name", "by object", "by the target", "not known", "raises"],
)
def test_tables_are_left_out_as_env_py_says(env: str, expected: list[str]) -> None:
    assert dropped(env) == expected
