"""Queries of PostgreSQL's catalogue as migrations write them, each with the rows that it gives of one schema."""

from __future__ import annotations

SCHEMA = """
    op.create_table("team", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(50), nullable=False, unique=True),
        sa.Column("kind", sa.Enum("a", "b", name="kind")),
        sa.Column("team_id", sa.Integer(), sa.ForeignKey("team.id", ondelete="CASCADE")),
        sa.CheckConstraint("id > 0", name="positive"),
        sa.UniqueConstraint("team_id", "name"),
    )
    op.create_index("ix_user_team_id", "user", ["team_id"])
    op.execute("CREATE EXTENSION IF NOT EXISTS vector")
"""
"""The body of an ``upgrade()``."""

QUERIES: list[tuple[str, list[tuple[object, ...]]]] = [
    ("SELECT 1 FROM pg_type WHERE typname = 'kind'", [(1,)]),
    ("SELECT EXISTS(SELECT 1 FROM pg_class WHERE oid = to_regclass('public.missing'))", [(0,)]),
    ("SELECT count(*) FROM pg_class WHERE oid = '\"user\"'::regclass", [(1,)]),
    (
        "SELECT e.enumlabel FROM pg_catalog.pg_enum e JOIN pg_type t ON e.enumtypid = t.oid"
        " WHERE t.typname = 'kind' AND pg_type_is_visible(t.oid) ORDER BY e.enumsortorder;",
        [("a",), ("b",)],
    ),
    (
        "SELECT conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n"
        " ON n.oid = t.relnamespace WHERE t.relname = 'user' AND n.nspname = current_schema() AND c.contype = 'u'"
        " AND array_length(c.conkey, 1) = 1",
        [("user_name_key",)],
    ),
    (
        "SELECT a.attname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid"
        " AND a.attnum = ANY(c.conkey) WHERE c.conname = 'user_team_id_name_key' ORDER BY a.attnum",
        [("name",), ("team_id",)],
    ),
    (
        "SELECT a.attname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid"
        " AND a.attnum = c.conkey[1] WHERE c.conname = 'user_team_id_name_key'",
        [("team_id",)],
    ),
    (
        "SELECT confdeltype, confrelid::regclass = to_regclass('team') FROM pg_constraint WHERE contype = 'f'",
        [("c", 1)],
    ),
    (
        "SELECT i.relname, ix.indkey[0] FROM pg_index ix JOIN pg_class i ON i.oid = ix.indexrelid"
        " WHERE ix.indrelid = 'user'::regclass AND NOT ix.indisunique",
        [("ix_user_team_id", 4)],
    ),
    (
        "SELECT column_name, is_nullable, data_type, character_maximum_length FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = 'user' AND column_name IN ('name', 'kind')"
        " ORDER BY ordinal_position",
        [("name", "NO", "character varying", 50), ("kind", "YES", "USER-DEFINED", None)],
    ),
    (
        "SELECT ccu.table_name, kcu.column_name FROM information_schema.table_constraints tc"
        " JOIN information_schema.key_column_usage kcu ON tc.constraint_name = kcu.constraint_name"
        " JOIN information_schema.constraint_column_usage ccu ON ccu.constraint_name = tc.constraint_name"
        " WHERE tc.constraint_type = 'FOREIGN KEY' AND tc.table_name = 'user'",
        [("team", "team_id")],
    ),
    ("SELECT indexname FROM pg_indexes WHERE tablename = 'team'", [("team_pkey",)]),
    ("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'", [("vector",)]),
    ("SELECT conname FROM pg_constraint WHERE conname = 'it''s -- none'", []),
]
