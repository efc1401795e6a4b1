"""Hovers: ``$0`` is the cursor."""

from __future__ import annotations

import textwrap

import pytest
from markdown_it import MarkdownIt

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.analysis.hover import Hover, hover_at
from tests.one_string import files_of, project_of

_ENV = """
#- migrations/env.py
from alembic import context
from app.models import Base
context.configure(connection=None, target_metadata=Base.metadata)
"""

_BASE = """
#- app/models.py
class Base(DeclarativeBase): pass
class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
"""

_HISTORY = """
#- migrations/versions/001_user.py
def upgrade():
    op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(50), server_default=sa.text("'x'"), nullable=False, comment="What <b>they</b> say"),
        sa.Column("note", sa.Text()),
    )
    op.create_index("ix_user_name", "user", ["name"])
def downgrade():
    op.drop_table("user")
    op.drop_table("team")
"""


def hover(text: str, dialect: str = "postgresql") -> Hover | None:
    """What is said at the cursor."""
    whole = _ENV + textwrap.dedent(text)
    (path,) = (path for path, body in files_of(whole).items() if "$0" in body)
    before, _, _ = files_of(whole)[path].partition("$0")
    analysis = Analysis(project_of(whole.replace("$0", ""), dialect))
    line, column = before.count("\n"), len(before.rpartition("\n")[2])
    found = hover_at(analysis, path, line, column)
    assert analysis.failures == ()
    if found is not None:
        assert found.span.path == path
        assert found.span.line <= line <= found.span.end_line
        assert hover_at(analysis, path, line, column) == found
    return found


def said(text: str, dialect: str = "postgresql") -> str:
    found = hover(text, dialect)
    assert found is not None
    return found.markdown


def _model(*lines: str) -> str:
    columns = "".join(f"    {line}\n" for line in lines)
    head = 'class User(Base):\n    __tablename__ = "user"\n    id: Mapped[int] = mapped_column(primary_key=True)\n'
    return f"{_BASE}{head}{columns}"


_OLD = (
    "name: Mapped[str] = mapped_column("
    "String(50), server_default=text(\"'x'\"), index=True, comment='What <b>they</b> say')",
    "note: Mapped[Optional[str]] = mapped_column(Text)",
)


# ------------------------------------------------------------------ findings


@pytest.mark.parametrize("line", ["pl$0an: Mapped[str]", "plan: Mapped[str] = mapped_column(Text, nulla$0ble=False)"])
def test_the_first_ten_lines_say_what_breaks_how_to_check_and_the_first_step(line: str) -> None:
    lines = said(_model(*_OLD, line) + _HISTORY).splitlines()
    assert lines[0].startswith("**CRITICAL** user.plan: existing rows have no value for it")
    head = "\n".join(lines[:10])
    assert '```sql\nSELECT count(*) FROM "user"\n```' in head
    assert "**1.** Add `plan` as nullable." in head


def test_the_whole_plan_follows() -> None:
    text = said(_model(*_OLD, "pl$0an: Mapped[str]") + _HISTORY)
    places = [text.index(f"**{number}.**") for number in range(1, 6)]
    assert places == sorted(places)
    assert "**2.** ⏸ Deploy code" in text
    assert "op.add_column('user', sa.Column('plan', sa.String(), nullable=True))" in text
    assert text.index("**Way back:**") > places[-1]
    assert text.rstrip().endswith("`migration-lsp explain required-column-without-default`")
    assert "fails on a table that has rows" not in text.splitlines()[0]


def test_several_findings_at_one_place_have_a_line_each() -> None:
    text = said(_model(*_OLD, 'team$0_id: Mapped[int] = mapped_column(ForeignKey("team.id"))') + _HISTORY)
    assert text.startswith("**CRITICAL** user.team_id: existing rows have no value")
    assert "**Also here:**\n- **WARNING** user.team_id:" in text


def test_of_a_list_only_the_member_at_the_place_is_told() -> None:
    text = said(_model(*_OLD, "a: Mapped[Optional[int]]", "b$0: Mapped[Optional[int]]") + _HISTORY)
    assert text.startswith("**SAFE** user.b: new nullable column")
    assert "user.a" not in text


def test_the_operation_of_a_finding_counts_with_all_its_lines() -> None:
    text = said(
        _HISTORY
        + """
#- migrations/versions/002_plan.py
def upgrade():
    op.add_column(
        "user",
        sa.Column("plan", sa.Te$0xt(), nullable=False),
    )
"""
    )
    assert text.startswith("**CRITICAL** user.plan: existing rows")


# ------------------------------------------------------------------ operations


def test_an_operation_on_a_new_table_is_safe() -> None:
    text = said(
        _HISTORY
        + """
#- migrations/versions/002_plan.py
def upgrade():
    op.create_table("plan", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_co$0lumn("plan", sa.Column("name", sa.Text(), nullable=False))
def downgrade():
    op.drop_table("plan")
"""
    )
    assert text == "**SAFE** `plan`: adds `name`: `TEXT, NOT NULL`\n\n`plan` is new: it has no rows yet."


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ('op.add_column("user", sa.Column("a", sa.Integer()))', "Existing rows get NULL there; nothing is rewritten."),
        (
            'op.add_column("user", sa.Column("a", sa.Integer(), server_default=sa.text("1")))',
            "Existing rows get the default, `1`.",
        ),
        ('op.execute("UPDATE \\"user\\" SET note = \'x\' WHERE note IS NULL")', "No rule has anything against it."),
    ],
)
def test_a_safe_operation_says_why(call: str, why: str) -> None:
    text = said(
        f"{_HISTORY}\n#- migrations/versions/002_a.py\ndef upgrade():\n    op$0{call[2:]}\ndef downgrade(): pass\n"
    )
    assert text.startswith("**SAFE** ")
    assert text.endswith(why)


