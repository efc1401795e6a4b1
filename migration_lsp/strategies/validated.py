"""Constraints on rows that are there: taken up without reading the rows, and proven while everybody works.

PostgreSQL only. NOT VALID and VALIDATE in one transaction gain nothing, so that each is a revision of its own, and the
second one commits what came before it.
"""

from __future__ import annotations

from migration_lsp.judgement import Step
from migration_lsp.schema.records import CheckRecord, ForeignKeyRecord
from migration_lsp.strategies.code import NOTHING as NO_WAY_BACK_NEEDED
from migration_lsp.strategies.code import Call, execute, joined, outside_transaction
from migration_lsp.strategies.ground import Ground

_NOT_VALID = "postgresql_not_valid=True"


def validate(ground: Ground, name: str | None) -> str:
    """``VALIDATE CONSTRAINT`` in a transaction of its own."""
    constraint = ground.quote(name or "")
    return outside_transaction(execute(f"ALTER TABLE {ground.sql} VALIDATE CONSTRAINT {constraint}"))


def key_again(ground: Ground, key: ForeignKeyRecord) -> str:
    """Make a foreign key that was there once more, all in one revision."""
    if not ground.is_postgres:
        return ground.create_foreign_key(key)
    unproven = ground.create_foreign_key(key, _NOT_VALID)
    return joined(unproven, validate(ground, key.name)) if key.validated else unproven


def without_key(ground: Ground, key: ForeignKeyRecord) -> str:
    """Drop a foreign key, and in MySQL the index that the server made for it."""
    drop = ground.drop_constraint(key.name, "foreignkey")
    own = [index for index in ground.table.indexes if index.columns[: len(key.columns)] == key.columns]
    if not ground.is_mysql or any(index.name != key.name for index in own):
        return drop
    return joined(drop, ground.drop_index(key.name))


def foreign_key_steps(ground: Ground, key: ForeignKeyRecord) -> tuple[Step, ...]:
    """The foreign key itself, once every row refers to something."""
    down = without_key(ground, key)
    if not ground.is_postgres:
        copies = " The server copies the table meanwhile, and nobody can write." if ground.is_mysql else ""
        return (Step(f"Add the foreign key.{copies}", ground.create_foreign_key(key), down),)
    return (
        Step(
            f"Add the foreign key NOT VALID: new rows are checked, old ones are not read. Writes to `{ground.key}` and "
            f"`{key.target}` wait for a moment.",
            ground.create_foreign_key(key, _NOT_VALID),
            down,
        ),
        Step(
            "Validate it in another transaction, while everybody works.",
            validate(ground, key.name),
            NO_WAY_BACK_NEEDED,
        ),
    )


def check_steps(ground: Ground, check: CheckRecord) -> tuple[Step, ...]:
    """The check itself, once every row keeps to it."""
    name = ground.constraint_name(check.name)
    down = ground.alter(Call("drop_constraint", name=name, options=("type_='check'",)))
    arguments = (repr(check.sqltext),)
    if not ground.is_postgres:
        return (Step("Add the check.", ground.alter(Call("create_check_constraint", arguments, name)), down),)
    add = ground.alter(Call("create_check_constraint", arguments, name, (_NOT_VALID,)))
    return (
        Step("Add the check NOT VALID: new rows are checked, old ones are not read.", add, down),
        Step(
            "Validate it in another transaction, while everybody works.",
            validate(ground, check.name),
            NO_WAY_BACK_NEEDED,
        ),
    )
