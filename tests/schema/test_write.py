"""The Python that is written for types and columns."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from migration_lsp.schema.records import Catalogue
from migration_lsp.schema.write import Type, type_python


@pytest.mark.parametrize(
    ("type_", "python"),
    [
        (postgresql.JSONB(), "postgresql.JSONB(astext_type=sa.Text())"),
        (
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            "sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')",
        ),
        (
            sa.Text().with_variant(postgresql.ARRAY(sa.Numeric(5, 2)), "postgresql"),
            "sa.Text().with_variant(postgresql.ARRAY(sa.Numeric(precision=5, scale=2)), 'postgresql')",
        ),
        (
            sa.Enum("Text(", "it's Text()", name="kind", native_enum=False),
            "sa.Enum('Text(', \"it's Text()\", name='kind', native_enum=False)",
        ),
    ],
)
def test_types_within_types_have_their_module(type_: Type, python: str) -> None:
    assert type_python("?", Catalogue("postgresql"), type_) == python
