"""Reports of small catalogues, graphs and notes."""

from __future__ import annotations

from immutables import Map

from migration_lsp.config import EnvironmentConfig
from migration_lsp.migrations.graph import Graph
from migration_lsp.migrations.header import Header
from migration_lsp.report.graph import graph_json, graph_text
from migration_lsp.report.notes import notes_json, notes_text
from migration_lsp.report.schema import schema_json, schema_text
from migration_lsp.schema.records import (
    Catalogue,
    CheckRecord,
    ColumnRecord,
    EnumRecord,
    ForeignKeyRecord,
    IndexRecord,
    PrimaryKeyRecord,
    TableRecord,
    UniqueRecord,
)
from migration_lsp.source.spans import Note, Span

_ORDERS = TableRecord(
    "orders",
    columns=(
        ColumnRecord("id", "INTEGER", nullable=False, identity=()),
        ColumnRecord("status", "order_status", nullable=False, default="'new'"),
        ColumnRecord("total", "NUMERIC(10, 2)", computed="net + tax"),
        ColumnRecord("note", "TEXT", certain=False),
    ),
    primary_key=PrimaryKeyRecord(None, ("id",)),
    indexes=(IndexRecord("ix", (None, "status"), ("lower(note)", "status"), options=(("postgresql_where", "x"),)),),
    uniques=(UniqueRecord("uq", ("status", "note")),),
    foreign_keys=(ForeignKeyRecord("fk", ("a", "b"), "shop.team", ("x", "y"), ondelete="CASCADE"),),
    checks=(CheckRecord("total_ok", "total > 0"),),
)
_CATALOGUE = Catalogue(
    "postgresql",
    Map({"orders": _ORDERS}),
    Map({"order_status": EnumRecord("order_status", values=("new", "paid"))}),
)


def test_a_catalogue_as_json() -> None:
    table = schema_json(_CATALOGUE)["tables"]["orders"]
    assert table == {
        "columns": {
            "id": {
                "type": "INTEGER",
                "nullable": False,
                "server_default": None,
                "comment": None,
                "certain": True,
                "identity": True,
            },
            "status": {
                "type": "order_status",
                "nullable": False,
                "server_default": "'new'",
                "comment": None,
                "certain": True,
                "enum": ["new", "paid"],
            },
            "total": {
                "type": "NUMERIC(10, 2)",
                "nullable": True,
                "server_default": None,
                "comment": None,
                "certain": True,
                "computed": "net + tax",
            },
            "note": {"type": "TEXT", "nullable": True, "server_default": None, "comment": None, "certain": False},
        },
        "primary_key": ["id"],
        "indexes": [
            {
                "name": "ix",
                "columns": [None, "status"],
                "expressions": ["lower(note)", "status"],
                "unique": False,
                "options": {"postgresql_where": "x"},
            }
        ],
        "unique_constraints": [{"name": "uq", "columns": ["status", "note"]}],
        "foreign_keys": [
            {
                "name": "fk",
                "columns": ["a", "b"],
                "target": ["shop.team.x", "shop.team.y"],
                "ondelete": "CASCADE",
                "onupdate": None,
            }
        ],
        "check_constraints": [{"name": "total_ok", "sqltext": "total > 0"}],
        "comment": None,
        "certain": True,
    }


def test_a_catalogue_as_text() -> None:
    assert schema_text(_CATALOGUE, "what the models declare") == (
        "what the models declare: 1 table (postgresql)\n"
        "\n"
        "orders\n"
        "  id      INTEGER         not null  identity\n"
        "  status  order_status    not null  default 'new'\n"
        "  total   NUMERIC(10, 2)  computed net + tax\n"
        "  note    TEXT            (not certain)\n"
        "  primary key (id)\n"
        "  unique uq (status, note)\n"
        "  foreign key fk (a, b) -> shop.team (x, y) on delete cascade\n"
        "  check total_ok (total > 0)\n"
        "  index ix (lower(note), status)  postgresql_where=x\n"
        "\n"
        "type order_status: new, paid\n"
    )


def test_an_uncertain_catalogue_makes_its_tables_uncertain() -> None:
    doubtful = Catalogue("postgresql", Map({"orders": _ORDERS}), certain=False)
    assert schema_json(doubtful)["tables"]["orders"]["certain"] is False


_ENVIRONMENT = EnvironmentConfig("m", ("m/versions",))


def _header(revision: str, *downs: str, labels: tuple[str, ...] = (), docstring: str = "") -> Header:
    return Header(f"m/versions/{revision}.py", revision, downs, labels, docstring=docstring)


def test_a_graph_as_json() -> None:
    graph = Graph.of([_header("a1"), _header("b1", "a1"), _header("b2", "a1"), _header("c1", "b1", "b2")])
    document = graph_json(graph, _ENVIRONMENT)
    assert (document["heads"], document["bases"]) == (["c1"], ["a1"])
    assert document["revisions"]["a1"] == {
        "down_revision": None,
        "depends_on": [],
        "branch_labels": [],
        "path": "a1.py",
    }
    assert document["revisions"]["b1"]["down_revision"] == "a1"
    assert document["revisions"]["c1"]["down_revision"] == ["b1", "b2"]


def test_a_graph_as_text() -> None:
    graph = Graph.of(
        [_header("a1", docstring="First.\n\nMore."), _header("b1", "a1", labels=("core",)), _header("x", "x")]
    )
    assert graph_text(graph, _ENVIRONMENT) == (
        "3 revisions, head b1, base a1\n"
        "\n"
        "  b1  <- a1    (head; label core)\n"
        "  a1  <- base  First.\n"
        "\n"
        "never reached, because their down_revisions form a circle:\n"
        "  x   <- x\n"
    )


def test_no_revisions() -> None:
    assert graph_text(Graph.of([]), _ENVIRONMENT) == "m has no revisions\n"


def test_notes_count_lines_from_one() -> None:
    note = Note(Span.whole_line("app/models.py", 11), "cannot be read")
    assert notes_json([note]) == [{"path": "app/models.py", "line": 12, "message": "cannot be read"}]
    assert notes_text((note,)) == "note: app/models.py:12: cannot be read\n"


def test_many_notes_are_cut_short_in_a_terminal() -> None:
    notes = tuple(Note(Span.whole_line("a.py", line), "x") for line in range(30))
    lines = notes_text(notes).splitlines()
    assert len(lines) == 21
    assert "10 more" in lines[-1]


def test_project_text_cannot_speak_to_the_terminal() -> None:
    note = Note(Span.whole_line("a.py"), "name \x1b[31mred\x07\nnext")
    assert notes_text((note,)) == "note: a.py:1: name  [31mred  next\n"
    table = TableRecord("t", columns=(ColumnRecord("a\x1b[2J", "TEXT"),))
    assert "\x1b" not in schema_text(Catalogue("postgresql", Map({"t": table})), "title")
    graph = Graph.of([_header("a1", docstring="\x1b]0;owned\x07")])
    assert "\x1b" not in graph_text(graph, _ENVIRONMENT)
