"""The texts of CHECK and exclusion constraints: when two of them are the same, or one follows from the other."""

from __future__ import annotations

import re

from .records import CheckRecord, ExclusionRecord

_STRING = re.compile(r"('(?:[^']|'')*')")
_CAST = re.compile(r"::\s*[\w ]+(?:\[\])?")
_LISTED = re.compile(r"(?P<what>[\w.]+) in \((?P<values>[^()]*)\)")
_VALUE = re.compile(r"'(?:[^']|'')*'|[^,\s]+")


def plain_text(check: CheckRecord | ExclusionRecord) -> str:
    """The text as it compares: one case outside strings, one space, no casts, no outer brackets."""
    written = check.sqltext if isinstance(check, CheckRecord) else check.definition
    parts = _STRING.split(written)
    parts[::2] = [_CAST.sub("", part).lower().replace('"', "") for part in parts[::2]]
    text = re.sub(r"\s+", " ", "".join(parts)).strip()
    while text.startswith("(") and _is_one_bracket(text):
        text = text[1:-1].strip()
    return text


def implies(before: CheckRecord | ExclusionRecord, after: CheckRecord | ExclusionRecord) -> bool:
    """Whether rows that keep the one keep the other: the same text, or the same list of values with more in it."""
    old_text, new_text = plain_text(before), plain_text(after)
    if old_text == new_text:
        return True
    old, new = _LISTED.fullmatch(old_text), _LISTED.fullmatch(new_text)
    return old is not None and new is not None and old["what"] == new["what"] and _values(old) <= _values(new)


def _values(match: re.Match[str]) -> frozenset[str]:
    return frozenset(_VALUE.findall(match["values"]))


def _is_one_bracket(text: str) -> bool:
    """Whether the bracket that opens the text closes at its very end. Brackets in strings count: then it is left."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return place == len(text) - 1
    return False
