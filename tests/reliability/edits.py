"""What a developer does to a file: each a function from a text and a number, by which it chooses, to another text.

A change that does not fit a text leaves it as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

Change = Callable[[str, int], str]
Thing = TypeVar("Thing")

_NAMES = ("plan", "note", "weight", "owner_id", "full_name", "city", "straße")
_TYPES = ("String(20)", "String(80)", "Integer", "BigInteger", "Text", "JSON", "Boolean")
_OPTIONS = (
    *("", ", nullable=False", ', server_default="x"', ", index=True", ", unique=True", ', comment="🎈"'),
    ', db.ForeignKey("users.id")',
)
TABLES = ("users", "orders", "addresses", "warehouses", "items", "depots")
IDS = ("a1", "b2", "c3", "d4", "e5", "f6", "g7", "h8", "i9", "n1", "n2", "missing")

_COLUMN = re.compile(r"^    (\w+)(?:: Mapped\[.*?\])? = (?:db\.Column|mapped_column)\(.*\)$\n?", re.MULTILINE)
_TABLENAME = re.compile(r'^    __tablename__ = "(\w+)"$\n', re.MULTILINE)
_OPERATION = re.compile(r"^ +(?:op|batch_op|ddl)\.\w+\([^\n]*\)$\n", re.MULTILINE)
_BODY = re.compile(r"^def (?:upgrade|downgrade)\(\):\n", re.MULTILINE)
_LINE = re.compile(r"^.*$\n?", re.MULTILINE)


def column(at: int) -> str:
    """The text of a column."""
    name, kind, option = _pick(_NAMES, at), _pick(_TYPES, at // 7), _pick(_OPTIONS, at // 49)
    return f"    {name} = db.Column(db.{kind}{option})\n"


def operation(at: int) -> str:
    """The lines of an operation."""
    table, other = _pick(TABLES, at // 11), _pick(TABLES, at // 5)
    name, kind = _pick(_NAMES, at // 7), _pick(_TYPES, at // 13)
    lines = (
        f'    op.add_column("{table}", sa.Column("{name}", sa.{kind}(), nullable=False))\n',
        f'    op.add_column("{table}", sa.Column("{name}", sa.{kind}()))\n',
        f'    op.drop_column("{table}", "{name}")\n',
        f'    op.alter_column("{table}", "{name}", type_=sa.{kind}(), existing_type=sa.String(20))\n',
        f'    op.create_index("ix_{table}_{name}", "{table}", ["{name}"])\n',
        f'    op.create_foreign_key(None, "{table}", "{other}", ["{name}"], ["id"])\n',
        f'    op.rename_table("{table}", "{other}")\n',
        f'    op.drop_table("{table}")\n',
        f'    op.create_table("{table}", sa.Column("id", sa.Integer(), primary_key=True))\n',
        f'    op.execute("ALTER TABLE {table} ADD COLUMN {name} integer")\n',
        f'    ddl.create_index("{table}", "{name}")\n',
        f'    if sa.inspect(op.get_bind()).has_table("{table}"):\n        op.drop_table("{table}")\n',
        f'    with op.batch_alter_table("{table}") as batch_op:\n        batch_op.drop_column("{name}")\n',
        f'    op.execute("UPDATE {table} SET {name} = NULL")\n',
        f'    op.create_unique_constraint("uq_{name}", "{table}", ["{name}"])\n',
    )
    return _pick(lines, at)


# ---------------------------------------------------------------------- in models


def add_column(text: str, at: int) -> str:
    return _after(_TABLENAME, text, at, column(at))


def drop_column(text: str, at: int) -> str:
    return _replaced(_COLUMN, text, at, lambda _: "")


def change_column(text: str, at: int) -> str:
    def other(line: str) -> str:
        if "nullable=False" in line:
            return line.replace(", nullable=False", "")
        kind = _pick(_TYPES, at // 7)
        return re.sub(r"db\.(?:String\(\d+\)|Integer|BigInteger|Text|JSON|Boolean)", f"db.{kind}", line, count=1)

    return _replaced(_COLUMN, text, at, other)


def rename_column(text: str, at: int) -> str:
    return _replaced(_COLUMN, text, at, lambda line: re.sub(r"^    \w+", f"    {_pick(_NAMES, at // 7)}", line))


def rename_table(text: str, at: int) -> str:
    return _replaced(_TABLENAME, text, at, lambda _: f'    __tablename__ = "{_pick(TABLES, at // 3)}"\n')


def add_table(text: str, at: int) -> str:
    name = f"Made{at % 3}"
    return f'{_whole(text)}\n\nclass {name}(BaseModel):\n    __tablename__ = "made{at % 3}"\n\n{column(at)}'


def drop_table(text: str, at: int) -> str:
    pieces = text.split("\n\n\n")
    classes = [number for number, piece in enumerate(pieces) if "__tablename__" in piece]
    if not classes:
        return text
    del pieces[_pick(classes, at)]
    return "\n\n\n".join(pieces)


# ---------------------------------------------------------------------- in revisions


def add_operation(text: str, at: int) -> str:
    return _after(_BODY, text, at, operation(at // 2))


def drop_operation(text: str, at: int) -> str:
    return _replaced(_OPERATION, text, at, lambda _: "    pass\n")


def change_down(text: str, at: int) -> str:
    down = (repr(_pick(IDS, at)), repr((_pick(IDS, at), _pick(IDS, at // 7))), "None")[at % 3]
    return re.sub(r"^down_revision = .*$", f"down_revision = {down}", text, count=1, flags=re.MULTILINE)


def change_id(text: str, at: int) -> str:
    return re.sub(r"^revision = .*$", f"revision = {_pick(IDS, at)!r}", text, count=1, flags=re.MULTILINE)


# ---------------------------------------------------------------------- in any file


def break_syntax(text: str, at: int) -> str:
    return _after(_LINE, text, at, "    broken = (((\n")


def add_comment(text: str, at: int) -> str:
    return _after(_LINE, text, at, f"# 🎈 größer {at}\n")


def ignore_something(text: str, at: int) -> str:
    rule = _pick(("column-drop", "column-type-change", "required-column-without-default"), at)
    return _replaced(_LINE, text, at // 3, lambda line: f"{line.rstrip()}  # migration-lsp: ignore[{rule}] so\n")


def move_lines(text: str, at: int) -> str:
    lines = text.splitlines(keepends=True)
    here = at % max(len(lines), 1)
    return "".join([*lines[:here], "\n" * (at % 3 + 1), *lines[here:]])


def other_line_ends(text: str, _at: int) -> str:
    return text.replace("\r\n", "\n") if "\r\n" in text else text.replace("\n", "\r\n")


IN_ANY: tuple[Change, ...] = (break_syntax, add_comment, ignore_something, move_lines, other_line_ends)
IN_MODELS: tuple[Change, ...] = (
    *(add_column, add_column, drop_column, change_column, rename_column, rename_table, add_table, drop_table),
    *IN_ANY,
)
IN_REVISIONS: tuple[Change, ...] = (
    *(add_operation, add_operation, drop_operation, change_down, change_id),
    *IN_ANY,
)


def changes_for(path: str) -> tuple[Change, ...]:
    """What is done to a file, by its name."""
    if "/versions/" in path:
        return IN_REVISIONS
    return IN_MODELS if "/models/" in path else IN_ANY


def _pick(things: Sequence[Thing], at: int) -> Thing:
    return things[at % len(things)]


def _whole(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _after(place: re.Pattern[str], text: str, at: int, new: str) -> str:
    places = [found.end() for found in place.finditer(text)]
    end = _pick(places, at) if places else None
    return text if end is None else f"{text[:end]}{new}{text[end:]}"


def _replaced(place: re.Pattern[str], text: str, at: int, new: Callable[[str], str]) -> str:
    places = list(place.finditer(text))
    if not places:
        return text
    found = _pick(places, at)
    return text[: found.start()] + new(found.group()) + text[found.end() :]
