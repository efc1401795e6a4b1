"""context of audit events

Revision ID: 05e1b8a7d3c9
Revises: 94d7f2b0c6a3
Create Date: 2024-03-14 13:55:02.406637

"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from shop.ddl import create_gin_index, drop_gin_index


# revision identifiers, used by Alembic.
revision = '05e1b8a7d3c9'
down_revision = '94d7f2b0c6a3'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('audit_events', sa.Column('context', JSONB(), nullable=True,
                                            comment='What else is known of the event'))
    create_gin_index('audit_events', 'context')


def downgrade():
    drop_gin_index('audit_events', 'context')
    op.drop_column('audit_events', 'context')
