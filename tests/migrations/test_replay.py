"""The schema before and after each revision, along branches and merges."""

from __future__ import annotations

from tests.one_string import project_of

_HISTORY = """\
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))
#- migrations/versions/002_left.py down:001
def upgrade():
    op.add_column("user", sa.Column("left", sa.Text()))
#- migrations/versions/003_right.py down:001
def upgrade():
    op.add_column("user", sa.Column("right", sa.Text()))
#- migrations/versions/004_merge.py down:002,003
def upgrade():
    pass
#- migrations/versions/005_after.py down:004
def upgrade():
    op.drop_column("user", "left")
"""


def names(project: object, revision: str | None) -> list[str]:
    tables = project.schema_at(revision).tables  # type: ignore[attr-defined]
    return sorted(column.name for column in tables["user"].columns) if "user" in tables else []


def test_each_branch_has_its_own_schema() -> None:
    project = project_of(_HISTORY)
    assert names(project, None) == []
    assert names(project, "002") == ["id", "left"]
    assert names(project, "003") == ["id", "right"]


def test_a_merge_has_both() -> None:
    project = project_of(_HISTORY)
    assert names(project, "004") == ["id", "left", "right"]
    assert names(project, "005") == ["id", "right"]
    assert next(column.name for column in project.run_of("005").before.tables["user"].columns) == "id"


def test_the_order_of_questions_does_not_matter() -> None:
    first, second = project_of(_HISTORY), project_of(_HISTORY)
    forwards = {revision: names(first, revision) for revision in ("001", "002", "003", "004", "005")}
    backwards = {revision: names(second, revision) for revision in ("005", "004", "003", "002", "001")}
    assert forwards == backwards


def test_heads_of_separate_branches_are_both_run() -> None:
    text = _HISTORY[: _HISTORY.index("#- migrations/versions/004")]
    project = project_of(text)
    assert sorted(column.name for column in project.at_heads.tables["user"].columns) == ["id", "left", "right"]


def test_a_revision_that_depends_on_another_sees_what_it_made() -> None:
    project = project_of(
        """\
#- migrations/versions/001_a.py
def upgrade():
    op.create_table("a", sa.Column("id", sa.Integer(), primary_key=True))
#- migrations/versions/b01_b.py down:
depends_on = "001"
def upgrade():
    if sa.inspect(op.get_bind()).has_table("a"):
        op.create_table("b", sa.Column("id", sa.Integer(), primary_key=True))
"""
    )
    assert sorted(project.schema_at("b01").tables) == ["a", "b"]


def test_unchanged_tables_are_shared_between_revisions() -> None:
    project = project_of(
        """\
#- migrations/versions/001_a.py
def upgrade():
    op.create_table("a", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table("b", sa.Column("id", sa.Integer(), primary_key=True))
#- migrations/versions/002_b.py
def upgrade():
    op.add_column("b", sa.Column("x", sa.Text()))
#- migrations/versions/003_data.py
def upgrade():
    op.execute("UPDATE b SET x = 'y'")
"""
    )
    first, second, third = (project.schema_at(revision) for revision in ("001", "002", "003"))
    assert first.tables["a"] is second.tables["a"]
    assert second is third


def test_a_cycle_ends_and_the_sound_part_is_there() -> None:
    project = project_of(
        """\
#- migrations/versions/001_a.py
def upgrade():
    op.create_table("a", sa.Column("id", sa.Integer(), primary_key=True))
#- migrations/versions/002_b.py down:003
def upgrade():
    op.drop_table("a")
#- migrations/versions/003_c.py down:002
def upgrade():
    pass
"""
    )
    assert list(project.at_heads.tables) == ["a"]
    assert project.graph.notes
