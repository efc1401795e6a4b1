"""Which revision stands on which, and what is broken in that: the ground of the revision graph.

Every problem that would make Alembic stop is a note here, and the link that it concerns is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from migration_lsp.migrations.header import Header
from migration_lsp.source.spans import Note, Span

_Many = Mapping[str, tuple[str, ...]]

ILLEGAL_CHARACTERS = "@-+:"
"""Alembic keeps these for its own notation (``label@head``, ``head-1``, ``a:b``)."""


@dataclass(frozen=True, slots=True)
class Links:
    """The edges of the graph, both ways. ``below`` and ``above`` follow ``depends_on`` as well."""

    parents: _Many = field(default_factory=dict)
    children: _Many = field(default_factory=dict)
    dependencies: _Many = field(default_factory=dict)
    below: _Many = field(default_factory=dict)
    above: _Many = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    unsound: frozenset[str] = frozenset()
    """Revisions in a cycle, or standing on one."""

    def reachable(self, start: Iterable[str], edges: _Many) -> frozenset[str]:
        """The revisions that one can walk to along ``edges``, the start included."""
        seen: set[str] = set()
        todo = list(start)
        while todo:
            current = todo.pop()
            if current not in seen:
                seen.add(current)
                todo.extend(edges.get(current, ()))
        return frozenset(seen)


def link(headers: tuple[Header, ...]) -> tuple[Links, dict[str, Header], tuple[Note, ...]]:
    """The edges between some revisions, the revisions by id, and what is wrong."""
    notes = [note for header in headers for note in header.notes]
    revisions: dict[str, Header] = {}
    for header in headers:
        notes.extend(_identity_problems(header, revisions))
        revisions[header.revision] = header
    labels: dict[str, str] = {}
    for header in revisions.values():
        notes.extend(_add_labels(header, revisions, labels))
    parents: dict[str, tuple[str, ...]] = {}
    dependencies: dict[str, tuple[str, ...]] = {}
    for id_, header in revisions.items():
        notes.extend(_unknown_names(header, revisions, labels))
        parents[id_] = _unique(name for name in header.down_revisions if name in revisions)
        named = (labels.get(name, name) for name in header.depends_on)
        dependencies[id_] = _unique(name for name in named if name in revisions)
    below = {id_: _unique((*parents[id_], *dependencies[id_])) for id_ in revisions}
    above = _reversed(below)
    unsound = _unsound(below, above)
    links = Links(parents, _reversed(parents), dependencies, below, above, labels, unsound)
    notes.extend(_cycle_notes(links, revisions))
    return links, revisions, tuple(notes)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _reversed(edges: _Many) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {id_: [] for id_ in edges}
    for id_, targets in edges.items():
        for target in targets:
            found[target].append(id_)
    return {id_: tuple(sources) for id_, sources in found.items()}


def _identity_problems(header: Header, earlier: Mapping[str, Header]) -> Iterator[Note]:
    span = header.span("revision")
    if header.revision in earlier:
        other = earlier[header.revision].path
        yield Note(span, f"revision {header.revision} is there more than once: {other} has the same id")
    illegal = [character for character in ILLEGAL_CHARACTERS if character in header.revision]
    if illegal:
        characters = " ".join(illegal)
        yield Note(span, f"revision id {header.revision} holds {characters}, which Alembic keeps for itself")


def _add_labels(header: Header, revisions: Mapping[str, Header], labels: dict[str, str]) -> Iterator[Note]:
    for label in header.branch_labels:
        if label in revisions or label in labels:
            taken = label if label in revisions else labels[label]
            yield Note(header.span("branch_labels"), f"branch label {label} is already used by revision {taken}")
        else:
            labels[label] = header.revision


def _unknown_names(header: Header, revisions: Mapping[str, Header], labels: Mapping[str, str]) -> Iterator[Note]:
    for name in header.down_revisions:
        if name not in revisions:
            yield Note(header.span("down_revision"), f"down_revision {name} is not among the revisions")
    for name in header.depends_on:
        if name not in revisions and name not in labels:
            yield Note(header.span("depends_on"), f"depends_on {name} is not among the revisions")


def _unsound(below: _Many, above: _Many) -> frozenset[str]:
    """What remains when every revision whose ground is sound is taken away, again and again."""
    open_ground = {id_: len(targets) for id_, targets in below.items()}
    todo = [id_ for id_, count in open_ground.items() if count == 0]
    sound: set[str] = set()
    while todo:
        current = todo.pop()
        sound.add(current)
        for id_ in above[current]:
            open_ground[id_] -= 1
            if open_ground[id_] == 0:
                todo.append(id_)
    return frozenset(below.keys() - sound)


def _cycle_notes(links: Links, revisions: Mapping[str, Header]) -> Iterator[Note]:
    """One note per cycle, at its first revision."""
    told: set[str] = set()
    for id_ in revisions:
        if id_ not in links.unsound or id_ in told:
            continue
        down = links.reachable(links.below[id_], links.below)
        if id_ not in down:
            continue
        members = [
            other for other in revisions if other in down and id_ in links.reachable(links.below[other], links.below)
        ]
        told.update(members)
        yield Note(_cycle_span(revisions[id_]), f"revisions stand on each other in a circle: {', '.join(members)}")


def _cycle_span(header: Header) -> Span:
    return header.span("down_revision" if header.down_revisions else "depends_on")
