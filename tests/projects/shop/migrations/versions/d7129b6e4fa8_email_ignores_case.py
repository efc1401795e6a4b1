"""one account per e-mail address, whatever its case

Revision ID: d7129b6e4fa8
Revises: 33c5f0b9d1e7
Create Date: 2024-10-14 10:50:23.695320

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = 'd7129b6e4fa8'
down_revision = '33c5f0b9d1e7'
branch_labels = None
depends_on = None


def upgrade():
    op.create_index('ix_users_email_lower', 'users', [sa.text('lower(email)')], unique=True)
    op.drop_constraint(op.f('uq_users_email'), 'users', type_='unique')


def downgrade():
    op.create_unique_constraint(op.f('uq_users_email'), 'users', ['email'])
    op.drop_index('ix_users_email_lower', table_name='users')
