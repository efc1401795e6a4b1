"""Several heads, and histories that Alembic refuses."""

from __future__ import annotations

from tests.findings import analysis_of, check

HEADS = "multiple-heads"
CHAIN = "broken-chain"


def _revisions(**headers: str) -> str:
    """Revision files by their id, each with the lines that set its header."""
    files = (f"#- migrations/versions/{id_}_x.py\n{lines}\n" for id_, lines in headers.items())
    return "\n".join(files)


def _heads(text: str) -> dict[str, str]:
    analysis = analysis_of(text)
    findings = [finding for finding in analysis.findings() if finding.rule == HEADS]
    assert analysis.failures == ()
    return {finding.span.path.rpartition("/")[2].partition("_")[0]: finding.message for finding in findings}


def test_every_head_names_the_others_and_where_they_are() -> None:
    text = _revisions(
        a="down_revision = None", b="down_revision = 'a'", c="down_revision = 'a'", d="down_revision = 'a'"
    )
    analysis = analysis_of(text)
    first, *_ = found = [finding for finding in analysis.findings() if finding.rule == HEADS]
    assert len(found) == 3
    assert "revision b is a head beside c, d" in first.message
    assert [related.span.path for related in first.related] == [
        "migrations/versions/c_x.py",
        "migrations/versions/d_x.py",
    ]
    assert (first.risk.value, first.revision, first.span.line) == ("CRITICAL", None, 4)


def test_one_head_is_as_it_should_be() -> None:
    assert _heads(_revisions(a="down_revision = None", b="down_revision = 'a'")) == {}
    merged = _revisions(
        a="down_revision = None", b="down_revision = 'a'", c="down_revision = 'a'", d="down_revision = ('b', 'c')"
    )
    assert _heads(merged) == {}


def test_histories_that_never_met_are_meant() -> None:
    assert _heads(_revisions(a="down_revision = None", b="down_revision = None")) == {}
    depends = _revisions(a="down_revision = None", b="down_revision = None\ndepends_on = 'a'")
    assert _heads(depends) == {}


def test_a_branch_with_a_label_of_its_own_is_meant() -> None:
    labelled = _revisions(
        a="down_revision = None", b="down_revision = 'a'", c="down_revision = 'a'\nbranch_labels = ('x',)"
    )
    assert _heads(labelled) == {}
    twice = labelled + _revisions(d="down_revision = 'a'")
    assert set(_heads(twice)) == {"b", "d"}


def test_a_label_below_the_fork_names_none_of_the_branches() -> None:
    text = _revisions(
        a="down_revision = None\nbranch_labels = ('x',)", b="down_revision = 'a'", c="down_revision = 'a'"
    )
    assert set(_heads(text)) == {"b", "c"}


def test_a_revision_whose_ground_is_missing() -> None:
    check(
        """
        #- migrations/versions/a_x.py
        down_revision = "gone"
        #               ^^^^^^ broken-chain: down_revision gone is not among the revisions

        #- migrations/versions/b_x.py
        down_revision = "a"
        depends_on = "lost"
        #            ^^^^^^ broken-chain: depends_on lost is not among the revisions
        """,
        only=[CHAIN, HEADS],
    )


def test_two_files_with_one_id_and_a_label_used_twice() -> None:
    check(
        """
        #- migrations/versions/a_x.py
        branch_labels = ("core",)

        #- migrations/versions/b_x.py
        revision = "a"
        #          ^^^ broken-chain: revision a is there more than once: migrations/versions/a_x.py has the same id
        down_revision = None
        branch_labels = ("core",)

        #- migrations/versions/c_x.py
        down_revision = "a"
        branch_labels = ("core",)
        #               ^^^^^^^^^ broken-chain: branch label core is already used by revision a
        """,
        only=[CHAIN, HEADS],
    )


def test_a_circle_is_told_once_and_nothing_else_is_made_of_it() -> None:
    check(
        """
        #- migrations/versions/a_x.py
        down_revision = "c"
        #               ^^^ broken-chain: revisions stand on each other in a circle: a, b, c

        #- migrations/versions/b_x.py
        down_revision = "a"

        #- migrations/versions/c_x.py
        down_revision = "b"

        #- migrations/versions/d_x.py
        down_revision = "c"
        """,
        only=[CHAIN, HEADS],
    )


def test_what_could_not_be_read_is_a_note_and_no_broken_chain() -> None:
    analysis = analysis_of(_revisions(a="down_revision = None", b="down_revision = make()"))
    told = {(finding.rule, finding.risk.value) for finding in analysis.findings() if "down_revision" in finding.message}
    assert told == {("not-analysed", "NOTE")}
