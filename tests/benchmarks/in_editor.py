"""Measures what somebody in an editor waits for: the start, edits, saves, hovers, code actions; and the memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migration_lsp.server.session import TYPING_PAUSE
from tests.benchmarks.client import Client, Heard, Json, NoAnswer, client
from tests.benchmarks.edits import Place
from tests.benchmarks.samples import Figure

QUIET = 0.25
"""Seconds without a message after which all is told."""

Tell = Callable[[str], None]


@dataclass(slots=True)
class Measured:
    """Seconds of each kind for one place, and what looked strange."""

    first: float = 0.0
    """The very first keystroke after the start, which finds most to do."""
    keystroke: list[float] = field(default_factory=list)
    save: list[float] = field(default_factory=list)
    hover: list[float] = field(default_factory=list)
    actions: list[float] = field(default_factory=list)
    processor: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """What the server computed for each, by kind."""
    strange: list[str] = field(default_factory=list)

    def figure(self, kind: str) -> Figure:
        return Figure.of(getattr(self, kind), self.processor[kind])


@dataclass(slots=True)
class Starts:
    """What was measured at the starts of servers."""

    initialize: list[float] = field(default_factory=list)
    diagnostics: list[float] = field(default_factory=list)
    computed: list[float] = field(default_factory=list)
    """What the server had computed by then."""
    at_rest: list[float] = field(default_factory=list)
    """Until the whole project had been looked at."""
    memory: list[float] = field(default_factory=list)


class Document:
    """An open document."""

    def __init__(self, here: Client, path: str) -> None:
        self.here, self.path, self.uri = here, path, here.uri(path)
        self.text = (here.root / path).read_text(encoding="utf-8")
        self.version = 1
        item = {"uri": self.uri, "languageId": "python", "version": 1, "text": self.text}
        here.notify("textDocument/didOpen", {"textDocument": item})

    def type(self, text: str) -> float:
        """Have another text, sent as the one edit that makes it; the result is when."""
        change = _one_edit(self.text, text)
        self.text, self.version = text, self.version + 1
        document = {"uri": self.uri, "version": self.version}
        return self.here.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def save(self) -> float:
        """Write it to the disk and say so; the result is when it was said."""
        (self.here.root / self.path).write_text(self.text, encoding="utf-8")
        return self.here.notify("textDocument/didSave", {"textDocument": {"uri": self.uri}})

    def is_told(self, heard: Heard) -> bool:
        """Whether a message tells the diagnostics of this document as it is."""
        params = heard.params
        is_ours = heard.method == "textDocument/publishDiagnostics" and params["uri"] == self.uri
        return is_ours and params.get("version") == self.version


def starts(root: Path, place: Place, count: int) -> Starts:
    """Start servers, one after the other, and open a file of which something must be said."""
    measured = Starts()
    (root / place.path).write_text(place.text(1), encoding="utf-8")
    for _ in range(count):
        with client(root) as here:
            measured.initialize.append(here.initialize())
            document = Document(here, place.path)
            told = here.wait(document.is_told, "diagnostics of the opened file")
            _grave(told, place, 1)
            measured.diagnostics.append(told.at - here.started)
            measured.computed.append(here.processor_seconds())
            measured.at_rest.append(_at_rest(here) - here.started)
            measured.memory.append(here.megabytes())
            here.end()
    (root / place.path).write_text(place.original, encoding="utf-8")
    return measured


def edits(root: Path, place: Place, count: int, tell: Tell) -> Measured:
    """Type and save in one file, so many times each, and look around at what is said."""
    measured = Measured()
    with client(root) as here:
        here.initialize()
        document = Document(here, place.path)
        _at_rest(here)
        # The first edit finds things that no later one has to do, and is counted apart.
        _edit(document, place, 1, measured)
        measured.first = measured.keystroke.pop()
        measured.processor.clear()
        for number in range(2, count + 2):
            _edit(document, place, number, measured)
        for number in range(count + 2, 2 * count + 2):
            _save(document, place, number, measured)
        here.end()
    (root / place.path).write_text(place.original, encoding="utf-8")
    for strange in dict.fromkeys(measured.strange):
        tell(f"{place.path}: {strange} ({measured.strange.count(strange)} times)")
    return measured


def _edit(document: Document, place: Place, number: int, measured: Measured) -> None:
    here, since = document.here, len(document.here.heard)
    computed = here.processor_seconds()
    sent = document.type(place.text(number))
    told, last = _settled(document, since, f"edit {number}", measured)
    found = _grave(told, place, number)
    measured.keystroke.append(last - sent - TYPING_PAUSE)
    measured.processor["keystroke"].append(here.processor_seconds() - computed)
    if found is not None:
        _look(document, found, measured)


def _save(document: Document, place: Place, number: int, measured: Measured) -> None:
    here, since = document.here, len(document.here.heard)
    computed = here.processor_seconds()
    document.type(place.text(number))
    sent = document.save()
    told, last = _settled(document, since, f"save {number}", measured)
    _grave(told, place, number)
    measured.save.append(last - sent)
    measured.processor["save"].append(here.processor_seconds() - computed)


def _settled(document: Document, since: int, name: str, measured: Measured) -> tuple[Heard, float]:
    """The last word on the document as it is, and when the last word on any file came."""
    here = document.here
    here.wait(document.is_told, name, since)
    here.wait_for_quiet(QUIET)
    published = [heard for heard in here.heard[since:] if heard.method == "textDocument/publishDiagnostics"]
    told = [heard for heard in published if document.is_told(heard)]
    if len(told) > 1:
        measured.strange.append(f"{len(told)} publishes for one version")
    for heard in published:
        if heard.params["uri"] == document.uri and not document.is_told(heard):
            measured.strange.append("a publish for an older version")
    if len(published) > len(told):
        measured.strange.append(f"{len(published) - len(told)} publishes for other files")
    return told[-1], published[-1].at


def _grave(told: Heard, place: Place, number: int) -> Json | None:
    """What is said of the edit; raises where something else is said than must be."""
    word = place.word(number)
    found = [each for each in told.params["diagnostics"] if each.get("code") == place.rule and word in each["message"]]
    if bool(found) != place.is_grave(number):
        said = [f"{each.get('code')}: {each['message']}" for each in told.params["diagnostics"]]
        raise NoAnswer(f"{place.path}, edit {number}: {place.rule} was {'' if found else 'not '}said; said was {said}")
    return found[0] if found else None


def _look(document: Document, found: Json, measured: Measured) -> None:
    """Hover over what is said, and ask what can be done about it."""
    here, identifier = document.here, {"uri": document.uri}
    where: Json = {"textDocument": identifier, "position": found["range"]["start"]}
    seconds, hover = here.ask("textDocument/hover", where)
    if hover is None:
        raise NoAnswer(f"{document.path}: nothing to hover over at {found}")
    measured.hover.append(seconds)
    context: Json = {"diagnostics": [found], "triggerKind": 2}
    seconds, _ = here.ask(
        "textDocument/codeAction", {"textDocument": identifier, "range": found["range"], "context": context}
    )
    measured.actions.append(seconds)


def _at_rest(here: Client) -> float:
    """Wait until the whole project has been looked at, as the progress tells; the result is when that was."""
    ended = here.wait(
        lambda heard: heard.method == "$/progress" and heard.params["value"]["kind"] == "end", "the end of progress"
    )
    here.wait_for_quiet(QUIET)
    return ended.at


def _one_edit(old: str, new: str) -> dict[str, Any]:
    """The edit of whole lines that makes one text of another."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    start, end = {"line": head, "character": 0}, {"line": len(before) - tail, "character": 0}
    return {"range": {"start": start, "end": end}, "text": "".join(after[head : len(after) - tail])}
