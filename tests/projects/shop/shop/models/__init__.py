from shop.models.accounts import Address, User
from shop.models.audit import AuditEvent
from shop.models.catalogue import Category, Product, ProductVariant, Tag, product_tags
from shop.models.inventory import StockLevel, Warehouse
from shop.models.sales import Coupon, DiscountKind, Order, OrderItem, OrderStatus, Payment

__all__ = [
    "Address",
    "AuditEvent",
    "Category",
    "Coupon",
    "DiscountKind",
    "Order",
    "OrderItem",
    "OrderStatus",
    "Payment",
    "Product",
    "ProductVariant",
    "StockLevel",
    "Tag",
    "User",
    "Warehouse",
    "product_tags",
]
