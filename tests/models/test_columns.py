"""Columns, types, defaults and nullability, held against the real library."""

from __future__ import annotations

from tests.models.real import same_as_real

BASE = """
class Base(DeclarativeBase):
    pass
"""


def same(text: str, dialect: str = "postgresql") -> None:
    same_as_real(BASE + text, dialect)


def test_classic_columns() -> None:
    same_as_real(
        """
Base = declarative_base()

class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    name = Column(String(50), nullable=False, index=True)
    email = Column("email_address", String(120), unique=True)
    plan = Column(String(20), server_default="free")
    age = Column(SmallInteger(), default=3)
    score = Column(Float(53))
    price = Column(Numeric(10, 2), nullable=False)
    data = Column(LargeBinary)
    made = Column(DateTime(timezone=True), server_default=func.now(), onupdate=func.now())
    team_id = Column(ForeignKey("team.id", ondelete="CASCADE"), index=True)

class Team(Base):
    __tablename__ = "team"
    id = Column(BigInteger, primary_key=True)
"""
    )


def test_enumerations_as_types() -> None:
    same(
        """
class Colour(enum.Enum):
    RED = "r"
    BLUE = "b"
    ALSO_RED = "r"

Functional = enum.Enum("Functional", "ONE TWO THREE")
Listed = enum.Enum("Listed", ["A", "B"])
Pairs = enum.Enum("Pairs", [("X", "x"), ("Y", "y")])
Mapping_ = enum.Enum("Mapping_", {"P": 1, "Q": 2})
meta = MetaData(schema="inner")

class User(Base):
    __tablename__ = "user"
    __table_args__ = {"schema": "app"}
    id = Column(Integer, primary_key=True)
    plain = Column(Enum(Colour))
    named = Column(Enum(Colour, name="colours"))
    by_value = Column(Enum(Colour, values_callable=lambda kind: [member.value for member in kind], name="v"))
    strings = Column(Enum("a", "b", "c", name="abc"))
    checked = Column(Enum("a", "bb", native_enum=False, create_constraint=True, name="ck_checked"))
    long = Column(Enum(Colour, native_enum=False, length=40))
    functional = Column(Enum(Functional))
    listed = Column(Enum(Listed))
    pairs = Column(Enum(Pairs))
    mapping = Column(Enum(Mapping_))
    inherited = Column(Enum("i", "j", name="ij", inherit_schema=True))
    own_schema = Column(Enum("k", "l", name="kl", schema="other"))
    of_metadata = Column(Enum("m", "n", name="mn", metadata=meta))
    dialects = Column(postgresql.ENUM("o", "p", name="op", create_type=False))
    spread = Column(Enum(*["s", "t"], name="st"))
    several = Column(Enum(*[kind.value for kind in Colour], name="by_loop"))
    array = Column(postgresql.ARRAY(Enum(Colour, name="colour_array")))
"""
    )


def test_booleans_with_a_constraint() -> None:
    same_as_real(
        """
class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"})

class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    flag = Column(Boolean(create_constraint=True, name="flag_bool"))
    enum = Column(Enum("a", "b", name="kinds", native_enum=False, create_constraint=True))
""",
        "sqlite",
    )


def test_server_defaults() -> None:
    same(
        """
class Colour(enum.Enum):
    RED = "r"

class Kind(str, enum.Enum):
    A = "a"

DEFAULT = "constant"

class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    a = Column(String, server_default="free")
    b = Column(String, server_default=text("'free'"))
    c = Column(Boolean, server_default=false(), nullable=False)
    d = Column(Boolean, server_default=sa.true())
    e = Column(Boolean, server_default=sa.sql.expression.false())
    f = Column(DateTime, server_default=func.now())
    g = Column(DateTime, server_default=func.current_timestamp())
    h = Column(Integer, server_default="0")
    i = Column(Integer, server_default=text("0"))
    j = Column(String, server_default=DEFAULT)
    k = Column(String, server_default=f"{DEFAULT}-1")
    l = Column(String, server_default=Kind.A)
    m = Column(postgresql.JSONB, server_default=text("'{}'::jsonb"))
    n = Column(postgresql.ARRAY(String), server_default="{}")
    o = Column(postgresql.UUID(as_uuid=True), server_default=text("gen_random_uuid()"))
    p = Column(String, server_default=sa.null())
    q = Column(String, server_default=FetchedValue())
    r = Column(String, server_default=literal_column("'x'"))
    s = Column(Integer, server_default=sa.literal(3))
    t = Column(String, server_default=sa.cast("x", String))
    u = Column(DateTime, server_default=func.timezone("utc", func.now()))
    v = Column(DateTime, server_default=DefaultClause(func.now()))
    w = Column(String, server_default=Colour.RED.value)
    x = Column(String, server_default="")
    y = Column(DateTime, server_default=func.now(), server_onupdate=func.now())
    z = Column(DateTime, server_default=func.now() + text("interval '1 day'"))
"""
    )


