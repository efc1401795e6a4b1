"""Models read again after an edit say what they say when they are read anew, and older states go on saying theirs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migration_lsp.project import Project, successor
from migration_lsp.source.files import TextFiles
from tests.models.succession_files import VERSIONS
from tests.one_string import project_of

_FIRST = dict.fromkeys(VERSIONS, 0)
_EDITS = [(path, number) for path, versions in VERSIONS.items() for number in range(len(versions))]


def _texts(chosen: dict[str, int]) -> dict[str, str]:
    found = {path: VERSIONS[path][number] for path, number in chosen.items()}
    return {path: text for path, text in found.items() if text is not None}


def _fresh(chosen: dict[str, int]) -> Project:
    return replace(project_of(""), files=TextFiles(_texts(chosen)))


def _said(project: Project) -> dict[str, object]:
    env, tables = project.env, project.tables
    return {
        "declared": project.declared,
        "written": project.written,
        "naming": project.naming_convention,
        "notes": set(project.declared_notes),
        "places": {
            (table.key, column.name): project.places.column(str(table.key), str(column.name))
            for table in tables
            for column in table.c
        },
        "tops": [project.places.table(str(table.key)) for table in tables],
        "keys": [str(table.key) for table in tables],
        "mappings": [(it.cls.name, it.span, str(it.table.key), list(it.attributes)) for it in project.mappings],
        "env": (env.compare_type, env.is_flask_migrate, env.databases, env.targets is None, sorted(env.options)),
        "binds": project.bind_keys,
        "difference": (project.difference.operations, set(project.difference_notes)),
        "homeless": project._reading.homeless,
    }


def _same(one: Project, other: Project) -> None:
    left, right = _said(one), _said(other)
    for what, value in right.items():
        assert left[what] == value, what


@pytest.mark.parametrize(("path", "number"), _EDITS)
def test_each_edit_alone_and_its_undoing(path: str, number: int) -> None:
    first = _fresh(_FIRST)
    _said(first)
    edited = {**_FIRST, path: number}
    second = successor(TextFiles(_texts(edited)), first)
    _same(second, _fresh(edited))
    third = successor(TextFiles(_texts(_FIRST)), second, first)
    _same(third, _fresh(_FIRST))
    _same(second, _fresh(edited))
    _same(first, _fresh(_FIRST))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_EDITS), min_size=1, max_size=8), st.booleans())
def test_any_sequence_of_edits(edits: list[tuple[str, int]], asks: bool) -> None:
    chosen, projects = _FIRST, [(_FIRST, _fresh(_FIRST))]
    for path, number in edits:
        chosen = {**chosen, path: number}
        project = successor(TextFiles(_texts(chosen)), *(each for _, each in reversed(projects)))
        projects.append((chosen, project))
        if asks:
            _same(project, _fresh(chosen))
    for state, project in (projects[-1], projects[0], *projects[1:-1]):
        _same(project, _fresh(state))
