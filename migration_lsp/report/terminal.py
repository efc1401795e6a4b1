"""Text of a project on its way to a terminal, where it must not speak to the terminal itself."""

from __future__ import annotations

ESCAPE = "\x1b"


def printable(text: str) -> str:
    """One line of text, with a blank for whatever would move the cursor, recolour or ring."""
    return "".join(character if character.isprintable() else " " for character in text)


def coloured(text: str, colour: str, *, wanted: bool) -> str:
    """Text of our own in a colour (an SGR code), if colours are wanted."""
    return f"{ESCAPE}[{colour}m{text}{ESCAPE}[0m" if wanted else text
