"""The database that the examples on the pages of rules change, by the name of the history that made it.

A page names another one than ``default`` by ``given="…"``. Each is the body of an ``upgrade()``.
"""

from __future__ import annotations

from collections.abc import Mapping

DEFAULT = """\
op.create_table(
    "team",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("slug", sa.String(50), nullable=True),
    sa.PrimaryKeyConstraint("id", name="pk_team"),
)
op.create_table(
    "user",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("email", sa.String(255), nullable=False),
    sa.Column("name", sa.String(50), nullable=True),
    sa.Column("bio", sa.Text(), nullable=True),
    sa.Column("age", sa.Integer(), nullable=True),
    sa.Column("balance", sa.Numeric(10, 2), nullable=True),
    sa.Column("is_active", sa.Boolean(), nullable=False, server_default=sa.text("true")),
    sa.Column("settings", sa.JSON(), nullable=True),
    sa.Column("created_at", sa.DateTime(), nullable=False, server_default=sa.text("now()")),
    sa.Column("team_id", sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint("id", name="pk_user"),
    sa.UniqueConstraint("email", name="uq_user_email"),
    sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_user_team_id"),
)
op.create_index("ix_user_name", "user", ["name"])
op.create_table(
    "order",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("user_id", sa.Integer(), nullable=False),
    sa.Column("status", sa.String(20), nullable=False, server_default="new"),
    sa.Column("total", sa.Numeric(10, 2), nullable=False),
    sa.Column("note", sa.Text(), nullable=True),
    sa.Column("placed_at", sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint("id", name="pk_order"),
    sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_order_user_id", ondelete="CASCADE"),
    sa.CheckConstraint("total >= 0", name="ck_order_total"),
)
op.create_index("ix_order_user_id", "order", ["user_id"])
"""
"""Three tables that have rows: ``team``, ``user`` and ``order``."""

HISTORIES: Mapping[str, str] = {"default": DEFAULT, "nothing": "pass\n"}
