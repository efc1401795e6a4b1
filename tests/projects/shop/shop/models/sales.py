import enum

from sqlalchemy.dialects import postgresql

from shop.extensions import db
from shop.models.base import BaseModel, SoftDeleteMixin, TimestampMixin, active_index


class OrderStatus(enum.Enum):
    pending = "pending"
    paid = "paid"
    shipped = "shipped"
    cancelled = "cancelled"
    refunded = "refunded"


class DiscountKind(enum.Enum):
    PERCENT = "percent"
    AMOUNT = "amount"


class Coupon(TimestampMixin, SoftDeleteMixin, BaseModel):
    __tablename__ = "coupons"

    code = db.Column(db.String(40), nullable=False, unique=True)
    kind = db.Column(
        db.Enum(DiscountKind, name="discount_kind", values_callable=lambda kinds: [k.value for k in kinds]),
        nullable=False,
    )
    value = db.Column(db.Numeric(10, 2), nullable=False)
    valid_from = db.Column(db.Date)
    valid_until = db.Column(db.Date)
    max_uses = db.Column(db.SmallInteger)

    __table_args__ = (
        db.CheckConstraint("value > 0", name="value_positive"),
        db.CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="dates_in_order"),
        active_index("coupons"),
    )


class Order(TimestampMixin, SoftDeleteMixin, BaseModel):
    __tablename__ = "orders"

    user_id = db.Column(
        db.Integer, db.ForeignKey("users.id", ondelete="RESTRICT"), nullable=False, index=True
    )
    shipping_address_id = db.Column(db.Integer, db.ForeignKey("addresses.id", ondelete="SET NULL"))
    coupon_id = db.Column(
        db.Integer, db.ForeignKey("coupons.id", ondelete="SET NULL"), index=True, comment="FK to coupons"
    )
    reference = db.Column(db.String(20), nullable=False, unique=True, comment="What the customer quotes")
    status = db.Column(
        db.Enum(OrderStatus, name="order_status"), nullable=False, server_default=OrderStatus.pending.name
    )
    currency = db.Column(db.String(3), nullable=False, server_default="EUR")
    total = db.Column(db.Numeric(12, 2), nullable=False, server_default="0")
    placed_at = db.Column(db.DateTime, index=True)

    user = db.relationship("User", back_populates="orders")
    coupon = db.relationship("Coupon")
    items = db.relationship("OrderItem", back_populates="order", cascade="all, delete-orphan")

    __table_args__ = (
        active_index("orders"),
        db.Index("ix_orders_user_id_status", "user_id", "status"),
    )


class OrderItem(BaseModel):
    __tablename__ = "order_items"

    order_id = db.Column(db.Integer, db.ForeignKey("orders.id", ondelete="CASCADE"), nullable=False)
    product_id = db.Column(
        db.Integer, db.ForeignKey("products.id", ondelete="RESTRICT"), nullable=False, index=True
    )
    variant_id = db.Column(
        db.Integer,
        db.ForeignKey("product_variants.id", ondelete="SET NULL"),
        index=True,
        comment="FK to product_variants",
    )
    quantity = db.Column(db.Integer, nullable=False, server_default="1")
    unit_price = db.Column(db.Numeric(10, 2), nullable=False)

    order = db.relationship("Order", back_populates="items")

    __table_args__ = (
        db.UniqueConstraint("order_id", "product_id", "variant_id", name="uq_order_items_line"),
        db.CheckConstraint("quantity > 0", name="quantity_positive"),
    )


class Payment(TimestampMixin, BaseModel):
    __tablename__ = "payments"

    order_id = db.Column(
        db.Integer, db.ForeignKey("orders.id", ondelete="CASCADE"), nullable=False, index=True
    )
    method = db.Column(db.String(20), nullable=False)
    provider = db.Column(db.String(40), comment="Which payment service took it")
    provider_reference = db.Column(db.String(255))
    amount = db.Column(db.Numeric(12, 2), nullable=False)
    captured_at = db.Column(db.DateTime(timezone=True))
    idempotency_key = db.Column(
        postgresql.UUID(as_uuid=True), nullable=False, server_default=db.text("gen_random_uuid()")
    )

    __table_args__ = (
        db.CheckConstraint("method IN ('card', 'transfer', 'voucher')", name="method_known"),
    )
