"""``env.py``, read: the target metadata and the options that change what Alembic would say.

It is evaluated like any project text, online, with stand-ins for its connections; what cannot be read keeps
Alembic's own default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from migration_lsp.migrations.plugin import MigrationNames
from migration_lsp.schema.declare import MetaData, is_metadata
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.values import BoundMethod, Function, OverBudget, Raised, Unknown, Value
from migration_lsp.source.spans import Span

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter
    from migration_lsp.source.evaluate.modules import Module

_FLASK_MIGRATE = "extensions['migrate']"


@dataclass(frozen=True, slots=True)
class Environment:
    """What ``env.py`` tells."""

    targets: tuple[MetaData, ...] | None = None
    """The target metadata; None where it could not be read, so that every metadata of the project counts."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """The readable arguments of ``context.configure()``."""
    is_flask_migrate: bool = False
    databases: tuple[str, ...] = ()
    """The names of the databases that it hands to the revisions, as far as they could be read."""

    def flag(self, name: str, default: bool) -> bool:
        value = self.options.get(name, default)
        return value if isinstance(value, bool) else default

    @property
    def render_as_batch(self) -> bool:
        return self.flag("render_as_batch", self.is_flask_migrate)

    @property
    def compare_type(self) -> bool:
        # Alembic compares types unless told not to; a function given here decides by itself and is not asked.
        return self.flag("compare_type", True)

    @property
    def compare_server_default(self) -> bool:
        return self.flag("compare_server_default", False)

    @property
    def include_schemas(self) -> bool:
        return self.flag("include_schemas", False)

    @property
    def transaction_per_migration(self) -> bool:
        return self.flag("transaction_per_migration", False)

    @property
    def version_table(self) -> str:
        value = self.options.get("version_table", "alembic_version")
        return value if isinstance(value, str) else "alembic_version"

    @property
    def version_table_schema(self) -> str | None:
        value = self.options.get("version_table_schema")
        return value if isinstance(value, str) else None


def read_environment(interpreter: Interpreter, plugin: MigrationNames, path: str) -> Environment:
    """Evaluate an ``env.py``. What it does not tell stays at its default; what goes wrong is a note."""
    module = interpreter.modules.at(path)
    if module is None:
        return Environment()
    module.name = "env_py"
    # What it does after it was loaded it does for itself.
    with interpreter.lookups.within(path):
        return _read(interpreter, plugin, module)


def _read(interpreter: Interpreter, plugin: MigrationNames, module: Module) -> Environment:
    interpreter.fresh_budget()
    interpreter.load(module)
    if not plugin.configured:
        _call_runners(interpreter, module)
    options: dict[str, Value] = {}
    for configured in reversed(_meant(plugin)):
        options.update({key: value for key, value in configured.items() if not isinstance(value, Unknown)})
    source = "\n".join(module.lines).replace('"', "'")
    value = options.get("target_metadata")
    if value is None and "target_metadata" in module.namespace:
        value = interpreter.settled(module.namespace, "target_metadata")
    if plugin.database is not None and isinstance(value, dict):
        value = value.get(plugin.database)
    names = dict.fromkeys(name for keywords, _ in plugin.migrated if (name := _database(keywords)) is not None)
    if isinstance(value, dict):
        names |= dict.fromkeys(name for name in value if isinstance(name, str))
    return Environment(_targets(value), options, _FLASK_MIGRATE in source, tuple(names))


def _meant(plugin: MigrationNames) -> list[dict[str, Value]]:
    """The calls of ``context.configure()`` that are about the database that is meant."""
    if plugin.database is None:
        return plugin.configured
    of_others = [it for keywords, it in plugin.migrated if _database(keywords) not in (None, plugin.database)]
    return [configured for configured in plugin.configured if not any(configured is it for it in of_others)]


def _database(keywords: Mapping[str, Value]) -> str | None:
    """The name of a database among the arguments of ``context.run_migrations()``, where it is the only one."""
    (name,) = keywords.values() if len(keywords) == 1 else (None,)
    return name if isinstance(name, str) else None


def _call_runners(interpreter: Interpreter, module: Module) -> None:
    """Call what the templates call, where the condition around it could not be decided."""
    for name in ("run_migrations_online", "run_migrations_offline", "main"):
        function = module.namespace.get(name)
        if not isinstance(function, (Function, BoundMethod)):
            continue
        try:
            interpreter.call(function, (), {}, Site(module.tree, Span.whole_line(module.path)))
        except (Raised, OverBudget):
            continue


def _targets(value: Value) -> tuple[MetaData, ...] | None:
    if isinstance(value, (list, tuple)):
        found = tuple(item for item in value if is_metadata(item))
        return found if found and len(found) == len(value) else None
    if isinstance(value, dict):
        found = tuple(item for item in value.values() if is_metadata(item))
        return found or None
    return (value,) if is_metadata(value) else None
