"""Types and mixins of packages that are not installed with us, against what those packages make of them."""

from __future__ import annotations

import ast

import pytest

from migration_lsp.models.packages import PACKAGES, may_bring_columns
from migration_lsp.schema.records import IndexRecord, TableRecord
from tests.models.real import read_module

BASE = """
class Base(DeclarativeBase):
    pass
"""


def only_table(text: str, dialect: str = "postgresql") -> TableRecord:
    project = read_module(text, dialect)
    (record,) = project.declared.tables.values()
    assert [note.message for note in project.declared_notes] == []
    return record


def types_of(imports: str, *types: str, dialect: str = "postgresql") -> list[str]:
    columns = "".join(f"    c{number} = Column({text})\n" for number, text in enumerate(types))
    record = only_table(
        f"{imports}\n{BASE}\nclass T(Base):\n    __tablename__ = 't'\n"
        f"    id = Column(Integer, primary_key=True)\n{columns}",
        dialect,
    )
    return [column.type if column.certain else "?" for column in record.columns[1:]]


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_descriptions_are_python(name: str) -> None:
    ast.parse(PACKAGES[name])


def test_spatial_columns_have_an_index_unless_told_otherwise() -> None:
    record = only_table(
        "from geoalchemy2 import Geography, Geometry\n"
        + BASE
        + """
class Place(Base):
    __tablename__ = "place"
    id = Column(Integer, primary_key=True)
    point = Column(Geometry("POINT", srid=4326))
    area: Mapped[str] = mapped_column(Geography("POLYGON", 4326, spatial_index=False))
    deep = Column(Geometry("POINTZ", dimension=3, use_N_D_index=True))
    shared = Column(Geometry(None))
"""
    )
    assert [column.type for column in record.columns[1:]] == [
        "geometry(POINT,4326)",
        "geography(POLYGON,4326)",
        "geometry(POINTZ,-1)",
        "geometry",
    ]
    gist = ("postgresql_using", "gist")
    ops = ("postgresql_ops", "deep=gist_geometry_ops_nd")
    assert [index.name for index in record.indexes] == ["idx_place_deep", "idx_place_point", "idx_place_shared"]
    assert record.indexes[1] == IndexRecord("idx_place_point", ("point",), ("point",), options=(gist,))
    assert gist in record.indexes[0].options
    assert ops[0] in dict(record.indexes[0].options)


def test_spatial_columns_of_a_mixin() -> None:
    project = read_module(
        "from geoalchemy2 import Geometry\n"
        + BASE
        + """
class Located:
    point = Column(Geometry("POINT"))

class A(Located, Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)

class B(Located, Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
"""
    )
    names = {key: [index.name for index in table.indexes] for key, table in project.declared.tables.items()}
    assert names == {"a": ["idx_a_point"], "b": ["idx_b_point"]}


def test_sqlalchemy_utils() -> None:
    text = "from sqlalchemy_utils import *\nfrom sqlalchemy_utils.types import UUIDType as Id\n"
    types = ("UUIDType", "Id(binary=False)", "EmailType", "URLType", "JSONType", "IntRangeType", "WeekDaysType")
    assert types_of(text, *types) == ["UUID", "UUID", "VARCHAR(255)", "TEXT", "JSON", "INT4RANGE", "BIT(7)"]
    assert types_of(text, "UUIDType", "IntRangeType", "PasswordType", dialect="sqlite") == [
        "NUMERIC(16)",
        "VARCHAR(255)",
        "BLOB",
    ]
    assert types_of(text, "PasswordType", "PasswordType(max_length=50)", dialect="mysql") == ["?", "VARBINARY(50)"]


def test_vectors_and_case_insensitive_text() -> None:
    assert types_of("from pgvector.sqlalchemy import Vector, HALFVEC", "Vector(3)", "Vector", "HALFVEC(2)") == [
        "vector(3)",
        "vector",
        "halfvec(2)",
    ]
    assert types_of("from citext import CIText", "CIText", "CIText()") == ["CITEXT", "CITEXT"]


