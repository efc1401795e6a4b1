"""A place in the tokens of one statement, and the few ways in which a reader moves on from it.

The readers of statements stand on this. A reader that meets something it does not know raises
:class:`NotUnderstood`; nothing outside this package sees that.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from .tokens import Kind, Token, identifier, string_value


class NotUnderstood(Exception):
    """A statement goes on in a way that its reader does not know."""


@dataclass(frozen=True, slots=True)
class Name:
    """The name of an object, with its schema where one is written. PostgreSQL's ``public`` counts as none."""

    name: str
    schema: str | None = None


_OPENING, _CLOSING = ("(", "["), (")", "]")


class Cursor:
    """Walks over tokens, forwards only, apart from looking ahead."""

    __slots__ = ("at", "dialect", "end", "text", "tokens")

    def __init__(self, text: str, tokens: list[Token], dialect: str, at: int = 0, end: int | None = None) -> None:
        self.text = text
        self.tokens = tokens
        self.dialect = dialect
        self.at = at
        self.end = len(tokens) if end is None else end

    @property
    def is_postgres(self) -> bool:
        return self.dialect in ("postgresql", "cockroachdb")

    def done(self) -> bool:
        return self.at >= self.end

    def peek(self, ahead: int = 0) -> Token | None:
        at = self.at + ahead
        return self.tokens[at] if at < self.end else None

    def word(self, ahead: int = 0) -> str:
        """The bare word at this place, in capitals; empty where none stands there."""
        token = self.peek(ahead)
        return token.word if token else ""

    def sees(self, *words: str) -> bool:
        return all(self.word(ahead) == word for ahead, word in enumerate(words))

    def take(self, *words: str) -> bool:
        """Steps over these words if they stand here, all of them."""
        if not self.sees(*words):
            return False
        self.at += len(words)
        return True

    def take_any(self, *words: str) -> str:
        """Steps over one word out of several; answers it, or an empty text."""
        word = self.word()
        if word and word in words:
            self.at += 1
            return word
        return ""

    def expect(self, *words: str) -> None:
        if not self.take(*words):
            raise NotUnderstood

    def punctuation(self, text: str) -> bool:
        token = self.peek()
        if token is None or token.text != text or token.kind is not Kind.PUNCTUATION:
            return False
        self.at += 1
        return True

    def expect_punctuation(self, text: str) -> None:
        if not self.punctuation(text):
            raise NotUnderstood

    def next(self) -> Token:
        token = self.peek()
        if token is None:
            raise NotUnderstood
        self.at += 1
        return token

    def identifier(self) -> str:
        token = self.next()
        is_mysql_string = token.kind is Kind.STRING and token.text.startswith('"')
        if token.kind not in (Kind.WORD, Kind.QUOTED) and not is_mysql_string:
            raise NotUnderstood
        return identifier(token, self.dialect)

    def name(self) -> Name:
        """A name, as far as its dots go."""
        parts = [self.identifier()]
        while self.punctuation("."):
            parts.append(self.identifier())
        schema = parts[-2] if len(parts) > 1 else None
        if schema == "public" and self.is_postgres:
            schema = None
        return Name(parts[-1], schema)

    def string(self) -> str:
        token = self.next()
        if token.kind is not Kind.STRING:
            raise NotUnderstood
        return string_value(token, self.dialect)

    def finish(self) -> None:
        """Insists that nothing follows."""
        if not self.done():
            raise NotUnderstood

    def skip_balanced(self) -> None:
        """Steps over one token, or over everything up to the bracket that closes this one."""
        depth = 0
        while True:
            token = self.next()
            if token.kind is Kind.PUNCTUATION:
                depth += (token.text in _OPENING) - (token.text in _CLOSING)
            if depth <= 0:
                return

    def bracketed(self) -> Cursor:
        """A cursor over what stands between this bracket and its closing one; both are stepped over."""
        start = self.at
        self.expect_punctuation("(")
        self.at = start
        self.skip_balanced()
        return Cursor(self.text, self.tokens, self.dialect, start + 1, self.at - 1)

    def elements(self) -> list[Cursor]:
        """The rest, cut at its commas."""
        found: list[Cursor] = []
        start = self.at
        while not self.done():
            token = self.peek()
            if token is not None and token.text == "," and token.kind is Kind.PUNCTUATION:
                found.append(Cursor(self.text, self.tokens, self.dialect, start, self.at))
                self.at += 1
                start = self.at
            else:
                self.skip_balanced()
        if start < self.end:
            found.append(Cursor(self.text, self.tokens, self.dialect, start, self.end))
        return found

    def names_in_brackets(self) -> list[str]:
        """``(a, b)``, each a plain name."""
        names = []
        for element in self.bracketed().elements():
            names.append(element.identifier())
            element.finish()
        return names

    def source_until(self, stops: Container[str] = ()) -> str:
        """The text up to one of these words outside all brackets, or up to the end."""
        start = self.at
        while not self.done() and not (self.word() in stops and self.word()):
            self.skip_balanced()
        return self.source(start, self.at)

    def source(self, start: int, end: int) -> str:
        """The text of a range of tokens, as written."""
        if start >= end:
            return ""
        written = self.text[self.tokens[start].start : self.tokens[end - 1].end]
        # SQLAlchemy's text() has a colon written so where none of its parameters is meant.
        return written.replace("\\:", ":")

    def rest(self) -> str:
        return self.source_until()
