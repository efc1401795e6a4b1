from sqlalchemy.dialects.postgresql import INET, JSONB

from shop.extensions import db


class AuditEvent(db.Model):
    __tablename__ = "audit_events"
    __table_args__ = (
        db.Index("ix_audit_events_subject", "subject_table", "subject_id"),
        db.Index("ix_audit_events_happened_at", db.text("happened_at DESC")),
        db.Index("idx_audit_events_context_gin", "context", postgresql_using="gin"),
        {"comment": "Who did what; rows are never changed"},
    )

    id = db.Column(db.BigInteger, primary_key=True)
    actor_id = db.Column(db.Integer, db.ForeignKey("users.id", ondelete="SET NULL"), index=True)
    action = db.Column(db.String(60), nullable=False)
    subject_table = db.Column(db.String(63), nullable=False)
    subject_id = db.Column(db.Integer, nullable=False)
    remote_addr = db.Column(INET)
    happened_at = db.Column(db.DateTime(timezone=True), nullable=False, server_default=db.func.now())
    context = db.Column(JSONB, comment="What else is known of the event")
