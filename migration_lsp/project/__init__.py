"""A project at one moment, and on demand all that follows from its files and settings."""

from migration_lsp.project.databases import by_database, declared_by_database
from migration_lsp.project.project import Project
from migration_lsp.project.succession import successor

__all__ = ["Project", "by_database", "declared_by_database", "successor"]
