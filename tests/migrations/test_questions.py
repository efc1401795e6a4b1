"""Questions to the database are answered from the schema at that moment."""

from __future__ import annotations

from tests.migrations.runs import columns, run


def test_a_reflected_table_has_the_columns_of_that_moment() -> None:
    result = run(
        """
        def upgrade():
            op.add_column("user", sa.Column("age", sa.Integer()))
            user = sa.Table("user", sa.MetaData(), autoload_with=op.get_bind())
            for column in user.columns:
                if isinstance(column.type, sa.String):
                    op.alter_column('user', column.name, type_=sa.Text())
        """
    )
    assert columns(result.after) == {"id": "INTEGER", "name": "TEXT", "age": "INTEGER"}


def test_a_foreign_key_is_found_in_a_reflected_table_by_what_it_refers_to() -> None:
    result = run(
        """
        def name_of_key():
            user = sa.Table("user", sa.MetaData(), autoload_with=op.get_bind())
            for key in user.foreign_key_constraints:
                if key.referred_table.name == "elsewhere" and key.column_keys == ["team_id"]:
                    return key.name
            raise RuntimeError("no such key")
        def upgrade():
            op.add_column("user", sa.Column("team_id", sa.Integer(), sa.ForeignKey("elsewhere.id")))
            op.drop_constraint(name_of_key(), "user")
        """
    )
    assert result.raised is None
    assert result.after.tables["user"].foreign_keys == ()


def test_reflected_metadata_has_the_tables_of_that_moment() -> None:
    result = run(
        """
        def upgrade():
            metadata = sa.MetaData()
            metadata.reflect(only=("user",), bind=op.get_bind())
            for column in metadata.tables["user"].c:
                if isinstance(column.type, sa.String):
                    op.alter_column("user", column.name, type_=sa.Text())
        """
    )
    assert columns(result.after) == {"id": "INTEGER", "name": "TEXT"}
