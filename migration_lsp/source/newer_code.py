"""Code of Python 3.12 to 3.14 gone through once: which parts of it older Pythons refuse, and what to read instead.

What stands in their place has their width, so that every line and column stays what it is: spaces for type
parameters, ``type: X`` for ``type X``, a plain string for a formatted one, and parentheses around the exceptions of an
``except`` (the closing one has no room, so its place is remembered). Whether the rest is good Python is not asked.
How deep the code is nested is measured on the way, in the braces of strings too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from migration_lsp.source.newer_strings import Code, Literal, Refused, formatted

_MAX_NESTING = 20
"""Formatted strings inside each other."""

_TOKEN = re.compile(
    r"""
      (?P<blank>[ \t\f]+|\\\n|\#[^\n]*)
    | (?P<newline>\n)
    | (?P<prefix>[rbuftRBUFT]{0,2})(?P<quote>'{3}|"{3}|'|")
    | (?P<word>\w+)
    | (?P<sign>[!=<>]=|.)
    """,
    re.VERBOSE,
)
_PLAIN = {
    "'": re.compile(r"(?:\\.|[^\\\n'])*'", re.DOTALL),
    '"': re.compile(r'(?:\\.|[^\\\n"])*"', re.DOTALL),
    "'''": re.compile(r"(?:\\.|[^\\])*?'''", re.DOTALL),
    '"""': re.compile(r'(?:\\.|[^\\])*?"""', re.DOTALL),
}
_ALIAS = re.compile(r"[ \t]+[^\W\d]\w*[ \t]*(?:(?P<open>\[)|=(?!=))")
_DEFINED = re.compile(r"[ \t]+[^\W\d]\w*[ \t]*(?P<open>\[)")
_GAP = r"(?:\s|\#[^\n]*|\\\n)*"
_PARAMETER = re.compile(rf"{_GAP}\*{{0,2}}{_GAP}([^\W\d]\w*){_GAP}(?:[:=].*)?\Z", re.DOTALL)
_HOLE_ENDS = frozenset("}:!=")
_PARAMETER_ENDS = frozenset(",]")


_RECURSIVE_WORDS = frozenset({"and", "or", "not", "if", "else", "lambda", "await", "yield", "for", "in"})


@dataclass(slots=True)
class Measure:
    """How much a parser that recurses has to recurse."""

    is_sound: bool = True
    """Whether every bracket and every string is closed."""
    depth: int = 0
    """The most brackets around a place."""
    operators: int = 0
    """The most operators in a logical line."""
    branches: int = 0
    """All the ``elif``."""
    in_line: int = 0

    def end_line(self) -> None:
        self.operators, self.in_line = max(self.operators, self.in_line), 0


@dataclass(slots=True)
class Findings:
    """What was found in the statements of a file, by offset."""

    aliases: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Where a ``type`` statement begins, and its type parameters."""
    definitions: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Where a class or function with type parameters begins, and those."""
    inserted: list[int] = field(default_factory=list)
    """Before which signs a parenthesis is put that moves the rest of its line."""


def read_file(text: str) -> tuple[Code, Findings, Measure]:
    """The whole text of a file. What is no Python is left as it is, for the parser to tell."""
    findings, measure = Findings(), Measure()
    code = _Scan(text, 0, frozenset(), 0, 0, measure, findings).run()
    measure.end_line()
    return code, findings, measure


@dataclass(slots=True)
class _Scan:
    """One way through a stretch of code."""

    text: str
    start: int
    ends: frozenset[str]
    """The signs at which the stretch ends; none for a whole file."""
    nesting: int
    outer_depth: int
    measure: Measure
    findings: Findings | None
    """Where to put what is found in statements; None inside of a statement."""
    depth: int = 0
    is_blank: bool = True
    statement: int | None = 0
    """Where the statement begins whose first word comes next; None within a statement."""
    handled: int | None = None
    """Where the exceptions of an ``except`` begin, as long as they are being read."""
    are_several: bool = False
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    strings: dict[int, tuple[Literal, ...]] = field(default_factory=dict)
    beside: list[Literal] = field(default_factory=list)

    def run(self) -> Code:
        position = self.start
        while position < len(self.text):
            token = _TOKEN.match(self.text, position)
            if token is None:
                raise Refused
            if token["sign"] in self.ends and self.depth == 0:
                return self._done(position)
            position = self._take(token)
        if self.ends:
            raise Refused
        self.measure.is_sound &= self.depth == 0
        return self._done(position)

    def _done(self, end: int) -> Code:
        self._end_of_strings()
        return Code(self.start, end, self.is_blank, tuple(self.edits), self.strings)

    def _take(self, token: re.Match[str]) -> int:
        """Take a token in, and say where the next one begins."""
        if token["blank"]:
            return token.end()
        if token["newline"]:
            if self.depth == 0 and not self.ends:
                self._end_of_strings()
                self.measure.end_line()
                self.statement = token.end()
            return token.end()
        self.is_blank = False
        if token["quote"]:
            return self._string(token)
        self._end_of_strings()
        if token["word"]:
            return self._word(token)
        self._sign(token["sign"], token.start())
        return token.end()

    # ------------------------------------------------------------------ strings

    def _string(self, token: re.Match[str]) -> int:
        self.statement = None
        try:
            literal = self._literal(token)
        except Refused:
            if self.findings is None:
                raise
            self.measure.is_sound = False
            self._end_of_strings()
            return token.end()
        if literal.parts is not None:
            self.edits.append((literal.start, literal.end, _as_plain(self.text[literal.start : literal.end])))
        self.beside.append(literal)
        return literal.end

    def _literal(self, token: re.Match[str]) -> Literal:
        prefix, quote = token["prefix"], token["quote"]
        if prefix.lower().strip("r") in ("f", "t"):
            return formatted(self.text, token.start(), prefix, quote, self._hole)
        rest = _PLAIN[quote].match(self.text, token.end())
        if rest is None:
            raise Refused
        return Literal(token.start(), rest.end())

    def _hole(self, start: int) -> Code:
        return self._inner(start, _HOLE_ENDS)

    def _inner(self, start: int, ends: frozenset[str]) -> Code:
        if self.nesting >= _MAX_NESTING:
            raise Refused
        depth = self.outer_depth + self.depth + 1
        self.measure.depth = max(self.measure.depth, depth)
        return _Scan(self.text, start, ends, self.nesting + 1, depth, self.measure, None).run()

    def _end_of_strings(self) -> None:
        if any(literal.parts is not None for literal in self.beside):
            self.strings[self.beside[0].start] = tuple(self.beside)
        self.beside = []

    # ------------------------------------------------------------------ statements

    def _word(self, token: re.Match[str]) -> int:
        word, statement, self.statement = token["word"], self.statement, None
        self.measure.in_line += word in _RECURSIVE_WORDS
        self.measure.branches += word == "elif"
        if statement is None or self.findings is None:
            return token.end()
        begins = token.start() if self.text[statement : token.start()].isspace() else statement
        if word == "async":
            self.statement = begins
        elif word == "type":
            return self._alias(token, self.findings)
        elif word in ("class", "def"):
            found = _DEFINED.match(self.text, token.end())
            if found is not None:
                self.findings.definitions[begins], end = self._parameters(found.start("open"))
                return end
        elif word == "except":
            self.handled, self.are_several = token.end(), False
        return token.end()

    def _alias(self, token: re.Match[str], findings: Findings) -> int:
        found = _ALIAS.match(self.text, token.end())
        if found is None:
            return token.end()
        self.edits.append((token.end(), token.end() + 1, ":"))
        findings.aliases[token.start()] = ()
        if not found["open"]:
            return token.end()
        findings.aliases[token.start()], end = self._parameters(found.start("open"))
        return end

    def _parameters(self, opening: int) -> tuple[tuple[str, ...], int]:
        """The names in the brackets that open here, and where they end. The brackets are blanked."""
        names: list[str] = []
        end = opening
        while self.text[end] != "]":
            code = self._inner(end + 1, _PARAMETER_ENDS)
            end = code.end
            found = _PARAMETER.match(self.text[code.start : end])
            if found is not None:
                names.append(found[1])
            elif not code.is_blank or not names or self.text[end] != "]":
                raise Refused
        blank = "".join("\\\n" if sign == "\n" else " " * _width(sign) for sign in self.text[opening : end + 1])
        self.edits.append((opening, end + 1, blank))
        return tuple(names), end + 1

    def _sign(self, sign: str, at: int) -> None:
        self.statement = None
        self.measure.in_line += sign != ","
        if sign in ("(", "[", "{"):
            self.depth += 1
            self.measure.depth = max(self.measure.depth, self.outer_depth + self.depth)
        elif sign in (")", "]", "}"):
            self._close()
        elif self.depth == 0 and self.findings is not None:
            self._sign_of_statement(sign, at, self.findings)

    def _close(self) -> None:
        if self.depth > 0:
            self.depth -= 1
        elif self.findings is None:
            raise Refused
        else:
            self.measure.is_sound = False

    def _sign_of_statement(self, sign: str, at: int, findings: Findings) -> None:
        if sign == "*" and self.handled is not None and not self.text[self.handled : at].strip():
            self.handled = at + 1
        elif sign == "," and self.handled is not None:
            self.are_several = True
        elif sign in (":", ";"):
            if self.handled is not None and self.are_several:
                self._put_in_parentheses(self.handled, at, findings)
            self.handled, self.statement = None, at + 1

    def _put_in_parentheses(self, start: int, end: int, findings: Findings) -> None:
        if self.text[start] not in " \t":
            raise Refused
        self.edits += [(start, start + 1, "("), (end, end, ")")]
        findings.inserted.append(end)


def _as_plain(literal: str) -> str:
    """A plain string over the same lines and columns."""
    inner = "".join("\\\n" if sign == "\n" else " " * _width(sign) for sign in literal[1:-1])
    return f'"{inner}"'


def _width(sign: str) -> int:
    """How much a sign moves what follows it: columns are counted in UTF-8."""
    return len(sign.encode())
