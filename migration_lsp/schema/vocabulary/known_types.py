"""Column types of packages that are not installed with us, by what they are in the database.

Facts from those packages' documentation. A type that is not here, and whose package is not read as text, makes its
column uncertain.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import types
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from migration_lsp.schema.types import UnknownType
from migration_lsp.schema.vocabulary.project_types import DecoratedType, IndexedType, SpelledType
from migration_lsp.source.evaluate.values import Unknown, Value

if TYPE_CHECKING:
    from migration_lsp.source.evaluate import Interpreter

Arguments = tuple[Value, ...]
Keywords = dict[str, Value]
Maker = Callable[[Arguments, Keywords], TypeEngine[Any] | None]


def _argument(arguments: Arguments, keywords: Keywords, position: int, name: str, default: Value) -> Value:
    if name in keywords:
        return keywords[name]
    return arguments[position] if len(arguments) > position else default


def _always(make: Callable[[], TypeEngine[Any]]) -> Maker:
    return lambda arguments, keywords: make()


def _text(default_length: int | None) -> Maker:
    def make(arguments: Arguments, keywords: Keywords) -> TypeEngine[Any] | None:
        length = keywords.get("length", keywords.get("max_length", default_length))
        if isinstance(length, Unknown):
            return None
        return types.String(length if isinstance(length, int) else None)

    return make


def _sized(name: str, default_length: int | None) -> Maker:
    """Text whose first argument is its length."""

    def make(arguments: Arguments, keywords: Keywords) -> TypeEngine[Any] | None:
        length = _argument(arguments, keywords, 0, name, default_length)
        return None if isinstance(length, Unknown) else types.String(length if isinstance(length, int) else None)

    return make


def _stored_as(name: str, default: Callable[[], TypeEngine[Any]]) -> Maker:
    """Types that store another one, which may be given."""

    def make(arguments: Arguments, keywords: Keywords) -> TypeEngine[Any] | None:
        given = _argument(arguments, keywords, 0, name, default)
        if isinstance(given, type) and issubclass(given, TypeEngine):
            return given()
        return given if isinstance(given, TypeEngine) else default() if given is default else None

    return make


def _per_dialect(name: str, fallback: TypeEngine[Any], **named: TypeEngine[Any]) -> TypeEngine[Any]:
    return DecoratedType(name, fallback, lambda dialect: named.get(dialect.name))


def _uuid(arguments: Arguments, keywords: Keywords) -> TypeEngine[Any] | None:
    """sqlalchemy-utils: ``UUIDType(binary=True, native=True)``."""
    binary = _argument(arguments, keywords, 0, "binary", True)
    native = _argument(arguments, keywords, 1, "native", True)
    if isinstance(binary, Unknown) or isinstance(native, Unknown):
        return None
    plain: TypeEngine[Any] = types.BINARY(16) if binary else types.CHAR(32)
    if not native:
        return plain
    return _per_dialect("UUIDType", plain, postgresql=postgresql.UUID(), cockroachdb=postgresql.UUID())


def _guid(arguments: Arguments, keywords: Keywords) -> TypeEngine[Any]:
    """The GUID recipe of SQLAlchemy's documentation, as packages ship it."""
    return _per_dialect("GUID", types.CHAR(36), postgresql=postgresql.UUID())


def _choice(arguments: Arguments, keywords: Keywords) -> TypeEngine[Any] | None:
    impl = _argument(arguments, keywords, 1, "impl", None)
    if impl is None:
        return types.Unicode(255)
    if isinstance(impl, TypeEngine):
        return impl
    return impl() if isinstance(impl, type) and issubclass(impl, TypeEngine) else None


def _wrapped(default: Callable[[], TypeEngine[Any]]) -> Maker:
    """Types whose first argument may be the type they store: the encrypted ones."""

    def make(arguments: Arguments, keywords: Keywords) -> TypeEngine[Any] | None:
        return default()

    return make


def _password(arguments: Arguments, keywords: Keywords) -> TypeEngine[Any] | None:
    """sqlalchemy-utils: bytes of ``max_length``, or of what the hashing schemes need, which only passlib knows."""
    length = _argument(arguments, keywords, 0, "max_length", None)
    plain: TypeEngine[Any] = types.VARBINARY(length) if isinstance(length, int) else UnknownType()
    return _per_dialect("PasswordType", plain, postgresql=postgresql.BYTEA(), sqlite=types.BLOB())


def _range(native: TypeEngine[Any]) -> Maker:
    """sqlalchemy-utils' ranges are text where the database has none."""
    return _always(lambda: _per_dialect(type(native).__name__, types.String(255), postgresql=native))


def _composite(arguments: Arguments, keywords: Keywords) -> TypeEngine[Any] | None:
    name = _argument(arguments, keywords, 0, "name", None)
    return SpelledType(name) if isinstance(name, str) else None


def _vector(name: str) -> Maker:
    def make(arguments: Arguments, keywords: Keywords) -> TypeEngine[Any] | None:
        size = _argument(arguments, keywords, 0, "dim", None)
        if isinstance(size, Unknown):
            return None
        return SpelledType(f"{name}({size})" if isinstance(size, int) else name)

    return make


