"""free-form data of products

Revision ID: 47f0a9c58d36
Revises: 9b13d7e64a08
Create Date: 2023-06-08 13:12:55.517630

"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


# revision identifiers, used by Alembic.
revision = '47f0a9c58d36'
down_revision = '9b13d7e64a08'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.add_column(sa.Column('extra_data', postgresql.JSONB(astext_type=sa.Text()),
                                      nullable=True,
                                      comment='JSONB field for schema flexibility'))

    op.execute('CREATE INDEX idx_products_extra_data_gin ON products USING GIN (extra_data);')


def downgrade():
    op.execute('DROP INDEX IF EXISTS idx_products_extra_data_gin;')

    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.drop_column('extra_data')
