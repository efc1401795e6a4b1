"""Flask-SQLAlchemy's database object, held against the real extension."""

from __future__ import annotations

import pytest
from flask_sqlalchemy.model import camel_to_snake_case

from migration_lsp.models.naming import flask_table_name
from tests.models.real import same_as_real

FLASK = """
from flask_sqlalchemy import SQLAlchemy
"""
DB = FLASK + "db = SQLAlchemy()\n"


NAMES = """
    User OrderItem HTTPLog LogHTTP User2 X XY aB _Private ABCUser User_Log OAuth2Token myHTTPLog2Entry ÄName A1B2
    userName ID OrderID Iphone15ProMax
"""


@pytest.mark.parametrize("name", NAMES.split())
def test_camel_case_names(name: str) -> None:
    assert flask_table_name(name) == camel_to_snake_case(name)


def test_names_of_tables() -> None:
    same_as_real(
        DB
        + """
class OrderItem(db.Model):
    id = db.Column(db.Integer, primary_key=True)

class HTTPLog(db.Model):
    __tablename__ = "given"
    id = db.Column(db.Integer, primary_key=True)

class Abstract(db.Model):
    __abstract__ = True
    id = db.Column(db.Integer, primary_key=True)

class FromAbstract(Abstract):
    name = db.Column(db.String(5))

class Named(db.Model):
    __abstract__ = True

    @db.declared_attr.directive
    def __tablename__(cls):
        return "n_" + cls.__name__.lower()

class Thing(Named):
    id = db.Column(db.Integer, primary_key=True)

class Mixin:
    __tablename__ = "of_mixin"
    id = db.Column(db.Integer, primary_key=True)

class WithMixin(Mixin, db.Model):
    pass

class ByConstraint(db.Model):
    a = db.Column(db.Integer)
    __table_args__ = (db.PrimaryKeyConstraint("a"),)
"""
    )


def test_inheritance_with_and_without_a_key_of_its_own() -> None:
    same_as_real(
        DB
        + """
class Person(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    kind = db.Column(db.String(10))
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}

class Employee(Person):
    salary = db.Column(db.Integer)
    __mapper_args__ = {"polymorphic_identity": "employee"}

class Worker(Person):
    hours = db.Column(db.Integer)
    __mapper_args__ = {"polymorphic_identity": "worker"}

class Customer(Person):
    id = db.Column(db.Integer, db.ForeignKey("person.id"), primary_key=True)
    __mapper_args__ = {"polymorphic_identity": "customer"}
"""
    )


def test_names_under_db() -> None:
    same_as_real(
        DB
        + """
class User(db.Model):
    id: db.Mapped[int] = db.mapped_column(primary_key=True)
    name: db.Mapped[Optional[str]] = db.mapped_column(db.String(20), index=True)
    kind = db.Column(db.Enum("a", "b", name="kind"))
    when = db.Column(db.DateTime, server_default=db.func.now())
    text = db.Column(db.Text, server_default=db.text("''"))
    amount = db.Column(db.Numeric(10, 2), db.CheckConstraint("amount > 0"))
    __table_args__ = (db.UniqueConstraint("name", "kind"), db.Index("ix_x", db.func.lower(name)))

tags = db.Table(
    "tags",
    db.Column("user_id", db.Integer, db.ForeignKey("user.id"), primary_key=True),
    db.Column("tag", db.String(10), primary_key=True),
)

class Post(db.Model):
    id = db.Column(db.BigInteger, primary_key=True)
    user_id = db.Column(db.ForeignKey(User.id, ondelete="CASCADE"), nullable=False)
    user = db.relationship("User", backref=db.backref("posts", lazy=True))
"""
    )


def test_bind_keys() -> None:
    same_as_real(
        FLASK
        + """
db = SQLAlchemy(metadata=MetaData(naming_convention={"ix": "i_%(column_0_name)s"}))

class User(db.Model):
    id = db.Column(db.Integer, primary_key=True, index=True)

class Log(db.Model):
    __bind_key__ = "logs"
    id = db.Column(db.Integer, primary_key=True)
    kind = db.Column(db.String(3), index=True)

class Meta(db.Model):
    __bind_key__ = "meta"
    __abstract__ = True

class InMeta(Meta):
    id = db.Column(db.Integer, primary_key=True)

links = db.Table("links", db.Column("log_id", db.ForeignKey("log.id")), bind_key="logs")
"""
    )


def test_an_own_base_class() -> None:
    same_as_real(
        FLASK
        + """
class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s"})

db = SQLAlchemy(model_class=Base)

class UserName(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    maybe: Mapped[Optional[str]]
"""
    )


def test_an_own_base_with_columns() -> None:
    same_as_real(
        FLASK
        + """
from flask_sqlalchemy.model import Model

class IdModel(Model):
    @declared_attr
    def id(cls):
        for base in cls.__mro__[1:-1]:
            if getattr(base, "__table__", None) is not None:
                type = sa.ForeignKey(base.id)
                break
        else:
            type = sa.Integer
        return sa.Column(type, primary_key=True)

db = SQLAlchemy(model_class=IdModel)

class UserName(db.Model):
    name = db.Column(db.String(4))
"""
    )


def test_a_base_without_names() -> None:
    same_as_real(
        FLASK
        + """
class Base(DeclarativeBase):
    pass

db = SQLAlchemy(model_class=Base, disable_autonaming=True)

class User(db.Model):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)

class Log(db.Model):
    __tablename__ = "log"
    __bind_key__ = "logs"
    id: Mapped[int] = mapped_column(primary_key=True)
"""
    )


def test_mixins_and_a_subclass_of_the_extension() -> None:
    same_as_real(
        FLASK
        + """
class Database(SQLAlchemy):
    def helper(self):
        return 1

db = Database()

class Stamped:
    made = db.Column(db.DateTime, default=datetime.datetime.now, nullable=False)
    changed = db.Column(db.DateTime, onupdate=db.func.now())

class Deleted(object):
    deleted_at = db.Column(db.DateTime(), nullable=True, comment="soft")

class Base(db.Model, Stamped):
    __abstract__ = True

class Order(Base, Deleted):
    id = db.Column(db.Integer, primary_key=True)
"""
    )
