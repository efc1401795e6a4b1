"""From options to an answer: discovers the project, asks it, and chooses the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TextIO, TypeVar

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.analysis.changes import judged_changes
from migration_lsp.cli.arguments import Command, Options
from migration_lsp.cli.check import check
from migration_lsp.cli.explain import explain
from migration_lsp.cli.writing import is_coloured, refuse, together, with_assumption, write_json, write_text
from migration_lsp.config import EnvironmentConfig
from migration_lsp.migrations.header import Header
from migration_lsp.migrations.names import Unresolved
from migration_lsp.project import Project, by_database, declared_by_database
from migration_lsp.report.databases import differences_together, schemas_together, texts_together
from migration_lsp.report.diff import diff_json, diff_text
from migration_lsp.report.graph import graph_json, graph_text
from migration_lsp.report.schema import schema_json, schema_text
from migration_lsp.source.spans import Note
from migration_lsp.workspace.discovery import Unchosen, Workspace, discover


def answer(options: Options, out: TextIO, err: TextIO) -> int:
    """Print the answer; the result is the exit status."""
    if options.command is Command.EXPLAIN:
        return explain(options.rule, out, err)
    workspace = discover(
        options.root,
        script_location=options.script_location,
        models_paths=options.models_paths,
        dialect=options.dialect,
    )
    if workspace.problems:
        return refuse(err, _problem_line(workspace.problems))
    environment = _environment(workspace, options)
    if isinstance(environment, Unchosen):
        return refuse(err, _unchosen_line(environment, workspace.config.notes))
    config = workspace.config if options.beyond is None else replace(workspace.config, beyond=options.beyond)
    project = Project(workspace.files, config, environment)
    if options.command is Command.CHECK:
        return check(project, options, workspace.root, out, err)
    if options.command is Command.GRAPH:
        return _graph(project, options, out, err)
    if options.command is Command.DIFF:
        return _diff(project, options, out, err)
    return _schema(project, options, out, err)


def _environment(workspace: Workspace, options: Options) -> EnvironmentConfig | Unchosen:
    found = workspace.environment()
    needs_migrations = options.command is not Command.SCHEMA or options.at is not None
    if isinstance(found, Unchosen) and not found.choices and not needs_migrations:
        return workspace.without_migrations
    return found


def _graph(project: Project, options: Options, out: TextIO, err: TextIO) -> int:
    graph, notes = project.graph, together(project.notes, project.graph.notes)
    if options.json:
        return write_json(graph_json(graph, project.environment), notes, out)
    return write_text(graph_text(graph, project.environment), notes, out, err)


def _diff(project: Project, options: Options, out: TextIO, err: TextIO) -> int:
    projects = by_database(project)
    notes = together(*(it for each in projects for it in _notes_of_difference(each)))
    if options.json:
        answers = [(_name(each), _difference_json(each)) for each in projects]
        return write_json(_one_of(answers, differences_together), with_assumption(project, notes), out)
    texts = [(_name(each), _difference_text(each, colour=is_coloured(out))) for each in projects]
    return write_text(_one_of(texts, texts_together), notes, out, err)


def _notes_of_difference(project: Project) -> tuple[tuple[Note, ...], ...]:
    # Asked first: it runs the revisions, and what could not be read of them is known then.
    difference = project.difference_notes
    return project.notes, project.declared_notes, project.history_notes, difference


def _difference_json(project: Project) -> dict[str, Any]:
    return diff_json(judged_changes(Analysis(project)), _python(project), project.dialect)


def _difference_text(project: Project, *, colour: bool) -> str:
    changes, dialect = judged_changes(Analysis(project)), project.environment.dialect
    return diff_text(changes, _python(project), dialect, project.graph.heads, colour=colour)


def _python(project: Project) -> str:
    return project.difference.python(project.env.render_as_batch)


def _schema(project: Project, options: Options, out: TextIO, err: TextIO) -> int:
    if options.at is None:
        title = "what the models declare"
        found = [(each, each.written) for each in declared_by_database(project)]
        notes = together(project.notes, *(each.declared_notes for each, _ in found))
    else:
        revision = project.graph.resolve(options.at)
        if isinstance(revision, Unresolved):
            return refuse(err, _choices(revision.message, revision.choices, ""))
        at = revision.revision if isinstance(revision, Header) else None
        title = f"what the migrations give at {at or 'base'}"
        found = [(each, each.schema_at(at)) for each in by_database(project)]
        notes = together(project.notes, *(each.history_notes for each, _ in found))
    notes = with_assumption(project, notes)
    if options.json:
        answers = [(_name(each), schema_json(catalogue)) for each, catalogue in found]
        return write_json(_one_of(answers, schemas_together), notes, out)
    texts = [(_name(each), schema_text(catalogue, title)) for each, catalogue in found]
    return write_text(_one_of(texts, texts_together), notes, out, err)


def _name(project: Project) -> str:
    return project.environment.database or ""


_Answer = TypeVar("_Answer")


def _one_of(
    answers: Sequence[tuple[str, _Answer]], together: Callable[[Sequence[tuple[str, _Answer]]], _Answer]
) -> _Answer:
    """The answer for the one database, or those for several put together."""
    return answers[0][1] if len(answers) == 1 else together(answers)


def _problem_line(problems: tuple[Note, ...]) -> str:
    first = problems[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    place = f"{first.span.path}:{first.span.line + 1}: " if first.span.path.endswith(".toml") else ""
    return place + first.message + more


def _unchosen_line(unchosen: Unchosen, notes: tuple[Note, ...]) -> str:
    if not unchosen.choices and notes:
        # A configuration that names an environment and cannot be read is why there is none.
        return _problem_line_of(notes[0])
    hint = "choose one with --script-location" if unchosen.choices else "name it with --script-location DIR"
    return _choices(unchosen.message, unchosen.choices, f"; {hint}")


def _problem_line_of(note: Note) -> str:
    return f"{note.span.path}:{note.span.line + 1}: {note.message}"


def _choices(message: str, choices: tuple[str, ...], hint: str) -> str:
    return message + (f": {', '.join(choices)}" if choices else "") + hint
