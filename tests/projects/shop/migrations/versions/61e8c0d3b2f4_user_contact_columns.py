"""phone and locale of users

Revision ID: 61e8c0d3b2f4
Revises: d25b4f7709ae
Create Date: 2023-04-17 08:59:40.442761

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '61e8c0d3b2f4'
down_revision = 'd25b4f7709ae'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.add_column(sa.Column(
            'phone',
            sa.String(length=32),
            nullable=True,
            comment='In E.164 form, for the courier'
        ))
        batch_op.add_column(sa.Column(
            'locale',
            sa.String(length=8),
            nullable=False,
            server_default='en',
            comment='Language of e-mails'
        ))


def downgrade():
    with op.batch_alter_table('users', schema=None) as batch_op:
        batch_op.drop_column('locale')
        batch_op.drop_column('phone')
