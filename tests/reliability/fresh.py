"""What a server says that was started just now, on the same files, with the same documents open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.reliability.desk import Desk
from tests.reliability.kinds import as_told
from tests.reliability.nursery import Nursery
from tests.reliability.peer import Message
from tests.reliability.pulled import Shown


def shown_afresh(desk: Desk, nursery: Nursery, log: Path) -> Shown:
    """The diagnostics of a fresh server for the folders, buffers and settings of a desk."""
    with nursery.server(log) as streams:
        fresh = Desk(streams, as_told(desk.kind), desk.folders)
        fresh.begin(desk.settings)
        for path in desk.buffers:
            fresh.open(path)
        fresh.settle()
        fresh.settle()
        shown = fresh.shown()
        fresh.end()
        fresh.peer.close()
    logged = log.read_text(encoding="utf-8")
    assert logged == "", logged
    return shown


def differences(shown: Shown, expected: Shown) -> Iterator[str]:
    """What is shown and should not be, and the other way round, one line each."""
    for uri in sorted(shown.keys() | expected.keys()):
        here, there = ({_whole(each): _line(each) for each in side.get(uri, [])} for side in (shown, expected))
        name = "/".join(uri.split("/")[-3:])
        yield from (f"{name}: shown, and not by a fresh server: {here[key]}" for key in here.keys() - there.keys())
        yield from (f"{name}: shown by a fresh server alone: {there[key]}" for key in there.keys() - here.keys())
        if len(shown.get(uri, [])) != len(here):
            yield f"{name}: something is shown twice"


def _whole(diagnostic: Message) -> str:
    return json.dumps(diagnostic, sort_keys=True, ensure_ascii=False)


def _line(diagnostic: Message) -> str:
    place = diagnostic["range"]
    places = [f"{place[end]['line']}:{place[end]['character']}" for end in ("start", "end")]
    related = len(diagnostic.get("relatedInformation", ()))
    return f"{'-'.join(places)} {diagnostic['code']}: {diagnostic['message']} (+{related})"
