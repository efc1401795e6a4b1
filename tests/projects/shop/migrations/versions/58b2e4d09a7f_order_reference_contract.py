"""order reference, step 3 of 3: required and unique

Revision ID: 58b2e4d09a7f
Revises: f31d6c8e7b42
Create Date: 2024-02-05 11:12:37.608155

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '58b2e4d09a7f'
down_revision = 'f31d6c8e7b42'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.alter_column('reference', existing_type=sa.String(length=20), nullable=False,
                              existing_comment='What the customer quotes')
        batch_op.create_unique_constraint(batch_op.f('uq_orders_reference'), ['reference'])


def downgrade():
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_orders_reference'), type_='unique')
        batch_op.alter_column('reference', existing_type=sa.String(length=20), nullable=True,
                              existing_comment='What the customer quotes')
