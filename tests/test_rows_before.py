"""What earlier revisions have done to the rows of a table, along lines, branches and merges."""

from __future__ import annotations

from migration_lsp.judgement import View
from migration_lsp.schema.operations import DataOp
from tests.one_string import project_of

_HISTORY = """\
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("a", sa.Text()))
    op.execute('UPDATE "user" SET a = 1')
#- migrations/versions/002_left.py down:001
def upgrade():
    op.execute('UPDATE "user" SET a = 2')
#- migrations/versions/003_right.py down:001
def upgrade():
    op.execute('UPDATE "user" SET a = 3')
    op.execute("UPDATE other SET a = 3")
#- migrations/versions/004_on_the_right.py down:003
def upgrade():
    op.execute('UPDATE "user" SET a = 4')
#- migrations/versions/005_merge.py down:002,004
def upgrade():
    op.execute('UPDATE "user" SET a = 5')
#- migrations/versions/006_after.py down:005
def upgrade():
    pass
"""
_REVISIONS = ("001", "002", "003", "004", "005", "006")


def _walked(view: View, revision: str | None, table: str) -> tuple[DataOp, ...]:
    acts = (act for earlier in view.ancestors(revision) for act in view.acts(earlier) if act.table == table)
    return tuple(act.operation for act in acts if isinstance(act.operation, DataOp))


def test_they_are_those_of_every_revision_before_in_whatever_order_one_asks() -> None:
    project = project_of(_HISTORY)
    walked = {
        (revision, table): _walked(View(project), revision, table)
        for revision in (*_REVISIONS, None)
        for table in ("user", "other", "none")
    }
    assert len(walked["004", "user"]) == 2
    assert len(walked["006", "user"]) == len(walked[None, "user"]) == 5
    questions = list(walked)
    for order in (questions, questions[::-1], *(questions[at:] + questions[:at] for at in range(len(questions)))):
        view = View(project)
        assert {question: view.on_rows_before(*question) for question in order} == walked
