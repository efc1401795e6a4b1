"""Plans of one-string projects, and what is left when their steps are written as revisions, one after the other."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from migration_lsp.judgement import Moment, Plan, Step, View
from migration_lsp.project import Project
from migration_lsp.schema.effects import Effect
from migration_lsp.schema.records import Catalogue, TableRecord
from tests.one_string import project_of

ENV = """
#- migrations/env.py
from alembic import context
from app.models import Base
context.configure(connection=None, target_metadata=Base.metadata)
"""

_E = TypeVar("_E", bound=Effect)


@dataclass(frozen=True)
class Planned:
    """A plan in its project."""

    text: str
    dialect: str
    plan: Plan

    @property
    def revisions(self) -> tuple[Step, ...]:
        return tuple(step for step in self.plan.steps if step.upgrade is not None)

    @property
    def carried_out(self) -> Project:
        """The project with the steps of the plan as revisions on its head."""
        return project_of(self.text + "".join(map(_revision, range(len(self.revisions)), self.revisions)), self.dialect)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(_id(number) for number in range(len(self.revisions)))


def _id(number: int) -> str:
    return f"9{number:02}"


def _revision(number: int, step: Step) -> str:
    assert step.upgrade is not None
    assert step.downgrade is not None
    body = f"def upgrade():\n{_indented(step.upgrade)}\ndef downgrade():\n{_indented(step.downgrade)}\n"
    return f"\n#- migrations/versions/{_id(number)}_step.py\n{body}"


def _indented(code: str) -> str:
    return textwrap.indent(code, "    ")


def moment_of(project: Project, kind: type[_E], revision: str | None = None) -> tuple[_E, Moment]:
    """The first effect of a kind among the pending changes, or in a revision, and its moment."""
    view = View(project)
    acts = view.pending if revision is None else view.acts(revision)
    for number, act in enumerate(acts):
        for effect in act.effects:
            if isinstance(effect, kind):
                return effect, Moment(view, revision, acts, number)
    raise AssertionError(f"no {kind.__name__} among {[act.effects for act in acts]}")


def planned(text: str, kind: type[_E], strategy: Callable[[Any, Moment], Plan], dialect: str) -> Planned:
    """The plan for the first pending effect of a kind. The text has models and revisions; env.py is added."""
    whole = ENV + textwrap.dedent(text)
    effect, at = moment_of(project_of(whole, dialect), kind)
    return Planned(whole, dialect, strategy(effect, at))


def planned_in_revision(
    text: str, revision: str, kind: type[_E], strategy: Callable[[Any, Moment], Plan], dialect: str
) -> Planned:
    """The plan for an effect of a revision, to stand in its place: the text without that revision."""
    whole = textwrap.dedent(text)
    effect, at = moment_of(project_of(whole, dialect), kind, revision)
    before, _, _ = whole.rpartition(f"#- migrations/versions/{revision}_")
    return Planned(before, dialect, strategy(effect, at))


def shape(catalogue: Catalogue) -> dict[str, dict[str, object]]:
    """The tables without the order of their parts, and without whether a constraint was proven."""
    return {key: dict(_parts(table)) for key, table in catalogue.tables.items()}


def _parts(table: TableRecord) -> list[tuple[str, object]]:
    parts: list[Any] = [*table.columns, *table.indexes, *table.uniques, *table.exclusions]
    parts += (replace(key, validated=True) for key in table.foreign_keys)
    parts += (replace(check, validated=True) for check in table.checks)
    named: list[tuple[str, object]] = [(f"{type(part).__name__} {part.name}", part) for part in parts]
    return [*named, ("key", table.primary_key), ("comment", table.comment)]
