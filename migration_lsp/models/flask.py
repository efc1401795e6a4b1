"""Flask-SQLAlchemy's ``db`` object: names of SQLAlchemy under one roof, and a base class with table names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migration_lsp.models.values import BIND_KEY, Base, Naming
from migration_lsp.schema import declare
from migration_lsp.source.evaluate import Site
from migration_lsp.source.evaluate.values import Class, External, Instance, Native, Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.models.plugin import Declarations
    from migration_lsp.source.evaluate import Interpreter

SQLALCHEMY = frozenset(
    {
        "flask_sqlalchemy.SQLAlchemy",
        "flask_sqlalchemy.extension.SQLAlchemy",
        "flask_sqlalchemy_lite.SQLAlchemy",
        "flask_appbuilder.SQLA",
        "flask_appbuilder.utils.legacy.SQLA",
        "flask_appbuilder.utils.db.SQLA",
        "flask_appbuilder.models.sqla.SQLA",
        "quart_sqlalchemy.SQLAlchemy",
    }
)


class FlaskDatabase:
    """A ``db = SQLAlchemy()``. One metadata for each bind key, one for none."""

    def __init__(self, base: Base, model: Class, naming_source: Class | None = None) -> None:
        self.base = base
        self.model = model
        self.own = naming_source


def make_database(
    plugin: Declarations,
    interpreter: Interpreter,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
    own: Class | None,
) -> FlaskDatabase | Unknown:
    metadata = keywords.get("metadata")
    model_class = keywords.get("model_class")
    bases: tuple[Value, ...] = (model_class,) if isinstance(model_class, Class) else ()
    inherited = plugin.base_of(model_class) if isinstance(model_class, Class) else None
    if not declare.is_metadata(metadata):
        metadata = inherited.metadata if inherited is not None else declare.new_metadata()
    base = Base(metadata, Naming.FLASK, dict(inherited.type_map) if inherited is not None else {}, {})
    model = plugin.make_base(interpreter, "Model", base, bases, site)
    if isinstance(model, Unknown):
        return model
    return FlaskDatabase(base, model, own)


def attribute(interpreter: Interpreter, database: FlaskDatabase, name: str, site: Site) -> Value:
    """``db.name``."""
    if name == "Model":
        return database.model
    if name == "metadata":
        return database.base.metadata
    if name == "metadatas":
        return {None: database.base.metadata, **(database.base.binds or {})}
    if name == "Table":
        return Native("db.Table", lambda arguments, keywords: _table(interpreter, database, arguments, keywords, site))
    if database.own is not None:
        instance = Instance(database.own)
        found = interpreter.find_attribute(instance, name, site)
        if not isinstance(found, (Unknown, External)) and isinstance(found, (Class, Native)):
            return found
    for namespace in ("sqlalchemy", "sqlalchemy.orm"):
        found = interpreter.external(f"{namespace}.{name}")
        if not isinstance(found, External):
            return found
    if name in (
        "relationship",
        "backref",
        "mapped_column",
        "column_property",
        "deferred",
        "synonym",
        "composite",
        "declared_attr",
        "Mapped",
        "validates",
        "dynamic_loader",
    ):
        return External(f"sqlalchemy.orm.{name}")
    if name in ("event", "inspect", "Engine", "orm"):
        return External(f"sqlalchemy.{name}")
    return Unknown(f"db.{name} is not known", site.span)


def _table(
    interpreter: Interpreter,
    database: FlaskDatabase,
    arguments: tuple[Value, ...],
    keywords: dict[str, Value],
    site: Site,
) -> Value:
    """``db.Table(name, …)``: the metadata may be left out, and a bind key may choose another."""
    metadata = database.base.metadata
    bind = keywords.pop("bind_key", None)
    if isinstance(bind, str) and database.base.binds is not None:
        metadata = database.base.binds.setdefault(bind, declare.new_metadata(metadata.naming_convention))
        metadata.info[BIND_KEY] = bind
    name, *rest = arguments if arguments else (Unknown("a table without a name", site.span),)
    if rest and declare.is_metadata(rest[0]):
        metadata, *rest = rest
    return interpreter.call(interpreter.external("sqlalchemy.Table"), (name, metadata, *rest), keywords, site)
