"""names for users who never gave one

Revision ID: 4be05d8c9f31
Revises: d7129b6e4fa8
Create Date: 2024-11-25 18:08:47.158902

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '4be05d8c9f31'
down_revision = 'd7129b6e4fa8'
branch_labels = None
depends_on = None

users = sa.table('users', sa.column('full_name', sa.String), sa.column('email', sa.String))


def upgrade():
    op.execute(
        users.update()
        .where(users.c.full_name.is_(None))
        .values(full_name=sa.func.split_part(users.c.email, '@', 1))
    )


def downgrade():
    # Names that were made here look like the address they came from.
    op.execute(
        users.update()
        .where(users.c.full_name == sa.func.split_part(users.c.email, '@', 1))
        .values(full_name=None)
    )
