"""What is shown by an editor that asks: of the workspace without an end, of open documents whenever it may be stale."""

from __future__ import annotations

from collections.abc import Iterable

from tests.reliability.peer import Message, Peer

Shown = dict[str, list[Message]]
"""Diagnostics by URI; files without any are left out."""


class Pulled:
    """The answers that came, and the question that waits."""

    def __init__(self, peer: Peer) -> None:
        self.is_stale = True
        """The server said that answers about documents may be others now, or a document was edited."""
        self._peer = peer
        self._workspace: dict[str, tuple[str, list[Message]]] = {}
        self._documents: dict[str, int] = {}
        self._waiting: int | None = None

    def ask_again(self, opened: Iterable[str]) -> bool:
        """Take what was answered and ask again where that is due; whether anything was asked."""
        was_asked = False
        if self._waiting is None or self._waiting in self._peer.answers:
            self._take_workspace()
            known = [{"uri": uri, "value": value} for uri, (value, _) in self._workspace.items()]
            self._waiting = self._peer.request("workspace/diagnostic", {"previousResultIds": known})
            was_asked = True
        if self.is_stale:
            self.is_stale = False
            self._documents = {
                uri: self._peer.request("textDocument/diagnostic", {"textDocument": {"uri": uri}}) for uri in opened
            }
            was_asked = True
        return was_asked

    def end(self) -> None:
        if self._waiting is not None:
            self._peer.notify("$/cancelRequest", {"id": self._waiting})

    def shown(self) -> Shown:
        """What was answered of the workspace; of an open document what was answered of it alone has to be the same."""
        shown = {uri: items for uri, (_, items) in self._workspace.items() if items}
        for uri, id_ in self._documents.items():
            items = self._peer.answer(id_).get("result", {}).get("items", [])
            if items != shown.get(uri, []):
                shown[f"{uri} (asked alone)"] = items
        return shown

    def _take_workspace(self) -> None:
        answer = self._peer.answers[self._waiting][0] if self._waiting is not None else {}
        for item in (answer.get("result") or {"items": []})["items"]:
            if item["kind"] == "full":
                self._workspace[item["uri"]] = (item["resultId"], item["items"])