def test_bases_of_advanced_alchemy() -> None:
    record = only_table(
        """
from advanced_alchemy.base import UUIDAuditBase

class BlogPost(UUIDAuditBase):
    title: Mapped[str] = mapped_column(index=True)
    data: Mapped[dict]
"""
    )
    assert record.name == "blog_post"
    assert [(column.name, column.type, column.nullable) for column in record.columns] == [
        ("id", "UUID", False),
        ("title", "VARCHAR", False),
        ("data", "JSONB", False),
        ("sa_orm_sentinel", "INTEGER", True),
        ("created_at", "TIMESTAMP WITH TIME ZONE", False),
        ("updated_at", "TIMESTAMP WITH TIME ZONE", False),
    ]
    assert [index.name for index in record.indexes] == ["ix_blog_post_title"]


def test_mixins_of_fastapi_users_and_authlib() -> None:
    user = only_table(
        """
from fastapi_users.db import SQLAlchemyBaseUserTableUUID
class Base(DeclarativeBase):
    pass

class User(SQLAlchemyBaseUserTableUUID, Base):
    nick: Mapped[Optional[str]]
"""
    )
    assert user.name == "user"
    assert [column.name for column in user.columns][:2] == ["nick", "id"]
    client = only_table(
        """
from authlib.integrations.sqla_oauth2 import OAuth2ClientMixin
class Base(DeclarativeBase):
    pass

class Client(Base, OAuth2ClientMixin):
    __tablename__ = "client"
    id = Column(Integer, primary_key=True)
"""
    )
    assert [column.name for column in client.columns][1:3] == ["client_id", "client_secret"]


def test_versions_of_libraries_can_be_compared() -> None:
    record = only_table(
        """
import sqlalchemy
from packaging.version import Version, parse
from packaging import version

class Base(DeclarativeBase):
    pass

class Thing(Base):
    __tablename__ = "thing"
    id = Column(Integer, primary_key=True)
    if Version(sqlalchemy.__version__) >= Version("1.4"):
        new = Column(Integer)
    else:
        old = Column(Integer)
    if version.parse(sqlalchemy.__version__) < parse("1.4.0rc1") or sqlalchemy.__version__.startswith("1."):
        ancient = Column(Integer)
"""
    )
    assert [column.name for column in record.columns] == ["id", "new"]


def test_which_bases_may_bring_columns() -> None:
    assert may_bring_columns("some_package.mixins.TimestampMixin")
    assert not may_bring_columns("flask_login.UserMixin")
    assert not may_bring_columns("typing.Generic")


def test_models_of_flask_security() -> None:
    project = read_module(
        """
from flask_security.models import fsqla_v3 as fsqla
from flask_sqlalchemy import SQLAlchemy
db = SQLAlchemy()
fsqla.FsModels.set_db_info(db)

class Role(db.Model, fsqla.FsRoleMixin):
    pass

class User(db.Model, fsqla.FsUserMixin):
    pass
"""
    )
    tables = project.declared.tables
    assert sorted(tables) == ["role", "roles_users", "user"]
    assert [column.name for column in tables["role"].columns][:3] == ["id", "name", "description"]
    assert len(tables["user"].columns) == 21
    assert tables["roles_users"].foreign_keys[0].target == "user"


def test_lengths_and_what_types_store() -> None:
    record = only_table(
        """
from flask_security import AsaList
from sqlalchemy_json import MutableJson, mutable_json_type
from sqlalchemy_mixins import AllFeaturesMixin, TimestampsMixin
from sqlalchemy_utils import EmailType, IPAddressType
class Base(DeclarativeBase):
    pass

class Thing(Base, AllFeaturesMixin, TimestampsMixin):
    __tablename__ = "thing"
    id = Column(Integer, primary_key=True)
    email = Column(EmailType(100))
    address = Column(IPAddressType(30))
    items = Column(AsaList())
    plain = Column(MutableJson)
    nested = Column(mutable_json_type(dbtype=postgresql.JSONB, nested=True))
"""
    )
    assert [column.type for column in record.columns if column.certain] == [
        *("INTEGER", "VARCHAR(100)", "VARCHAR(30)", "TEXT", "JSON", "JSONB"),
        *["TIMESTAMP WITHOUT TIME ZONE"] * 2,
    ]
