"""payment provider

Revision ID: 33c5f0b9d1e7
Revises: e90a7c4d2b16
Create Date: 2024-08-27 12:19:35.047781

The column was added by hand on the staging server, hence the question first.

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '33c5f0b9d1e7'
down_revision = 'e90a7c4d2b16'
branch_labels = None
depends_on = None


def has_column(table, column):
    inspector = sa.inspect(op.get_bind())
    return any(found['name'] == column for found in inspector.get_columns(table))


def upgrade():
    if not has_column('payments', 'provider'):
        with op.batch_alter_table('payments', schema=None) as batch_op:
            batch_op.add_column(sa.Column('provider', sa.String(length=40), nullable=True,
                                          comment='Which payment service took it'))

    op.execute("UPDATE payments SET provider = split_part(provider_reference, ':', 1) "
               "WHERE provider IS NULL AND provider_reference LIKE '%:%'")


def downgrade():
    if has_column('payments', 'provider'):
        with op.batch_alter_table('payments', schema=None) as batch_op:
            batch_op.drop_column('provider')
