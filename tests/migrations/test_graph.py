"""The revision graph: equal to Alembic's own on sound histories, and an answer with notes on broken ones."""

from __future__ import annotations

import warnings

import pytest
from alembic.script.revision import Revision, RevisionMap
from hypothesis import given, settings
from hypothesis import strategies as st

from migration_lsp.migrations.graph import Graph
from migration_lsp.migrations.header import Header
from migration_lsp.migrations.names import Unresolved


def _header(
    revision: str,
    down: str | tuple[str, ...] = (),
    depends_on: tuple[str, ...] = (),
    labels: tuple[str, ...] = (),
) -> Header:
    downs = (down,) if isinstance(down, str) else down
    return Header(f"versions/{revision}.py", revision, downs, labels, depends_on)


def _graph(*headers: Header) -> Graph:
    return Graph.of(headers)


def _alembic(headers: tuple[Header, ...]) -> RevisionMap:
    return RevisionMap(
        lambda: [
            Revision(
                header.revision,
                header.down_revisions or None,
                dependencies=header.depends_on or None,
                branch_labels=header.branch_labels or None,
            )
            for header in headers
        ]
    )


@st.composite
def _histories(draw: st.DrawFn) -> tuple[Header, ...]:
    """Histories without a cycle, their files in any order.

    At most one dependency a revision: the order of several depends on Python's hash seed in Alembic.
    """
    count = draw(st.integers(1, 14))
    headers: list[Header] = []
    for index in range(count):
        ids = [header.revision for header in headers]
        down = draw(st.lists(st.sampled_from(ids), max_size=3, unique=True)) if ids else []
        depends = draw(st.lists(st.sampled_from(ids), max_size=1)) if ids else []
        labels = (f"label{index}",) if not down and draw(st.booleans()) else ()
        headers.append(_header(f"rev{index:02}x", tuple(down), tuple(depends), labels))
    return tuple(draw(st.permutations(headers)))


@given(_histories())
@settings(max_examples=150, deadline=None)
def test_heads_bases_and_order_are_those_of_alembic(headers: tuple[Header, ...]) -> None:
    theirs, ours = _alembic(headers), Graph.of(headers)
    assert ours.notes == ()
    assert ours.heads == theirs.heads
    assert ours.bases == theirs.bases
    walked = [revision.revision for revision in theirs.iterate_revisions("heads", "base")]
    assert list(ours.order) == walked[::-1]


@given(_histories(), st.data())
@settings(max_examples=100, deadline=None)
def test_the_path_to_a_revision_is_that_of_alembic(headers: tuple[Header, ...], data: st.DataObject) -> None:
    theirs, ours = _alembic(headers), Graph.of(headers)
    target = data.draw(st.sampled_from(headers)).revision
    walked = [revision.revision for revision in theirs.iterate_revisions(target, "base")]
    assert list(ours.path_to(target)) == walked[::-1]
    assert ours.ancestors(target) == set(walked) - {target}


@given(_histories(), st.data())
@settings(max_examples=100, deadline=None)
def test_names_mean_what_they_mean_to_alembic(headers: tuple[Header, ...], data: st.DataObject) -> None:
    theirs, ours = _alembic(headers), Graph.of(headers)
    ids = [header.revision for header in headers]
    labels = [label for header in headers for label in header.branch_labels]
    symbol = data.draw(st.sampled_from([*ids, *(id_[:4] for id_ in ids), *labels, "head", "heads", "base", "no"]))
    branch = data.draw(st.sampled_from(["", *labels, *ids, "nobranch"]))
    name = f"{branch}@{symbol}" if branch else symbol
    # Alembic takes the real heads (that no dependency names either) for a plain `heads`.
    if name == "heads" and set(theirs._real_heads) != set(theirs.heads):
        return
    answer = ours.resolve(name)
    try:
        expected = theirs.get_revision(name)
    except Exception:
        assert isinstance(answer, Unresolved)
        return
    if symbol in {"head", "heads"} and expected is None:
        assert isinstance(answer, Unresolved)
    elif symbol == "base":
        assert answer is None or isinstance(answer, Unresolved)
    else:
        assert isinstance(answer, Header)
        assert expected is not None
        assert answer.revision == expected.revision


@st.composite
def _broken_histories(draw: st.DrawFn) -> tuple[Header, ...]:
    names = [f"r{index}" for index in range(6)]
    some = st.lists(st.sampled_from([*names, "missing"]), max_size=3).map(tuple)
    return tuple(
        draw(st.lists(st.builds(_header, st.sampled_from(names), some, some, st.just(()) | st.just(("one",)))))
    )


