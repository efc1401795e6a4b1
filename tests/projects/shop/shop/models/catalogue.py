from shop.extensions import db
from shop.models.base import BaseModel, ExtraDataMixin, SoftDeleteMixin, TimestampMixin, active_index

product_tags = db.Table(
    "product_tags",
    db.Column("product_id", db.ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    db.Column("tag_id", db.ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Category(SoftDeleteMixin, BaseModel):
    __tablename__ = "categories"

    parent_id = db.Column(db.Integer, db.ForeignKey("categories.id", ondelete="SET NULL"), index=True)
    name = db.Column(db.String(120), nullable=False)
    slug = db.Column(db.String(140), nullable=False, unique=True)
    position = db.Column(db.Integer, nullable=False, server_default="0", comment="Order in the menu")

    parent = db.relationship("Category", remote_side="Category.id", backref="children")

    __table_args__ = (
        active_index("categories"),
        {"comment": "The tree of departments in the shop"},
    )


class Product(TimestampMixin, SoftDeleteMixin, ExtraDataMixin, BaseModel):
    __tablename__ = "products"

    category_id = db.Column(
        db.Integer, db.ForeignKey("categories.id", ondelete="RESTRICT"), nullable=False, index=True
    )
    name = db.Column(db.String(200), nullable=False)
    sku = db.Column(db.String(64), nullable=False, unique=True)
    description = db.Column(db.Text)
    price = db.Column(db.Numeric(10, 2), nullable=False)
    is_active = db.Column(
        db.Boolean, nullable=False, server_default=db.text("true"), comment="Whether record is active"
    )

    category = db.relationship("Category")
    tags = db.relationship("Tag", secondary=product_tags, back_populates="products")
    variants = db.relationship("ProductVariant", back_populates="product", passive_deletes=True)

    __table_args__ = (
        db.CheckConstraint("price >= 0", name="price_not_negative"),
        db.Index("idx_products_extra_data_gin", "extra_data", postgresql_using="gin"),
        active_index("products", "is_active"),
    )


class ProductVariant(TimestampMixin, BaseModel):
    __tablename__ = "product_variants"

    product_id = db.Column(
        db.Integer, db.ForeignKey("products.id", ondelete="CASCADE"), nullable=False, index=True
    )
    sku_suffix = db.Column(db.String(16), nullable=False)
    colour = db.Column(db.String(40))
    size = db.Column(db.String(20))
    price_delta = db.Column(db.Numeric(10, 2), nullable=False, server_default="0")

    product = db.relationship("Product", back_populates="variants")

    __table_args__ = (db.UniqueConstraint("product_id", "sku_suffix", name="uq_product_variants_sku"),)


class Tag(BaseModel):
    __tablename__ = "tags"

    name = db.Column(db.String(60), nullable=False, unique=True)
    slug = db.Column(db.String(80), nullable=False, unique=True)

    products = db.relationship("Product", secondary=product_tags, back_populates="tags")
