"""Statements moved into a ``with`` block, and arguments taken out of calls; comments and form stay.

libcst does it on the text of the statements alone. It knows nothing of migrations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import libcst

from migration_lsp.source.newer_python import is_shallow

_OUTSIDE = "if True:\n"
"""Gives the statements a block to stand in, as deep as they stand in their file."""


def moved_into_block(
    lines: Iterable[str], head: str, receiver: str, left_out: Sequence[frozenset[int]], indent: str
) -> str | None:
    """Statements, each a call of a method on lines of its own, as the body of ``head``.

    Each is called on ``receiver`` instead, without its arguments of the numbers in ``left_out``. None where libcst
    does not take the text, or where it is not what was said of it.
    """
    text = "\n".join(lines)
    whole = f"{_OUTSIDE}{text}\n"
    if not is_shallow(whole):
        return None
    try:
        module = libcst.parse_module(whole)
        return _moved(module, head, receiver, left_out, indent)
    except libcst.ParserSyntaxError:
        return None


def _moved(
    module: libcst.Module, head: str, receiver: str, left_out: Sequence[frozenset[int]], indent: str
) -> str | None:
    outer = module.body[0] if len(module.body) == 1 else None
    block = libcst.parse_statement(f"{head}\n    pass\n")
    if not isinstance(outer, libcst.If) or not isinstance(outer.body, libcst.IndentedBlock):
        return None
    if not isinstance(block, libcst.With) or len(outer.body.body) != len(left_out):
        return None
    pairs = zip(outer.body.body, left_out, strict=True)
    statements = [changed for each, numbers in pairs if (changed := _changed(each, numbers, receiver)) is not None]
    if len(statements) != len(left_out):
        return None
    inner = block.with_changes(body=libcst.IndentedBlock(statements, indent=indent))
    code = module.with_changes(body=[outer.with_changes(body=outer.body.with_changes(body=[inner]))]).code
    return code.removeprefix(_OUTSIDE).removesuffix("\n")


def _changed(
    statement: libcst.BaseStatement, left_out: frozenset[int], receiver: str
) -> libcst.SimpleStatementLine | None:
    if not isinstance(statement, libcst.SimpleStatementLine) or len(statement.body) != 1:
        return None
    expression = statement.body[0]
    call = expression.value if isinstance(expression, libcst.Expr) else None
    if not isinstance(call, libcst.Call) or not isinstance(call.func, libcst.Attribute):
        return None
    for number in sorted(left_out, reverse=True):
        call = without_argument(call, number)
    function = libcst.ensure_type(call.func, libcst.Attribute).with_changes(value=libcst.Name(receiver))
    return statement.with_changes(body=[libcst.Expr(call.with_changes(func=function))])


Whitespace = libcst.BaseParenthesizableWhitespace


def without_argument(call: libcst.Call, number: int) -> libcst.Call:
    """A call without one of its arguments. A comment beside it stays, on a line of its own."""
    args, gone = list(call.args), call.args[number]
    is_last = number == len(args) - 1
    del args[number]
    after = gone.comma.whitespace_after if isinstance(gone.comma, libcst.Comma) else gone.whitespace_after_arg
    before = _before(call, number)
    between = _merged(before, after, ends_like_after=is_last)
    if number == 0:
        return call.with_changes(args=args, whitespace_before_args=between)
    previous = args[number - 1]
    if is_last and not isinstance(gone.comma, libcst.Comma) and not _comments(between):
        args[number - 1] = previous.with_changes(comma=libcst.MaybeSentinel.DEFAULT, whitespace_after_arg=between)
    else:
        comma = libcst.ensure_type(previous.comma, libcst.Comma)
        args[number - 1] = previous.with_changes(comma=comma.with_changes(whitespace_after=between))
    return call.with_changes(args=args)


def _before(call: libcst.Call, number: int) -> Whitespace:
    if number == 0:
        return call.whitespace_before_args
    comma = call.args[number - 1].comma
    return comma.whitespace_after if isinstance(comma, libcst.Comma) else libcst.SimpleWhitespace("")


def _merged(before: Whitespace, after: Whitespace, *, ends_like_after: bool) -> Whitespace:
    """What stands between the neighbours of something that is gone: the comments of both sides."""
    if not _comments(after):
        if not ends_like_after:
            return before
        if not _comments(before):
            return after
    if not isinstance(before, libcst.ParenthesizedWhitespace):
        return after
    if not isinstance(after, libcst.ParenthesizedWhitespace):
        return before
    beside = after.first_line.comment
    own = [libcst.EmptyLine(before.indent, before.last_line, beside)] if beside is not None else []
    lines = [*before.empty_lines, *own, *after.empty_lines]
    return before.with_changes(
        empty_lines=lines,
        indent=after.indent if ends_like_after else before.indent,
        last_line=after.last_line if ends_like_after else before.last_line,
    )


def _comments(space: Whitespace) -> bool:
    if not isinstance(space, libcst.ParenthesizedWhitespace):
        return False
    return space.first_line.comment is not None or any(line.comment is not None for line in space.empty_lines)
