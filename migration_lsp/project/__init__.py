"""A project at one moment, and on demand all that follows from its files and settings."""

from migration_lsp.project.project import Project

__all__ = ["Project"]
