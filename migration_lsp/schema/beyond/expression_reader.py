"""Reads one SQL expression into nested tuples: the first half of a normal form (see :mod:`.conditions`).

What a database does not keep is gone already: brackets, casts, the table before a column, letter case of words. What
is not known (a query, ``EXTRACT(… FROM …)``, an operator nobody listed) is not guessed: the whole text is unread.
"""

from __future__ import annotations

from typing import Any

from ..sql.tokens import Kind, Token, identifier, string_value, tokens_of

Node = tuple[Any, ...]
"""The kind first: ``("column", name)``, ``("value", text)``, ``("call", name, argument …)``, ``("or", …)`` …"""

_LONGEST = 2000
_DEEPEST = 60
_SYMBOLS = frozenset("~!@#&|?<>=*")
_LEVELS = (
    frozenset({"||", "->", "->>", "@>", "<@", "&&", "?", "?|", "?&", "~", "~*", "!~", "!~*", "&", "|", "#>", "#>>"}),
    frozenset({"+", "-"}),
    frozenset({"*", "/", "%"}),
)
_COMPARED = frozenset({"=", "<>", "!=", "<", ">", "<=", ">=", "=="})
_MATCHED = {"LIKE": "like", "ILIKE": "ilike", "GLOB": "glob", "REGEXP": "regexp", "RLIKE": "regexp"}
_MATCHED_SIGNS = {"~~": ("like", True), "~~*": ("ilike", True), "!~~": ("like", False), "!~~*": ("ilike", False)}
_MOMENTS = frozenset({"CURRENT_TIMESTAMP", "LOCALTIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_USER"})
_NO_NAMES = frozenset(
    {"SELECT", "EXISTS", "FROM", "WHEN", "THEN", "ELSE", "END", "AND", "OR", "IN", "IS", "AS", "EXTRACT", "OVER", "ROW"}
)


class Unread(Exception):
    """The text holds something that is not known here."""


def read_expression(text: str, dialect: str) -> Node | None:
    """The expression as a node; None where it is not wholly understood."""
    # What went through a driver's formatting has its percent signs twice.
    tokens = tokens_of(text.replace("%%", "%"), dialect)
    if not tokens or len(tokens) > _LONGEST:
        return None
    reader = _Reader(tokens, dialect)
    try:
        node = reader.expression()
    except Unread:
        return None
    return node if reader.is_done else None


