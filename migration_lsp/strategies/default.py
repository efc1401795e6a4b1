"""Another server default, or none, for a column that running code leaves out."""

from __future__ import annotations

from migration_lsp.judgement import Moment, Plan, Step
from migration_lsp.schema.effects import DefaultChanged
from migration_lsp.schema.records import ColumnRecord
from migration_lsp.strategies.code import Call
from migration_lsp.strategies.ground import Ground


def change_default(effect: DefaultChanged, at: Moment) -> Plan:
    """Let the code give the value itself, then change the default."""
    ground, old, new = Ground.of(effect.table, at), effect.old, effect.column
    name = ground.quote(new.name)
    query = f"SELECT {name}, count(*) FROM {ground.sql}\nGROUP BY {name} ORDER BY 2 DESC LIMIT 20"
    if (old.computed, old.identity) != (new.computed, new.identity):
        return _generated(effect, query)
    what = f"{old.default or 'none'} becomes {new.default or 'none'}"
    deploy = f"Deploy code that gives `{new.name}` in every INSERT that relies on the default"
    needed = new.default is None and not new.nullable
    return Plan(
        f"{effect.label}: server default {what}",
        (
            Step(f"{deploy}{': without one those fail' if needed else ''}.", deploys=True),
            Step(
                "Change the default: rows that exist keep what they have.",
                _set(ground, old, new),
                _set(ground, new, old),
            ),
            Step("If old rows should have the new value, change them by a backfill of its own.", sql=query),
        ),
        query,
        "what existing rows hold, and keep",
        "Downgrade: the old default stands again; rows that were written meanwhile keep what they got.",
    )


def _set(ground: Ground, old: ColumnRecord, new: ColumnRecord) -> str:
    value = f"sa.text({new.default!r})" if new.default is not None else "None"
    options = (*ground.existing(old), f"server_default={value}")
    return ground.alter(Call("alter_column", (repr(new.name),), options=options))


def _generated(effect: DefaultChanged, query: str) -> Plan:
    name = effect.column.name
    return Plan(
        f"{effect.label}: what makes its values changes",
        (
            Step(f"Add a column beside `{name}` that is made the new way; the server writes every row for it."),
            Step("Deploy code that reads the new column.", deploys=True),
            Step(f"Drop `{name}`, and let the new column take its name in a maintenance window."),
        ),
        query,
        "what existing rows hold",
        "Until the old column is dropped: deploy the code before.",
    )
