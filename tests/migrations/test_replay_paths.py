"""From which schema each revision runs, whatever was asked before, and how often each is run."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from migration_lsp.migrations.graph import Graph
from migration_lsp.migrations.header import Header
from migration_lsp.migrations.recorded import Run
from migration_lsp.migrations.replay import Replay
from migration_lsp.schema.records import Catalogue


class _Runner:
    """Leaves in the schema which revisions have run, and keeps count of them."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def __call__(self, path: str, name: str, catalogue: Catalogue, enums_created: frozenset[str]) -> Run:
        assert name == "upgrade"
        self.calls.append(path)
        after = replace(catalogue, objects=catalogue.objects.set(("view", path), ""))
        return Run((), catalogue, after, enums_created | {path})


def _replay(graph: Graph) -> tuple[Replay, _Runner]:
    runner = _Runner()
    return Replay(graph, "postgresql", runner), runner


def _has_run(catalogue: Catalogue) -> set[str]:
    return {path for _, path in catalogue.objects}


@st.composite
def _graphs(draw: st.DrawFn) -> Graph:
    headers: list[Header] = []
    for index in range(draw(st.integers(1, 14))):
        ids = [header.revision for header in headers]
        # Mostly lines, with branches and merges among them.
        near = st.sampled_from(ids[-3:]) if ids else st.nothing()
        down = draw(st.lists(near, min_size=min(1, len(ids)), max_size=2, unique=True)) if ids else []
        depends = draw(st.lists(st.sampled_from(ids), max_size=1)) if ids else []
        headers.append(Header(f"r{index}", f"r{index}", tuple(down), (), tuple(depends)))
    return Graph.of(headers)


@given(_graphs(), st.data())
@settings(max_examples=150, deadline=None)
def test_a_revision_runs_from_what_it_stands_on_whatever_was_asked_before(graph: Graph, data: st.DataObject) -> None:
    replay, _ = _replay(graph)
    if data.draw(st.booleans()):
        assert _has_run(replay.schema_at_heads()) == set(graph.order)
    for revision in data.draw(st.permutations(graph.order)):
        run = replay.run_of(revision)
        assert _has_run(run.before) == graph.ancestors(revision)
        assert _has_run(run.after) == run.enums_created == graph.ancestors(revision) | {revision}


@given(_graphs())
@settings(max_examples=50, deadline=None)
def test_what_the_heads_are_made_of_is_run_once(graph: Graph) -> None:
    replay, runner = _replay(graph)
    replay.schema_at_heads()
    assert runner.calls == list(graph.order)


def test_a_line_is_run_once_however_it_is_asked() -> None:
    line = [f"{number:03}" for number in range(300)]
    headers = [Header(id_, id_, tuple(line[:at][-1:])) for at, id_ in enumerate(line)]
    for questions in (line, line[::-1], line[150:] + line[:150]):
        replay, runner = _replay(Graph.of(headers))
        for revision in questions:
            assert len(replay.run_of(revision).before.objects) == line.index(revision)
        replay.schema_at_heads()
        assert runner.calls == line
