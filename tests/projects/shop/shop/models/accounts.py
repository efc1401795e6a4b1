from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from shop.extensions import db
from shop.models.base import BaseModel, SoftDeleteMixin, TimestampMixin, active_index


class User(TimestampMixin, SoftDeleteMixin, BaseModel):
    __tablename__ = "users"

    email = db.Column(db.String(120), nullable=False)
    password_hash = db.Column(db.String(255), nullable=False)
    full_name = db.Column(db.String(120))
    phone = db.Column(db.String(32), comment="In E.164 form, for the courier")
    locale = db.Column(db.String(8), nullable=False, server_default="en", comment="Language of e-mails")
    plan = db.Column(db.String(20), nullable=False, comment="free, plus or business")
    is_admin = db.Column(db.Boolean, nullable=False, server_default=db.false())
    roles = db.Column(ARRAY(db.String(30)), nullable=False, server_default="{}", comment="Names of roles")
    preferences = db.Column(
        JSONB, nullable=False, server_default=db.text("'{}'::jsonb"), comment="Settings of the account page"
    )

    addresses = db.relationship("Address", back_populates="user", passive_deletes=True)
    orders = db.relationship("Order", back_populates="user")

    __table_args__ = (
        db.Index("ix_users_email_lower", db.func.lower(email), unique=True),
        db.Index("idx_users_preferences_gin", "preferences", postgresql_using="gin"),
        active_index("users"),
    )


class Address(BaseModel):
    __tablename__ = "addresses"

    user_id = db.Column(
        db.Integer, db.ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True
    )
    label = db.Column(db.String(60), nullable=False, server_default="home")
    line1 = db.Column(db.String(200), nullable=False)
    line2 = db.Column(db.String(200))
    city = db.Column(db.String(120), nullable=False)
    postcode = db.Column(db.String(20), nullable=False)
    country = db.Column(db.String(2), nullable=False, comment="ISO 3166-1 alpha-2")
    is_default = db.Column(db.Boolean, nullable=False, server_default=db.false())
    delivery_notes = db.Column(db.Text, comment="Where the courier may leave it")

    user = db.relationship("User", back_populates="addresses")
