"""Edits of real projects: whatever is changed, what follows from the earlier state is what a fresh reading says."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.migrations.recorded import Run
from migration_lsp.project import Project, successor
from migration_lsp.server.overlay import Overlaid
from migration_lsp.workspace.discovery import Unchosen, discover
from tests.real.wheels import project

SEED = 2026
EDITS = 12


def _without_a_line(lines: list[str], chance: random.Random) -> None:
    del lines[chance.randrange(len(lines))]


def _with_a_line_twice(lines: list[str], chance: random.Random) -> None:
    place = chance.randrange(len(lines))
    lines.insert(place, lines[place])


def _moved(lines: list[str], _chance: random.Random) -> None:
    lines.insert(0, "# everything below is a line further down")


def _without_an_operation(lines: list[str], chance: random.Random) -> None:
    places = [number for number, line in enumerate(lines) if line.lstrip().startswith(("op.", "batch_op."))]
    if places:
        del lines[chance.choice(places)]


def _with_longer_texts(lines: list[str], _chance: random.Random) -> None:
    lines[:] = [line.replace("String(", "String(1") for line in lines]


_WAYS: list[Callable[[list[str], random.Random], None]] = [
    _without_a_line,
    _with_a_line_twice,
    _moved,
    _without_an_operation,
    _with_longer_texts,
]


def _done(run: Run) -> object:
    done = [(type(it.operation).__name__, it.span, it.doubts) for it in run.operations]
    return run.before, run.after, run.raised, run.notes, done


def _everything(project: Project) -> dict[str, object]:
    order = project.graph.order
    runs = [_done(run(revision)) for revision in order for run in (project.run_of, project.downgrade_of)]
    findings = [(it.rule, it.risk, it.message, it.span) for it in Analysis(project).findings()]
    notes = sorted(map(str, (*project.declared_notes, *project.history_notes)))
    heads = project.at_heads
    return {"order": order, "heads": heads, "declared": project.declared, "runs": runs, "notes": notes, "say": findings}


@pytest.mark.parametrize("name", ["ihatemoney", "optuna", "fittrackee"])
def test_an_edited_project_is_read_as_a_new_one(name: str) -> None:
    wheel, chance = project(name), random.Random(SEED)
    workspace = discover(wheel.unpacked(), script_location=wheel.scripts, dialect=wheel.dialect)
    environment = workspace.environment()
    assert not isinstance(environment, Unchosen)
    now = Project(Overlaid(workspace.files, {}), workspace.config, environment)
    _everything(now)
    revisions = sorted(now.revisions_by_path)
    others = sorted({mapping.span.path for mapping in now.mappings} | {environment.env_py})
    texts: dict[str, str] = {}
    for number in range(EDITS):
        path = chance.choice(revisions if number % 3 else others)
        if path in texts and chance.random() < 0.5:
            del texts[path]
        else:
            text = texts.get(path) or workspace.files.read(path)
            assert isinstance(text, str)
            lines = text.split("\n")
            chance.choice(_WAYS)(lines, chance)
            texts[path] = "\n".join(lines)
        files = Overlaid(workspace.files, dict(texts))
        now = successor(files, now)
        found, fresh = _everything(now), _everything(Project(files, workspace.config, environment))
        for part, expected in fresh.items():
            assert found[part] == expected, (number, path, part)
