"""What all models share: the abstract base and the mixins."""

from sqlalchemy.dialects.postgresql import JSONB

from shop.extensions import db


class BaseModel(db.Model):
    __abstract__ = True

    id = db.Column(db.Integer, primary_key=True)

    def __repr__(self):
        return f"<{type(self).__name__} {self.id}>"


class TimestampMixin:
    created_at = db.Column(
        db.DateTime, nullable=False, server_default=db.func.now(), comment="When the row was created"
    )
    updated_at = db.Column(db.DateTime, onupdate=db.func.now(), comment="When the row was last changed")


class SoftDeleteMixin:
    deleted_at = db.Column(db.DateTime, nullable=True, comment="Soft delete timestamp")

    @property
    def is_deleted(self):
        return self.deleted_at is not None


class ExtraDataMixin:
    extra_data = db.Column(JSONB, nullable=True, comment="JSONB field for schema flexibility")


def active_index(table, column="id"):
    """The partial index that every table with soft deletes has."""
    return db.Index(f"idx_{table}_active", column, postgresql_where=db.text("deleted_at IS NULL"))
