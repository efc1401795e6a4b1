"""products have a name, not a title

Revision ID: 6f8d1a3c5b27
Revises: bc4409e2f75d
Create Date: 2024-05-06 07:30:00.243509

Done in the maintenance window of 6 May: the old code does not run beside it.

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '6f8d1a3c5b27'
down_revision = 'bc4409e2f75d'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.alter_column('title', new_column_name='name',
                              existing_type=sa.String(length=200), existing_nullable=False)


def downgrade():
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.alter_column('name', new_column_name='title',
                              existing_type=sa.String(length=200), existing_nullable=False)
