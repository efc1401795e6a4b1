"""soft delete for users, categories, products and orders

Revision ID: 9b13d7e64a08
Revises: 61e8c0d3b2f4
Create Date: 2023-05-11 15:30:12.008249

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '9b13d7e64a08'
down_revision = '61e8c0d3b2f4'
branch_labels = None
depends_on = None

TABLES = ('users', 'categories', 'products', 'orders')


def upgrade():
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('deleted_at', sa.DateTime(), nullable=True,
                                          comment='Soft delete timestamp'))
        # Most queries look at living rows only.
        op.execute(f"CREATE INDEX idx_{table}_active ON {table}(id) WHERE deleted_at IS NULL;")


def downgrade():
    for table in reversed(TABLES):
        op.execute(f"DROP INDEX IF EXISTS idx_{table}_active;")
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column('deleted_at')