def test_computed_identity_and_sequences() -> None:
    same(
        """
numbers = Sequence("numbers")

class Square(Base):
    __tablename__ = "square"
    id = Column(Integer, Identity(always=True, start=10, increment=5), primary_key=True)
    other = Column(BigInteger, Identity())
    side = Column(Integer)
    area = Column(Integer, Computed("side * side"))
    kept: Mapped[int] = mapped_column(Computed("side * 2", persisted=True))
    number = Column(Integer, numbers, server_default=numbers.next_value())
    second = Column(Integer, Sequence("second_seq", start=2))

class Sequenced(Base):
    __tablename__ = "sequenced"
    id = Column(Integer, Sequence("sequenced_id", metadata=Base.metadata), primary_key=True)

class ByOrder(Base):
    __tablename__ = "by_order"
    first = Column(Integer, primary_key=True, autoincrement=False)
    second = Column(Integer, primary_key=True)

class Text_(Base):
    __tablename__ = "text"
    code = Column(String(3), primary_key=True)

class Both(Base):
    __tablename__ = "both"
    one = Column(Integer, primary_key=True)
    two = Column(Integer, primary_key=True, autoincrement=True)
"""
    )


def test_types_of_foreign_keys() -> None:
    same(
        """
class Team(Base):
    __tablename__ = "team"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    code = Column(String(8), unique=True)
    boss_id: Mapped[Optional[int]] = mapped_column(ForeignKey("user.id", use_alter=True, name="fk_boss"))

class User(Base):
    __tablename__ = "user"
    id = Column(BigInteger, primary_key=True)
    by_string = Column(ForeignKey("team.id"))
    by_attribute = Column(ForeignKey(Team.code))
    by_column = Column(ForeignKey(Team.__table__.c.code))
    annotated: Mapped[int] = mapped_column(ForeignKey("team.id"))
    maybe: Mapped[Optional[str]] = mapped_column(ForeignKey("team.id"))
    typed: Mapped[int] = mapped_column(String(8), ForeignKey("team.code", onupdate="CASCADE"))
    parent_id: Mapped[Optional[int]] = mapped_column(ForeignKey("user.id"))
    options = Column(
        Integer, ForeignKey("user.id", deferrable=True, initially="DEFERRED", match="FULL", name="fk_options")
    )

class Chain(Base):
    __tablename__ = "chain"
    id = Column(ForeignKey("user.by_attribute"), primary_key=True)
"""
    )


def test_dialect_types() -> None:
    same(
        """
from sqlalchemy.dialects.postgresql import (
    ARRAY as PG_ARRAY, BIT, BYTEA, CIDR, CITEXT, DATERANGE, DOMAIN, HSTORE, INET, INT4RANGE, INTERVAL, JSONB,
    MACADDR, MONEY, NUMRANGE, OID, TSMULTIRANGE, TSTZRANGE, TSVECTOR, UUID,
)

class Everything(Base):
    __tablename__ = "everything"
    id = Column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    a = Column(PG_ARRAY(String(10), dimensions=2))
    b = Column(BIT(8))
    b2 = Column(BIT(varying=True))
    c = Column(BYTEA)
    d = Column(CIDR)
    e = Column(CITEXT)
    f = Column(DATERANGE)
    g = Column(DOMAIN("positive", Integer, check=text("VALUE > 0")))
    h = Column(HSTORE)
    i = Column(INET)
    j = Column(INT4RANGE)
    k = Column(INTERVAL(fields="YEAR TO MONTH"))
    l = Column(JSONB(astext_type=Text()), nullable=False, server_default=text("'{}'"))
    m = Column(MACADDR)
    n = Column(MONEY)
    o = Column(NUMRANGE)
    p = Column(OID)
    q = Column(TSMULTIRANGE)
    r = Column(TSTZRANGE)
    s = Column(TSVECTOR)
    t = Column(postgresql.DOUBLE_PRECISION)
    u = Column(postgresql.TIMESTAMP(timezone=True, precision=3))
    v = Column(sa.ARRAY(sa.Integer))
    w = Column(String(collation="C"))
    x = Column(Unicode(10))
    y = Column(UnicodeText)
    z = Column(PickleType)
    aa = Column(Interval)
    bb = Column(Uuid(as_uuid=False))
    cc = Column(CHAR(3))
    dd = Column(sa.Double)
    ee = Column(JSON(none_as_null=True))
    ff = Column(String(20).with_variant(Text(), "postgresql"))
    gg = Column(JSON().with_variant(JSONB(), "postgresql", "cockroachdb"))
    hh = Column(postgresql.REGCLASS)
    ii = Column(postgresql.ENUM("a", name="letter"))
    jj = Column(sa.types.Text)
    kk = Column(Float(precision=10))
    ll = Column(Numeric(asdecimal=False))
"""
    )