class _Reader:
    """A walk over the tokens, by precedence from the loosest on."""

    def __init__(self, tokens: list[Token], dialect: str) -> None:
        self._tokens = tokens
        self._dialect = dialect
        self._at = 0
        self._depth = 0

    # ------------------------------------------------------------------ tokens

    @property
    def is_done(self) -> bool:
        return self._at >= len(self._tokens)

    def _peek(self, ahead: int = 0) -> Token | None:
        place = self._at + ahead
        return self._tokens[place] if place < len(self._tokens) else None

    def _next(self) -> Token:
        token = self._peek()
        if token is None:
            raise Unread
        self._at += 1
        return token

    def _is_word(self, *words: str) -> bool:
        found = (self._peek(ahead) for ahead in range(len(words)))
        return all(token is not None and token.word == word for token, word in zip(found, words, strict=True))

    def _takes_words(self, *words: str) -> bool:
        if not self._is_word(*words):
            return False
        self._at += len(words)
        return True

    def _takes(self, sign: str) -> bool:
        token = self._peek()
        if token is None or token.kind is not Kind.PUNCTUATION or token.text != sign:
            return False
        self._at += 1
        return True

    def _needs(self, sign: str) -> None:
        if not self._takes(sign):
            raise Unread

    def _sign(self) -> tuple[str, int]:
        """The operator that stands here, of as many signs as stand together, and how many tokens it has."""
        first = self._peek()
        if first is None or first.kind is not Kind.PUNCTUATION:
            return "", 0
        text, count, end = first.text, 1, first.end
        while (
            set(text) <= _SYMBOLS | {"-"}
            and (more := self._peek(count)) is not None
            and more.kind is Kind.PUNCTUATION
            and more.start == end
            and set(more.text) <= _SYMBOLS
        ):
            text, count, end = text + more.text, count + 1, more.end
        return text, count

    # ------------------------------------------------------------------ levels

    def expression(self) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Unread
        parts = [self._conjunction()]
        while self._takes_words("OR"):
            parts.append(self._conjunction())
        self._depth -= 1
        return parts[0] if len(parts) == 1 else ("or", *parts)

    def _conjunction(self) -> Node:
        parts = [self._negation()]
        while self._takes_words("AND"):
            parts.append(self._negation())
        return parts[0] if len(parts) == 1 else ("and", *parts)

    def _negation(self) -> Node:
        negated = False
        while self._takes_words("NOT"):
            negated = not negated
        node = self._predicate()
        return ("not", node) if negated else node

    def _predicate(self) -> Node:
        node = self._operation(0)
        while True:
            after = self._after(node)
            if after is None:
                return node
            node = after

    def _after(self, left: Node) -> Node | None:
        """What a comparison, ``IS``, ``IN``, ``BETWEEN`` or ``LIKE`` makes of what stands before it."""
        if self._takes_words("IS"):
            return self._is(left)
        negated = self._is_word("NOT") and self._peek(1) is not None
        if negated:
            self._at += 1
        node = self._asked(left)
        if node is None and negated:
            raise Unread
        if node is not None:
            return ("not", node) if negated else node
        sign, count = self._sign()
        if sign in _MATCHED_SIGNS:
            self._at += count
            word, positive = _MATCHED_SIGNS[sign]
            matched = (word, left, self._operation(0))
            return matched if positive else ("not", matched)
        if sign not in _COMPARED:
            return None
        self._at += count
        return self._compared({"!=": "<>", "==": "="}.get(sign, sign), left)

    def _asked(self, left: Node) -> Node | None:
        if self._takes_words("IN"):
            return ("in", left, *self._listed())
        if self._takes_words("BETWEEN"):
            if self._is_word("SYMMETRIC"):
                raise Unread
            low = self._operation(0)
            if not self._takes_words("AND"):
                raise Unread
            return ("and", ("<=", low, left), ("<=", left, self._operation(0)))
        token = self._peek()
        if token is not None and token.word in _MATCHED:
            self._at += 1
            pattern = self._operation(0)
            if self._is_word("ESCAPE"):
                raise Unread
            return (_MATCHED[token.word], left, pattern)
        return None

    def _is(self, left: Node) -> Node:
        negated = self._takes_words("NOT")
        for word in ("NULL", "TRUE", "FALSE"):
            if self._takes_words(word):
                node: Node = (f"is {word.lower()}", left)
                return ("not", node) if negated else node
        if self._takes_words("DISTINCT", "FROM"):
            node = ("is distinct", left, self._operation(0))
            return ("not", node) if negated else node
        raise Unread

    def _compared(self, sign: str, left: Node) -> Node:
        for word, expected in (("ANY", "="), ("SOME", "="), ("ALL", "<>")):
            if self._takes_words(word):
                self._needs("(")
                array = self.expression()
                self._needs(")")
                if sign != expected or array[0] != "array":
                    raise Unread
                node: Node = ("in", left, *array[1:])
                return node if sign == "=" else ("not", node)
        return (sign, left, self._operation(0))

    def _listed(self) -> list[Node]:
        self._needs("(")
        items = [self.expression()]
        while self._takes(","):
            items.append(self.expression())
        self._needs(")")
        return items

    def _operation(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._signed()
        node = self._operation(level + 1)
        while True:
            sign, count = self._sign()
            if sign not in _LEVELS[level]:
                return node
            self._at += count
            node = ("operation", sign, node, self._operation(level + 1))

    def _signed(self) -> Node:
        if self._takes("-"):
            node = self._signed()
            return ("value", f"-{node[1]}") if node[0] == "value" else ("operation", "-", node)
        if self._takes("+"):
            return self._signed()
        return self._with_endings(self._primary())

    def _with_endings(self, node: Node) -> Node:
        while True:
            if self._takes("::"):
                self._type()
            elif self._takes("["):
                node = ("item", node, self.expression())
                self._needs("]")
            elif self._takes_words("COLLATE"):
                node = ("collate", node, self._name(self._next()))
            elif self._takes_words("AT", "TIME", "ZONE"):
                node = ("call", "timezone", self._operation(len(_LEVELS)), node)
            else:
                return node

    # ------------------------------------------------------------------ primaries

    def _primary(self) -> Node:
        token = self._next()
        if token.kind is Kind.STRING:
            return ("value", string_value(token, self._dialect))
        if token.kind is Kind.NUMBER:
            return ("value", token.text)
        if token.kind is Kind.PUNCTUATION and token.text == "(":
            node = self.expression()
            if self._is_word("AS") or not self._takes(")"):
                raise Unread
            return node
        if token.kind is Kind.QUOTED:
            return self._named(token)
        if token.kind is Kind.WORD:
            return self._word(token)
        raise Unread

    def _word(self, token: Token) -> Node:
        word, follower = token.word, self._peek()
        if word in ("TRUE", "FALSE", "NULL"):
            return ("constant", word.lower())
        if word in _MOMENTS:
            if self._takes("("):
                self._needs(")")
            return ("call", "now" if word.endswith("TIMESTAMP") else word.lower())
        if word == "CASE":
            return self._case()
        if word == "CAST":
            self._needs("(")
            node = self.expression()
            if not self._takes_words("AS"):
                raise Unread
            self._type()
            self._needs(")")
            return node
        if word == "ARRAY":
            self._needs("[")
            items = [self.expression()]
            while self._takes(","):
                items.append(self.expression())
            self._needs("]")
            return ("array", *items)
        if word in _NO_NAMES:
            raise Unread
        if follower is not None and follower.kind is Kind.STRING:
            # ``interval '1 day'``: the constant of a type.
            return ("value", string_value(self._next(), self._dialect))
        return self._named(token)

    def _named(self, token: Token) -> Node:
        name = self._name(token)
        while self._takes("."):
            name = self._name(self._next())
        if not self._takes("("):
            return ("column", name)
        arguments: list[Node] = []
        if not self._takes(")"):
            if self._is_word("DISTINCT"):
                raise Unread
            arguments.append(self.expression())
            while self._takes(","):
                arguments.append(self.expression())
            self._needs(")")
        return ("call", name.lower(), *arguments)

    def _name(self, token: Token) -> str:
        if token.kind not in (Kind.WORD, Kind.QUOTED):
            raise Unread
        return identifier(token, self._dialect)

    def _case(self) -> Node:
        parts: list[Node] = []
        if not self._is_word("WHEN"):
            parts.append(("of", self.expression()))
        while self._takes_words("WHEN"):
            when = self.expression()
            if not self._takes_words("THEN"):
                raise Unread
            parts.append(("when", when, self.expression()))
        parts.append(("else", self.expression() if self._takes_words("ELSE") else ("constant", "null")))
        if not self._takes_words("END"):
            raise Unread
        return ("case", *parts)

    def _type(self) -> None:
        """Past the type of a cast."""
        self._name(self._next())
        if self._takes("."):
            self._name(self._next())
        self._takes_words("VARYING")
        self._takes_words("PRECISION")
        if self._takes("("):
            while not self._takes(")"):
                self._next()
        for words in (("WITH", "TIME", "ZONE"), ("WITHOUT", "TIME", "ZONE")):
            self._takes_words(*words)
        while self._takes("["):
            while not self._takes("]"):
                self._next()
