"""alembic-utils: what its operations create, drop and replace."""

from __future__ import annotations

from tests.migrations.runs import messages, run

_VIEW = """
from alembic_utils.pg_view import PGView
from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_trigger import PGTrigger
view = PGView(schema="public", signature="v", definition="select id, name from user")
touch = PGFunction(schema="public", signature="touch()",
    definition="returns trigger language plpgsql as $$ begin return new; end $$")
trigger = PGTrigger(schema="public", signature="tr", on_entity="public.user",
    definition="before update on public.user for each row execute function public.touch()")
"""


def test_an_entity_is_created_as_what_it_is() -> None:
    body = f"{_VIEW}\ndef upgrade():\n    for it in (view, touch, trigger): op.create_entity(it)\n"
    result = run(body)
    assert messages(result) == []
    assert set(result.after.objects) == {("view", "v"), ("function", "touch")}
    assert result.after.tables["user"].triggers == ("tr",)
    assert result.after.certain


def test_an_entity_is_dropped_and_replaced() -> None:
    steps = "op.create_entity(view); op.replace_entity(view); op.drop_entity(view, cascade=True)"
    result = run(f"{_VIEW}\ndef upgrade():\n    {steps}\n")
    assert dict(result.after.objects) == {}
    assert not any(recorded.problems for recorded in result.operations)


def test_an_entity_that_is_not_known_is_not_passed_over() -> None:
    result = run("from elsewhere import view\ndef upgrade():\n    op.create_entity(view)\n")
    assert not result.after.certain


def test_an_entity_may_be_read_from_sql() -> None:
    sql = "create function public.h(a integer) returns integer as $$ select a $$ language sql"
    result = run(
        "from alembic_utils.pg_function import PGFunction\n"
        f"h = PGFunction.from_sql('{sql}')\ndef upgrade():\n    op.create_entity(h)\n"
    )
    assert set(result.after.objects) == {("function", "h")}


def test_the_inspector_knows_indexes_by_name() -> None:
    result = run(
        """
        def upgrade():
            op.create_index("ix_name", "user", ["name"])
            if sa.inspect(op.get_bind()).has_index("user", "ix_name"):
                op.drop_index("ix_name", table_name="user")
        """
    )
    assert result.after.tables["user"].indexes == ()
