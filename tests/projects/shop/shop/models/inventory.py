import datetime
from typing import Optional

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.models.base import BaseModel


class Warehouse(BaseModel):
    __tablename__ = "warehouses"

    code: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    city: Mapped[Optional[str]] = mapped_column(String(120))
    is_open: Mapped[bool] = mapped_column(server_default=text("true"))

    stock_levels: Mapped[list["StockLevel"]] = relationship(back_populates="warehouse")


class StockLevel(BaseModel):
    __tablename__ = "stock_levels"
    __table_args__ = (
        UniqueConstraint("warehouse_id", "variant_id"),
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
    )

    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouses.id", ondelete="CASCADE"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("product_variants.id", ondelete="CASCADE"), index=True)
    quantity: Mapped[int] = mapped_column(server_default="0")
    counted_at: Mapped[Optional[datetime.datetime]] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    counted_by_id: Mapped[Optional[int]] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), comment="Who counted last"
    )

    warehouse: Mapped[Warehouse] = relationship(back_populates="stock_levels")
