"""Foreign keys that come, go, and change what they do: who is spoken of, and who is not."""

from __future__ import annotations

import pytest

from tests.findings import check
from tests.rules.told import risks, told

_DROP = 'op.drop_constraint("fk_order_user_id", "order", type_="foreignkey")\n'
_ADD = 'op.create_foreign_key("fk_order_note", "order", "team", ["note"], ["slug"]'

REMOVAL = "foreign-key-removal"
EXISTING = "foreign-key-on-existing-column"
ACTION = "foreign-key-action"
INDEX = "foreign-key-without-index"


# ------------------------------------------------------------------ foreign-key-removal


def test_a_dropped_key_tells_which_action_happens_no_more() -> None:
    (finding,) = told(REMOVAL, _DROP)
    assert finding.risk.value == "CRITICAL"
    assert finding.message.startswith("order.user_id: foreign key fk_order_user_id is dropped")
    assert "ON DELETE CASCADE happens no more" in finding.message


@pytest.mark.parametrize(
    "rest",
    [
        'op.create_foreign_key("fk_other", "order", "user", ["user_id"], ["id"])',
        'op.create_foreign_key("fk_other", "order", "team", ["user_id"], ["id"])',
        'op.drop_column("order", "user_id")',
        'op.drop_table("order")',
        'op.drop_table("user")',
        'op.rename_table("user", "person")',
        'op.drop_column("user", "id")',
        'op.alter_column("order", "user_id", new_column_name="buyer_id")\n'
        'op.create_foreign_key("fk_other", "order", "user", ["buyer_id"], ["id"])',
        'op.rename_table("order", "purchase")\n'
        'op.create_foreign_key("fk_other", "purchase", "user", ["user_id"], ["id"])',
        'op.add_column("order", sa.Column("tenant", sa.Integer()))\n'
        'op.create_foreign_key("fk_other", "order", "user", ["tenant", "user_id"], ["age", "id"])',
    ],
)
def test_a_key_that_is_made_again_or_has_nothing_left_to_keep_is_no_removal(rest: str) -> None:
    assert told(REMOVAL, _DROP + rest) == []


def test_a_key_that_comes_before_the_old_one_goes_is_no_removal() -> None:
    assert told(REMOVAL, 'op.create_foreign_key("fk_new", "order", "user", ["user_id"], ["id"])\n' + _DROP) == []


@pytest.mark.parametrize(
    "rest",
    [
        'op.create_foreign_key("fk_other", "order", "team", ["total"], ["id"])',
        'op.drop_column("order", "note")',
        'op.drop_table("team", if_exists=True)',
        'op.create_index("ix", "order", ["user_id"])',
    ],
)
def test_what_else_happens_does_not_bring_it_back(rest: str) -> None:
    assert risks(REMOVAL, _DROP + rest) == ["CRITICAL"]


def test_a_key_that_goes_with_its_column_alone_is_no_removal() -> None:
    assert told(REMOVAL, 'op.drop_column("order", "user_id")') == []
    assert told(REMOVAL, 'op.execute("DROP TABLE \\"user\\" CASCADE")') == []


def test_a_key_that_goes_in_the_next_revision_is_removed_in_this_one() -> None:
    assert risks(REMOVAL, _DROP, before="pass") == ["CRITICAL"]


def test_a_key_dropped_by_sql_is_dropped() -> None:
    assert risks(REMOVAL, "op.execute('ALTER TABLE \"order\" DROP CONSTRAINT fk_order_user_id')") == ["CRITICAL"]


_MODELS = """
    #- app/models.py
    class Base(DeclarativeBase):
        pass

    class Team(Base):
        __tablename__ = "team"
        id: Mapped[int] = mapped_column(primary_key=True)

    class Member(Base):
        __tablename__ = "member"
        id: Mapped[int] = mapped_column(primary_key=True)
        {line}
    {arrow}

    #- migrations/versions/001_first.py
    def upgrade():
        op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True))
        op.create_table(
            "member",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("team_id", sa.Integer(), sa.ForeignKey("team.id"), nullable=True),
        )
        op.create_index("ix_member_team_id", "member", ["team_id"])
    """


