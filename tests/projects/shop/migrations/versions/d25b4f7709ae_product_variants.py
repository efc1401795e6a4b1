"""product variants, and which one was ordered

Revision ID: d25b4f7709ae
Revises: 0c6fa18be973
Create Date: 2023-03-28 14:51:09.335528

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = 'd25b4f7709ae'
down_revision = '0c6fa18be973'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('product_variants',
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('sku_suffix', sa.String(length=16), nullable=False),
    sa.Column('colour', sa.String(length=40), nullable=True),
    sa.Column('size', sa.String(length=20), nullable=True),
    sa.Column('price_delta', sa.Numeric(precision=10, scale=2), server_default='0', nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), server_default=sa.text('now()'), nullable=False, comment='When the row was created'),
    sa.Column('updated_at', sa.DateTime(), nullable=True, comment='When the row was last changed'),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_product_variants_product_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product_variants')),
    sa.UniqueConstraint('product_id', 'sku_suffix', name='uq_product_variants_sku')
    )
    op.create_index(op.f('ix_product_variants_product_id'), 'product_variants', ['product_id'], unique=False)

    # Foreign key with its index; one line of an order is now one variant.
    with op.batch_alter_table('order_items', schema=None) as batch_op:
        batch_op.add_column(sa.Column('variant_id', sa.Integer(), nullable=True,
                                      comment='FK to product_variants'))
        batch_op.create_foreign_key(
            'fk_order_items_variant_id',
            'product_variants',
            ['variant_id'],
            ['id'],
            ondelete='SET NULL'
        )
        batch_op.create_index('ix_order_items_variant_id', ['variant_id'], unique=False)
        batch_op.drop_constraint('uq_order_items_line', type_='unique')
        batch_op.create_unique_constraint('uq_order_items_line', ['order_id', 'product_id', 'variant_id'])


def downgrade():
    with op.batch_alter_table('order_items', schema=None) as batch_op:
        batch_op.drop_constraint('uq_order_items_line', type_='unique')
        batch_op.create_unique_constraint('uq_order_items_line', ['order_id', 'product_id'])
        batch_op.drop_index('ix_order_items_variant_id')
        batch_op.drop_constraint('fk_order_items_variant_id', type_='foreignkey')
        batch_op.drop_column('variant_id')

    op.drop_index(op.f('ix_product_variants_product_id'), table_name='product_variants')
    op.drop_table('product_variants')
