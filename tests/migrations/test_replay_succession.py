"""A replay that went on from earlier states of the files says what one says that was made anew, for less work."""

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
    """Leaves in the schema what each revision's text says, which is a number; the tens do not matter."""

    def __init__(self, texts: dict[str, int]) -> None:
        self.texts = dict(texts)
        self.calls: list[str] = []

    def __call__(self, path: str, name: str, catalogue: Catalogue, enums_created: frozenset[str]) -> Run:
        self.calls.append(path)
        text = self.texts[path] % 10
        if text == 0:
            return Run((), catalogue, catalogue, enums_created, raised=str(self.texts[path]))
        after = replace(catalogue, objects=catalogue.objects.set(("view", path), str(text)))
        return Run((), catalogue, after, enums_created | {path} if text % 2 else enums_created)


@st.composite
def _graphs(draw: st.DrawFn) -> Graph:
    headers: list[Header] = []
    for index in range(draw(st.integers(1, 10))):
        ids = [header.revision for header in headers]
        near = st.sampled_from(ids[-3:]) if ids else st.nothing()
        down = draw(st.lists(near, min_size=min(1, len(ids)), max_size=2, unique=True)) if ids else []
        headers.append(Header(f"r{index}", f"r{index}", tuple(down)))
    return Graph.of(headers)


def _heads(run: Run) -> tuple[object, ...]:
    return run.before, run.after, run.enums_created, run.raised


@given(_graphs(), _graphs(), st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_changes_the_answers_are_those_of_a_new_replay(one: Graph, other: Graph, data: st.DataObject) -> None:
    graph, texts = one, {f"r{index}": 1 for index in range(10)}
    replay = Replay(graph, "postgresql", _Runner(texts))
    for _ in range(data.draw(st.integers(1, 5))):
        for _ in range(data.draw(st.integers(0, 3))):
            if data.draw(st.booleans()):
                replay.go_on() if replay.unfinished else replay.schema_at_heads()
            else:
                replay.run_of(data.draw(st.sampled_from(graph.order)))
        stale = data.draw(st.sets(st.sampled_from(sorted(texts)), max_size=2))
        texts |= {path: data.draw(st.integers(0, 31)) for path in sorted(stale)}
        graph = data.draw(st.sampled_from([graph, graph, one, other]))
        replay = replay.succeeded(graph, stale, _Runner(texts))
    anew = Replay(graph, "postgresql", _Runner(texts))
    for revision in data.draw(st.permutations(graph.order)):
        assert _heads(replay.run_of(revision)) == _heads(anew.run_of(revision))
    assert replay.schema_at_heads() == anew.schema_at_heads()
    assert replay.unfinished == 0


def _line(length: int) -> Graph:
    return Graph.of(Header(f"r{n}", f"r{n}", (f"r{n - 1}",) if n else ()) for n in range(length))


def _edited(graph: Graph, revision: str, text: int) -> tuple[_Runner, Catalogue, Catalogue]:
    texts = dict.fromkeys(graph.order, 2)
    first = Replay(graph, "postgresql", _Runner(texts))
    before = first.schema_at_heads()
    runner = _Runner(texts | {revision: text})
    return runner, before, first.succeeded(graph, {revision}, runner).schema_at_heads()


def test_an_edit_of_the_newest_revision_runs_that_one() -> None:
    runner, before, after = _edited(_line(30), "r29", 3)
    assert runner.calls == ["r29"]
    assert before != after


def test_an_edit_that_leaves_the_schema_as_it_was_runs_nothing_else() -> None:
    runner, before, after = _edited(_line(30), "r10", 12)
    assert runner.calls == ["r10"]
    assert before is after


def test_an_edit_that_changes_the_schema_runs_all_that_stands_on_it() -> None:
    runner, _, _ = _edited(_line(30), "r10", 3)
    assert runner.calls == [f"r{n}" for n in range(10, 30)]


def test_a_new_revision_on_top_runs_alone() -> None:
    texts = dict.fromkeys(_line(31).order, 2)
    first = Replay(_line(30), "postgresql", _Runner(texts))
    first.schema_at_heads()
    runner = _Runner(texts)
    first.succeeded(_line(31), {"r30"}, runner).schema_at_heads()
    assert runner.calls == ["r30"]
