"""audit trail

Revision ID: 94d7f2b0c6a3
Revises: 58b2e4d09a7f
Create Date: 2024-03-12 10:07:19.874420

"""
from alembic import op


# revision identifiers, used by Alembic.
revision = '94d7f2b0c6a3'
down_revision = '58b2e4d09a7f'
branch_labels = None
depends_on = None


def upgrade():
    op.execute("""
        CREATE TABLE audit_events (
            id BIGSERIAL NOT NULL,
            actor_id INTEGER,
            action VARCHAR(60) NOT NULL,
            subject_table VARCHAR(63) NOT NULL,
            subject_id INTEGER NOT NULL,
            remote_addr INET,
            happened_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
            CONSTRAINT pk_audit_events PRIMARY KEY (id),
            CONSTRAINT fk_audit_events_actor_id FOREIGN KEY (actor_id)
                REFERENCES users (id) ON DELETE SET NULL
        );

        CREATE INDEX ix_audit_events_actor_id ON audit_events (actor_id);
        CREATE INDEX ix_audit_events_subject ON audit_events (subject_table, subject_id);
        -- The page of the auditors shows the newest first; see also "who did what".
        CREATE INDEX ix_audit_events_happened_at ON audit_events (happened_at DESC);

        COMMENT ON TABLE audit_events IS 'Who did what; rows are never changed';
    """)


def downgrade():
    op.execute("DROP TABLE IF EXISTS audit_events;")
