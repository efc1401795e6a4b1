"""What is told while somebody is typing, and what waits until the file is saved.

Half-typed text removes and renames all the time: a removal speaks on save only, and so does a column that stands
where the removed one stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migration_lsp.judgement import Finding
from migration_lsp.project import Project
from migration_lsp.schema.effects import ColumnAdded, ColumnDropped, Effect


def spoken_while_typing(
    findings: Iterable[Finding], pending: frozenset[Effect], saved: Project, saved_pending: frozenset[Effect]
) -> Iterator[Finding]:
    """The findings on pending changes that do not wait.

    ``pending`` are the pending changes of the text as it is typed, ``saved_pending`` those of the text as it was
    saved last, in the project ``saved``.
    """
    unsaid = [effect for effect in pending if isinstance(effect, ColumnDropped) and effect not in saved_pending]
    for finding in findings:
        effect = finding.effect
        is_new = effect is not None and effect not in saved_pending
        if not is_new or not (finding.is_removal or _stands_in_place(finding, unsaid, saved)):
            yield finding


def _stands_in_place(finding: Finding, unsaid: list[ColumnDropped], saved: Project) -> bool:
    """Whether an added column stands where one stood whose removal is not told yet."""
    effect = finding.effect
    if not isinstance(effect, ColumnAdded) or finding.moment is None:
        return False
    gone = {dropped.column.name for dropped in unsaid if dropped.table == effect.table}
    table = saved.declared.tables.get(effect.table)
    now = finding.moment.project.declared.tables.get(effect.table)
    if not gone or table is None or now is None:
        return False
    before = [column.name for column in table.columns]
    left = [name for name in before if name not in gone]
    above = _name_above(effect.column.name, [column.name for column in now.columns], left)
    return any(_name_above(name, before, left) == above for name in gone)


def _name_above(name: str, names: list[str], known: list[str]) -> str | None:
    """The nearest name above one, of those that both texts have."""
    place = names.index(name) if name in names else len(names)
    return next((other for other in reversed(names[:place]) if other in known), None)
