"""SQLModel's fields, held against the real library."""

from __future__ import annotations

from tests.models.real import read_module, same_as_real

SQLMODEL = """
from sqlmodel import Field, Relationship, SQLModel
"""


def same(text: str) -> None:
    same_as_real(SQLMODEL + text)


def test_fields_of_python_types() -> None:
    same(
        """
import ipaddress
from pathlib import Path

class Level(int, enum.Enum):
    LOW = 1

class Colour(str, enum.Enum):
    RED = "r"

class HeroUser(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    nick: str | None = None
    short: str = Field(max_length=10)
    age: int = 3
    ratio: float
    flag: bool = False
    raw: bytes
    when: datetime.datetime
    day: datetime.date
    span: datetime.timedelta
    clock: datetime.time
    token: uuid.UUID = Field(default_factory=uuid.uuid4)
    price: decimal.Decimal = Field(max_digits=5, decimal_places=2)
    plain_price: decimal.Decimal
    colour: Colour
    maybe: Optional[Colour] = Field(default=None)
    level: Level
    address: ipaddress.IPv4Address
    path: Path
"""
    )


def test_fields_in_all_forms() -> None:
    same(
        """
class Team(SQLModel, table=True):
    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("name", "city"), {"comment": "teams"})
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    city: str = Field(unique=True, nullable=True)
    heroes: list["Hero"] = Relationship(back_populates="team")

class Hero(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    team_id: int | None = Field(default=None, foreign_key="teams.id", ondelete="SET NULL")
    other_id: int = Field(foreign_key="teams.id", index=True)
    data: dict = Field(sa_column=Column(JSON, nullable=False))
    tags: list[str] = Field(sa_column=Column("tag_list", postgresql.ARRAY(String)))
    typed: dict = Field(default_factory=dict, sa_type=postgresql.JSONB)
    sized: str = Field(sa_type=String(9))
    made: datetime.datetime = Field(sa_column_kwargs={"server_default": text("now()"), "comment": "when"})
    aware: datetime.datetime = Field(sa_type=DateTime(timezone=True), nullable=False)
    checked: int = Field(sa_column_args=[CheckConstraint("checked > 0", name="ck_checked")])
    constrained: Annotated[str, Field(max_length=7)]
    forced: str | None = Field(default=None, nullable=False)
    team: Team | None = Relationship(
        back_populates="heroes", sa_relationship_kwargs={"foreign_keys": "Hero.team_id"}
    )
""".replace(
            'heroes: list["Hero"] = Relationship(back_populates="team")',
            'heroes: list["Hero"] = Relationship('
            'back_populates="team", sa_relationship_kwargs={"foreign_keys": "Hero.team_id"})',
        )
    )


def test_fields_that_are_inherited() -> None:
    same(
        """
class Stamped(SQLModel):
    made: datetime.datetime = Field(default_factory=datetime.datetime.now)

class HeroBase(SQLModel):
    name: str = Field(index=True)
    secret: str
    age: int | None = Field(default=None, index=True)

class Hero(HeroBase, Stamped, table=True):
    id: int | None = Field(default=None, primary_key=True)
    secret: str = Field(max_length=4)
    extra: str | None = None
    _private: int = 3
    kind: ClassVar[str] = "x"

    @property
    def label(self) -> str:
        return self.name

class HeroCreate(HeroBase):
    password: str

class Copy(HeroBase, table=True):
    id: int | None = Field(default=None, primary_key=True)

    @declared_attr
    def __tablename__(cls) -> str:
        return "copies"
"""
    )


def test_literals_are_text() -> None:
    same(
        """
from typing import Literal

class Thing(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    kind: Literal["a", "b"] = Field(default="a", sa_type=String)
    other: Annotated[Optional[str], Field(max_length=3)] = None
"""
    )


def test_what_sqlmodel_refuses_is_uncertain() -> None:
    project = read_module(
        SQLMODEL
        + """
class Thing(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    tags: list[str]
"""
    )
    record = project.declared.tables["thing"].column("tags")
    assert record is not None
    assert not record.certain


def test_use_decides_the_type_of_an_annotation_that_is_not_read() -> None:
    project = read_module(
        SQLMODEL
        + """
from elsewhere import Id, Other

class Team(SQLModel, table=True):
    id: Id = Field(default_factory=uuid.uuid4, primary_key=True)
    slug: Other = Field(primary_key=True)

class Hero(SQLModel, table=True):
    id: Id = Field(default_factory=uuid.uuid4, primary_key=True)
    team_id: Id | None = Field(default=None, foreign_key="team.id")
    owner_id: Id = Field(nullable=False, foreign_key="team.id")
    slug: Other | None = Field(default=None, foreign_key="team.slug")
    maybe_none: Id = Field(foreign_key="team.id")
    token: Id = Field(default_factory=uuid.uuid4)
    made: Id = Field(default_factory=made_elsewhere, nullable=False)
"""
    )
    columns = project.declared.tables["hero"].columns
    certain = {column.name: (column.type, column.nullable) for column in columns if column.certain}
    assert certain == {"id": ("UUID", False), "team_id": ("UUID", True), "owner_id": ("UUID", False)}
