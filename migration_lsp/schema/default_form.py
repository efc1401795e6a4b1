"""The normal form of a server default: what is left when two spellings mean the same value to the database.

A constant is brought to the value that it has in a column of its type; of an expression casts, letter case,
spaces and PostgreSQL's synonyms are taken away. Nothing is evaluated: two expressions that only happen to
give the same value are different.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_LITERAL = r"[eE]?'(?:[^']|'')*'"
_TYPE = (
    r'(?:"[^"]+"|\w+)(?:\.(?:"[^"]+"|\w+))?(?:\s+(?:varying|precision))?(?:\s*\(\s*\d+(?:\s*,\s*\d+)?\s*\))?'
    r"(?:\s+with(?:out)?\s+time\s+zone)?(?:\s*\[\s*\d*\s*\])*"
)
_TOKEN = re.compile(
    rf"(?P<cast>\s*::\s*{_TYPE})|(?P<literal>{_LITERAL})|(?P<quoted>\"[^\"]*\"|`[^`]*`)"
    r"|(?P<space>\s+)|(?P<word>\w+)|(?P<sign>.)",
    re.DOTALL | re.IGNORECASE,
)
_ONE_LITERAL = re.compile(rf"^{_LITERAL}$")
_TYPED_LITERAL = re.compile(rf"^(?:interval|date|time|timestamp|timestamptz|json|jsonb)\s*({_LITERAL})$", re.IGNORECASE)
_CAST_CALL = re.compile(rf"^cast\s*\((.*)\s+as\s+{_TYPE}\s*\)$", re.IGNORECASE | re.DOTALL)
_NUMBER = re.compile(r"^[+-]?\s*(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$", re.IGNORECASE)
_ARRAY = re.compile(r"^array\s*\[([^\[\]]*)\]$", re.IGNORECASE)
_TRUE = frozenset({"t", "tr", "tru", "true", "y", "ye", "yes", "on", "1"})
_FALSE = frozenset({"f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0"})
_SYNONYMS = {
    "current_timestamp": "now()",
    "current_timestamp()": "now()",
    "transaction_timestamp()": "now()",
    "localtimestamp": "now()",
    "localtimestamp()": "now()",
    "'now'": "now()",
    "timezone('utc',current_timestamp)": "timezone('utc',now())",
    "now()at time zone'utc'": "timezone('utc',now())",
    "current_timestamp at time zone'utc'": "timezone('utc',now())",
}


@lru_cache(maxsize=4096)
def normal_default(text: str, type_text: str) -> str:
    """The form under which two defaults of a column of ``type_text`` are compared."""
    stripped = _bare(text)
    constant = _constant(stripped)
    if constant is not None:
        return "'" + _value(constant, type_text.upper()) + "'"
    expression = _expression(stripped)
    return _SYNONYMS.get(expression, expression)


def _bare(text: str) -> str:
    """Without what wraps the whole: brackets, casts, ``interval '…'``."""
    before, now = "", text.strip()
    while now != before:
        before = now
        if _wrapped(now):
            now = now[1:-1].strip()
        if typed := _TYPED_LITERAL.match(now):
            now = typed[1]
        if cast := _CAST_CALL.match(now):
            now = cast[1].strip()
        tokens = list(_TOKEN.finditer(now))
        if len(tokens) > 1 and tokens[-1].lastgroup == "cast":
            inner = now[: tokens[-1].start()]
            if len(tokens) == 2 or _wrapped(inner) or _ARRAY.match(inner):
                now = inner.strip()
    return now


def _wrapped(text: str) -> bool:
    """Whether the first bracket closes with the last character."""
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "sign":
            depth += {"(": 1, ")": -1}.get(token[0], 0)
            if depth == 0:
                return token.end() == len(text)
    return False


def _constant(text: str) -> str | None:
    if _ONE_LITERAL.match(text):
        return text[text.index("'") + 1 : -1].replace("''", "'")
    if _NUMBER.match(text):
        return text.replace(" ", "")
    if text.lower() in ("true", "false"):
        return text.lower()
    if array := _ARRAY.match(text):
        items = [_constant(_bare(item)) for item in array[1].split(",") if item.strip()]
        return None if None in items else "{" + ",".join(filter(None, items)) + "}"
    return None


def _expression(text: str) -> str:
    parts: list[str] = []
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "cast":
            continue
        if token.lastgroup == "space":
            parts.append(" ")
        elif token.lastgroup in ("literal", "quoted"):
            parts.append(token[0])
        else:
            parts.append(token[0].lower())
    return re.sub(
        r" ?((?:'(?:[^']|'')*'|\"[^\"]*\")|[^\w\s\"'])\s?|\s+", lambda found: found[1] or " ", "".join(parts)
    ).strip()


def _value(constant: str, type_text: str) -> str:
    """The constant as the column's type holds it; unchanged where the type would refuse it."""
    name = re.match(r"[A-Z0-9_ ]*", type_text)
    family = (name[0] if name else "").strip()
    if type_text.endswith("[]"):
        return re.sub(r"\s*([{},])\s*", r"\1", constant)
    if family in ("BOOLEAN", "BOOL", "TINYINT"):
        folded = constant.strip().lower()
        return "true" if folded in _TRUE else "false" if folded in _FALSE else constant
    if family in ("JSON", "JSONB"):
        return _json(constant)
    if family.startswith("INTERVAL"):
        return _interval(constant)
    if family == "UUID":
        return constant.lower().replace("-", "").strip("{}")
    if family.startswith(("TIMESTAMP", "DATE", "TIME")):
        return re.sub(r"(?<=:\d\d)\.0+$|(?<= \d\d:\d\d):00$", "", constant.strip().replace("T", " "))
    if family.startswith(("VARCHAR", "TEXT", "CLOB")):
        return constant
    if family == "CHAR":
        return constant.rstrip()
    if family.startswith(_NUMERIC):
        return _number(constant)
    return constant


_NUMERIC = ("INTEGER", "BIGINT", "SMALLINT", "NUMERIC", "DECIMAL", "DOUBLE", "FLOAT", "REAL", "MEDIUMINT")


def _number(constant: str) -> str:
    try:
        value = Decimal(constant.strip())
    except InvalidOperation:
        return constant
    return format(value.normalize(), "f") if value else "0"


def _json(constant: str) -> str:
    try:
        return json.dumps(json.loads(constant), sort_keys=True)
    except (ValueError, RecursionError):
        return constant


_UNITS = {
    "year": 12 * 30 * 86400,
    "mon": 30 * 86400,
    "month": 30 * 86400,
    "week": 7 * 86400,
    "day": 86400,
    "hour": 3600,
    "hr": 3600,
    "minute": 60,
    "min": 60,
    "second": 1,
    "sec": 1,
}
_QUANTITY = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*([a-z]+)|([+-]?)(\d+):(\d\d)(?::(\d\d(?:\.\d+)?))?", re.IGNORECASE)


def _interval(constant: str) -> str:
    """Seconds, with months of 30 days, which is how PostgreSQL compares intervals."""
    total, rest = Decimal(0), _QUANTITY.sub("", constant)
    if rest.strip(" @,") or not _QUANTITY.search(constant):
        return constant
    for match in _QUANTITY.finditer(constant):
        if match[2]:
            unit = match[2].lower().removesuffix("s")
            if unit not in _UNITS:
                return constant
            total += Decimal(match[1]) * _UNITS[unit]
        else:
            seconds = int(match[4]) * 3600 + int(match[5]) * 60 + Decimal(match[6] or 0)
            total += -seconds if match[3] == "-" else seconds
    return format(total.normalize(), "f") if total else "0"
