"""From options to an answer: discovers the project, asks it, and chooses the report."""

from __future__ import annotations

from typing import TextIO

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.analysis.changes import judged_changes
from migration_lsp.cli.arguments import Command, Options
from migration_lsp.cli.check import check
from migration_lsp.cli.explain import explain
from migration_lsp.cli.writing import is_coloured, refuse, together, with_assumption, write_json, write_text
from migration_lsp.config import EnvironmentConfig
from migration_lsp.migrations.header import Header
from migration_lsp.migrations.names import Unresolved
from migration_lsp.project import Project
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
    project = Project(workspace.files, workspace.config, environment)
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
    changes = judged_changes(Analysis(project))
    python = project.difference.python(project.env.render_as_batch)
    notes = together(project.notes, project.declared_notes, project.history_notes, project.difference_notes)
    if options.json:
        return write_json(diff_json(changes, python, project.dialect), with_assumption(project, notes), out)
    text = diff_text(changes, python, project.environment.dialect, project.graph.heads, colour=is_coloured(out))
    return write_text(text, notes, out, err)


def _schema(project: Project, options: Options, out: TextIO, err: TextIO) -> int:
    if options.at is None:
        catalogue, title = project.written, "what the models declare"
        notes = together(project.notes, project.declared_notes)
    else:
        revision = project.graph.resolve(options.at)
        if isinstance(revision, Unresolved):
            return refuse(err, _choices(revision.message, revision.choices, ""))
        catalogue = project.schema_at(revision.revision if isinstance(revision, Header) else None)
        title = f"what the migrations give at {revision.revision if revision else 'base'}"
        notes = together(project.notes, project.history_notes)
    if options.json:
        return write_json(schema_json(catalogue), with_assumption(project, notes), out)
    return write_text(schema_text(catalogue, title), with_assumption(project, notes), out, err)


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
