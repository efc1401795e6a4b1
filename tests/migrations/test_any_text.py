"""Whatever stands in a revision, an env.py or a model: an answer and notes, never an exception."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migration_lsp.config import Config, DialectChoice, EnvironmentConfig
from migration_lsp.project import Project
from migration_lsp.source.files import TextFiles

_SHOP = Path(__file__).parent.parent / "projects" / "shop"
_TEXTS = {path.relative_to(_SHOP).as_posix(): path.read_text("utf-8") for path in sorted(_SHOP.rglob("*.py"))}
_CHANGING = sorted(path for path in _TEXTS if "/versions/" in path or path.endswith("env.py") or "/models/" in path)
_WORDS = st.sampled_from(
    [
        "None",
        "unknown",
        "op",
        "1",
        '"x"',
        "()",
        "[]",
        "{}",
        "*args",
        "lambda: 0",
        "sa",
        "sa.Column",
        "10**9",
        "yield",
        "",
        "\0",
    ]
)


@st.composite
def broken_file(draw: st.DrawFn) -> tuple[str, str]:
    """A file of the sample shop with a few words replaced, lines dropped or doubled, or its end cut off."""
    path = draw(st.sampled_from(_CHANGING))
    lines = _TEXTS[path].split("\n")
    for _ in range(draw(st.integers(1, 4))):
        number = draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(["word", "word", "word", "drop", "double", "cut"]))
        if kind == "word" and (words := lines[number].split(" ")):
            words[draw(st.integers(0, len(words) - 1))] = draw(_WORDS)
            lines[number] = " ".join(words)
        elif kind == "drop":
            lines[number] = ""
        elif kind == "double":
            lines.insert(number, lines[number])
        else:
            lines = [*lines[:number], ""]
    return path, "\n".join(lines)


def answers(dialect: str, broken: tuple[str, str]) -> None:
    """Ask everything of the shop with that file in the place of its own."""
    environment = EnvironmentConfig("migrations", dialect=DialectChoice(dialect))
    project = Project(TextFiles({**_TEXTS, broken[0]: broken[1]}), Config((environment,)), environment)
    for revision in project.graph.order:
        project.run_of(revision)
    difference = project.difference
    assert isinstance(difference.python(True), str)
    assert all(note.message for note in (*project.declared_notes, *project.history_notes))


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite"])
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(broken=broken_file())
def test_a_broken_file_is_no_exception(dialect: str, broken: tuple[str, str]) -> None:
    answers(dialect, broken)
