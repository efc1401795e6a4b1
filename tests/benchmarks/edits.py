"""What is typed while it is measured: for every edit a text that was never there before, and what must be said of it.

The texts take turns: of one kind something grave must be said, of the other kind not. So every edit changes what is
told, and none of them can be answered from memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.benchmarks.generator.history import ColumnChange, ExtraChange, Revision
from tests.benchmarks.generator.model_text import class_name
from tests.benchmarks.generator.project import Generated, ModelsFile


@dataclass(frozen=True, slots=True)
class Place:
    """A file to edit, its text after each edit by number, and what is said after the odd ones alone."""

    path: str
    original: str
    text: Callable[[int], str]
    rule: str
    word: Callable[[int], str]
    """What the message must speak of."""

    def is_grave(self, number: int) -> bool:
        return number % 2 == 1


def newest_revision(project: Generated) -> Place:
    """A column is typed into the newest revision."""
    return _column_in_revision(project, project.revisions[-1])


def schema_in_the_middle(project: Generated) -> Place:
    """A column is typed into a revision with half of the history on top of it."""
    return _column_in_revision(project, _in_the_middle(project))


def neutral_in_the_middle(project: Generated) -> Place:
    """The downgrade of such a revision is typed, which no later schema depends on."""
    revision = _in_the_middle(project)
    path = project.path_of(revision)
    original = project.files[path]
    head, down, body = original.partition("def downgrade() -> None:\n")

    def text(number: int) -> str:
        remark = f"    # attempt {number}\n"
        return f"{head}{down}{remark}{'    pass' if number % 2 else body.rstrip()}\n"

    return Place(path, original, text, "missing-downgrade", lambda _: "")


def models(project: Generated, *, is_flask_style: bool) -> Place:
    """A column is typed into a class in the middle of a full module of models."""
    largest = max(len(module.tables) for module in project.models)
    full = [
        module for module in project.models if module.is_flask_style == is_flask_style and len(module.tables) == largest
    ]
    return _column_in_models(project, full[len(full) // 2])


def _column_in_models(project: Generated, module: ModelsFile) -> Place:
    original = project.files[module.path]
    table = module.tables[len(module.tables) // 2].name
    start = original.index(f"class {class_name(table)}(")
    at = original.index("\n", original.index("    id", start)) + 1

    def text(number: int) -> str:
        name, nullable = _name(number), number % 2 == 0
        if module.is_flask_style:
            line = f"    {name} = db.Column(db.String(length=20), nullable={nullable})\n"
        else:
            line = f"    {name}: Mapped[str{' | None' if nullable else ''}] = mapped_column(String(length=20))\n"
        return original[:at] + line + original[at:]

    rule = "required-column-without-default"
    return Place(module.path, original, text, rule, lambda number: f"{table}.{_name(number)}")


def _column_in_revision(project: Generated, revision: Revision) -> Place:
    assert isinstance(revision.does, ColumnChange | ExtraChange)
    table = revision.does.table
    path = project.path_of(revision)
    original = project.files[path]

    def text(number: int) -> str:
        column = f'sa.Column("{_name(number)}", sa.String(length=20), nullable={number % 2 == 0})'
        up = f'def upgrade() -> None:\n    op.add_column("{table}", {column})\n'
        down = f'def downgrade() -> None:\n    op.drop_column("{table}", "{_name(number)}")\n'
        with_import = (
            original
            if "import sqlalchemy as sa" in original
            else re.sub(
                r"^from alembic", "import sqlalchemy as sa\nfrom alembic", original, count=1, flags=re.MULTILINE
            )
        )
        return with_import.replace("def upgrade() -> None:\n", up).replace("def downgrade() -> None:\n", down)

    rule = "required-column-without-default"
    return Place(path, original, text, rule, lambda number: f"{table}.{_name(number)}")


def _name(number: int) -> str:
    return f"typed_{number}"


def _in_the_middle(project: Generated) -> Revision:
    """A revision near the middle that adds or drops a column in the plainest way."""
    half = len(project.revisions) // 2
    return next(
        revision
        for revision in project.revisions[half:]
        if isinstance(revision.does, ColumnChange) and revision.style < 0.5
    )