def test_mysql_types() -> None:
    same(
        """
from sqlalchemy.dialects import mysql
from sqlalchemy.dialects.mysql import LONGTEXT, TINYINT, DATETIME

class Everything(Base):
    __tablename__ = "everything"
    __table_args__ = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "comment": "all of them"}
    id = Column(mysql.INTEGER(unsigned=True), primary_key=True)
    a = Column(LONGTEXT)
    b = Column(TINYINT(1), nullable=False, server_default="0")
    c = Column(DATETIME(fsp=6), server_default=text("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"))
    d = Column(mysql.ENUM("a", "b"))
    e = Column(mysql.SET("a", "b"))
    f = Column(String(20, collation="utf8mb4_bin"), index=True)
    g = Column(Enum("x", "y"))
    h = Column(mysql.VARCHAR(10, charset="latin1"), comment="old")
    i = Column(Text, Computed("concat(f, h)"))
    j = Column(Boolean(create_constraint=True))
""",
        "mysql",
    )


def test_names_keys_comments_and_quotes() -> None:
    same(
        """
class Odd(Base):
    __tablename__ = quoted_name("Order", quote=True)
    __table_args__ = (
        UniqueConstraint("renamed", "keyed_name"),
        Index("ix_keyed", "other_key"),
        {"comment": "a table"},
    )
    id = Column("ID", Integer, primary_key=True)
    attribute = Column("renamed", String, key="renamed")
    keyed = Column("keyed_column", String, key="keyed_name", comment="with a key")
    other = Column("other_column", String, key="other_key", comment="it's")
    select = Column("select", String, quote=True)
    named = mapped_column("mapped_name", String(3))
    by_keyword = Column(name="by_name", type_=Integer)
    system = Column(Integer, system=False, info={"a": 1}, doc="none")
"""
    )


def test_columns_made_by_functions_loops_and_later() -> None:
    same(
        """
PREFIX = "col"

def stamp(name, nullable=True, **options):
    return Column(name, DateTime(timezone=True), nullable=nullable, **options)

def foreign(target, *, ondelete="CASCADE"):
    return mapped_column(ForeignKey(f"{target}.id", ondelete=ondelete), index=True)

class User(Base):
    __tablename__ = f"{PREFIX}_user"
    id = Column(Integer, primary_key=True)
    made = stamp("made_at", server_default=func.now())
    gone = stamp("gone_at", False)
    parent_id: Mapped[Optional[int]] = foreign(f"{PREFIX}_user", ondelete="SET NULL")
    for index in range(3):
        locals()[f"slot_{index}"] = Column(Integer)
    del index

User.extra = Column(String(4), nullable=False)
User.later = mapped_column("later_column", Integer)
setattr(User, "set_by_name", Column(Integer))

for number in (1, 2):
    class Shard(Base):
        __tablename__ = f"shard_{number}"
        id = Column(Integer, primary_key=True)
        value: Mapped[str]

def make(name):
    return type(name.title(), (Base,), {"__tablename__": name, "id": Column(Integer, primary_key=True)})

Made = make("made")
columns = [Column(f"c{n}", Integer) for n in range(3)]
listed = Table("listed", Base.metadata, Column("id", Integer, primary_key=True), *columns)
listed.append_column(Column("appended", String))
"""
    )


def test_conditional_definitions() -> None:
    same(
        """
import sys
HAS = False
Chosen = String(12)

class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    if HAS:
        wrong = Column(Integer)
    else:
        right = Column(Integer)
    if sys.version_info >= (3, 8):
        modern = Column(Chosen)
    else:
        ancient = Column(Chosen)
    if TYPE_CHECKING:
        never: Mapped[int]
    else:
        always = Column(Integer)

if not HAS:
    class Extra(Base):
        __tablename__ = "extra"
        id = Column(Integer, primary_key=True)
"""
    )
