"""What cannot be read: it makes its own column or table uncertain, with a reason, and nothing else."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migration_lsp.project import Project
from migration_lsp.schema.declare import uncertain
from migration_lsp.schema.vocabulary.columns import OPEN
from tests.models.real import read, read_module
from tests.models.test_types import DECORATORS

BASE = """
from unread_package import mystery, Mystery, MysteryBase, MysteryMixin

class Base(DeclarativeBase):
    pass
"""


def table(text: str) -> Project:
    """A project with one class of the given body, between two columns that are certain."""
    body = textwrap.indent(textwrap.dedent(text).strip(), "    ")
    return read_module(
        BASE
        + f"""
class Thing(Base):
    __tablename__ = "thing"
    id: Mapped[int] = mapped_column(primary_key=True)
{body}
    last: Mapped[str] = mapped_column()
"""
    )


@pytest.mark.parametrize(
    "column",
    [
        "x = Column(Mystery)",
        "x = Column(Mystery())",
        "x = Column(mystery(String))",
        "x: Mapped[Mystery]",
        "x: Mapped[Optional[Mystery]] = mapped_column()",
        "x: Mapped[Nowhere] = mapped_column()",
        "x: Mapped[int] = mystery()",
        "x = Column(String(mystery()))",
        "x = Column(Enum(Mystery))",
        "x = Column(Enum(*mystery(), name='e'))",
        "x = Column(String, server_default=mystery())",
        "x = Column(String, nullable=mystery())",
        "x = Column(String, mystery())",
        "x = Column(String, **mystery())",
        "x = Column(String, unique=mystery())",
        "x = Column(postgresql.ARRAY(Mystery))",
        "x = Column(String, ForeignKey(mystery()))",
        "x: Mapped[Literal[mystery()]]",
        "x: Mapped['not python (']",
        "x: Mapped[Annotated[str, mystery()]] = mapped_column(Mystery)",
        "x = mapped_column(Mystery(3), nullable=False)",
        "x = Column(1 / 0)",
        "x = Column(String([][0]))",
        "x: Mapped[list[int]]",
        "x: Mapped[dict]",
        "x = Column(String, Computed(mystery()))",
        "x = Column(Integer, Identity(start=mystery()))",
        "x = Column(String, comment=mystery())",
    ],
)
def test_an_unread_part_makes_its_column_uncertain(column: str) -> None:
    project = table(column)
    record = project.declared.tables["thing"]
    assert [(each.name, each.certain) for each in record.columns] == [("id", True), ("x", False), ("last", True)]
    assert uncertain(project.tables[0].c.x)


def test_an_unread_variant_counts_for_its_own_dialect() -> None:
    text = """
class Thing(Base):
    __tablename__ = "thing"
    id = Column(Integer, primary_key=True)
    x = Column(JSON().with_variant(Mystery(), 'postgresql'))
"""
    for dialect, certain in (("postgresql", False), ("sqlite", True)):
        record = read_module(BASE + text, dialect).declared.tables["thing"].column("x")
        assert record is not None
        assert record.certain is certain


@pytest.mark.parametrize(
    "part",
    [
        "__table_args__ = mystery()",
        "__table_args__ = (UniqueConstraint('id'), mystery())",
        "__table_args__ = {'schema': mystery()}",
        "__table_args__ = (CheckConstraint(mystery()),)",
        "__table_args__ = (Index('i', mystery()),)",
        "__table_args__ = (ForeignKeyConstraint(mystery(), ['a.b']),)",
        "__table_args__ = tuple(Index(n, 'id') for n in mystery())",
    ],
)
def test_unread_table_arguments_make_the_table_uncertain(part: str) -> None:
    project = table(part)
    record = project.declared.tables["thing"]
    assert not record.certain
    assert all(column.certain for column in record.columns)


@pytest.mark.parametrize("bases", ["Base, MysteryMixin", "MysteryMixin, Base", "Base, mystery()"])
def test_an_unread_base_leaves_the_table_open(bases: str) -> None:
    project = read_module(
        BASE
        + f"""
class Thing({bases}):
    __tablename__ = "thing"
    id: Mapped[int] = mapped_column(primary_key=True)
"""
    )
    (thing,) = project.tables
    assert OPEN in thing.info
    assert all(column.certain for column in project.declared.tables["thing"].columns)
    assert project.declared_notes


def test_a_name_that_is_not_known_is_said() -> None:
    for text in (
        "class Thing(Base):\n    __tablename__ = mystery()\n    id = Column(Integer, primary_key=True)\n",
        "thing = Table(mystery(), Base.metadata, Column('id', Integer))\n",
    ):
        project = read_module(BASE + text)
        assert not project.tables
        assert project.declared_notes, text


def test_columns_of_a_table_that_are_not_known() -> None:
    project = read_module(
        BASE
        + """
