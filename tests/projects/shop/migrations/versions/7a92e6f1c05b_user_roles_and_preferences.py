"""roles and preferences of users

Revision ID: 7a92e6f1c05b
Revises: 4be05d8c9f31
Create Date: 2025-02-03 14:27:16.931745

"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from shop.ddl import create_gin_index, drop_gin_index


# revision identifiers, used by Alembic.
revision = '7a92e6f1c05b'
down_revision = '4be05d8c9f31'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.add_column(sa.Column('roles', postgresql.ARRAY(sa.String(length=30)),
                                      server_default='{}', nullable=False, comment='Names of roles'))
        batch_op.add_column(sa.Column('preferences', postgresql.JSONB(astext_type=sa.Text()),
                                      server_default=sa.text("'{}'::jsonb"), nullable=False,
                                      comment='Settings of the account page'))

    create_gin_index('users', 'preferences')


def downgrade():
    drop_gin_index('users', 'preferences')

    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.drop_column('preferences')
        batch_op.drop_column('roles')
