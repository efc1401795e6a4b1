"""orders can be refunded

Revision ID: c8f6127d9e05
Revises: 7e30b5a1d84c
Create Date: 2023-11-20 12:00:44.767218

"""
from alembic import op


# revision identifiers, used by Alembic.
revision = 'c8f6127d9e05'
down_revision = '7e30b5a1d84c'
branch_labels = None
depends_on = None


def upgrade():
    # A new value cannot be used in the transaction that adds it.
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'refunded'")


def downgrade():
    # PostgreSQL cannot take a value away, so the type is built anew.
    op.execute("UPDATE orders SET status = 'cancelled' WHERE status = 'refunded'")
    op.execute("ALTER TYPE order_status RENAME TO order_status_old")
    op.execute("CREATE TYPE order_status AS ENUM ('pending', 'paid', 'shipped', 'cancelled')")
    op.execute("ALTER TABLE orders ALTER COLUMN status DROP DEFAULT")
    op.execute(
        "ALTER TABLE orders ALTER COLUMN status TYPE order_status USING status::text::order_status"
    )
    op.execute("ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'pending'")
    op.execute("DROP TYPE order_status_old")
