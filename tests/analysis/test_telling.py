"""When and where something is told: while typing, on save, and of what was there before."""

from __future__ import annotations

import pytest

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.analysis.drift import drift_of
from migration_lsp.judgement import Finding, Risk
from tests.one_string import project_of

_HISTORY = """
#- migrations/versions/001_user.py
def upgrade():
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("nick", sa.String(), nullable=True),
    )
def downgrade():
    op.drop_table("user")
"""

_SAVED = ("name: Mapped[str | None]", "nick: Mapped[str | None]")


def _analysis(*columns: str, saved: Analysis | None = None, before: Analysis | None = None) -> Analysis:
    lines = "\n".join(f"    {column}" for column in columns)
    models = f"""
#- app/models.py
class Base(DeclarativeBase): pass
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
{lines}
"""
    drift = drift_of(before.view) if before is not None else frozenset()
    return Analysis(project_of(models + _HISTORY), drift=drift, saved=saved)


def _labels(findings: tuple[Finding, ...]) -> set[tuple[str, str, Risk]]:
    return {(finding.rule, finding.effect.label, finding.risk) for finding in findings if finding.effect is not None}


_ADDED = ("required-column-without-default", "user.plan", Risk.CRITICAL)


def test_a_typed_column_is_told_before_it_is_saved() -> None:
    typed = _analysis(*_SAVED, "plan: Mapped[str]", saved=_analysis(*_SAVED))
    assert _labels(typed.pending) == {_ADDED}


def test_a_removal_is_told_on_save_only() -> None:
    saved = _analysis(*_SAVED)
    assert _labels(_analysis(_SAVED[0], saved=saved).pending) == set()
    assert {label for _, label, _ in _labels(_analysis(_SAVED[0]).pending)} == {"user.nick"}


def test_what_was_told_on_save_stays_while_typing_goes_on() -> None:
    saved = _analysis(_SAVED[0])
    typed = _analysis(_SAVED[0], "plan: Mapped[str]", saved=saved)
    assert {label for _, label, _ in _labels(typed.pending)} == {"user.nick", "user.plan"}


def test_a_column_in_the_place_of_a_removed_one_waits_with_it() -> None:
    saved = _analysis(*_SAVED)
    assert _labels(_analysis(_SAVED[0], "ni: Mapped[str]", saved=saved).pending) == set()
    assert _labels(_analysis("plan: Mapped[str]", _SAVED[0], saved=saved).pending) == {_ADDED}


def test_what_was_there_before_is_one_note_of_its_kind() -> None:
    before = _analysis(*_SAVED, "plan: Mapped[str]", "team: Mapped[str]")
    now = _analysis(*_SAVED, "plan: Mapped[str]", "team: Mapped[str]", "city: Mapped[str]", before=before)
    notes = [finding for finding in now.pending if finding.risk is Risk.NOTE]
    own = [finding for finding in now.pending if finding.risk is not Risk.NOTE]
    assert _labels(tuple(own)) == {("required-column-without-default", "user.city", Risk.CRITICAL)}
    (note,) = notes
    assert note.message.startswith("user.plan, user.team: in no migration, and were so before your changes")
    assert len(note.lines) == 2
    assert [related.message.partition(":")[0] for related in note.related] == ["user.team"]


def test_an_old_change_that_is_changed_again_is_ones_own() -> None:
    before = _analysis(*_SAVED, "plan: Mapped[int]")
    now = _analysis(*_SAVED, "plan: Mapped[str]", before=before)
    assert _labels(now.pending) == {_ADDED}


def test_what_is_safe_is_told_once_for_all_of_its_kind() -> None:
    now = _analysis(*_SAVED, "a: Mapped[str | None]", "b: Mapped[str | None]", "deleted_at: Mapped[str | None]")
    told = {finding.message for finding in now.pending}
    assert told == {
        "user.a, user.b: new nullable column in no migration yet",
        "user.deleted_at: new soft-delete column, in no migration yet",
    }
    assert {finding.risk for finding in now.pending} == {Risk.SAFE}


@pytest.mark.parametrize("opened", [frozenset[str](), frozenset({"migrations/versions/002_plan.py"})])
def test_an_editor_shows_merged_revisions_only_where_they_are_open(opened: frozenset[str]) -> None:
    text = (
        _HISTORY
        + """
#- migrations/versions/002_plan.py
def upgrade():
    op.add_column("user", sa.Column("plan", sa.String(), nullable=False))
def downgrade():
    op.drop_column("user", "plan")
"""
    )
    analysis = Analysis(project_of(text), merged=frozenset({"001", "002"}))
    assert set(analysis.by_path(opened)) & {"migrations/versions/002_plan.py"} == opened
    own = Analysis(project_of(text), merged=frozenset({"001"}))
    assert "migrations/versions/002_plan.py" in own.by_path(frozenset())


def test_a_column_of_a_table_that_nobody_has_yet_is_nobodys_danger() -> None:
    text = (
        _HISTORY
        + """
#- migrations/versions/002_plan.py
def upgrade():
    op.add_column("user", sa.Column("plan", sa.String(), nullable=False))
def downgrade():
    op.drop_column("user", "plan")
"""
    )
    nothing_merged = Analysis(project_of(text), merged=frozenset())
    assert [finding for finding in nothing_merged.of_revision("002") if finding.table == "user"] == []
    assert Analysis(project_of(text)).of_revision("002")[0].rule == "required-column-without-default"


def test_one_of_a_group_is_ignored_at_its_own_line() -> None:
    ignored = "b: Mapped[str | None]  # migration-lsp: ignore[pending-change] later"
    findings = _analysis(*_SAVED, "a: Mapped[str | None]", ignored, "c: Mapped[str | None]").findings()
    assert [finding.message.partition(":")[0] for finding in findings if finding.is_pending] == ["user.a, user.c"]
    assert not any(finding.rule == "unused-ignore" for finding in findings)
