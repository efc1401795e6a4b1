"""The interpreter: modules, budgets, doubts, and the way from one node to its value.

Statements stand in :mod:`statements`, expressions in :mod:`expressions`, calls in :mod:`calls`, attributes in
:mod:`attributes`. This module holds what they share.
"""

from __future__ import annotations

import ast
import enum
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from migration_lsp.source.evaluate import (
    attributes,
    calls,
    classes,
    expressions,
    iteration,
    naming,
    operators,
    statements,
    targets,
)
from migration_lsp.source.evaluate.builtins import Builtins
from migration_lsp.source.evaluate.journal import Journal
from migration_lsp.source.evaluate.modules import Module, ModuleTable, State
from migration_lsp.source.evaluate.plugin import Plugin, Site
from migration_lsp.source.evaluate.raising import refused
from migration_lsp.source.evaluate.salvage import salvage
from migration_lsp.source.evaluate.scope import Doubt, Outcome, Scope
from migration_lsp.source.evaluate.values import (
    MAX_WEIGHT,
    MISSING,
    NOT_MINE,
    Class,
    External,
    Generic,
    Instance,
    LazyImport,
    Native,
    OverBudget,
    Raised,
    Resolving,
    Super,
    Unknown,
    Value,
    contains_unknown,
    is_plain,
    weight,
)
from migration_lsp.source.files import Files
from migration_lsp.source.spans import Note, Span

MAX_STEPS_OF_MODULES = 4_000_000
"""Steps that the bodies of all modules together may take; a large application takes a tenth of it."""
MAX_STEPS = 400_000
"""Statements and expressions that one top-level evaluation may take."""
MAX_STEPS_BESIDE = 60_000
"""The same for the body of a module that declares nothing of ours: it may start an application."""
MAX_STEPS_OF_CALL = 40_000
"""The same for one call into such a module: what it answers is not known then, and the caller goes on."""


