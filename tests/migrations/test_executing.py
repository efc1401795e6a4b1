"""SQL that is handed to a database, and objects that make themselves on a connection."""

from __future__ import annotations

from tests.migrations.runs import columns, kinds, messages, run


def test_ddl_executed_on_something_unknown_counts() -> None:
    result = run("""
        import somewhere
        def upgrade():
            somewhere.session().execute('DROP TABLE "user"')
        """)
    assert "user" not in result.after.tables


def test_a_statement_on_rows_with_an_unknown_part_changes_nothing() -> None:
    result = run("""
        import somewhere
        def upgrade():
            op.execute(f'UPDATE "user" SET name = {somewhere.x()}')
        """)
    assert kinds(result) == ["DataOp"]
    assert result.after == result.before
    assert messages(result) == []


def test_ddl_with_an_unknown_part_is_not_passed_over() -> None:
    result = run("""
        import somewhere
        def upgrade():
            op.execute(f'ALTER TABLE "user" {somewhere.x()} name')
        """)
    assert messages(result)
    assert not result.after.tables["user"].certain


def test_rows_and_tables_of_the_revision_itself_change_nothing() -> None:
    result = run(
        """
        user = sa.table("user", sa.column("id"), sa.column("name"))
        import somewhere
        def upgrade():
            op.execute(user.update().where(user.c.id == somewhere.x()).values(name=somewhere.y()))
            op.bulk_insert(user, [{"id": 1, "name": "a"}])
        """
    )
    assert kinds(result) == ["DataOp", "BulkInsertOp"]
    assert result.after == result.before


def test_enum_types_are_created_and_dropped_on_a_connection() -> None:
    result = run(
        """
        kind = postgresql.ENUM("a", "b", name="kind")
        def upgrade():
            kind.create(op.get_bind(), checkfirst=True)
            kind.create(op.get_bind(), checkfirst=True)
            op.add_column("user", sa.Column("kind", kind))
        """
    )
    assert result.after.enums["kind"].values == ("a", "b")
    assert columns(result.after)["kind"] == "kind"
    assert not [problem for recorded in result.operations for problem in recorded.problems]


def test_metadata_of_the_revision_is_created_where_it_is_missing() -> None:
    result = run(
        """
        from sqlalchemy.orm import declarative_base
        Base = declarative_base()
        class User(Base):
            __tablename__ = "user"
            id = sa.Column(sa.Integer, primary_key=True)
        class Team(Base):
            __tablename__ = "team"
            id = sa.Column(sa.Integer, primary_key=True)
            owner = sa.Column(sa.ForeignKey("user.id"), index=True)
        def upgrade():
            Base.metadata.create_all(op.get_bind())
        """
    )
    assert columns(result.after) == {"id": "INTEGER", "name": "VARCHAR(50)"}
    team = result.after.tables["team"]
    assert [index.name for index in team.indexes] == ["ix_team_owner"]
    assert team.foreign_keys[0].target == "user"


def test_a_construct_is_compiled_for_the_bind_and_put_into_a_string() -> None:
    result = run(
        """
        def upgrade():
            op.execute(f"UPDATE \\"user\\" SET name = NULL WHERE {sa.false().compile(op.get_bind())}")
            op.execute(f"ALTER TABLE \\"user\\" ADD COLUMN x {sa.Text().compile(dialect=op.get_bind().dialect)}")
        """
    )
    assert messages(result) == []
    assert columns(result.after)["x"] == "TEXT"


def test_rows_that_are_not_known_are_inserted_without_a_word() -> None:
    result = run(
        """
        import uuid
        user = sa.table("user", sa.column("id"))
        def upgrade():
            op.bulk_insert(user, rows=[{"id": uuid.uuid4()}])
        """
    )
    assert (messages(result), result.after) == ([], result.before)
