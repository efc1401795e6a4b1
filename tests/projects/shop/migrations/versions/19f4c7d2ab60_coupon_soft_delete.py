"""soft delete for coupons

Revision ID: 19f4c7d2ab60
Revises: 7a92e6f1c05b
Create Date: 2025-04-22 11:36:08.470193

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '19f4c7d2ab60'
down_revision = '7a92e6f1c05b'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('coupons', schema=None) as batch_op:
        batch_op.add_column(sa.Column('deleted_at', sa.DateTime(), nullable=True,
                                      comment='Soft delete timestamp'))
        batch_op.create_index('idx_coupons_active', ['id'], unique=False,
                              postgresql_where=sa.text('deleted_at IS NULL'))


def downgrade():
    with op.batch_alter_table('coupons', schema=None) as batch_op:
        batch_op.drop_index('idx_coupons_active', postgresql_where=sa.text('deleted_at IS NULL'))
        batch_op.drop_column('deleted_at')
