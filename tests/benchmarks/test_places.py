"""What is typed into generated projects is said of it what the measurement waits for."""

from __future__ import annotations

import pytest

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.config import Config, EnvironmentConfig
from migration_lsp.project import Project
from migration_lsp.source.files import TextFiles
from tests.benchmarks import edits
from tests.benchmarks.edits import Place
from tests.benchmarks.generator.project import generated

_PROJECT = generated(50, 20)
_PLACES = {
    "newest": edits.newest_revision(_PROJECT),
    "middle": edits.schema_in_the_middle(_PROJECT),
    "neutral": edits.neutral_in_the_middle(_PROJECT),
    "flask": edits.models(_PROJECT, is_flask_style=True),
    "mapped": edits.models(_PROJECT, is_flask_style=False),
}


@pytest.mark.parametrize("place", _PLACES.values(), ids=_PLACES)
def test_odd_edits_are_grave_and_even_ones_are_not(place: Place) -> None:
    for number in (1, 2):
        analysis = Analysis(_project(place, place.text(number)))
        said = [
            finding.message
            for finding in analysis.findings()
            if finding.span.path == place.path and finding.rule == place.rule and place.word(number) in finding.message
        ]
        assert bool(said) == place.is_grave(number), said


@pytest.mark.parametrize("place", _PLACES.values(), ids=_PLACES)
def test_no_edit_has_been_there_before(place: Place) -> None:
    texts = [place.text(number) for number in range(1, 9)]
    assert len({place.original, *texts}) == 9


def test_models_are_edited_in_files_of_25_tables() -> None:
    for name in ("flask", "mapped"):
        (module,) = (one for one in _PROJECT.models if one.path == _PLACES[name].path)
        assert len(module.tables) == 25
        assert module.is_flask_style == (name == "flask")


def _project(place: Place, text: str) -> Project:
    environment = EnvironmentConfig("migrations")
    files = TextFiles({**_PROJECT.files, place.path: text})
    return Project(files, Config((environment,)), environment)
