"""Mixins, abstract bases and the kinds of inheritance, held against the real library."""

from __future__ import annotations

from tests.models.real import same_as_real

BASE = """
class Base(DeclarativeBase):
    pass
"""


def same(text: str, dialect: str = "postgresql") -> None:
    same_as_real(BASE + text, dialect)


def test_mixins_follow_the_columns_of_the_class() -> None:
    same(
        """
class Stamped:
    made: Mapped[datetime.datetime] = mapped_column(server_default=func.now())
    changed: Mapped[Optional[datetime.datetime]]
    plain = Column(String(3))

class Keyed:
    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)

    @declared_attr
    def owner_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("owner.id"))

    @declared_attr
    def typed_by_return(cls) -> Mapped[Optional[str]]:
        return mapped_column(comment=cls.__name__)

    last: Mapped[bool] = mapped_column(sort_order=10)

class Owner(Base):
    __tablename__ = "owner"
    name: Mapped[str]
    id: Mapped[int] = mapped_column(primary_key=True)

class Thing(Keyed, Stamped, Base):
    __tablename__ = "thing"
    title: Mapped[str]
    plain = Column(Text)

class Other(Stamped, Keyed, Base):
    __tablename__ = "other"
    changed: Mapped[datetime.datetime]
    title: Mapped[Optional[str]]
"""
    )


def test_a_plain_annotation_does_not_hide_a_mixins_column() -> None:
    same(
        """
class Named:
    name: Mapped[str] = mapped_column(String(20))

class Thing(Named, Base):
    __tablename__ = "thing"
    __allow_unmapped__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    name: str
"""
    )


def test_abstract_bases_and_their_arguments() -> None:
    same(
        """
class Model(Base):
    __abstract__ = True
    __table_args__ = {"schema": "app"}
    id: Mapped[int] = mapped_column(primary_key=True)

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower() + "s"

class Stamped(Model):
    __abstract__ = True
    made: Mapped[datetime.datetime]

class User(Model):
    name: Mapped[str]

class Post(Stamped):
    __table_args__ = (UniqueConstraint("title"), {"schema": "other", "comment": "posts"})
    title: Mapped[str]

class Named(Stamped):
    __tablename__ = "given"
"""
    )


def test_joined_inheritance() -> None:
    same(
        """
class Stamped:
    made: Mapped[datetime.datetime]

class Person(Stamped, Base):
    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "person"}

class Engineer(Person):
    __tablename__ = "engineer"
    id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    language: Mapped[Optional[str]]
    __mapper_args__ = {"polymorphic_identity": "engineer"}

class Manager(Person):
    __tablename__ = "manager"
    person_id: Mapped[int] = mapped_column("pid", ForeignKey(Person.id, ondelete="CASCADE"), primary_key=True)
    __table_args__ = (Index("ix_manager", "pid"),)
    __mapper_args__ = {"polymorphic_identity": "manager"}
"""
    )


def test_single_table_inheritance() -> None:
    same(
        """
class Extra:
    bonus: Mapped[Optional[int]]

class Employee(Base):
    __tablename__ = "employee"
    id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "employee"}

class Manager(Employee):
    data: Mapped[str] = mapped_column(nullable=True)
    start: Mapped[Optional[datetime.datetime]] = mapped_column(use_existing_column=True)
    __mapper_args__ = {"polymorphic_identity": "manager"}

class Engineer(Extra, Employee):
    info: Mapped[Optional[str]] = mapped_column(index=True)
    start: Mapped[Optional[datetime.datetime]] = mapped_column(use_existing_column=True)
    __mapper_args__ = {"polymorphic_identity": "engineer"}

class Worker(Engineer):
    deep: Mapped[Optional[bool]]
    __mapper_args__ = {"polymorphic_identity": "worker"}
"""
    )


def test_names_by_declared_attr_with_single_and_joined_children() -> None:
    same(
        """
from sqlalchemy.orm import has_inherited_table

class Named:
    @declared_attr.directive
    def __tablename__(cls) -> Optional[str]:
        if has_inherited_table(cls):
            return None
        return cls.__name__.lower()

class Keyed:
    @declared_attr.cascading
    def id(cls) -> Mapped[int]:
        if has_inherited_table(cls):
            return mapped_column(ForeignKey("parent.id"), primary_key=True)
        return mapped_column(Integer, primary_key=True)

class Single(Named, Base):
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "single"}

class Child(Single):
    more: Mapped[Optional[str]]
    __mapper_args__ = {"polymorphic_identity": "child"}

class Parent(Keyed, Base):
    __tablename__ = "parent"
    kind: Mapped[str]

class Joined(Parent):
    __tablename__ = "joined"
    more: Mapped[str]
"""
    )


def test_concrete_inheritance() -> None:
    same(
        """
from sqlalchemy.ext.declarative import AbstractConcreteBase, ConcreteBase

class Employee(ConcreteBase, Base):
    __tablename__ = "employee"
    id = mapped_column(Integer, primary_key=True)
    name = mapped_column(String(50))
    __mapper_args__ = {"polymorphic_identity": "employee", "concrete": True}

class Manager(Employee):
    __tablename__ = "manager"
    id = mapped_column(Integer, primary_key=True)
    name = mapped_column(String(50))
    data = mapped_column(String(40))
    __mapper_args__ = {"polymorphic_identity": "manager", "concrete": True}

class Shape(AbstractConcreteBase, Base):
    strict_attrs = True
    name = mapped_column(String(50))

class Circle(Shape):
    __tablename__ = "circle"
    id = mapped_column(Integer, primary_key=True)
    radius = mapped_column(Integer)
    __mapper_args__ = {"polymorphic_identity": "circle", "concrete": True}
"""
    )


def test_a_class_without_a_table_of_its_own_adds_none() -> None:
    same(
        """
class Mixin:
    x: Mapped[int]

class Abstract(Mixin, Base):
    __abstract__ = True

class User(Abstract):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)

    @property
    def label(self) -> str:
        return "x"

    @staticmethod
    def helper() -> int:
        return 1

    class Meta:
        tablename = "inner"
"""
    )