one = Table("one", Base.metadata, Column("id", Integer), *mystery())
two = Table("two", Base.metadata, Column("id", Integer), mystery())
three = Table("three", Base.metadata, Column("id", Integer), schema=mystery())
"""
    )
    assert {key: record.certain for key, record in project.declared.tables.items()} == {
        "one": False,
        "two": False,
        "three": False,
    }


def test_what_raises_loses_no_table_and_no_column() -> None:
    project = read_module(
        BASE
        + """
def configured(kind):
    raise RuntimeError("no application yet")

class Thing(Base):
    __tablename__ = "thing"
    id = Column(Integer, primary_key=True)
    secret = Column(configured(Text), nullable=False)
    other: Mapped[str] = mapped_column(configured(Text))

core = Table("core", Base.metadata, Column("id", Integer), Column("x", configured(Text)))
"""
    )
    for key, names in (("thing", ["id", "secret", "other"]), ("core", ["id", "x"])):
        columns = project.declared.tables[key].columns
        assert [column.name for column in columns] == names
        assert [column.certain for column in columns] == [name == "id" for name in names]
    assert not project.declared.tables["thing"].columns[1].nullable
    assert project.declared_notes


def test_an_enumeration_with_unread_members_is_not_empty() -> None:
    project = table(
        """
        class Inner(enum.Enum):
            A = mystery()
        x = Column(Enum(Inner))
        y: Mapped[Inner]
        """
    )
    record = project.declared.tables["thing"]
    assert {column.name: column.certain for column in record.columns} == {
        "id": True,
        "x": False,
        "y": False,
        "last": True,
    }
    assert not project.declared.enums


SAMPLE = (
    BASE
    + DECORATORS
    + """
class Mixin:
    made: Mapped[datetime.datetime] = mapped_column(server_default=func.now())

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower()

    @declared_attr
    def owner_id(cls) -> Mapped[Optional[int]]:
        return mapped_column(ForeignKey("user.id"))

class User(Mixin, Base):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped["str | None"] = mapped_column(String(3), index=True)
    kind = Column(Enum(Colour, name="kind"), server_default=Colour.RED.name)
    __table_args__ = (
        UniqueConstraint("name", "kind"),
        Index("ix_lower", func.lower(name), unique=True),
        CheckConstraint(kind != "x", name="ck"),
        {"comment": "users"},
    )

class Child(User):
    __tablename__ = "child"
    id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True)
    for name in ("a", "b"):
        vars()[name] = Column(Integer)

def make(names):
    for name in names:
        yield Column(name, Integer, nullable=name == "p")

extra = Table("extra", Base.metadata, Column("id", Integer, primary_key=True), *make(["p", "q"]))
User.late = Column(String(4))
try:
    setattr(User, "set", Column(Integer))
except Exception:
    pass
"""
)
LINES = SAMPLE.splitlines()
WORDS = st.sampled_from(
    ["None", "mystery()", "Base", "User", "Mapped", "1", "''", "[]", "{}", "*", "**", "lambda: 0", "self", "cls", "..."]
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_change_of_lines_raises(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["delete", "swap", "repeat", "word", "cut"]))
        if change == "delete":
            lines[at] = ""
        elif change == "swap":
            other = data.draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif change == "repeat":
            lines.insert(at, lines[at])
        elif change == "word":
            words = lines[at].split(" ")
            words[data.draw(st.integers(0, len(words) - 1))] = data.draw(WORDS)
            lines[at] = " ".join(words)
        else:
            lines[at] = lines[at][: data.draw(st.integers(0, max(len(lines[at]), 1)))]
    project = read_module("\n".join(lines))
    assert project.declared.dialect == "postgresql"
    assert project.written.dialect == "postgresql"


SOUP = """
    Column Integer String Mapped mapped_column Base Table Enum ForeignKey primary_key=True 'a' "b" User __tablename__
    ( ) [ ] , : = . * ** class def return if for in lambda Optional Annotated Literal None 1 {} [] declared_attr
    index=True
"""
WORD = st.sampled_from(SOUP.split())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(["x = ", "x: ", "    x = ", "    x: ", ""]), st.lists(WORD, max_size=8))))
def test_no_soup_of_words_raises(lines: list[tuple[str, list[str]]]) -> None:
    body = "\n".join(start + " ".join(words) for start, words in lines)
    for text in (body, "\n".join(f"    {line}" for line in body.splitlines())):
        project = read_module(f"{BASE}\nclass User(Base):\n    __tablename__ = 'user'\n{text}\n")
        assert project.declared.dialect == "postgresql"


def test_files_without_a_table_are_harmless() -> None:
    project = read({"a.py": "", "b.py": "from a import *\nfrom b import x\n", "c.py": "import c\nc.Table(\n"})
    assert not project.declared.tables
