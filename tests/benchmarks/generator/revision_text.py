"""Revisions as their authors would have written them: plain operations, batches, raw SQL, loops and helpers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.benchmarks.generator.history import Change, ColumnChange, CreateTables, ExtraChange, Revision
from tests.benchmarks.generator.revision_sql import statements
from tests.benchmarks.generator.shape import Column, Extra, Table

PASS = ("pass",)


@dataclass(slots=True)
class _Written:
    """The two functions of a revision, and what they need above them."""

    up: list[str]
    down: list[str]
    imports: list[str] = field(default_factory=list)
    constants: list[str] = field(default_factory=list)


def slug(revision: Revision) -> str:
    """What a revision does in a few words, as part of its file's name."""
    match revision.does:
        case CreateTables(tables):
            return f"create_{tables[0].name}"
        case ColumnChange(table, before, after):
            verb = "add" if before is None else "drop" if after is None else "change"
            column = after or before
            assert column is not None
            return f"{verb}_{table}_{column.name}"
        case ExtraChange(_, extra, is_added):
            return f"{'add' if is_added else 'drop'}_{extra.name}"
        case None:
            return "merge"


def revision_text(revision: Revision) -> str:
    """The file of a revision."""
    written = _written(revision)
    down = revision.down[0] if len(revision.down) == 1 else revision.down or None
    body = "\n".join((*written.up, *written.down))
    imports = ["from alembic import op", *written.imports]
    if "sa." in body:
        imports.insert(0, "import sqlalchemy as sa")
    if "postgresql." in body:
        imports.append("from sqlalchemy.dialects import postgresql")
    constants = "".join(f"{line}\n" for line in written.constants)
    return (
        f'"""{slug(revision).replace("_", " ")}\n\nRevision ID: {revision.identifier}\n'
        f"Revises: {', '.join(revision.down)}\n"
        f'"""\n{chr(10).join(imports)}\n\n'
        f"revision = {_quoted(revision.identifier)}\ndown_revision = {_quoted(down)}\n"
        f"branch_labels = None\ndepends_on = None\n{constants and chr(10)}{constants}\n\n"
        f"def upgrade() -> None:\n{_indented(written.up)}\n\ndef downgrade() -> None:\n{_indented(written.down)}"
    )


def _quoted(value: str | tuple[str, ...] | None) -> str:
    return repr(value).replace("'", '"')


def _indented(lines: list[str]) -> str:
    return "".join(f"    {line}\n" for line in lines or PASS)


def _written(revision: Revision) -> _Written:
    does, style = revision.does, revision.style
    if does is None:
        return _Written([], [])
    if isinstance(does, CreateTables):
        return _created(does)
    both = (does, does.reversed())
    if style < 0.55:
        return _both_plain(does)
    if style < 0.7:
        return _Written(*(_in_batch(change) for change in both))
    if style < 0.85:
        return _Written(*([f'op.execute("{sql}")' for sql in statements(change)] for change in both))
    if isinstance(does, ColumnChange):
        return _in_loop(does) if style < 0.93 or (does.before and does.after) else _by_helper(does)
    return _both_plain(does)


def _both_plain(does: Change) -> _Written:
    table = f'"{does.table}", '
    return _Written(list(_plain(does, "op", table)), list(_plain(does.reversed(), "op", table)))


def _created(does: CreateTables) -> _Written:
    up = [line for table in does.tables for line in _create_table(table)]
    down = [line for table in reversed(does.tables) for line in _drop_table(table)]
    return _Written(up, down)


def _create_table(table: Table) -> Iterator[str]:
    yield "op.create_table("
    yield f'    "{table.name}",'
    yield '    sa.Column("id", sa.Integer(), nullable=False),'
    yield from (f"    {_column(column)}," for column in table.columns)
    for extra in table.extras:
        if extra.form == "ck":
            yield f'    sa.CheckConstraint("{extra.condition}", name=op.f("{extra.name}")),'
        elif extra.form == "uq":
            yield f'    sa.UniqueConstraint("{extra.column}", name=op.f("{extra.name}")),'
    for column in table.columns:
        if column.references:
            name = f'name=op.f("fk_{table.name}_{column.name}")'
            yield f'    sa.ForeignKeyConstraint(["{column.name}"], ["{column.references}.id"], {name}),'
    yield f'    sa.PrimaryKeyConstraint("id", name=op.f("pk_{table.name}")),'
    yield ")"
    for index in _indexes(table):
        yield f'op.create_index(op.f("{index.name}"), "{table.name}", ["{index.column}"], unique=False)'


def _drop_table(table: Table) -> Iterator[str]:
    for index in reversed(_indexes(table)):
        yield f'op.drop_index(op.f("{index.name}"), table_name="{table.name}")'
    yield f'op.drop_table("{table.name}")'
    for column in table.columns:
        if column.kind.call.startswith("Enum"):
            yield f'op.execute("DROP TYPE {column.kind.sql}")'