def _models(line: str, arrow: str) -> str:
    return _MODELS.format(line=line, arrow=arrow)


def test_a_reference_that_the_models_no_longer_have() -> None:
    line = "team_id: Mapped[int | None] = mapped_column(index=True)"
    check(_models(line, "#   ^^^^^^^ foreign-key-removal: member.team_id: foreign key"), only=[REMOVAL])


def test_another_action_in_the_models() -> None:
    line = 'team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id", ondelete="CASCADE"), index=True)'
    arrow = "#   ^^^^^^^ foreign-key-action: member.team_id: a delete of its row in team now means CASCADE"
    check(_models(line, arrow), only=[REMOVAL, EXISTING, ACTION, INDEX])


def test_a_new_reference_of_the_models_is_judged_with_its_index() -> None:
    lines = """team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
        boss: Mapped[int | None] = mapped_column(ForeignKey("member.id"))"""
    arrow = "#   ^^^^ foreign-key-without-index: member.boss: no index begins with it"
    check(_models(lines, arrow), only=[REMOVAL, EXISTING, ACTION, INDEX])


# ------------------------------------------------------------------ foreign-key-on-existing-column


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "mariadb"])
def test_a_key_on_a_column_with_values(dialect: str) -> None:
    (finding,) = told(EXISTING, _ADD + ")", dialect)
    assert finding.risk.value == "WARNING"
    assert "fails if an existing row refers to nothing" in finding.message


def test_sqlite_copies_the_orphans_too() -> None:
    batch = 'with op.batch_alter_table("order") as b:\n    b.create_foreign_key("fk", "team", ["note"], ["slug"])'
    (finding,) = told(EXISTING, batch, "sqlite")
    assert "those that refer to nothing stay" in finding.message


@pytest.mark.parametrize(
    "newest",
    [
        _ADD + ", postgresql_not_valid=True)",
        "op.execute('ALTER TABLE \"order\" ADD CONSTRAINT f FOREIGN KEY (note) REFERENCES team (slug) NOT VALID')",
        'op.add_column("order", sa.Column("team_id", sa.Integer(), sa.ForeignKey("team.id")))',
        'op.add_column("order", sa.Column("t", sa.Integer(), sa.ForeignKey("team.id"), server_default=sa.null()))',
        'op.add_column("order", sa.Column("a", sa.Integer()))\n'
        'op.create_foreign_key("f", "order", "user", ["user_id", "a"], ["id", "age"])',
        _DROP + 'op.create_foreign_key("f", "order", "user", ["user_id"], ["id"], ondelete="SET NULL")',
        'op.create_foreign_key("f2", "order", "user", ["user_id"], ["id"])',
        'op.alter_column("order", "user_id", new_column_name="buyer_id")\n'
        + _DROP
        + 'op.create_foreign_key("f", "order", "user", ["buyer_id"], ["id"])',
        'op.create_table("t", sa.Column("id", sa.Integer(), sa.ForeignKey("team.id"), primary_key=True))',
        'op.add_column("order", sa.Column("t", sa.Integer()))\n'
        "op.execute('UPDATE \"order\" SET note = 1')\n"
        'op.create_foreign_key("f", "order", "team", ["t"], ["id"])',
    ],
)
def test_a_key_that_no_existing_row_can_break(newest: str) -> None:
    assert told(EXISTING, newest) == []


@pytest.mark.parametrize(
    "newest",
    [
        'op.add_column("order", sa.Column("t", sa.Integer(), sa.ForeignKey("team.id"), server_default="1"))',
        'op.add_column("order", sa.Column("t", sa.Integer()))\n'
        "op.execute('UPDATE \"order\" SET t = 1')\n"
        'op.create_foreign_key("f", "order", "team", ["t"], ["id"])',
        _DROP + 'op.create_foreign_key("f", "order", "team", ["user_id"], ["id"])',
    ],
)
def test_a_new_column_that_has_values_by_then(newest: str) -> None:
    assert risks(EXISTING, newest) == ["WARNING"]


