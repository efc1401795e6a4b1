"""What models take from the settings of a running application, and what stands for a value until it is needed."""

from __future__ import annotations

from tests.models.real import read_module


def test_a_setting_that_is_not_known_is_what_the_text_falls_back_to() -> None:
    project = read_module(
        """
from elsewhere import conf

LENGTH = conf.getint("database", "length", fallback=250)
collation = conf.get("database", "collation", fallback=None)
OPTIONS = {"collation": collation} if collation else {}

class Base(DeclarativeBase):
    pass

class Thing(Base):
    __tablename__ = "thing"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LENGTH, **OPTIONS))
    other: Mapped[str] = mapped_column(String(conf.get("database", "other")))
    odd: Mapped[str] = mapped_column(String(conf.length(fallback=3)))
"""
    )
    columns = project.declared.tables["thing"].columns
    assert {column.name: column.type for column in columns if column.certain} == {
        "id": "INTEGER",
        "name": "VARCHAR(250)",
    }


def test_a_lazy_proxy_is_what_its_function_makes() -> None:
    project = read_module(
        """
from lazy_object_proxy import Proxy

def length():
    return String(20)

class Base(DeclarativeBase):
    pass

class Thing(Base):
    __tablename__ = "thing"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Proxy(length))
"""
    )
    name = project.declared.tables["thing"].column("name")
    assert name is not None
    assert (name.type, name.certain) == ("VARCHAR(20)", True)
