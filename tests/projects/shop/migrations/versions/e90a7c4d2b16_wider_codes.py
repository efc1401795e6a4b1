"""longer article numbers and payment references

Revision ID: e90a7c4d2b16
Revises: 6f8d1a3c5b27
Create Date: 2024-07-02 15:44:58.812066

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = 'e90a7c4d2b16'
down_revision = '6f8d1a3c5b27'
branch_labels = None
depends_on = None

# table, column, length so far, new length, nullable
WIDER = [
    ('products', 'sku', 32, 64, False),
    ('payments', 'provider_reference', 64, 255, True),
]


def upgrade():
    for table, column, old, new, nullable in WIDER:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(column,
                                  existing_type=sa.VARCHAR(length=old),
                                  type_=sa.String(length=new),
                                  existing_nullable=nullable)


def downgrade():
    for table, column, old, new, nullable in reversed(WIDER):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(column,
                                  existing_type=sa.String(length=new),
                                  type_=sa.VARCHAR(length=old),
                                  existing_nullable=nullable)
