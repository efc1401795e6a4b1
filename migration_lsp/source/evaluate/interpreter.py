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
    succession,
    targets,
)
from migration_lsp.source.evaluate.belongings import claim_all
from migration_lsp.source.evaluate.builtins import Builtins
from migration_lsp.source.evaluate.journal import Journal
from migration_lsp.source.evaluate.lookups import Disturbed, Lookups, Turn, absent, path_of, whole
from migration_lsp.source.evaluate.modules import Module, ModuleTable, State
from migration_lsp.source.evaluate.plugin import Plugin, Site
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
        self._noted: dict[Note, set[str]] = {}
        """For whose sake each note was made: as long as one of them stands, it does."""
        self._heard: tuple[str, dict[Note, None]] | None = None
        """For whose sake something is run, and what was said of it so far."""
        self.forgotten_meanwhile: set[str] = set()
        """What was forgotten in order to run something once more: it is for the caller to take."""
        self.depth = 0
        self.tainted: dict[int, Value] = {}
        """Containers that were changed under a doubt, by identity: what is in them is not decided."""
        self._taints: dict[str, list[int]] = {}
        self.lookups = Lookups()
        self.generation = 0
        """How many times it went on to other files."""
        self.turn: Turn | None = None
        """Whose turn it is, where files are loaded in an order that is the same for any state of them."""
        self.journal = Journal(self.taint, self.lookups.owners, self.changes_of)
        self.handlers: list[tuple[list[ast.ExceptHandler], Scope]] = []
        """The handlers of each ``try`` whose body is running, with the scope they stand in."""
        self.unused: ast.expr | None = None
        """The expression that is a statement of its own: what it gives is for nobody."""
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

    def step(self, steps: int = 1) -> None:
        self._steps += steps
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
        self._taints.setdefault(path_of(self.lookups.innermost), []).append(id(container))

    def forget_taints(self, path: str) -> None:
        for identity in self._taints.pop(path, ()):
            self.tainted.pop(identity, None)

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
        if self._heard is not None and self.lookups.innermost == self._heard[0]:
            self._heard[1][note] = None
            return
        if note not in self._noted:
            self.notes.append(note)
        self._noted.setdefault(note, set()).add(self.lookups.innermost)

    @contextmanager
    def running(self, node: str) -> Iterator[dict[Note, None]]:
        """Something is run for the sake of a node, perhaps once more; what is said meanwhile is kept apart.

        What it changed the last time in modules that stay is undone before. Raises :class:`Disturbed` where it
        cannot be.
        """
        if self.lookups.has_dependents(node):
            forgotten = self.change_to(self.files, (node,))
            if forgotten is None:
                raise Disturbed
            self.forgotten_meanwhile |= forgotten
        self.lookups.forget((node,))
        heard: dict[Note, None] = {}
        outer, self._heard = self._heard, (node, heard)
        try:
            with self.lookups.within(node):
                yield heard
        finally:
            self._heard = outer

    def renew(self, path: str, but: str) -> None:
        """Evaluate a module afresh before a function of it is run, where an earlier run may have changed what it keeps.

        Not where others look into it, those apart whose name ends with ``but``: they have what they have seen.
        """
        module = self.modules.at(path)
        if module is not None:
            succession.renew(self, module, but)

    def looked_at(self, path: str) -> None:
        """A file is depended on, whether it can be read or not."""
        self.lookups.looked(whole(path))
        self.lookups.looked(path)

    def forget_notes(self, nodes: Collection[str]) -> None:
        """Take back what was said for the sake of some nodes alone."""
        for note, sakes in list(self._noted.items()):
            sakes.difference_update(nodes)
            if not sakes:
                del self._noted[note]
        self.notes = [note for note in self.notes if note in self._noted]

    def site(self, node: ast.AST, scope: Scope) -> Site:
        return Site(node, None, scope.module)

    # ------------------------------------------------------------------ modules and names

    @contextmanager
    def looked_into(self) -> Iterator[set[str]]:
        """Collect the paths of all modules consulted within, and of what those depend on.

        The set is filled at the end. Names that were asked for and are not there are in it as well, in a form that
        :meth:`change_to` answers when they appear.
        """
        seen: set[str] = set()
        with self.lookups.collecting() as direct:
            yield seen
        seen.update(map(path_of, self.lookups.reached(direct)))

    def change_to(self, files: Files, also: Collection[str] = ()) -> frozenset[str] | None:
        """Go on to other files: forget what was evaluated of those that changed, of ``also``, and all that follows.

        Answers the paths that are to be evaluated again and the names that mean something else now; None where that
        cannot be told, and the interpreter is of no more use.
        """
        return succession.change_to(self, files, also)

    def find(self, name: str) -> Module | None:
        """The project's module of that name, as it is by now."""
        found = self.modules.find(name)
        self.lookups.looked(absent(name) if found is None else found.path)
        return found

    def module(self, name: str) -> Module | None:
        """The project's module of that name, evaluated as far as it is by now (cycles end where they began)."""
        found = self.find(name)
        if found is not None:
            self.enter(found)
        return found

    def load(self, module: Module) -> None:
        """Evaluate a module's body once, to look at anything in it."""
        self.looked_through(module)
        self.enter(module)

    def looked_through(self, module: Module) -> None:
        """All that is in a module is depended on, not only a name of it."""
        self.lookups.looked(whole(module.path))

    def changes_of(self, owner: str) -> None:
        """Something that belongs to the module at a path is about to be changed."""
        module = self.modules.known(owner)
        if module is None or module.state is State.LOADING or not self.lookups.changing(owner):
            return
        if module.generation < self.generation and self.lookups.innermost:
            raise Disturbed

    def changes(self, item: object) -> None:
        """A plugin is about to change an object, which may belong to a module."""
        owner = self.lookups.owners.get(id(item))
        if owner is not None:
            self.changes_of(owner)

    def comes_across(self, item: object) -> None:
        """A plugin found an object by its name, not by way of the module that it belongs to."""
        owner = self.lookups.owners.get(id(item))
        if owner is not None and owner != self.sake:
            self.lookups.looked(whole(owner))

    def is_own(self, item: object) -> bool:
        """Whether an object was made for the sake of what is being evaluated, as far as anybody claimed it."""
        return self.lookups.owners.get(id(item)) in (None, self.sake)

    def entangle(self) -> None:
        """What is evaluated depends on more than can be told: it cannot go on to other files."""
        if self.sake:
            self.lookups.is_entangled = True

    @property
    def sake(self) -> str:
        """The path of the module for whose sake all this is evaluated; empty where there is none."""
        return path_of(self.lookups.innermost)

    def claim(self, item: object) -> None:
        """A plugin made an object: it belongs to the module for whose sake it did."""
        if self.sake:
            self.lookups.claim(self.sake, item)

    def enter(self, module: Module) -> None:
        """Evaluate a module's body once. What goes wrong in it is a note."""
        if module.state is not State.NEW:
            self._looks_again(module)
            return
        module.state = State.LOADING
        module.generation = self.generation
        self.lookups.depends(whole(module.path), module.path)
        with self.lookups.within(module.path):
            self._load(module)
        claim_all(self.lookups, module)

    def _looks_again(self, module: Module) -> None:
        """A module is looked into that was loaded before, perhaps for files that were other ones."""
        if module.state is State.LOADING:
            self.order_matters(module)
            return
        is_older = module.generation < self.generation and bool(self.sake)
        if is_older and self.turn is not None and not self.lookups.holds(whole(module.path), self.turn):
            raise Disturbed

    def order_matters(self, module: Module) -> None:
        """A module is looked into that is still being loaded."""
        if self.sake != module.path:
            self.lookups.order_matters(module.path, self.turn or (0, ""))

    def _load(self, module: Module) -> None:
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
            module.spent = self._steps
            self._spent += self._steps
            self._steps, self._limit = outer
            module.state = State.LOADED

    def give_back(self, module: Module) -> None:
        """What the evaluation of a module took of the budget of all is free again."""
        self._spent -= module.spent

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
            value.found = naming.followed(self, names, name, value)
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
        return iteration.ordered(self, values, key, reverse)

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
