"""The revisions of an environment and how they stand on each other.

Answers what Alembic's revision map answers, for histories that Alembic refuses as well: a broken chain is a note,
and the sound part of the history is still there. It does not know what a revision does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from migration_lsp.migrations.header import Header
from migration_lsp.migrations.links import Links, link
from migration_lsp.migrations.names import Unresolved, resolve
from migration_lsp.migrations.order import UpgradeOrder
from migration_lsp.source.spans import Note


@dataclass(frozen=True)
class Graph:
    """All revisions, in the order in which Alembic would find their files.

    ``heads`` and ``bases`` follow ``down_revision`` alone, as ``alembic heads`` does; order and ancestors follow
    ``depends_on`` too.
    """

    revisions: Mapping[str, Header]
    notes: tuple[Note, ...] = ()
    links: Links = field(default_factory=Links)
    breaks: tuple[Note, ...] = ()
    """Those of the notes that say what makes Alembic stop; the others say what could not be read."""

    @staticmethod
    def of(headers: Iterable[Header], notes: Iterable[Note] = ()) -> Graph:
        """The graph of some heads; of two with the same id the last one counts, as in Alembic."""
        headers = tuple(headers)
        links, revisions, problems = link(headers)
        unread = frozenset(note for header in headers for note in header.notes)
        breaks = tuple(note for note in problems if note not in unread)
        return Graph(revisions, tuple(dict.fromkeys((*notes, *problems))), links, breaks)

    def with_headers(self, before: Iterable[object], after: Iterable[object]) -> Graph | None:
        """The graph with other heads in the place of some, as long as they stand on each other as before; else None.

        Only what they say beside that may be something else, and where it is written.
        """
        revisions = dict(self.revisions)
        for old, new in zip(before, after, strict=True):
            if (
                not isinstance(old, Header)
                or not isinstance(new, Header)
                or self.revisions.get(old.revision) is not old
            ):
                return None
            if _standing(old) != _standing(new) or old.notes or new.notes:
                return None
            revisions[new.revision] = new
        if self.notes:
            # They may name places that have moved.
            return None
        graph = Graph(revisions, self.notes, self.links, self.breaks)
        for name in _OF_THE_LINKS:
            if name in self.__dict__:
                graph.__dict__[name] = self.__dict__[name]
        return graph

    @cached_property
    def heads(self) -> tuple[str, ...]:
        return tuple(id_ for id_ in self.revisions if not self.children(id_))

    @cached_property
    def bases(self) -> tuple[str, ...]:
        return tuple(id_ for id_, header in self.revisions.items() if not header.down_revisions)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Every sound revision in the order in which ``alembic upgrade heads`` runs them on an empty database.

        A revision is not sound if it is part of a cycle or stands on one: Alembic would never get to it.
        """
        return self._orders.of_all()

    @cached_property
    def by_path(self) -> Mapping[str, str]:
        """The ids of the sound revisions by the paths of their files: of the others nothing can be asked."""
        return {self.revisions[revision].path: revision for revision in self.order}

    @cached_property
    def folders(self) -> frozenset[str]:
        """The folders that files of revisions are in."""
        return frozenset(header.path.rpartition("/")[0] for header in self.revisions.values())

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where in the order each sound revision is."""
        return {revision: place for place, revision in enumerate(self.order)}

    @cached_property
    def standing_on_all(self) -> frozenset[str]:
        """The revisions that stand on everything that runs before them, and on no branch less."""
        found, tips = set[str](), set[str]()
        for revision in self.order:
            below = self.links.below[revision]
            if tips.issubset(below):
                found.add(revision)
            tips.difference_update(below)
            tips.add(revision)
        return frozenset(found)

    @cached_property
    def _orders(self) -> UpgradeOrder:
        return UpgradeOrder(self.links, tuple(self.revisions))

    def path_to(self, revision: str) -> tuple[str, ...]:
        """What ``alembic upgrade REVISION`` runs on an empty database, in order; the revision is the last."""
        if revision not in self.revisions:
            return ()
        place = self.places.get(revision)
        if place is not None and place < self._unbranched:
            return self.order[: place + 1]
        if revision not in self._paths:
            self._paths[revision] = self._orders.up_to((revision,))
        return self._paths[revision]

    @cached_property
    def _unbranched(self) -> int:
        """How many revisions come before any that does not stand on all before it: among them there is one order."""
        branched = (place for place, revision in enumerate(self.order) if revision not in self.standing_on_all)
        return next(branched, len(self.order))

    @cached_property
    def _paths(self) -> dict[str, tuple[str, ...]]:
        return {}

    def parents(self, revision: str) -> tuple[str, ...]:
        """The revisions that it names in ``down_revision``, as far as they exist."""
        return self.links.parents.get(revision, ())

    def dependencies(self, revision: str) -> tuple[str, ...]:
        """The revisions that it names in ``depends_on``, labels resolved, as far as they exist."""
        return self.links.dependencies.get(revision, ())

    def children(self, revision: str) -> tuple[str, ...]:
        """The revisions that name it in ``down_revision``."""
        return self.links.children.get(revision, ())

    def ancestors(self, revision: str) -> frozenset[str]:
        """Everything that must have run before a revision, itself not included."""
        return self.links.reachable((revision,), self.links.below) - {revision}

    def descendants(self, revision: str) -> frozenset[str]:
        """Everything that stands on a revision, directly or not, itself not included."""
        return self.links.reachable((revision,), self.links.above) - {revision}

    def labels_of(self, revision: str) -> tuple[str, ...]:
        """The branch labels that a revision carries itself."""
        return self.revisions[revision].branch_labels

    def resolve(self, name: str) -> Header | Unresolved | None:
        """The revision that a user means: an id or the start of one, ``head``, ``label@head``, ``head-1`` …

        None is ``base``: before every revision.
        """
        return resolve(self, name)


_OF_THE_LINKS = (
    "heads",
    "bases",
    "order",
    "by_path",
    "places",
    "standing_on_all",
    "folders",
    "_orders",
    "_paths",
    "_unbranched",
)
"""What follows from how the revisions stand on each other alone."""


def _standing(header: Header) -> tuple[object, ...]:
    return header.path, header.revision, header.down_revisions, header.branch_labels, header.depends_on