def test_an_operation_of_the_way_back() -> None:
    text = said(
        _HISTORY
        + """
#- migrations/versions/002_a.py
def upgrade():
    op.add_column("user", sa.Column("a", sa.Integer()))
def downgrade():
    op.drop_co$0lumn("user", "a")
"""
    )
    assert text == "**On the way back:** `user`: drops `a` with its values"


# ------------------------------------------------------------------ tables


def test_a_table_before_and_after() -> None:
    text = said(
        _HISTORY
        + """
#- migrations/versions/002_a.py
def upgrade():
    op.add_column("us$0er", sa.Column("a", sa.Integer()))
def downgrade():
    op.drop_column("user", "a")
"""
    )
    assert text == (
        "**`user`**: before (-) and after (+)\n\n```diff\n"
        "  id    INTEGER      NOT NULL\n"
        "  name  VARCHAR(50)  NOT NULL default 'x'\n"
        "  note  TEXT\n"
        "  primary key (id)\n"
        "  index ix_user_name (name)\n"
        "+ a     INTEGER\n"
        "```"
    )


def test_a_table_of_a_batch() -> None:
    text = said(
        _HISTORY
        + """
#- migrations/versions/002_a.py
def upgrade():
    with op.batch_alter_table("us$0er", schema=None) as batch_op:
        batch_op.add_column(sa.Column("a", sa.Integer()))
        batch_op.add_column(sa.Column("b", sa.Integer()))
def downgrade():
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("b")
        batch_op.drop_column("a")
"""
    )
    assert "\n+ a     INTEGER\n+ b     INTEGER\n" in text


def test_a_table_with_a_finding_names_it() -> None:
    text = said(_HISTORY + '\n#- migrations/versions/002_a.py\ndef upgrade():\n    op.drop_column("us$0er", "note")\n')
    assert text.startswith("**CRITICAL** user.note:")
    assert "\n- note  TEXT\n" in text


def test_the_string_of_a_column_is_no_table() -> None:
    call = 'op.add_column("user", sa.Column("te$0am", sa.Integer()))'
    text = said(f"{_HISTORY}\n#- migrations/versions/002_a.py\ndef upgrade():\n    {call}\n")
    assert not text.startswith("**`team`**")


# ------------------------------------------------------------------ models


def test_a_column_with_its_revisions() -> None:
    old = (_OLD[0].replace("name", "na$0me", 1), _OLD[1])
    text = said(
        _model(*old)
        + _HISTORY.replace('"name"', '"title"')
        + """
#- migrations/versions/002_name.py
def upgrade():
    op.alter_column("user", "title", new_column_name="name")
def downgrade():
    op.alter_column("user", "name", new_column_name="title")
"""
    )
    assert text == (
        "**`user.name`** at head: `VARCHAR(50), NOT NULL, default 'x'`\n\n"
        "What \\<b\\>they\\</b\\> say\n\n"
        "- `001` migrations/versions/001_user.py (`001_user.py`): comes with its table: "
        "`VARCHAR(50), NOT NULL, default 'x'`; builds the index `ix_user_name` over `(title)`\n"
        "- `002` migrations/versions/002_name.py (`002_name.py`): renames `title` to `name`"
    )


def test_a_class_with_its_table() -> None:
    text = said(_model(*_OLD).replace("class User", "class Us$0er") + _HISTORY)
    assert text.startswith("**`user`** at head\n\n```text\nid    INTEGER")
    assert "- `001` migrations/versions/001_user.py" in text


def test_elsewhere_nothing_is_said() -> None:
    assert hover(f"{_model(*_OLD)}\nclass Other:\n    x = 1  # $0\n" + _HISTORY) is None


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite", "mysql"])
def test_hostile_names_stay_names(dialect: str) -> None:
    name = "x`\\n\\n[a](command:b) <script>```"
    text = said(
        f"{_HISTORY}\n#- migrations/versions/002_a.py\ndef upgrade():\n"
        f'    op$0.add_column("user", sa.Column("{name}", sa.Text(), nullable=False))\n',
        dialect,
    )
    tokens = MarkdownIt("commonmark").parse(text)
    kinds = {child.type for token in tokens for child in (token, *(token.children or ()))}
    assert not kinds & {"link_open", "html_block", "html_inline", "heading_open", "image"}


@pytest.mark.parametrize("down", ["002", "002,000", "003"])
def test_a_revision_on_a_circle_has_its_findings_and_no_schema(down: str) -> None:
    found = hover(
        f"""
        #- migrations/versions/002_x.py down:{down}
        def upgrade():
            op.drop_$0column("user", "note")
        def downgrade():
            pass
        #- migrations/versions/003_y.py down:002
        def upgrade():
            pass
        """
    )
    assert found is None
