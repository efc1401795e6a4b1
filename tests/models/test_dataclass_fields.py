"""Columns that a dataclass keeps in the metadata of its fields."""

from __future__ import annotations

from tests.models.real import same_as_real

HEADER = """
import dataclasses
from dataclasses import dataclass, field
from sqlalchemy.orm import registry, relationship
mapper_registry = registry()
"""


def test_columns_in_the_metadata_of_fields() -> None:
    same_as_real(
        HEADER
        + """
@mapper_registry.mapped
@dataclass
class User:
    __tablename__ = "user"
    __sa_dataclass_metadata_key__ = "sa"
    id: int = field(init=False, metadata={"sa": Column(Integer, primary_key=True)})
    name: str = field(default=None, metadata={"sa": Column(String(50), nullable=False)})
    nickname: str = dataclasses.field(default=None, metadata={"sa": Column("nick", String(12), index=True)})
    plain: int = field(default=3)
    other: int = field(default=3, metadata={"doc": "not a column"})
    addresses: list["Address"] = field(default_factory=list, metadata={"sa": relationship("Address")})

@mapper_registry.mapped
@dataclass
class Address:
    __tablename__ = "address"
    __sa_dataclass_metadata_key__ = "sa"
    id: int = field(init=False, metadata={"sa": Column(Integer, primary_key=True)})
    user_id: int = field(init=False, metadata={"sa": Column(ForeignKey("user.id"))})
"""
    )


def test_functions_that_make_the_columns_of_a_mixin() -> None:
    same_as_real(
        HEADER
        + """
@dataclass
class Numbered:
    __sa_dataclass_metadata_key__ = "sa"
    id: int = field(init=False, metadata={"sa": lambda: Column(Integer, primary_key=True)})

@mapper_registry.mapped
@dataclass
class One(Numbered):
    __tablename__ = "one"
    name: str = field(default=None, metadata={"sa": Column(String(5))})

@mapper_registry.mapped
@dataclass
class Two(Numbered):
    __tablename__ = "two"
    size: int = field(default=None, metadata={"sa": Column(Integer)})
"""
    )