def test_a_column_of_a_revision_that_nobody_has_run() -> None:
    add = 'op.add_column("order", sa.Column("t", sa.Integer()))'
    key = 'op.create_foreign_key("f", "order", "team", ["t"], ["id"])'
    assert len(told(EXISTING, key, before=add)) == 1
    assert told(EXISTING, key, before=add, merged=["001"]) == []
    written = add + "\nop.execute('UPDATE \"order\" SET t = 1')"
    assert len(told(EXISTING, key, before=written, merged=["001"])) == 1


# ------------------------------------------------------------------ foreign-key-action


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("None", '"CASCADE"', ["WARNING"]),
        ('"CASCADE"', "None", ["WARNING"]),
        ('"RESTRICT"', "None", []),
        ('"CASCADE"', '"CASCADE"', []),
        ('"CASCADE"', '"SET NULL"', ["CRITICAL"]),
    ],
)
def test_another_action_for_a_required_column(old: str, new: str, expected: list[str]) -> None:
    before = _DROP + f'op.create_foreign_key("f", "order", "user", ["user_id"], ["id"], ondelete={old})'
    newest = f"""
    op.drop_constraint("f", "order", type_="foreignkey")
    op.create_foreign_key("g", "order", "user", ["user_id"], ["id"], ondelete={new})
    """
    assert risks(ACTION, newest, before=before) == expected


def test_set_null_works_where_the_same_revision_allows_null() -> None:
    newest = (
        _DROP
        + 'op.create_foreign_key("g", "order", "user", ["user_id"], ["id"], ondelete="SET NULL")\n'
        + 'op.alter_column("order", "user_id", nullable=True)'
    )
    assert risks(ACTION, newest) == ["WARNING"]


@pytest.mark.parametrize("column", ["nullable=False", "primary_key=True"])
def test_set_null_cannot_work_on_a_required_column_of_a_new_table(column: str) -> None:
    key = 'sa.ForeignKey("team.id", ondelete="SET NULL")'
    newest = f'op.create_table("t", sa.Column("id", sa.Integer(), {key}, {column}))'
    (finding,) = told(ACTION, newest)
    assert finding.risk.value == "CRITICAL"
    assert "deleting its row in team sets a column to NULL that is NOT NULL" in finding.message


# ------------------------------------------------------------------ foreign-key-without-index

_KEY = 'sa.ForeignKey("user.id")'


def _table(*parts: str) -> str:
    return f'op.create_table("t", sa.Column("id", sa.Integer(), primary_key=True), {", ".join(parts)})\n'


@pytest.mark.parametrize(
    "index",
    [
        'op.create_index("i", "t", ["u"])',
        'op.create_index("i", "t", ["u", "id"])',
        'op.create_index("i", "t", ["u"], unique=True)',
        'op.create_index("i", "t", [sa.text("u DESC")])',
        'op.create_index("i", "t", ["u"], postgresql_using="hash")',
        'op.create_index("i", "t", ["u"], postgresql_where=sa.text("u IS NOT NULL"))',
        'op.create_unique_constraint("q", "t", ["u", "id"])',
        'op.execute("CREATE INDEX i ON t (u)")',
        'op.alter_column("t", "u", new_column_name="v")\nop.create_index("i", "t", ["v"])',
    ],
)
def test_an_index_that_finds_the_rows(index: str) -> None:
    assert told(INDEX, _table(f'sa.Column("u", sa.Integer(), {_KEY})') + index) == []


