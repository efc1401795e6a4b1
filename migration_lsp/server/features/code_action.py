"""``textDocument/codeAction`` and ``codeAction/resolve``.

What is offered follows from the range alone. Edits are worked out when an action is chosen, where the client asks for
them then, else at once. Nothing is offered where what is analysed is not what is in the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from migration_lsp.server.look import Look
from migration_lsp.server.opening import CODE_ACTION_KINDS
from migration_lsp.server.session import Session, Stopped
from migration_lsp.server.workspace_edit import workspace_edit

if TYPE_CHECKING:
    from migration_lsp.analysis.actions import Action
    from migration_lsp.analysis.analysis import Analysis

OPTIONS = types.CodeActionOptions(code_action_kinds=list(CODE_ACTION_KINDS), resolve_provider=True)


@dataclass(frozen=True, slots=True)
class Offer:
    """Which offer a client means, as it hands it back."""

    uri: str
    start: tuple[int, int]
    end: tuple[int, int]
    id: str
    environment: int

    def as_data(self) -> dict[str, Any]:
        return {
            "uri": self.uri,
            "range": [*self.start, *self.end],
            "id": self.id,
            "environment": self.environment,
        }

    @staticmethod
    def of_data(data: object) -> Offer:
        """The offer in what a client sent. Raises the protocol's error where there is none in it."""
        match data:
            case {
                "uri": str(uri),
                "range": [int(line), int(column), int(end_line), int(end_column)],
                "id": str(id_),
                "environment": int(number),
            }:
                return Offer(uri, (line, column), (end_line, end_column), id_, number)
        raise JsonRpcInvalidParams("no code action of this server")


async def code_actions(session: Session, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done at a range; nothing where the first analysis is not done yet, or was stopped."""
    only = params.context.only
    try:
        found = await session.asked(params.text_document.uri, lambda look: list(_actions(look, params.range)))
    except (TimeoutError, Stopped):
        return []
    return [action for action in found or [] if only is None or _is_of(action, only)]


async def resolve(session: Session, action: types.CodeAction) -> types.CodeAction:
    """A chosen action with its edit; without one where it is not offered any more, or that is not known in time."""
    offer = Offer.of_data(action.data)
    with suppress(TimeoutError, Stopped):
        action.edit = await session.asked(offer.uri, lambda look: _edit(look, offer))
    return action


def _actions(look: Look, place: types.Range) -> Iterator[types.CodeAction]:
    # What answers knows SQLAlchemy, which must not be imported before `initialize` is answered.
    from migration_lsp.analysis.actions import actions_at

    start, end = look.position(place.start), look.position(place.end)
    if start is None or end is None or not look.draft.is_current:
        return
    seen: set[str] = set()
    for number, analysis in enumerate(look.analyses):
        for found in actions_at(analysis, look.path, start, end):
            if found.id in seen:
                # The same file may belong to several environments.
                continue
            seen.add(found.id)
            offer = Offer(look.draft.document.uri, start, end, found.id, number)
            action = _action(look, found, offer)
            if action is not None:
                yield action


def _action(look: Look, found: Action, offer: Offer) -> types.CodeAction | None:
    diagnostics = look.places.diagnostics([found.finding]) if found.finding is not None else ()
    action = types.CodeAction(
        found.title,
        found.kind,
        list(diagnostics) or None,
        found.is_preferred or None,
    )
    if look.places.client.resolves_edits:
        action.data = offer.as_data()
        return action
    action.edit = _edit(look, offer)
    return action if action.edit is not None else None


def _edit(look: Look, offer: Offer) -> types.WorkspaceEdit | None:
    from migration_lsp.analysis.actions import edits_of

    analysis = _chosen(look, offer)
    if analysis is None or not look.draft.is_current:
        return None
    edits = edits_of(analysis, look.path, offer.start, offer.end, offer.id)
    return workspace_edit(edits, look.places) if edits else None


def _chosen(look: Look, offer: Offer) -> Analysis | None:
    return look.analyses[offer.environment] if 0 <= offer.environment < len(look.analyses) else None


def _is_of(action: types.CodeAction, only: Iterable[types.CodeActionKind | str]) -> bool:
    kind = _name(action.kind or "")
    return any(kind == _name(each) or kind.startswith(f"{_name(each)}.") or not _name(each) for each in only)


def _name(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind
