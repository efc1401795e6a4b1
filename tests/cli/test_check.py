"""``check``: findings as text and JSON, the paths that are told of, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import SHOP, ask, refusal
from tests.workspace.project import environment, revision, write

_MODELS = """\
from sqlalchemy import MetaData, Table, Column, Integer, String
metadata = MetaData()
user = Table("user", metadata, Column("id", Integer, primary_key=True))
"""
_WITH_COLUMN = _MODELS.replace("primary_key=True)", 'primary_key=True), Column("naïve🐍", Integer, nullable=False)')


_HEADER = "import sqlalchemy as sa\nfrom alembic import op\n"


def _revision(id_: str, down: str | None, upgrade: str, downgrade: str) -> str:
    return f"{_HEADER}{revision(id_, down).replace('pass', upgrade, 1)}\n\ndef downgrade():\n    {downgrade}\n"


def _project(root: Path, *, body: str = "pass") -> Path:
    """A project whose second revision has this body."""
    models = _WITH_COLUMN if "add_column" in body else _MODELS
    files = {**environment("migrations"), "app/models.py": models}
    create = 'op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))'
    undo = 'op.drop_column("user", "naïve🐍")' if "add_column" in body else "pass"
    files["migrations/versions/a1_first.py"] = _revision("a1", None, create, 'op.drop_table("user")')
    files["migrations/versions/b2_next.py"] = _revision("b2", "a1", body, undo)
    return write(root, files)


_REQUIRED = 'op.add_column("user", sa.Column("naïve🐍", sa.Integer(), nullable=False))'


def test_a_critical_finding_fails_the_command(tmp_path: Path) -> None:
    answered = ask("check", root=_project(tmp_path, body=_REQUIRED))
    assert answered.status == 1
    assert "CRITICAL user.naïve🐍: existing rows" in answered.out
    assert "[required-column-without-default]" in answered.out


@pytest.mark.parametrize(("least", "status"), [("critical", 1), ("note", 1), ("never", 0)])
def test_what_fails_is_for_the_user_to_say(tmp_path: Path, least: str, status: int) -> None:
    assert ask("check", "--fail-on", least, root=_project(tmp_path, body=_REQUIRED)).status == status


def test_nothing_to_tell_is_said_and_is_no_failure(tmp_path: Path) -> None:
    answered = ask("check", "--fail-on", "note", root=_project(tmp_path))
    assert answered.status == 0
    assert answered.out.startswith("Nothing to tell, in the models and 2 revisions.\n")


def test_json_counts_columns_in_utf_16(tmp_path: Path) -> None:
    root = _project(tmp_path, body=_REQUIRED)
    answered = ask("check", "--format", "json", root=root)
    document = json.loads(answered.out)
    (finding,) = [it for it in document["findings"] if it["revision"] == "b2"]
    line = (root / finding["path"]).read_text(encoding="utf-8").splitlines()[finding["range"]["start"]["line"]]
    units = line.encode("utf-16-le")
    start, end = (finding["range"][side]["character"] * 2 for side in ("start", "end"))
    assert units[start:end].decode("utf-16-le") == "nullable=False"
    assert document["verdicts"] == {"a1": "SAFE", "b2": "UNSAFE"}
    assert document["stats"] == {"revisions": 2, "understood": 2, "uncertain": 0, "not_understood": 0}


def test_only_the_paths_that_are_named_are_told_of(tmp_path: Path) -> None:
    root = _project(tmp_path, body=_REQUIRED)
    assert ask("check", "migrations/versions/a1_first.py", root=root).status == 0
    assert ask("check", "app", "--fail-on", "critical", root=root).status == 0
    assert ask("check", str(root / "migrations"), root=root).status == 1
    assert ask("check", ".", root=root).status == 1


def test_a_path_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    assert "nothing.py is no file or folder in" in refusal("check", "nothing.py", root=_project(tmp_path))


def test_statistics_count_for_every_thousand_revisions(tmp_path: Path) -> None:
    answered = ask("check", "--stats", root=_project(tmp_path, body=_REQUIRED))
    (line,) = [line for line in answered.out.splitlines() if line.startswith("required-column-without-default")]
    assert line.split() == ["required-column-without-default", "CRITICAL", "1", "500.0"]


def test_a_comment_silences_a_line_and_an_idle_one_is_told(tmp_path: Path) -> None:
    comment = "  # migration-lsp: ignore[required-column-without-default] the table is empty"
    answered = ask("check", root=_project(tmp_path, body=_REQUIRED + comment))
    assert answered.status == 0
    assert "required-column" not in answered.out
    # The message is silenced; the revision is not made safe by it.
    assert "1 UNSAFE" in answered.out
    idle = ask("check", root=_project(tmp_path, body="pass" + comment))
    assert "NOTE nothing here to ignore: required-column-without-default" in idle.out


def test_the_sample_shop_is_judged_line_by_line() -> None:
    answered = ask("check", root=SHOP)
    assert "shop/models/accounts.py:15:5: CRITICAL users.plan: existing rows have no value" in answered.out


def test_explain_shows_a_page_and_lists_all() -> None:
    page = ask("explain", "required-column-without-default")
    assert page.status == 0
    assert page.out.startswith("# required-column-without-default (CRITICAL)\n\nA new NOT NULL column")
    assert "## Why it is risky" in page.out
    everything = ask("explain")
    assert "required-column-without-default" in everything.out


def test_explain_knows_a_slip_of_the_pen() -> None:
    assert "did you mean pending-change?" in refusal("explain", "pending-chang")
    assert "lists all" in refusal("explain", "zzz")
