"""How much of the truth an answer of the command line gives: the figures that the project promises.

A fact is right, missing or extra; the score is right / (right + missing + extra). What the answer calls
uncertain is neither, yet no answer: `answered` is the share of the truth that it gives for certain. The
lower of the two figures counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.real.facts import Fact, Facts, Json, diff_facts, graph_facts, schema_facts

NO_TABLES = ("alembic_version",)

# A finding by one of these says that the downgrade does not give the earlier schema back.
SAYS_IT_DOES_NOT_RESTORE = frozenset({"downgrade-not-inverse", "missing-downgrade", "unnamed-drop"})
SAYS_IT_IS_UNDECIDED = "downgrade-undecided"
UNDECIDED_ALLOWED = 0.10


@dataclass(frozen=True, slots=True)
class Score:
    """An answer beside the truth, fact by fact."""

    right: frozenset[Fact]
    missing: frozenset[Fact]
    extra: frozenset[Fact]
    wanted: int

    @property
    def score(self) -> float:
        """The share that is right of all that was said or should have been."""
        said = len(self.right) + len(self.missing) + len(self.extra)
        return len(self.right) / said if said else float(self.wanted == 0)

    @property
    def answered(self) -> float:
        """The share of the truth that was given for certain."""
        return len(self.right) / self.wanted if self.wanted else 1.0

    @property
    def figure(self) -> float:
        """The one that counts."""
        return min(self.score, self.answered)

    def differences(self) -> list[str]:
        """What is missing and what is extra, a line each, for the message of a failed test."""
        return [f"missing: {fact}" for fact in sorted(self.missing)] + [f"extra: {fact}" for fact in sorted(self.extra)]


@dataclass(frozen=True, slots=True)
class DowngradeScore:
    """Verdicts on downgrades beside what really happened; the wrong ones by revision."""

    right: int
    wrong: tuple[str, ...]
    undecided: int

    @property
    def figure(self) -> float:
        """The share that is right of the decided ones; too many undecided ones count as wrong."""
        allowed = UNDECIDED_ALLOWED * (self.right + len(self.wrong) + self.undecided)
        excess = max(0.0, self.undecided - allowed)
        return self.right / max(1, self.right + len(self.wrong) + excess)


def score_schema(answer: Json, truth: Json) -> Score:
    """Score `migration-lsp schema --format json`."""
    ignored = _ignored(truth)
    return _compared(schema_facts(answer, ignored), schema_facts(truth, ignored).certain)


def score_graph(answer: Json, truth: Json) -> Score:
    """Score `migration-lsp graph --format json`."""
    return _compared(graph_facts(answer), graph_facts(truth).certain)


def score_diff(answer: Json, truth: Json) -> Score:
    """Score `migration-lsp diff --format json`."""
    ignored = _ignored(truth)
    return _compared(diff_facts(answer, ignored), diff_facts(truth, ignored).certain)


def score_downgrade(answer: Json, truth: Json) -> DowngradeScore:
    """Score `migration-lsp check --format json` on all revisions, by what it says of their downgrades."""
    rules: dict[str, set[str]] = {}
    for finding in answer["findings"]:
        rules.setdefault(finding.get("revision"), set()).add(finding["rule"])
    right, wrong, undecided = 0, [], 0
    for revision, restores in truth["restores"].items():
        said = rules.get(revision, set())
        if SAYS_IT_IS_UNDECIDED in said:
            undecided += 1
        elif said.isdisjoint(SAYS_IT_DOES_NOT_RESTORE) == restores:
            right += 1
        else:
            wrong.append(revision)
    return DowngradeScore(right, tuple(wrong), undecided)


def _ignored(truth: Json) -> Iterable[str]:
    return {*truth.get("ignored_tables", ()), *NO_TABLES}


def _compared(got: Facts, want: set[Fact]) -> Score:
    doubted = {(fact.table, fact.column) for fact in got.uncertain}

    def in_doubt(fact: Fact) -> bool:
        # A doubt about the table as a whole covers its columns.
        return (fact.table, fact.column) in doubted or (fact.table, "") in doubted

    return Score(
        right=frozenset(got.certain & want),
        missing=frozenset(fact for fact in want - got.certain if not in_doubt(fact)),
        extra=frozenset(fact for fact in got.certain - want if not in_doubt(fact)),
        wanted=len(want),
    )