@pytest.mark.parametrize(
    "index",
    [
        "",
        'op.create_index("i", "t", ["id", "u"])',
        'op.create_index("i", "t", ["u"], postgresql_using="gin")',
        'op.create_index("i", "t", ["u"], postgresql_where=sa.text("id > 0"))',
        'op.create_index("i", "t", [sa.text("abs(u)")])',
        'op.create_index("i", "t", ["u"])\nop.drop_index("i", "t")',
    ],
)
def test_an_index_that_does_not_find_them(index: str) -> None:
    newest = _table(f'sa.Column("u", sa.Integer(), {_KEY})') + index
    assert risks(INDEX, newest) == ["WARNING"]
    assert risks(INDEX, newest.replace("postgresql_", "sqlite_"), "mysql") == []


def test_a_composite_key_begins_an_index_in_any_order() -> None:
    table = _table('sa.Column("a", sa.Integer())', 'sa.Column("b", sa.Integer())')
    key = 'op.create_foreign_key("f", "t", "user", ["a", "b"], ["id", "age"])\n'
    assert told(INDEX, table + key + 'op.create_index("i", "t", ["b", "a", "id"])') == []
    assert len(told(INDEX, table + key + 'op.create_index("i", "t", ["a"])')) == 1


def test_each_key_is_spoken_of_at_its_own_place() -> None:
    newest = """
    op.create_table(
        "t",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("a", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("b", sa.Integer()),
        sa.ForeignKeyConstraint(["b"], ["user.id"]),
    )
    """
    findings = told(INDEX, newest)
    assert [finding.column for finding in findings] == ["a", "b"]
    assert [finding.span.line - findings[0].span.line for finding in findings] == [0, 2]


def test_a_key_that_is_only_made_again_is_as_it_was() -> None:
    drop = 'op.drop_constraint("fk_user_team_id", "user", type_="foreignkey")\n'
    assert told(INDEX, drop + 'op.create_foreign_key("f", "user", "team", ["team_id"], ["id"])') == []


def test_a_later_revision_may_bring_the_index_or_take_the_key_away() -> None:
    first = _table(f'sa.Column("u", sa.Integer(), {_KEY})')
    text = "#- migrations/versions/001_user.py\ndef upgrade():\n" + (
        '    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))\n    ' + first
    )
    for later in ('op.create_index("i", "t", ["u"])', 'op.drop_column("t", "u")', 'op.drop_table("t")'):
        check(f"{text}\n#- migrations/versions/002_later.py\ndef upgrade():\n    {later}\n", only=[INDEX])


def test_a_table_that_no_revision_made_may_have_the_index() -> None:
    assert told(INDEX, 'op.create_foreign_key("f", "made_elsewhere", "team", ["team_id"], ["id"])') == []


# ------------------------------------------------------------------ foreign-key-type-mismatch

TYPES = "foreign-key-type-mismatch"


@pytest.mark.parametrize(
    ("type_", "target", "expected"),
    [
        ("sa.BigInteger()", '"user", ["x"], ["id"]', ["WARNING"]),
        ("sa.Integer()", '"user", ["x"], ["id"]', []),
        ("sa.String(9)", '"user", ["x"], ["email"]', []),
        ("sa.Text()", '"user", ["x"], ["email"]', []),
        ("sa.Integer()", '"made_elsewhere", ["x"], ["id"]', []),
        ("unknown()", '"user", ["x"], ["id"]', []),
    ],
)
def test_both_ends_of_a_key_have_one_type(type_: str, target: str, expected: list[str]) -> None:
    newest = f'op.add_column("order", sa.Column("x", {type_}))\nop.create_foreign_key("f", "order", {target})'
    assert risks(TYPES, newest) == expected
    assert risks(TYPES, newest, "sqlite") == []


def test_a_type_that_follows_in_the_same_revision_counts() -> None:
    newest = """
    op.add_column("order", sa.Column("x", sa.Integer(), sa.ForeignKey("user.id")))
    op.alter_column("order", "x", type_=sa.BigInteger())
    op.alter_column("user", "id", type_=sa.BigInteger())
    """
    assert told(TYPES, newest) == []
