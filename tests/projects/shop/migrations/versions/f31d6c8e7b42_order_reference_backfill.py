"""order reference, step 2 of 3: the orders of the past

Revision ID: f31d6c8e7b42
Revises: 2a7b90f4e1d8
Create Date: 2024-01-22 09:40:03.119246

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = 'f31d6c8e7b42'
down_revision = '2a7b90f4e1d8'
branch_labels = None
depends_on = None

BATCH = 5000


def upgrade():
    bind = op.get_bind()
    while True:
        result = bind.execute(
            sa.text(
                "UPDATE orders SET reference = 'SO-' || lpad(id::text, 8, '0') WHERE id IN "
                "(SELECT id FROM orders WHERE reference IS NULL ORDER BY id LIMIT :batch)"
            ),
            {"batch": BATCH},
        )
        if result.rowcount < BATCH:
            break


def downgrade():
    # Nothing to undo: the column itself goes one step below.
    pass
