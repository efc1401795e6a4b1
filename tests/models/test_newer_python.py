"""Models and revisions that are written for a newer Python than the server's: read as that Python runs them."""

from __future__ import annotations

import sqlalchemy

from migration_lsp.project import Project
from migration_lsp.schema.records import Catalogue, ColumnRecord
from tests.models.real import read_module
from tests.one_string import project_of


def _column(catalogue: Catalogue, table: str, name: str) -> ColumnRecord:
    return next(column for column in catalogue.tables[table].columns if column.name == name)


def _type(project: Project, name: str) -> tuple[str, bool]:
    """The type of a column of ``thing`` and whether it may be null; certain both."""
    column = _column(project.declared, "thing", name)
    assert column.certain
    return column.type, column.nullable


def test_aliases_and_type_parameters() -> None:
    project = read_module(
        """
type Money = Annotated[decimal.Decimal, mapped_column(Numeric(10, 2))]
type Maybe = str | None
type Short[T] = Annotated[T, mapped_column(String(7))]
type Later = list[Defined]

class Base[T](DeclarativeBase):
    pass

class Stamped[T: Base = Base]:
    created: Mapped[datetime.datetime]

    def first[U](self, rows: list[U]) -> U:
        return rows[0]

class Thing(Stamped[int], Base[str]):
    __tablename__ = "thing"
    type Own = int
    id: Mapped[int] = mapped_column(primary_key=True)
    price: Mapped[Money]
    discount: Mapped[Money | None]
    note: Mapped[Maybe]
    code: Mapped[Short[str]]
    count: Mapped[Own]
"""
    )
    assert project.declared_notes == ()
    assert _type(project, "price") == ("NUMERIC(10, 2)", False)
    assert _type(project, "discount") == ("NUMERIC(10, 2)", True)
    assert _type(project, "note") == ("VARCHAR", True)
    assert _type(project, "code") == ("VARCHAR(7)", False)
    assert _type(project, "count") == ("INTEGER", False)
    assert _type(project, "created")[1] is False


def test_aliases_as_keys_of_the_type_map() -> None:
    project = read_module(
        """
type Json = dict[str, Json] | list[Json] | str
type Pairs[K] = dict[K, str]
type Big = int

class Base(DeclarativeBase):
    type_annotation_map = {Json: JSON, Pairs[int]: postgresql.JSONB, Big: BigInteger}

class Thing(Base):
    __tablename__ = "thing"
    id: Mapped[int] = mapped_column(primary_key=True)
    json: Mapped[Json]
    maybe: Mapped[Json | None]
    pairs: Mapped[Pairs[int]]
    big: Mapped[Big]
"""
    )
    assert project.declared_notes == ()
    assert _type(project, "json") == ("JSON", False)
    assert _type(project, "maybe") == ("JSON", True)
    assert _type(project, "pairs") == ("JSONB", False)
    assert _type(project, "big") == ("BIGINT", False)


def test_an_alias_of_an_alias_that_is_no_key() -> None:
    """SQLAlchemy 2.1 looks one alias through and refuses the second one; 2.0 looks through both."""
    project = read_module(
        """
type Big = int
type Bigger = Big

class Base(DeclarativeBase):
    pass

class Thing(Base):
    __tablename__ = "thing"
    id: Mapped[int] = mapped_column(primary_key=True)
    big: Mapped[Big]
    bigger: Mapped[Bigger]
"""
    )
    assert _type(project, "big") == ("INTEGER", False)
    assert _column(project.declared, "thing", "bigger").certain is sqlalchemy.__version__.startswith("2.0.")


def test_annotations_name_what_comes_later() -> None:
    """Annotations are evaluated when somebody asks: so in 3.14, and before it with the future import."""
    project = read_module(
        """
class Base(DeclarativeBase):
    pass

class Thing(Base):
    __tablename__ = "thing"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind]
    maybe: Mapped[Kind | None]
    quoted: Mapped[None | "Code"]
    parts: Mapped[list[Part]] = relationship()

class Kind(enum.Enum):
    A = "a"
    BB = "bb"

Code = Annotated[str, mapped_column(String(3))]

class Part(Base):
    __tablename__ = "part"
    id: Mapped[int] = mapped_column(primary_key=True)
    thing_id: Mapped[int] = mapped_column(ForeignKey("thing.id"))
"""
    )
    assert project.declared_notes == ()
    assert _type(project, "kind") == ("kind", False)
    assert _type(project, "maybe") == ("kind", True)
    assert _type(project, "quoted") == ("VARCHAR(3)", True)
    assert [column.name for column in project.declared.tables["thing"].columns] == ["id", "kind", "maybe", "quoted"]


def test_sqlmodel_with_type_parameters() -> None:
    project = read_module(
        """
from sqlmodel import SQLModel, Field

class Page[T](SQLModel):
    items: list[T]

class Named[T](SQLModel):
    name: str = Field(max_length=20)

class Thing(Named[int], table=True):
    id: int | None = Field(default=None, primary_key=True)
    label: str = Field(default=f"{"a"}", sa_column_kwargs={"server_default": f"{"a"}"})
"""
    )
    assert project.declared_notes == ()
    assert set(project.declared.tables) == {"thing"}
    assert _type(project, "name") == ("VARCHAR(20)", False)
    assert _column(project.declared, "thing", "label").default == "'a'"


def test_names_in_strings_with_the_same_quotes() -> None:
    project = read_module(
        """
names = {"table": "thing"}

class Base(DeclarativeBase):
    pass

class Thing(Base):
    __tablename__ = f"{names["table"]}"
    id: Mapped[int] = mapped_column(primary_key=True)
    plain: Mapped[str] = mapped_column(t"{names["table"]}_template")
"""
    )
    assert "thing" in project.declared.tables
    assert not any(column.name == "thing_template" for column in project.declared.tables["thing"].columns)


def test_a_revision() -> None:
    project = project_of(
        """
        #- migrations/versions/001_first.py
        names = {"t": "thing", "c": "price"}

        def upgrade():
            op.create_table(names["t"], sa.Column("id", sa.Integer, primary_key=True))
            op.execute(f"ALTER TABLE {names["t"]} ADD COLUMN {names["c"]} integer")
            op.execute(f"ALTER TABLE {
                names["t"]  # the table
            } ADD COLUMN note text")
            try:
                op.add_column(names["t"], sa.Column("last", sa.Text))
            except ValueError, KeyError:
                op.drop_table("thing")

        def downgrade():
            op.drop_table(f"{names["t"]}")
        """
    )
    assert [note.message for note in (*project.notes, *project.history_notes)] == []
    assert [column.name for column in project.at_heads.tables["thing"].columns] == ["id", "price", "note", "last"]