@given(_broken_histories())
@settings(max_examples=200, deadline=None)
def test_a_broken_history_is_answered_and_every_refusal_of_alembic_is_a_note(
    headers: tuple[Header, ...],
) -> None:
    graph = Graph.of(headers)
    place = {id_: index for index, id_ in enumerate(graph.order)}
    for id_ in graph.order:
        assert all(place[below] < place[id_] for below in graph.links.below[id_])
        assert set(graph.path_to(id_)) == graph.ancestors(id_) | {id_}
    for id_ in graph.revisions:
        graph.resolve(id_)
        graph.resolve(f"{id_}-3")
    for name in ("head", "heads", "base", "head-2", "base+2", "one@head", "", "@", "-1", "+1"):
        graph.resolve(name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            refused = not _alembic(headers).heads and bool(headers)
        except Exception:
            refused = True
    if refused:
        assert graph.notes


def test_a_cycle_is_one_note_and_the_sound_part_stays() -> None:
    graph = _graph(_header("a"), _header("b", "a"), _header("x", "z"), _header("y", "x"), _header("z", "y"))
    assert [note.message for note in graph.notes] == ["revisions stand on each other in a circle: x, y, z"]
    assert graph.order == ("a", "b")
    assert graph.path_to("y") == ()
    assert graph.ancestors("y") == {"x", "z"}


def test_what_stands_on_a_cycle_is_not_ordered() -> None:
    graph = _graph(_header("a", "a"), _header("b", "a"))
    assert graph.order == ()
    assert [note.span.path for note in graph.notes] == ["versions/a.py"]


def test_of_two_revisions_with_one_id_the_last_counts() -> None:
    first = Header("versions/one.py", "a")
    second = Header("versions/two.py", "a")
    graph = _graph(first, second)
    assert graph.revisions["a"] is second
    assert [note.message for note in graph.notes] == [
        "revision a is there more than once: versions/one.py has the same id"
    ]


def test_unknown_names_are_notes_at_their_file() -> None:
    graph = _graph(_header("a", "gone"), _header("b", "a", depends_on=("lost",)))
    assert [(note.span.path, note.message) for note in graph.notes] == [
        ("versions/a.py", "down_revision gone is not among the revisions"),
        ("versions/b.py", "depends_on lost is not among the revisions"),
    ]
    assert graph.order == ("a", "b")


def test_a_label_may_be_depended_on_and_is_used_once() -> None:
    graph = _graph(_header("a", labels=("core",)), _header("b", labels=("core",)), _header("c", depends_on=("core",)))
    assert graph.dependencies("c") == ("a",)
    assert [note.message for note in graph.notes] == ["branch label core is already used by revision a"]


def test_a_reserved_character_in_an_id_is_a_note() -> None:
    assert [note.message for note in _graph(_header("a-b")).notes] == [
        "revision id a-b holds -, which Alembic keeps for itself"
    ]


@pytest.mark.parametrize(
    ("name", "revision"),
    [
        ("head", "dddd"),
        ("heads", "dddd"),
        ("aa", "aaaa"),
        ("head-1", "cccc"),
        ("dddd-2", "aaaa"),
        ("aaaa+1", "cccc"),
    ],
)
def test_a_name_that_means_one_revision(name: str, revision: str) -> None:
    answer = _graph(_header("aaaa"), _header("cccc", "aaaa"), _header("dddd", "cccc")).resolve(name)
    assert isinstance(answer, Header)
    assert answer.revision == revision


@pytest.mark.parametrize("name", ["base", "aaaa-1", "head-2"])
def test_a_name_that_means_the_empty_database(name: str) -> None:
    assert _graph(_header("aaaa"), _header("cccc", "aaaa")).resolve(name) is None


def test_several_heads_are_listed() -> None:
    graph = _graph(_header("a"), _header("b", "a"), _header("c", "a"))
    assert graph.resolve("head") == Unresolved("head means 2 revisions", ("b", "c"))


def test_an_unknown_name_offers_the_heads() -> None:
    assert _graph(_header("a")).resolve("nope") == Unresolved("there is no revision nope", ("a",))


def test_the_start_of_several_ids_is_not_chosen_from() -> None:
    assert _graph(_header("abc1"), _header("abc2")).resolve("abc") == Unresolved(
        "2 revisions begin with abc", ("abc1", "abc2")
    )


def test_an_empty_history_has_the_empty_database_at_its_head() -> None:
    assert _graph().resolve("head") is None


def test_a_long_history_is_walked_without_recursion() -> None:
    headers = [_header("r0"), *(_header(f"r{index}", f"r{index - 1}") for index in range(1, 5000))]
    graph = Graph.of(reversed(headers))
    assert len(graph.order) == 5000
    assert graph.order[0] == "r0"
