"""Short ways to replay operations and SQL text in tests."""

from alembic.operations.ops import MigrateOperation

from migration_lsp.schema.apply import Problem, ProblemKind, apply
from migration_lsp.schema.records import Catalogue, TableRecord
from migration_lsp.schema.sql import read_sql

Step = str | MigrateOperation


class Replay:
    """A catalogue that takes operations and SQL one after the other, as one ``upgrade`` command would."""

    def __init__(self, dialect: str = "postgresql", naming: dict[str, str] | None = None) -> None:
        self.catalogue = Catalogue(dialect)
        self.naming = naming
        self.memo: frozenset[str] = frozenset()
        self.problems: tuple[Problem, ...] = ()

    def __call__(self, *steps: Step, certain: bool = True) -> "Replay":
        """Applies the steps; ``problems`` are those of this call."""
        found: list[Problem] = []
        for op in (op for step in steps for op in self._operations(step)):
            applied = apply(self.catalogue, op, certain=certain, enums_created=self.memo, naming=self.naming)
            self.catalogue, self.memo = applied.catalogue, applied.enums_created
            found.extend(applied.problems)
        self.problems = tuple(found)
        return self

    def _operations(self, step: Step) -> list[MigrateOperation]:
        if not isinstance(step, str):
            return [step]
        return [op for statement in read_sql(step, self.catalogue.dialect) for op in statement.ops]

    def clean(self, *steps: Step) -> "Replay":
        """Applies the steps, to which nobody objects."""
        self(*steps)
        assert self.problems == (), self.problems
        return self

    @property
    def kinds(self) -> list[ProblemKind]:
        return [problem.kind for problem in self.problems]

    def table(self, key: str) -> TableRecord:
        return self.catalogue.tables[key]
