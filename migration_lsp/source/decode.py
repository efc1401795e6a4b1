"""Bytes of a file to text, as Python would read them.

Knows encodings and size, not files: whoever has the bytes asks.
"""

from __future__ import annotations

import codecs
import re

from migration_lsp.source.files import Unreadable

MAX_BYTES = 1024 * 1024
"""A larger file is not read: parsing it would hold the interpreter, and with it an editor, for seconds."""

_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_LINE_ENDS = re.compile(rb"\r\n|\r|\n")


def decode(data: bytes, *, python: bool = True) -> str | Unreadable:
    """The text of a file, its line ends as they are, without a byte order mark.

    For ``python`` the coding line of PEP 263 counts; any other file is UTF-8.
    """
    if len(data) > MAX_BYTES:
        return Unreadable("the file is larger than 1 MB and was not read")
    if b"\0" in data:
        return Unreadable("the file is binary and was not read")
    if data.startswith(codecs.BOM_UTF8):
        data, encoding = data[len(codecs.BOM_UTF8) :], "utf-8"
    else:
        encoding = _declared_encoding(data) if python else "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return Unreadable(f"the file is not {_spoken(encoding)} and was not read")
    except (LookupError, ValueError, AssertionError):
        # `undefined` and codecs that give no text raise what they like.
        return Unreadable("the file names an encoding that is not known and was not read")


def _declared_encoding(data: bytes) -> str:
    for line in _LINE_ENDS.split(data[:1000], maxsplit=2)[:2]:
        found = _CODING.match(line)
        if found:
            return found.group(1).decode("ascii", "replace")
        if not _BLANK.match(line):
            return "utf-8"
    return "utf-8"


def _spoken(encoding: str) -> str:
    return "UTF-8" if encoding.lower().replace("_", "-") in {"utf-8", "utf8"} else encoding
