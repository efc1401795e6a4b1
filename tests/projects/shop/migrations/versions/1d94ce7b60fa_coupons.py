"""coupons

Revision ID: 1d94ce7b60fa
Revises: e5a2b81f3c97
Create Date: 2023-09-04 17:03:33.950417

"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


# revision identifiers, used by Alembic.
revision = '1d94ce7b60fa'
down_revision = 'e5a2b81f3c97'
branch_labels = None
depends_on = None

discount_kind = postgresql.ENUM('percent', 'amount', name='discount_kind', create_type=False)


def upgrade():
    discount_kind.create(op.get_bind(), checkfirst=True)

    op.create_table(
        'coupons',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(length=40), nullable=False),
        sa.Column('kind', discount_kind, nullable=False),
        sa.Column('value', sa.Numeric(10, 2), nullable=False),
        sa.Column('valid_from', sa.Date(), nullable=True),
        sa.Column('valid_until', sa.Date(), nullable=True),
        sa.Column('max_uses', sa.SmallInteger(), nullable=True),
        sa.Column('created_at', sa.DateTime(), server_default=sa.func.now(), nullable=False,
                  comment='When the row was created'),
        sa.Column('updated_at', sa.DateTime(), nullable=True, comment='When the row was last changed'),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('code'),
        # The naming convention turns these into ck_coupons_….
        sa.CheckConstraint('value > 0', name='value_positive'),
        sa.CheckConstraint('valid_until IS NULL OR valid_until >= valid_from', name='dates_in_order'),
    )


def downgrade():
    # The type stays: the views of the accountants use it too.
    op.drop_table('coupons')
