"""Alembic's own Python for operations, as ``alembic revision --autogenerate`` writes it."""

from __future__ import annotations

import warnings
from typing import Any, Literal

from alembic.autogenerate import api
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext

from .type_reflection import OpaqueType
from .types import UnknownType


def render_upgrade(upgrade_ops: ops.UpgradeOps, context: MigrationContext, render_as_batch: bool = False) -> str:
    """The lines of the body, the first one not indented."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return api.render_python_code(
            upgrade_ops,
            render_as_batch=render_as_batch,
            render_item=_render_item,
            migration_context=context,
        )


def _render_item(_kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Types of our own have no name to import; what reflection does not know is NullType."""
    return "sa.NullType()" if isinstance(item, (OpaqueType, UnknownType)) else False