def _geometry(name: str, kind: str = "GEOMETRY") -> Maker:
    """geoalchemy2 writes ``geometry(KIND,SRID)``, and indexes the column unless it is told not to."""

    def make(arguments: Arguments, keywords: Keywords) -> TypeEngine[Any] | None:
        shape = _argument(arguments, keywords, 0, "geometry_type", kind)
        srid = _argument(arguments, keywords, 1, "srid", -1)
        if isinstance(shape, Unknown) or isinstance(srid, Unknown):
            return None
        text = f"{name}({shape},{srid})" if shape else name
        if _argument(arguments, keywords, 3, "spatial_index", True) is False:
            return SpelledType(text)
        operators = "gist_geometry_ops_nd" if _argument(arguments, keywords, 4, "use_N_D_index", False) else None
        return IndexedType(text, "idx", "gist", operators)

    return make


_JSON = _always(lambda: _per_dialect("JSONType", types.UnicodeText(), postgresql=postgresql.JSON()))

_BY_PACKAGE: dict[str, dict[str, Maker]] = {
    "sqlalchemy_utils": {
        "UUIDType": _uuid,
        "EmailType": _sized("length", 255),
        "URLType": _always(types.UnicodeText),
        "ChoiceType": _choice,
        "JSONType": _JSON,
        "ArrowType": _always(types.DateTime),
        "EnrichedDateTimeType": _always(types.DateTime),
        "EnrichedDateType": _always(types.Date),
        "ColorType": _text(20),
        "CountryType": _text(2),
        "CurrencyType": _text(3),
        "LocaleType": _text(10),
        "PhoneNumberType": _text(20),
        "IPAddressType": _sized("max_length", 50),
        "TimezoneType": _text(50),
        "ScalarListType": _always(types.UnicodeText),
        "TSVectorType": _always(postgresql.TSVECTOR),
        "LtreeType": _always(lambda: SpelledType("LTREE")),
        "WeekDaysType": _always(
            lambda: _per_dialect(
                "WeekDaysType",
                types.String(7),
                postgresql=postgresql.BIT(7),
                mysql=types.BINARY(7),
                mariadb=types.BINARY(7),
            )
        ),
        "IntRangeType": _range(postgresql.INT4RANGE()),
        "Int8RangeType": _range(postgresql.INT8RANGE()),
        "NumericRangeType": _range(postgresql.NUMRANGE()),
        "DateRangeType": _range(postgresql.DATERANGE()),
        "DateTimeRangeType": _range(postgresql.TSRANGE()),
        "CompositeType": _composite,
        "EncryptedType": _wrapped(types.LargeBinary),
        "StringEncryptedType": _wrapped(types.String),
        "PasswordType": _password,
    },
    "geoalchemy2": {"Geometry": _geometry("geometry"), "Geography": _geometry("geography")},
    "pgvector": {
        "Vector": _vector("VECTOR"),
        "VECTOR": _vector("VECTOR"),
        "HALFVEC": _vector("HALFVEC"),
        "SPARSEVEC": _vector("SPARSEVEC"),
        "BIT": _vector("BIT"),
    },
    "citext": {"CIText": _always(postgresql.CITEXT)},
    "fastapi_users_db_sqlalchemy": {
        "GUID": _guid,
        "TIMESTAMPAware": _always(lambda: types.TIMESTAMP(timezone=True)),
    },
    "fastapi_utils": {"GUID": _guid},
    "sqlalchemy_utc": {"UtcDateTime": _always(lambda: types.DateTime(timezone=True))},
    "advanced_alchemy": {
        "GUID": _always(lambda: _per_dialect("GUID", types.BINARY(16), postgresql=postgresql.UUID())),
        "DateTimeUTC": _always(lambda: types.DateTime(timezone=True)),
        "JsonB": _always(lambda: types.JSON().with_variant(postgresql.JSONB(), "postgresql")),
        "BigIntIdentity": _always(lambda: types.BigInteger().with_variant(types.Integer(), "sqlite")),
        "EncryptedString": _always(types.String),
        "EncryptedText": _always(types.Text),
    },
    "flask_security": {"AsaList": _always(types.UnicodeText)},
    "sqlalchemy_json": {
        "MutableJson": _always(types.JSON),
        "NestedMutableJson": _always(types.JSON),
        "mutable_json_type": _stored_as("dbtype", types.JSON),
    },
    "sqlmodel": {"AutoString": _text(None)},
}


def known_type(interpreter: Interpreter, name: str, arguments: Arguments, keywords: Keywords) -> TypeEngine[Any] | None:
    """The type that a dotted name outside the project makes, or None where it is not known."""
    package, _, _ = name.partition(".")
    maker = _BY_PACKAGE.get(package, {}).get(name.rpartition(".")[2])
    return maker(arguments, keywords) if maker is not None else None


def is_known_type(name: str) -> bool:
    """Whether a dotted name is one of the types described here."""
    package, _, _ = name.partition(".")
    return name.rpartition(".")[2] in _BY_PACKAGE.get(package, {})
