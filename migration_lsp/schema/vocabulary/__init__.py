"""What names of SQLAlchemy mean in project text: the allow-list that the evaluator is handed."""

from migration_lsp.schema.vocabulary.plugin import SqlalchemyNames

__all__ = ["SqlalchemyNames"]
