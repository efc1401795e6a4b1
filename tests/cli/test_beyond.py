"""``diff`` where Alembic is blind: told with its risk, chosen by options and by the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import ask, refusal
from tests.one_string import files_of

_PROJECT = """
#- app/models.py
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    full_name: Mapped[str] = mapped_column(String(50))
    plan: Mapped[str] = mapped_column(String(9), server_default="free")
    kind: Mapped[str] = mapped_column(Enum("a", "b", name="kind"))
    __table_args__ = (CheckConstraint("plan <> ''", name="ck_plan"),)

#- migrations/versions/001_user.py
def upgrade():
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("plan", sa.String(9), nullable=False, server_default="paid"),
        sa.Column("kind", sa.Enum("a", "c", name="kind"), nullable=False),
    )
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in files_of(_PROJECT).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def beyond(root: Path, *options: str) -> dict[tuple[str, str | None], str]:
    answered: Any = ask("diff", "--dialect", "postgresql", "--format", "json", *options, root=root).json
    return {
        (it["op"], it.get("column") or it.get("name")): it["risk"]
        for it in answered["operations"]
        if it["beyond_alembic"]
    }


def test_each_carries_its_risk(root: Path) -> None:
    assert beyond(root) == {
        ("rename_column", "name"): "CRITICAL",
        ("modify_enum", "kind"): "CRITICAL",
        ("add_constraint", "ck_plan"): "WARNING",
        ("modify_default", "plan"): "WARNING",
        ("modify_primary_key", None): "WARNING",
    }


def test_options_choose(root: Path) -> None:
    assert list(beyond(root, "--beyond", "server-default", "--beyond", "rename")) == [
        ("rename_column", "name"),
        ("modify_default", "plan"),
    ]
    assert beyond(root, "--no-beyond") == {}
    assert "--beyond" in refusal("diff", "--beyond", "everything", root=root)


def test_the_settings_choose(root: Path) -> None:
    settings = root / "pyproject.toml"
    settings.write_text('[tool.migration-lsp]\nbeyond-alembic = ["enum-values"]\n')
    assert list(beyond(root)) == [("modify_enum", "kind")]
    assert list(beyond(root, "--beyond", "server-default")) == [("modify_default", "plan")]
    (root / "app/models.py").write_text((root / "app/models.py").read_text().replace(', server_default="free"', ""))
    settings.write_text("")
    assert ("modify_default", "plan") not in beyond(root)
    settings.write_text("[tool.migration-lsp]\nbeyond-alembic = true\n")
    assert ("modify_default", "plan") in beyond(root)
    settings.write_text("[tool.migration-lsp]\nbeyond-alembic = false\n")
    assert beyond(root) == {}
    settings.write_text('[tool.migration-lsp]\nbeyond-alembic = ["enum-valeus"]\n')
    assert "beyond-alembic must be true, false or a list of enum-values" in refusal("diff", root=root)


def test_the_text_says_what_they_are(root: Path) -> None:
    text = ask("diff", "--dialect", "postgresql", root=root).out
    assert "user.plan: modify default, beyond Alembic [default-change]" in text
    assert "the server default is 'paid' in the migrations and 'free' in the models" in text
    assert "the type kind lacks 'b', so writing it fails; the type kind still allows 'c'" in text


def test_what_autogenerate_says_stays_as_it_is(root: Path) -> None:
    chosen = ask("diff", "--dialect", "postgresql", "--format", "json", root=root).json
    plain = ask("diff", "--dialect", "postgresql", "--format", "json", "--no-beyond", root=root).json
    assert [it for it in chosen["operations"] if not it["beyond_alembic"]] == plain["operations"]
    assert chosen["python"] == plain["python"]


def test_check_tells_of_them_too(root: Path) -> None:
    found = ask("check", "--dialect", "postgresql", "--format", "json", "--fail-on", "never", root=root).json[
        "findings"
    ]
    rules = {(it["rule"], it["column"]) for it in found if it["path"] == "app/models.py"}
    assert ("default-change", "plan") in rules
    assert any(rule == "primary-key-change" for rule, _ in rules)
