"""What annotations say of columns, held against the real library."""

from __future__ import annotations

from tests.models.real import same_as_real

BASE = """
class Base(DeclarativeBase):
    pass
"""


def same(text: str, dialect: str = "postgresql") -> None:
    same_as_real(BASE + text, dialect)


def test_mapped_columns_with_and_without_annotations() -> None:
    same(
        """
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    nick: Mapped[Optional[str]]
    email: Mapped[str | None] = mapped_column(String(100), unique=True)
    forced: Mapped[str | None] = mapped_column(nullable=False)
    loose: Mapped[str] = mapped_column(nullable=True)
    flag: Mapped[bool]
    raw: Mapped[bytes]
    when: Mapped[datetime.datetime]
    day: Mapped[datetime.date]
    clock: Mapped[datetime.time]
    span: Mapped[datetime.timedelta]
    price: Mapped[decimal.Decimal]
    ratio: Mapped[float]
    token: Mapped[uuid.UUID]
    plain = mapped_column(String(5))
    unsaid = mapped_column(Integer, nullable=False)
    unioned: Mapped[Union[int, None]]
    first_none: Mapped[None | int]
"""
    )


def test_annotations_as_strings() -> None:
    same(
        """
class User(Base):
    __tablename__ = "user"
    id: Mapped["int"] = mapped_column(primary_key=True)
    name: "Mapped[str]"
    nick: "Mapped[Optional[str]]"
    other: Mapped["Optional[str]"]
    modern: Mapped["str | None"]
    inner: Mapped[Optional["str"]]
    outer: "Mapped[Optional['datetime.datetime']]"
"""
    )


def test_postponed_annotations() -> None:
    same_as_real(
        """
from __future__ import annotations
class Base(DeclarativeBase):
    pass

class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    nick: Mapped[str | None]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    team: Mapped[Team | None] = relationship()
    when: Mapped[datetime.datetime]

class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    users: Mapped[List[User]] = relationship(overlaps="team")
"""
    )


def test_names_imported_for_type_checkers_only() -> None:
    same_as_real(
        """
from __future__ import annotations
class Base(DeclarativeBase):
    pass

if TYPE_CHECKING:
    from elsewhere import Team
else:
    Team = "Team"

class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))

team = Table("team", Base.metadata, Column("id", Integer, primary_key=True))
"""
    )


def test_annotated_columns() -> None:
    same(
        """
intpk = Annotated[int, mapped_column(primary_key=True)]
name = Annotated[str, mapped_column(String(30), nullable=False)]
optional_name = Annotated[Optional[str], mapped_column(String(31))]
stamp = Annotated[datetime.datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]
indexed = Annotated[str, mapped_column(String(9), index=True, unique=True)]
user_fk = Annotated[int, mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)]

class User(Base):
    __tablename__ = "user"
    id: Mapped[intpk]
    name: Mapped[name]
    nick: Mapped[Optional[name]]
    other: Mapped[optional_name]
    made: Mapped[stamp]
    changed: Mapped[stamp] = mapped_column(server_default=func.UTC_TIMESTAMP())
    code: Mapped[indexed]
    wide: Mapped[name] = mapped_column(String(99))
    null: Mapped[name] = mapped_column(nullable=True)
    inline: Mapped[Annotated[str, mapped_column(String(3), comment="three")]]

class Post(Base):
    __tablename__ = "post"
    id: Mapped[intpk]
    user_id: Mapped[user_fk]
    other_id: Mapped[user_fk] = mapped_column("second_user")
"""
    )


def test_type_annotation_map() -> None:
    same_as_real(
        """
str_30 = Annotated[str, 30]
str_50 = Annotated[str, 50]
UserId = NewType("UserId", int)
Json = Dict[str, Any]

class Colour(enum.Enum):
    RED = "r"
    BLUE = "b"

class Base(DeclarativeBase):
    type_annotation_map = {
        str: Text,
        str_30: String(30),
        str_50: String(50),
        UserId: BigInteger,
        Json: postgresql.JSONB,
        dict[str, Any]: JSON,
        list[str]: ARRAY(String),
        datetime.datetime: TIMESTAMP(timezone=True),
        decimal.Decimal: Numeric(12, 4),
        Optional[bytes]: LargeBinary(10),
        enum.Enum: Enum(enum.Enum, native_enum=False, length=33),
        Literal["a", "b"]: Enum("a", "b", name="ab"),
    }

class User(Base):
    __tablename__ = "user"
    id: Mapped[UserId] = mapped_column(primary_key=True)
    text: Mapped[str]
    short: Mapped[str_30]
    long: Mapped[Optional[str_50]]
    data: Mapped[Json]
    more: Mapped[dict[str, Any]]
    tags: Mapped[list[str]]
    maybe: Mapped[Optional[list[str]]]
    when: Mapped[datetime.datetime]
    price: Mapped[Optional[decimal.Decimal]]
    raw: Mapped[Optional[bytes]]
    colour: Mapped[Colour]
    kind: Mapped[Literal["a", "b"]]
"""
    )


def test_a_type_map_of_a_registry_and_of_abstract_classes() -> None:
    same_as_real(
        """
mapper_registry = registry(type_annotation_map={str: String(77), datetime.date: DateTime})

class Base(DeclarativeBase):
    registry = mapper_registry

class Thing(Base):
    __tablename__ = "thing"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    day: Mapped[Optional[datetime.date]]
"""
    )


def test_enumerations_and_literals_by_annotation() -> None:
    same(
        """
Status = Literal["pending", "received"]

class Colour(enum.Enum):
    RED = "r"
    BLUE = "b"

class Size(str, enum.Enum):
    SMALL = "s"
    LARGE = "l"

class Level(enum.StrEnum):
    low = enum.auto()
    high = enum.auto()

class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    colour: Mapped[Colour]
    maybe: Mapped[Optional[Colour]]
    size: Mapped[Size] = mapped_column(default=Size.SMALL)
    level: Mapped[Level] = mapped_column(server_default=Level.low)
    status: Mapped[Status]
    inline: Mapped[Literal["x", "longer"]]
    nothing: Mapped[Optional[Literal["x", "y"]]]
"""
    )
