"""Databases: types, tables, the catalogue at a moment, and how two of them differ.

The only package that imports SQLAlchemy and Alembic. Nothing here knows files or Python source.
"""

import logging

from .loading import without_entry_points

# Whatever of this package is imported first, Alembic is loaded here, while entry points are hidden.
with without_entry_points():
    import alembic.autogenerate
    import alembic.operations
    import alembic.runtime.migration  # noqa: F401 - imported for the loading alone

# What it tells of each table, and of what it can only roughly compare, is for those who run migrations.
logging.getLogger("alembic").setLevel(logging.ERROR)
