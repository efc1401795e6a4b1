"""The groups of measurements, each of which adds its figures under the names that the table reads."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import edits as places
from tests.benchmarks.commands import commands
from tests.benchmarks.edits import Place
from tests.benchmarks.generator.project import Generated, generated
from tests.benchmarks.in_editor import Measured, edits, starts
from tests.benchmarks.samples import Figure, Figures


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured, how often, and into what."""

    figures: Figures
    edits: int
    starts: int

    def tell(self, text: str) -> None:
        """Say how far it is, and what looks strange, apart from the answer."""
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


Group = Callable[[Plan, Generated, Path], None]


def measure(plan: Plan, chosen: list[str]) -> None:
    """Measure the chosen groups on a project of the plan's size, and the growth on one with a longer history."""
    figures = plan.figures
    on_both = [name for name in chosen if name in GROUPS]
    if on_both:
        _with_project(plan, figures.revisions, [GROUPS[name] for name in on_both])
    if GROWTH in chosen:
        _with_project(plan, figures.grown, [_growth])


def _with_project(plan: Plan, revisions: int, chosen: list[Group]) -> None:
    plan.tell(f"{plan.figures.tables} tables, {revisions} revisions")
    project = generated(plan.figures.tables, revisions)
    with tempfile.TemporaryDirectory(prefix="benchmark") as folder:
        root = project.write(Path(folder).resolve() / "project")
        for group in chosen:
            group(plan, project, root)


def _starts(plan: Plan, project: Generated, root: Path) -> None:
    plan.tell("starts")
    found = starts(root, places.newest_revision(project), plan.starts)
    measured = plan.figures.measured
    measured["initialize"] = Figure.of(found.initialize)
    measured["opened"] = Figure.of(found.diagnostics, found.computed)
    measured["at_rest"] = Figure.of(found.at_rest)
    measured["memory"] = Figure.of(found.memory)


def _edits(plan: Plan, project: Generated, root: Path) -> None:
    found = {name: _edited(plan, root, place) for name, place in _edited_places(project).items()}
    measured = plan.figures.measured
    for name, one in found.items():
        measured[f"keystroke_{name}"] = one.figure("keystroke")
        measured[f"save_{name}"] = one.figure("save")
    measured["first_keystroke"] = Figure.of([one.first for one in found.values()])
    measured["hover"] = Figure.of([seconds for one in found.values() for seconds in one.hover])
    measured["actions"] = Figure.of([seconds for one in found.values() for seconds in one.actions])


def _middle(plan: Plan, project: Generated, root: Path) -> None:
    for name, place in (
        ("keystroke_neutral", places.neutral_in_the_middle(project)),
        ("keystroke_middle", places.schema_in_the_middle(project)),
    ):
        plan.figures.measured[name] = _edited(plan, root, place).figure("keystroke")


def _growth(plan: Plan, project: Generated, root: Path) -> None:
    for name, place in _edited_places(project).items():
        plan.figures.measured[f"grown_keystroke_{name}"] = _edited(plan, root, place).figure("keystroke")


def _repository(plan: Plan, project: Generated, root: Path) -> None:
    """The starts again where the project is in git and the opened file is not committed: what was there is read too."""
    plan.tell("starts in a repository")
    author = ("-c", "user.name=author", "-c", "user.email=author@localhost")
    for command in (("init", "-q"), ("add", "-A"), (*author, "commit", "-q", "-m", "all")):
        subprocess.run(["git", *command], cwd=root, check=True)
    found = starts(root, places.newest_revision(project), plan.starts)
    shutil.rmtree(root / ".git")
    plan.figures.measured["opened_in_repository"] = Figure.of(found.diagnostics, found.computed)


def _commands(plan: Plan, project: Generated, root: Path) -> None:
    del project
    plan.tell("commands")
    plan.figures.measured.update(commands(root, plan.starts))


def _edited(plan: Plan, root: Path, place: Place) -> Measured:
    plan.tell(f"edits of {place.path}")
    return edits(root, place, plan.edits, plan.tell)


def _edited_places(project: Generated) -> dict[str, Place]:
    return {
        "revision": places.newest_revision(project),
        "flask": places.models(project, is_flask_style=True),
        "mapped": places.models(project, is_flask_style=False),
    }


GROUPS: dict[str, Group] = {
    "starts": _starts,
    "edits": _edits,
    "middle": _middle,
    "repository": _repository,
    "commands": _commands,
}
GROWTH = "growth"
