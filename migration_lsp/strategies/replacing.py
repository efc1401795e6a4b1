"""One column in the place of another while running code uses both: the steps that a rename and a new type share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from migration_lsp.judgement import Step
from migration_lsp.schema.records import ColumnRecord
from migration_lsp.schema.write import Type
from migration_lsp.strategies.backfill import in_pieces
from migration_lsp.strategies.code import NOTHING, Call, comment, joined
from migration_lsp.strategies.conversion import Conversion
from migration_lsp.strategies.drop import drop_step
from migration_lsp.strategies.ground import Ground
from migration_lsp.strategies.new_column import add_step
from migration_lsp.strategies.required import loosened, required_steps


@dataclass(frozen=True, slots=True)
class Replacement:
    """``new`` takes the place of ``old``; ``along`` is what the new column gets before anybody reads it."""

    ground: Ground
    old: ColumnRecord
    new: ColumnRecord
    written: Type | None = None
    using: str | None = None
    along: tuple[Step, ...] = ()

    @property
    def conversion(self) -> Conversion:
        return Conversion(self.ground, self.old, self.new, self.using)

    def steps(self) -> Iterator[Step]:
        """Everything up to where nobody writes the old column any more."""
        ground, old, new = self.ground, self.old, self.new
        empty = replace(new, nullable=True, default=None, identity=None, autoincrement=False)
        yield add_step(ground, empty, f"Add `{new.name}` as nullable.", self.written)
        yield Step(
            f"Deploy code that writes both columns and still reads `{old.name}` (or let a trigger write `{new.name}`).",
            deploys=True,
        )
        yield self._copy()
        yield Step(
            "Verify: the query counts the rows whose two values differ, and must answer 0.",
            sql=f"SELECT count(*) FROM {ground.sql} WHERE {self.conversion.differing}",
        )
        if new.default is not None:
            yield self._default()
        if not new.nullable:
            yield from required_steps(ground, new, self.written)
        yield from self.along
        yield Step(f"Deploy code that reads `{new.name}`, and still writes both.", deploys=True)
        if not old.nullable and old.default is None:
            yield loosened(ground, old, "code that does not write it any more must be able to insert.")
        yield Step(f"Deploy code that neither reads nor writes `{old.name}`.", deploys=True)

    def _copy(self) -> Step:
        new, conversion = self.ground.quote(self.new.name), self.conversion
        where = f"{new} IS NULL AND {conversion.source} IS NOT NULL"
        remark = comment(conversion.remark) if conversion.remark else ""
        verb = "Convert" if self.old.type != self.new.type else "Copy"
        return Step(
            f"{verb} `{self.old.name}` into `{self.new.name}`, some rows at a time.",
            joined(remark, in_pieces(self.ground, f"{new} = {conversion.expression}", where)),
            NOTHING,
            f"SELECT count(*) FROM {self.ground.sql} WHERE {where}",
        )

    def _default(self) -> Step:
        column = replace(self.new, nullable=True)
        name = (repr(column.name),)
        given = f"server_default=sa.text({column.default!r})"
        without = replace(column, default=None)
        up = Call("alter_column", name, options=(*self.ground.existing(without, self.written), given))
        down = Call("alter_column", name, options=(*self.ground.existing(column, self.written), "server_default=None"))
        return Step(f"Give `{column.name}` its server default.", self.ground.alter(up), self.ground.alter(down))

    def dropped(self) -> Step:
        """The old column goes; the way back fills it again from the new one, where that is sure to work."""
        step = drop_step(self.ground, self.old)
        back = Conversion(self.ground, self.new, self.old)
        if not back.always_works:
            return step
        old, new = self.ground.quote(self.old.name), self.ground.quote(self.new.name)
        fill = in_pieces(self.ground, f"{old} = {back.expression}", f"{old} IS NULL AND {new} IS NOT NULL")
        return replace(step, downgrade=joined(step.downgrade or "", fill))
