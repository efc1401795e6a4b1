"""which coupon an order used

Revision ID: 7e30b5a1d84c
Revises: 1d94ce7b60fa
Create Date: 2023-09-12 10:18:01.284963

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '7e30b5a1d84c'
down_revision = '1d94ce7b60fa'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.add_column(sa.Column('coupon_id', sa.Integer(), nullable=True,
                                      comment='FK to coupons'))
        batch_op.create_foreign_key(
            'fk_orders_coupon_id',
            'coupons',
            ['coupon_id'],
            ['id'],
            ondelete='SET NULL'
        )
        batch_op.create_index('ix_orders_coupon_id', ['coupon_id'], unique=False)

    # Vouchers are a way to pay as well.
    op.drop_constraint(op.f('ck_payments_method_known'), 'payments', type_='check')
    op.create_check_constraint('method_known', 'payments', "method IN ('card', 'transfer', 'voucher')")


def downgrade():
    op.execute("UPDATE payments SET method = 'transfer' WHERE method = 'voucher'")
    op.drop_constraint(op.f('ck_payments_method_known'), 'payments', type_='check')
    op.create_check_constraint('method_known', 'payments', sa.column('method').in_(['card', 'transfer']))

    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.drop_index('ix_orders_coupon_id')
        batch_op.drop_constraint('fk_orders_coupon_id', type_='foreignkey')
        batch_op.drop_column('coupon_id')
