"""What is kept from one state of the files to the next: never anything that a fresh reading would say otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.migrations.recorded import Run
from migration_lsp.project import Project, successor
from migration_lsp.source.files import TextFiles
from tests.one_string import files_of, project_of

_TEXT = """
#- app/base.py
class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_name)s"})

#- app/models.py
from app.base import Base
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20), index=True)

#- app/names.py raw
LENGTH = 20

#- app/unrelated.py raw
x = 1

#- migrations/versions/001_user.py
from app.names import LENGTH
def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(LENGTH)))
def downgrade():
    op.drop_table("user")

#- migrations/versions/002_index.py
def upgrade():
    op.create_index(None, "user", ["name"])
def downgrade():
    op.drop_index("ix_user_name", "user")

#- migrations/versions/003_kind.py
kind = sa.Enum("a", "b", name="kind")
metadata = sa.MetaData()
DONE = []
def upgrade():
    kind.create(op.get_bind())
    op.add_column("user", sa.Column("kind", kind))
    sa.Table("extra", metadata, sa.Column("id", sa.Integer())).create(op.get_bind())
    if not DONE:
        op.create_index("ix_kind", "user", ["kind"])
    DONE.append(1)
    op.execute(unknown_statement())
def downgrade():
    op.drop_table("extra")
    op.drop_column("user", "kind")
    kind.drop(op.get_bind())

#- migrations/versions/004_mood.py
mood = sa.Enum("good", name="mood")
mood.create(op.get_bind())
def upgrade():
    op.add_column("user", sa.Column("mood", mood))
def downgrade():
    op.drop_column("user", "mood")
"""

_FILES = files_of(_TEXT)

_EDITS: dict[str, tuple[str, str]] = {
    "app/base.py": ("ix_%(table_name)s_", "index_%(table_name)s_"),
    "app/models.py": ("String(20)", "String(30)"),
    "app/names.py": ("20", "25"),
    "app/unrelated.py": ("x = 1", "class Tag(Base):\n    __tablename__ = 'tag'"),
    "migrations/env.py": ("target_metadata = None", "from app.base import Base\ntarget_metadata = Base.metadata"),
    "migrations/versions/001_user.py": ('sa.Column("name"', 'sa.Column("age", sa.Integer()), sa.Column("name"'),
    "migrations/versions/002_index.py": ('"ix_user_name"', '"ix_user"'),
    "migrations/versions/003_kind.py": ('"a", "b"', '"a", "c"'),
}


def _edited(files: dict[str, str], path: str) -> dict[str, str]:
    """The files with an edit made, or taken back where it was made already."""
    old, new = _EDITS[path]
    text = files[path]
    return {**files, path: text.replace(new, old) if new in text else text.replace(old, new)}


def _project(files: dict[str, str]) -> Project:
    return replace(project_of(""), files=TextFiles(files))


def _everything(project: Project) -> object:
    analysis = Analysis(project)
    return (
        project.declared,
        project.written,
        project.at_heads,
        project.difference.operations,
        project.naming_convention,
        [project.places.column("user", name) for name in ("id", "name")],
        [
            _done(run)
            for revision in project.graph.order
            for run in (project.run_of(revision), project.downgrade_of(revision))
        ],
        sorted(map(str, (*project.declared_notes, *project.history_notes, *project.difference_notes))),
        [(finding.rule, finding.risk, finding.message, finding.span) for finding in analysis.findings()],
    )


def _done(run: Run) -> object:
    return run.after, run.raised, run.notes, [(type(it.operation).__name__, it.span) for it in run.operations]


def _runs(project: Project) -> list[Run]:
    return [project.run_of(revision) for revision in project.graph.order]


@pytest.mark.parametrize(
    ("path", "run_again"),
    [
        ("app/base.py", [0, 1, 2, 3]),
        ("app/models.py", []),
        ("app/names.py", [0, 1, 2, 3]),
        ("app/unrelated.py", []),
        ("migrations/env.py", []),
        ("migrations/versions/001_user.py", [0, 1, 2, 3]),
        ("migrations/versions/002_index.py", [1]),
    ],
)
def test_an_edit_runs_the_revisions_that_may_do_something_else(path: str, run_again: list[int]) -> None:
    before = _project(_FILES)
    _everything(before)
    after = successor(TextFiles(_edited(_FILES, path)), before)
    runs = zip(_runs(before), _runs(after), strict=True)
    assert [number for number, (old, new) in enumerate(runs) if old is not new] == run_again


def test_the_models_stay_where_nothing_is_asked_of_the_changed_file() -> None:
    before = _project(_FILES)
    _everything(before)
    after = successor(TextFiles({**_FILES, "app/unrelated.py": "y = 2\n"}), before)
    assert after.tables == before.tables
    assert after.at_heads is before.at_heads


@pytest.mark.parametrize("gone", ["app/unrelated.py", "migrations/versions/002_index.py", "app/names.py"])
def test_a_file_that_comes_or_goes_is_missed_or_found(gone: str) -> None:
    without = {path: text for path, text in _FILES.items() if path != gone}
    for one, other in ((_FILES, without), (without, _FILES)):
        before = _project(one)
        _everything(before)
        assert _everything(successor(TextFiles(other), before)) == _everything(_project(other))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(sorted(_EDITS)), min_size=1, max_size=6))
def test_it_answers_what_a_fresh_project_answers(paths: list[str]) -> None:
    files, earlier = _FILES, [_project(_FILES)]
    _everything(earlier[0])
    for path in paths:
        files = _edited(files, path)
        project = successor(TextFiles(files), *reversed(earlier[-2:]))
        assert _everything(project) == _everything(_project(files))
        earlier.append(project)
