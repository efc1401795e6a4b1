"""A storm of questions and cancellations: every question is answered once, and nothing else is answered at all."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.reliability import files
from tests.reliability.kinds import KINDS, Kind
from tests.reliability.processes import at_a_desk, home_in
from tests.reliability.project import make

_IDS: tuple[object, ...] = ("never", "", 0, -1, 10**9, None, True, 1.5, [], {})
"""What nobody asked, and what is no id at all."""


@pytest.mark.parametrize("kind", KINDS[:2], ids=lambda kind: kind.name)
def test_a_storm(tmp_path: Path, kind: Kind) -> None:
    home = home_in(tmp_path / "home")
    root = make(home / "project")
    draw = random.Random(3)
    methods = ["textDocument/hover", "textDocument/codeAction", *(["textDocument/diagnostic"] if kind.pulls else [])]
    with at_a_desk(home, [root], kind) as (desk, process):
        desk.begin()
        paths = [root / path for path in files.MODELS]
        for path in paths:
            desk.open(path)
        asked: list[int] = []
        for number in range(300):
            path = draw.choice(paths)
            place = {"line": draw.randrange(30), "character": draw.randrange(20)}
            params = {
                "textDocument": {"uri": path.as_uri()},
                "position": place,
                "range": {"start": place, "end": place},
                "context": {"diagnostics": []},
            }
            asked.append(desk.peer.request(draw.choice(methods), params))
            for _ in range(draw.randrange(3)):
                id_ = draw.choice(asked[-5:] if draw.random() < 0.7 else [*asked, *_IDS])
                desk.peer.notify("$/cancelRequest", {"id": id_})
            if number % 20 == 0:
                desk.replace(path, f"{desk.buffers[path].text}# {number}\n")
            if number % 50 == 0:
                desk.peer.answer(asked[-1])
        misshapen: tuple[object, ...] = (None, [], {}, 5)
        for params_of_no_use in misshapen:
            desk.peer.notify("$/cancelRequest", params_of_no_use)
        desk.peer.until(lambda: not desk.peer.lost, "an answer to everything")
        desk.end()
        assert process.wait(20) == 0
        assert desk.peer.answered_amiss == {}
        codes = {answer["error"]["code"] for [answer] in desk.peer.answers.values() if "error" in answer}
        assert codes <= {-32800, -32801}
        assert -32800 in codes
        assert any(answer.get("result") for [answer] in desk.peer.answers.values())
