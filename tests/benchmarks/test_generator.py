"""Generated projects are what they are meant to be: the same each time, and understood from end to end."""

from __future__ import annotations

import ast

import pytest

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.analysis.verdicts import Understanding, understanding_of
from migration_lsp.config import Config, EnvironmentConfig
from migration_lsp.judgement.proof import Proof, downgrade_proof
from migration_lsp.project import Project
from migration_lsp.source.files import TextFiles
from tests.benchmarks.generator.history import ColumnChange, CreateTables, ExtraChange
from tests.benchmarks.generator.project import Generated, generated


@pytest.fixture(scope="module")
def small() -> Generated:
    return generated(12, 30)


@pytest.fixture(scope="module")
def project(small: Generated) -> Project:
    environment = EnvironmentConfig("migrations")
    return Project(TextFiles(small.files), Config((environment,)), environment)


def test_it_is_the_same_each_time(small: Generated) -> None:
    assert generated(12, 30).files == small.files
    assert generated(12, 30, seed=2).files != small.files


def test_a_longer_history_ends_with_the_same_models(small: Generated) -> None:
    longer = generated(12, 60)
    assert len(longer.revisions) == 60
    assert longer.models == small.models
    assert all(longer.files[module.path] == small.files[module.path] for module in small.models)


def test_every_file_parses() -> None:
    for path, text in generated(60, 200).files.items():
        if path.endswith(".py"):
            compile(text, path, "exec", flags=ast.PyCF_ONLY_AST, dont_inherit=True)


def test_it_has_whatever_real_histories_have() -> None:
    large = generated(60, 400)
    does = [revision.does for revision in large.revisions]
    assert {type(one) for one in does} == {CreateTables, ColumnChange, ExtraChange, type(None)}
    assert all(len(one.down) == 2 for one in large.revisions if one.does is None)
    assert {module.is_flask_style for module in large.models} == {True, False}
    assert len({large.path_of(one) for one in large.revisions}) == 400
    texts = "".join(large.files[large.path_of(one)] for one in large.revisions)
    for form in (
        "batch_alter_table",
        'op.execute("ALTER TABLE',
        "for column in COLUMNS",
        "from migrations.steps import",
        "op.alter_column",
        "op.create_index",
        "op.create_unique_constraint",
        "op.create_check_constraint",
        "op.create_foreign_key",
        "postgresql.JSONB",
        "sa.Enum",
        "new_column_name",
    ):
        assert form in texts, form


def test_models_and_history_agree(project: Project) -> None:
    assert project.difference.operations == ()
    assert project.difference_notes == ()
    assert project.notes == ()


def test_every_revision_is_understood(small: Generated, project: Project) -> None:
    assert len(project.graph.order) == 30
    assert len(project.graph.heads) == 1
    analysis = Analysis(project)
    for identifier in project.graph.order:
        assert understanding_of(analysis, identifier) is Understanding.UNDERSTOOD, identifier
        assert downgrade_proof(analysis.view, identifier) is Proof.PROVEN, identifier
    assert {revision.identifier for revision in small.revisions} == set(project.graph.order)