class Interpreter:
    """Evaluates project text with the meanings that ``plugins`` give to names outside it."""

    def __init__(
        self,
        files: Files,
        plugins: tuple[Plugin, ...] = (),
        roots: tuple[str, ...] = (),
        packages: Mapping[str, str] = MappingProxyType({}),
        re_exports: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.files = files
        self.modules = ModuleTable(files, roots, packages)
        self.re_exports = re_exports
        self.plugins: tuple[Plugin, ...] = (*plugins, Builtins())
        self._answering: dict[str, list[Callable[..., Value]]] = {}
        self.doubts: list[Doubt] = []
        self.notes: list[Note] = []
        self._noted: set[Note] = set()
        self.depth = 0
        self.tainted: dict[int, Value] = {}
        """Containers that were changed under a doubt, by identity: what is in them is not decided."""
        self.journal = Journal(self.tainted)
        self.handlers: list[tuple[list[ast.ExceptHandler], Scope]] = []
        """The handlers of each ``try`` whose body is running, with the scope they stand in."""
        self.handling: list[Raised] = []
        """The exceptions whose handlers are running, the innermost last."""
        self.perhaps_raised: Doubt | None = None
        """Under this doubt something raised, and a ``try`` around it will go on from there."""
        self.member_attributes: dict[enum.Enum, dict[str, Value]] = {}
        """What the text itself sets on members of enumerations."""
        self.unraised: set[Span] = set()
        """Places of ``raise`` statements that are taken to answer something unknown instead."""
        self.enumerations: dict[type[enum.Enum], Class] = {}
        """The classes of the project behind the real enumerations that stand for them."""
        self.call_sites: list[Span] = []
        """Where the functions now running were called from, the outermost first."""
        self.important: Collection[str] | None = None
        """Files whose bodies may take the whole budget, where not all may: others are read for what those want."""
        self._steps = 0
        self._limit = MAX_STEPS
        self._spent = 0
        self._resolved: dict[str, Value] = {}

    # ------------------------------------------------------------------ budgets and doubts

    def step(self) -> None:
        self._steps += 1
        if self._steps > self._limit:
            raise OverBudget

    def is_beside(self, module: Module) -> bool:
        """Whether a module is only read for what others want of it."""
        return self.important is not None and module.path not in self.important

    @contextmanager
    def small_budget(self) -> Iterator[None]:
        """Whoever is called within may take a part of the budget and no more. Raises ``OverBudget`` as ever."""
        limit = self._limit
        self._limit = min(limit, self._steps + MAX_STEPS_OF_CALL)
        try:
            yield
        finally:
            self._limit = limit

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left of the budget that counts now."""
        return self._steps > self._limit

    def fresh_budget(self) -> None:
        """Start counting anew: called once for each revision or module that is evaluated on its own."""
        self._steps = 0
        self._limit = MAX_STEPS

    @contextmanager
    def undoubted(self) -> Iterator[None]:
        """What happens within is certain, whatever it happens in the middle of: a module is read once for all."""
        doubts, frames, handlers = self.doubts, self.journal.frames, self.handlers
        handling, perhaps_raised = self.handling, self.perhaps_raised
        self.doubts, self.journal.frames, self.handlers = [], [], []
        self.handling, self.perhaps_raised = [], None
        try:
            yield
        finally:
            self.doubts, self.journal.frames, self.handlers = doubts, frames, handlers
            self.handling, self.perhaps_raised = handling, perhaps_raised

    def is_tainted(self, value: Value) -> bool:
        """Whether what is in a container depends on an undecided condition."""
        return id(value) in self.tainted

    def taint(self, container: Value) -> None:
        self.tainted[id(container)] = container

    def is_undecided(self, value: Value) -> bool:
        """Whether a value, or anything in it, is not known."""
        if contains_unknown(value):
            return True
        return bool(self.tainted) and self._has_tainted(value, 4)

    def _has_tainted(self, value: Value, depth: int) -> bool:
        if id(value) in self.tainted:
            return True
        if depth == 0 or not isinstance(value, (list, tuple, dict)) or weight(value) > MAX_WEIGHT:
            return False
        parts = value.values() if isinstance(value, dict) else value
        return any(self._has_tainted(item, depth - 1) for item in parts)

    @contextmanager
    def doubting(self, doubt: Doubt) -> Iterator[None]:
        """Everything that happens within is doubtful."""
        depth = len(self.doubts)
        self.doubts.append(doubt)
        try:
            yield
        finally:
            del self.doubts[depth:]

    def note(self, span: Span, message: str) -> None:
        note = Note(span, message)
        if note not in self._noted:
            self._noted.add(note)
            self.notes.append(note)

    def site(self, node: ast.AST, scope: Scope) -> Site:
        return Site(node, None, scope.module)

    # ------------------------------------------------------------------ modules and names

    def module(self, name: str) -> Module | None:
        """The project's module of that name, evaluated as far as it is by now (cycles end where they began)."""
        found = self.modules.find(name)
        if found is not None:
            self.load(found)
        return found

    def load(self, module: Module) -> None:
        """Evaluate a module's body once. What goes wrong in it is a note."""
        if module.state is not State.NEW:
            return
        module.state = State.LOADING
        if self._spent > MAX_STEPS_OF_MODULES:
            self.note(Span.whole_line(module.path), "not evaluated: the modules before it took too much work")
            module.state = State.LOADED
            return
        namespace = module.namespace
        namespace.update({"__name__": module.name, "__file__": module.path, "__doc__": ast.get_docstring(module.tree)})
        scope = Scope(module, namespace)
        # A module has a budget of its own: whoever imports it first does not pay for it.
        outer, self._steps = (self._steps, self._limit), 0
        self._limit = MAX_STEPS_BESIDE if self.is_beside(module) else MAX_STEPS
        try:
            with self.undoubted():
                self.run_module_body(module, scope)
        finally:
            self._spent += self._steps
            self._steps, self._limit = outer
            module.state = State.LOADED

    def run_module_body(self, module: Module, scope: Scope) -> None:
        """One statement after the other; one that raises does not keep the next from being read."""
        for statement in module.tree.body:
            if id(statement) in module.done:
                continue
            module.done.add(id(statement))
            try:
                self.execute(statement, scope)
            except Raised as raised:
                salvage(self, statement, scope)
                self.leave_unknown(statement, raised, scope)
            except OverBudget:
                self.note(module.span(statement), "not evaluated: too much work for one module")
                return
            except RecursionError:
                self.note(module.span(statement), "not evaluated: nested too deeply")

    def leave_unknown(self, statement: ast.stmt, raised: Raised, scope: Scope) -> None:
        """A statement raised: what it would have bound is not known, which is said, and the rest is read."""
        kind = raised.kind.rpartition(".")[2]
        span = scope.module.span(statement)
        self.note(span, f"not evaluated: raises {kind}")
        for name in targets.bound_names(statement):
            scope.names.setdefault(name, Unknown(f"{name} raises {kind}", span))

    def module_attribute(self, module: Module, name: str) -> Value:
        """``module.name`` as an import would find it."""
        return naming.module_attribute(self, module, name)

    def imported(self, lazy: LazyImport) -> Value:
        """What an import statement binds: a module, a name of a module, or a name outside the project."""
        return naming.imported(self, lazy)

    def outside(self, name: str) -> Value:
        """A dotted name that no file of the project answers: of a package, perhaps one that is described to us."""
        return naming.outside(self, name)

    def look_up(self, name: str, scope: Scope, node: ast.AST) -> Value:
        """A bare name, by Python's rules: the function's, those around it, the module's, the builtins."""
        return naming.look_up(self, name, scope, node)

    def settled(self, names: dict[str, Value], name: str) -> Value:
        """The value bound to a name, with a lazy import looked up now."""
        value = names[name]
        if not isinstance(value, LazyImport):
            return value
        if value.found is MISSING:
            names[name] = Resolving(f"{name} is imported in a cycle", value.span)
            value.found = self.imported(value)
        names[name] = value.found
        self.journal.settled(names, name, value)
        return value.found

    def external(self, name: str) -> Value:
        """The meaning of a dotted name outside the project: a plugin's value, else :class:`External`."""
        if name not in self._resolved:
            found: Value = MISSING
            for plugin in self.plugins:
                found = plugin.resolve(name)
                if found is not MISSING:
                    break
            self._resolved[name] = External(name) if found is MISSING else found
        return self._resolved[name]

    # ------------------------------------------------------------------ evaluation

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        return expressions.evaluate(self, node, scope)

    def execute(self, node: ast.stmt, scope: Scope) -> Outcome:
        return statements.execute(self, node, scope)

    def execute_block(self, body: list[ast.stmt], scope: Scope) -> Outcome:
        return statements.execute_block(self, body, scope)

    def call(self, function: Value, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site) -> Value:
        return calls.call(self, function, arguments, keywords, site)

    def attribute(self, value: Value, name: str, site: Site) -> Value:
        return attributes.attribute(self, value, name, site)

    def assign(self, target: ast.expr, value: Value, scope: Scope) -> None:
        targets.assign(self, target, value, scope)

    def make_function(self, node: ast.Lambda, scope: Scope) -> Value:
        return classes.make_function(self, node, scope)

    def find_attribute(self, value: Value, name: str, site: Site) -> Value:
        """``value.name``, or ``MISSING``."""
        return attributes.find_attribute(self, value, name, site)

    def super_outside(self, value: Super, name: str, site: Site) -> Value:
        """``super().name`` where the next class is none of the project's."""
        receiver = value.receiver
        if name == "__init__" and isinstance(receiver, Instance):

            def initialise(arguments: tuple[Value, ...], keywords: dict[str, Value]) -> Value:
                receiver.base_arguments = (arguments, keywords)
                return None

            return Native("super().__init__", initialise)
        if name in ("__init_subclass__", "__set_name__", "__new__", "__init__"):
            return Native(f"super().{name}", lambda arguments, keywords: None)
        return Unknown(f"super().{name} is not of the project", site.span)

    def generic(self, name: str, arguments: tuple[Value, ...]) -> Generic:
        return Generic(External(name), arguments)

    def bare_class(self, name: str, bases: tuple[Value, ...], site: Site) -> Value:
        """A class without a body, for a plugin whose call makes one."""
        return classes.bare_class(self, name, bases, site)

    def make_class_from(self, arguments: tuple[Value, ...], keywords: dict[str, Value], site: Site) -> Value:
        """``type(name, bases, namespace)``."""
        return classes.make_class_from(self, arguments, keywords, site)

    def sorted(self, values: list[Value], key: Value, reverse: Value) -> list[Value] | Unknown:
        """``sorted``; unknown where what is compared is."""
        site = Site(ast.Pass())
        keys = [value if key is None else self.call(key, (value,), {}, site) for value in values]
        keys = [item.value if isinstance(item, enum.Enum) and isinstance(item, (str, int)) else item for item in keys]
        descending = self.truth(reverse)
        if descending is None or self.is_undecided(keys) or weight(keys) > MAX_WEIGHT:
            return Unknown("the order of what is not known")
        if not all(is_plain(item) for item in keys):
            return list(values) if len(values) < 2 else Unknown("the order of what cannot be compared")
        try:
            order = sorted(range(len(values)), key=lambda index: keys[index], reverse=descending)
        except TypeError:
            return refused(self, "TypeError", "the order of what cannot be compared", None)
        return [values[index] for index in order]

    def truth(self, value: Value) -> bool | None:
        return iteration.truth(self, value)

    def items(self, value: Value, site: Site) -> list[Value] | Unknown:
        """What iterating over a value yields."""
        return iteration.items(self, value, site)

    def special(self, value: Value, name: str, arguments: tuple[Value, ...], site: Site) -> Value:
        """Call a method with a name of Python's own that a class of the project defines, or ``MISSING``."""
        return iteration.special(self, value, name, arguments, site)

    def equal(self, left: Value, right: Value, site: Site) -> Value:
        """``left == right``."""
        return operators.compare(self, ast.Eq(), left, right, site)

    def subscript(self, value: Value, key: Value, site: Site) -> Value:
        return expressions.subscript(self, value, key, site)

    def set_attribute(self, owner: Value, name: str, value: Value, site: Site) -> None:
        targets.set_attribute(self, owner, name, value, site)

    def ask(self, question: str, *arguments: Value) -> Value:
        """Put a question to the plugins in turn; ``NOT_MINE`` if none answers."""
        answering = self._answering.get(question)
        if answering is None:
            answering = [
                getattr(plugin, question)
                for plugin in self.plugins
                if getattr(type(plugin), question) is not getattr(Plugin, question)
            ]
            self._answering[question] = answering
        for put in answering:
            answer = put(*arguments)
            if answer is not NOT_MINE:
                return answer
        return NOT_MINE