def _indexes(table: Table) -> list[Extra]:
    keys = [Extra(table.name, column.name, "ix") for column in table.columns if column.references]
    return [*keys, *(extra for extra in table.extras if extra.form == "ix")]


def _type(column: Column) -> str:
    call = column.kind.call
    return "postgresql.JSONB(astext_type=sa.Text())" if call == "JSONB()" else f"sa.{call}"


def _column(column: Column, name: str | None = None) -> str:
    default = f'server_default=sa.text("{column.default}"), ' if column.default is not None else ""
    return f"sa.Column({name or _quoted(column.name)}, {_type(column)}, {default}nullable={column.nullable})"


def _plain(change: Change, on: str, table: str, name: str | None = None) -> Iterator[str]:
    """Calls of ``op`` with a table before the other arguments, or of a batch without one."""
    if isinstance(change, ExtraChange):
        yield _extra_call(change, on, table)
        return
    match change.before, change.after:
        case None, Column() as column:
            yield f"{on}.add_column({table}{_column(column, name)})"
            if column.references:
                key = f'{on}.f("fk_{change.table}_{column.name}")'
                yield f'{on}.create_foreign_key({key}, {table}"{column.references}", ["{column.name}"], ["id"])'
                yield f'{on}.create_index({on}.f("ix_{change.table}_{column.name}"), {table}["{column.name}"])'
        case Column() as column, None:
            if column.references:
                last = f"table_name={table}".rstrip(", ") if table else ""
                yield f'{on}.drop_index({on}.f("ix_{change.table}_{column.name}"){last and ", "}{last})'
                kind = f'{table}type_="foreignkey"'
                yield f'{on}.drop_constraint({on}.f("fk_{change.table}_{column.name}"), {kind})'
            yield f"{on}.drop_column({table}{name or _quoted(column.name)})"
        case Column() as before, Column() as after:
            yield f"{on}.alter_column({table}{name or _quoted(before.name)}, {_altered(before, after)})"


def _altered(before: Column, after: Column) -> str:
    said = [f"existing_type={_type(before)}"]
    if before.name != after.name:
        return ", ".join((f'new_column_name="{after.name}"', *said, f"existing_nullable={before.nullable}"))
    if before.kind != after.kind:
        return ", ".join((*said, f"type_={_type(after)}", f"existing_nullable={before.nullable}"))
    return ", ".join((*said, f"nullable={after.nullable}"))


def _extra_call(change: ExtraChange, on: str, table: str) -> str:
    extra, name = change.extra, f'{on}.f("{change.extra.name}")'
    if not change.is_added:
        if extra.form == "ix":
            last = f"table_name={table}".rstrip(", ") if table else ""
            return f"{on}.drop_index({name}{last and ', '}{last})"
        return f'{on}.drop_constraint({name}, {table}type_="{"unique" if extra.form == "uq" else "check"}")'
    if extra.form == "ix":
        return f'{on}.create_index({name}, {table}["{extra.column}"], unique=False)'
    if extra.form == "uq":
        return f'{on}.create_unique_constraint({name}, {table}["{extra.column}"])'
    return f'{on}.create_check_constraint({name}, {table}"{extra.condition}")'


def _in_batch(change: Change) -> list[str]:
    head = f'with op.batch_alter_table("{change.table}", schema=None) as batch_op:'
    return [head, *(f"    {line}" for line in _plain(change, "batch_op", ""))]


def _in_loop(does: ColumnChange) -> _Written:
    """A loop over the columns that change, which is one of them."""
    column = does.before or does.after
    assert column is not None
    is_renamed = does.before and does.after and does.before.name != does.after.name
    if column.references or is_renamed:
        return _both_plain(does)
    head, table = "for column in COLUMNS:", f'"{does.table}", '
    up = [head, *(f"    {line}" for line in _plain(does, "op", table, "column"))]
    down = [head, *(f"    {line}" for line in _plain(does.reversed(), "op", table, "column"))]
    return _Written(up, down, constants=[f'COLUMNS = ("{column.name}",)'])


def _by_helper(does: ColumnChange) -> _Written:
    """Helpers from a module beside the revisions, which look whether there is something to do."""
    column = does.before or does.after
    assert column is not None
    if column.references:
        return _both_plain(does)
    add = f'add_column_if_missing("{does.table}", {_column(column)})'
    drop = f'drop_column_if_there("{does.table}", "{column.name}")'
    up, down = (add, drop) if does.before is None else (drop, add)
    return _Written([up], [down], ["from migrations.steps import add_column_if_missing, drop_column_if_there"])
