"""products can be taken off the shelf

Revision ID: e5a2b81f3c97
Revises: 47f0a9c58d36
Create Date: 2023-07-19 09:46:20.113905

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = 'e5a2b81f3c97'
down_revision = '47f0a9c58d36'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.add_column(sa.Column(
            'is_active',
            sa.Boolean(),
            nullable=False,
            server_default=sa.text('true'),
            comment='Whether record is active'
        ))

    # The index of living rows now leads with the flag that the shop window asks for.
    op.execute("DROP INDEX IF EXISTS idx_products_active;")
    op.execute("CREATE INDEX idx_products_active ON products(is_active) WHERE deleted_at IS NULL;")


def downgrade():
    op.execute("DROP INDEX IF EXISTS idx_products_active;")

    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.drop_column('is_active')

    op.execute("CREATE INDEX idx_products_active ON products(id) WHERE deleted_at IS NULL;")
