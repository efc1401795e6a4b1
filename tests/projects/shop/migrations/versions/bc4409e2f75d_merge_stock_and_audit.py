"""merge stock and audit

Revision ID: bc4409e2f75d
Revises: a06c3d5f81eb, 05e1b8a7d3c9
Create Date: 2024-03-18 09:02:11.590284

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = 'bc4409e2f75d'
down_revision = ('a06c3d5f81eb', '05e1b8a7d3c9')
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
