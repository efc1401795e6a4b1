"""``textDocument/hover``."""

from __future__ import annotations

import re

from lsprotocol import types

from migration_lsp.server.look import Look
from migration_lsp.server.session import Session, Stopped


async def hover(session: Session, params: types.HoverParams) -> types.Hover | None:
    """What there is to say at a place; nothing where the first analysis is not done yet, or was stopped."""
    try:
        return await session.asked(params.text_document.uri, lambda look: _hover(look, params.position))
    except (TimeoutError, Stopped):
        return None


def _hover(look: Look, position: types.Position) -> types.Hover | None:
    # What answers knows SQLAlchemy, which must not be imported before `initialize` is answered.
    from migration_lsp.analysis.hover import hover_at

    place = look.position(position)
    if place is None:
        return None
    for analysis in look.analyses:
        found = hover_at(analysis, look.path, *place)
        if found is not None:
            return types.Hover(_content(found.markdown, look), look.places.range(found.span))
    return None


def _content(markdown: str, look: Look) -> types.MarkupContent:
    if look.places.client.shows_markdown:
        return types.MarkupContent(types.MarkupKind.Markdown, markdown)
    return types.MarkupContent(types.MarkupKind.PlainText, _plain(markdown))


def _plain(markdown: str) -> str:
    """Our own Markdown without its marks, for a client that would show them."""
    lines = (line for line in markdown.splitlines() if not line.startswith("```"))
    text = "\n".join(re.sub(r"\*\*|`|^#+ ", "", line) for line in lines)
    return re.sub(r"\\([^\w\s])", r"\1", text)
