"""order reference, step 1 of 3: the column

Revision ID: 2a7b90f4e1d8
Revises: c8f6127d9e05
Create Date: 2024-01-15 09:31:26.330871

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '2a7b90f4e1d8'
down_revision = 'c8f6127d9e05'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reference', sa.String(length=20), nullable=True,
                                      comment='What the customer quotes'))


def downgrade():
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.drop_column('reference')
