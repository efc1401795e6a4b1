"""Names of SQLAlchemy's ORM and its relatives that are the mapper's business: properties, and options of columns.

What the names do is decided where they are used.
"""

from __future__ import annotations

PROPERTIES = {
    "relationship": "relationship",
    "relation": "relationship",
    "dynamic_loader": "dynamic_loader",
    "backref": "backref",
    "column_property": "column_property",
    "deferred": "deferred",
    "composite": "composite",
    "synonym": "synonym",
    "query_expression": "query_expression",
    "association_proxy": "association_proxy",
    "generic_relationship": "association_proxy",
    "Relationship": "relationship",
    "Field": "field",
}
"""The kind of attribute that a function makes, by its last name."""

_DATACLASS_OPTIONS = frozenset({"init", "repr", "default_factory", "compare", "kw_only", "hash", "dataclass_metadata"})
ORM_OPTIONS = _DATACLASS_OPTIONS | {
    "deferred",
    "deferred_group",
    "deferred_raiseload",
    "active_history",
    "use_existing_column",
    "sort_order",
    "insert_default",
}
"""Arguments of ``mapped_column`` that are the mapper's, not the column's."""
