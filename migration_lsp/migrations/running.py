"""Running a revision's functions in thought: text in, operations and the next schema out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migration_lsp.migrations.engines import working_span
from migration_lsp.migrations.plugin import MigrationNames
from migration_lsp.migrations.recorded import Run
from migration_lsp.migrations.recorder import Recorder
from migration_lsp.schema.operations import UnknownSqlOp
from migration_lsp.schema.records import Catalogue
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.modules import Module
from migration_lsp.source.evaluate.values import MISSING, Function, OverBudget, Raised, Unknown, Value
from migration_lsp.source.spans import Note, Span

MAX_UNRAISED = 8
"""How many places of application code may raise before a revision is given up as raising."""

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter


def run_node(path: str, name: str) -> str:
    """The name by which the interpreter knows a run of a function: what it looks into, it looks into for its sake."""
    return f"run {name} {path}"


def run_function(
    interpreter: Interpreter,
    plugin: MigrationNames,
    path: str,
    name: str,
    catalogue: Catalogue,
    enums_created: frozenset[str],
) -> Run:
    """Evaluate ``upgrade()`` or ``downgrade()`` of a revision file from a schema."""
    with interpreter.running(run_node(path, name)) as heard:
        interpreter.looked_at(path)
        interpreter.renew(path, path)
        module = interpreter.modules.at(path)
        if module is None:
            note = Note(Span.whole_line(path), "not analysed: the file cannot be read")
            return Run((), catalogue, _doubtful(catalogue, enums_created), enums_created, (note,))
        module.is_used = True
        home = working_span(module.tree, path, name, plugin.database)
        recorder = Recorder(catalogue, enums_created, plugin.naming, home=home)
        raised = _attempt(interpreter, plugin, recorder, module, name)
        for _ in range(MAX_UNRAISED):
            if raised is None or raised.span is None or raised.span.path == path:
                break
            # Code of the application that raises wants something that runs (a configured app): its answer is unknown.
            # A migration that raises by itself is another matter.
            interpreter.unraised.add(raised.span)
            heard.clear()
            recorder = Recorder(catalogue, enums_created, plugin.naming, home=home)
            raised = _attempt(interpreter, plugin, recorder, module, name)
        of_module = (note for note in interpreter.notes if note.span.path == path)
        return Run(
            tuple(recorder.operations),
            catalogue,
            recorder.catalogue,
            recorder.enums_created,
            tuple(dict.fromkeys((*of_module, *heard))),
            raised.kind if raised is not None else None,
            recorder.asked_schema,
        )


def _attempt(
    interpreter: Interpreter, plugin: MigrationNames, recorder: Recorder, module: Module, name: str
) -> Raised | None:
    """One evaluation; the exception in which it ended, if it did."""
    path = module.path
    plugin.recorder = recorder
    interpreter.fresh_budget()
    try:
        interpreter.load(module)
        _call(interpreter, module, name, plugin.database)
    except Raised as error:
        interpreter.note(error.span or Span.whole_line(path), f"{name}() raises {error.kind.rpartition('.')[2]}")
        return error
    except OverBudget:
        _give_up(interpreter, recorder, path, f"{name}() takes too much work to analyse")
    except RecursionError:
        _give_up(interpreter, recorder, path, f"{name}() is nested too deeply to analyse")
    finally:
        plugin.recorder = None
        interpreter.doubts.clear()
        interpreter.call_sites.clear()
        interpreter.depth = 0
    return None


def _call(interpreter: Interpreter, module: Module, name: str, database: str | None) -> None:
    function = interpreter.module_attribute(module, name)
    if function is MISSING or isinstance(function, Unknown):
        return
    site = Site(module.tree, Span.whole_line(module.path))
    interpreter.call(function, _arguments(function, database), {}, site)


def _arguments(function: Value, database: str | None) -> tuple[Value, ...]:
    """Templates for several databases hand the name of one in; that of the first of Flask-Migrate's is empty."""
    if not isinstance(function, Function):
        return ()
    taken = function.node.args.args
    required = ("",) * max(len(taken) - len(function.defaults), 0)
    # Alembic hands the name in whether it is wanted or not, and so learns of a revision that does not take it.
    return required if database is None else (database, *required[1:])


def _give_up(interpreter: Interpreter, recorder: Recorder, path: str, reason: str) -> None:
    interpreter.note(Span.whole_line(path), f"not analysed: {reason}")
    recorder.apply(UnknownSqlOp(reason))


def _doubtful(catalogue: Catalogue, enums_created: frozenset[str]) -> Catalogue:
    recorder = Recorder(catalogue, enums_created)
    recorder.apply(UnknownSqlOp("a file that cannot be read"))
    return recorder.catalogue
