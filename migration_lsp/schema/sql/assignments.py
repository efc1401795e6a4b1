"""The columns that an UPDATE sets, read from the text of its SET clause.

Only names are looked at: which column gets a value, and which names that value is made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..operations import Assignment

_TOKEN = re.compile(
    r"(?P<string>'(?:[^']|'')*')|(?P<quoted>\"(?:[^\"]|\"\")*\"|`[^`]*`)|(?P<word>[^\W\d]\w*)|(?P<sign>[^\s\w])"
)
_SET = re.compile(r"\bset\b(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_Token = tuple[str, str]


def assignments(text: str, dialect: str) -> tuple[Assignment, ...] | None:
    """What a text that holds ``SET …`` assigns; None where it has another form."""
    found = _SET.search(text)
    if found is None:
        return None
    result: list[Assignment] = []
    for part in _parts(_tokens(found["rest"], dialect)):
        split = next((place for place, token in enumerate(part) if token == ("sign", "=")), None)
        names = [text for kind, text in part[:split] if kind == "name"]
        if split is None or not names:
            return None
        reads = frozenset(text for kind, text in part[split + 1 :] if kind == "name")
        is_row = part[0] == ("sign", "(")
        # ``t.a = …`` names its table; ``(a, b) = …`` sets both.
        result.extend(Assignment(name, reads) for name in (names if is_row else names[-1:]))
    return tuple(result)


def _tokens(text: str, dialect: str) -> Iterator[_Token]:
    folds = dialect in ("postgresql", "cockroachdb")
    for token in _TOKEN.finditer(text):
        if token.lastgroup == "quoted" and not (token[0][0] == '"' and dialect in ("mysql", "mariadb")):
            yield "name", token[0][1:-1].replace('""', '"')
        elif token.lastgroup == "word":
            yield "name", token[0].lower() if folds else token[0]
        elif token.lastgroup == "sign":
            yield "sign", token[0]


def _parts(tokens: Iterator[_Token]) -> Iterator[list[_Token]]:
    """The tokens, cut at the commas that stand in no bracket."""
    part: list[_Token] = []
    depth = 0
    for token in tokens:
        if token[0] == "sign":
            depth += (token[1] in "([") - (token[1] in ")]")
            if depth == 0 and token[1] in ",;":
                yield part
                part = []
                continue
        part.append(token)
    if part:
        yield part
