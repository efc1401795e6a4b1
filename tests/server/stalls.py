"""How long the server's event loop is held at most, measured from inside: during the first analysis, edits and hovers.

``python -m tests.server.stalls FOLDER OUT`` prints it, and leaves it in the file OUT. It is a tool and no test: what
else runs on a machine counts too, which the processor time of the loop's own thread, beside it, does not.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from tests.server.wire import Wire, wire

_SERVER = """
import sys, time, asyncio, json, gc
import asyncio.events as events

worst = []
whole = events.Handle._run

def run(handle):
    wall, own = time.perf_counter(), time.thread_time()
    try:
        return whole(handle)
    finally:
        wall, own = time.perf_counter() - wall, time.thread_time() - own
        if wall > 0.005:
            name = getattr(handle._callback, "__qualname__", None) or repr(handle._callback)
            task = getattr(handle._callback, "__self__", None)
            coro = task.get_coro().__qualname__ if isinstance(task, asyncio.Task) else ""
            worst.append((round(wall * 1000, 1), round(own * 1000, 1), f"{name} {coro}"))

events.Handle._run = run
import migration_lsp.server.protocol as protocol
late = []
begun = []

def collecting(phase, info):
    if phase == "start":
        begun.append(time.perf_counter())
    else:
        took = time.perf_counter() - begun.pop()
        if took > 0.005:
            late.append((round(took * 1000, 1), 0.0, f"looking for garbage, generation {info['generation']}"))

gc.callbacks.append(collecting)
taken_up, kept = protocol.Protocol.take_up, protocol.Protocol.lsp_shutdown
def beat(loop, due):
    now = loop.time()
    if now - due > 0.005:
        late.append((round((now - due) * 1000, 1), 0.0, "waiting for its turn"))
    loop.call_later(0.005, beat, loop, now + 0.005)

def take_up(self, opening):
    loop = asyncio.get_running_loop()
    beat(loop, loop.time())
    taken_up(self, opening)

def shutdown(self, *arguments):
    found = sorted(worst, reverse=True)[:10] + sorted(late, reverse=True)[:10]
    open(OUT, "w").write(json.dumps(found))
    yield from kept(self, *arguments)

shutdown.method_name = "shutdown"
protocol.Protocol.lsp_shutdown = shutdown
protocol.Protocol.take_up = take_up
sys.argv = ["migration-lsp", "server"]
from migration_lsp.__main__ import main
main()
"""


def measure(root: Path, out: Path) -> list[list[Any]]:
    """The longest times that one callback held the loop: wall and processor milliseconds, and which it was."""
    code = f"OUT = {str(out)!r}\n" + _SERVER
    with wire((sys.executable, "-c", code)) as server:
        server.initialize(root, capabilities={"window": {"workDoneProgress": True}})
        _work(server, root)
        server.end()
    found: list[list[Any]] = json.loads(out.read_text(encoding="utf-8"))
    return found


def _work(server: Wire, root: Path) -> None:
    revisions = sorted(root.rglob("versions/*.py"))
    models = max(
        (path for path in root.rglob("*.py") if "versions" not in path.parts), key=lambda it: it.stat().st_size
    )
    for number, path in enumerate((models, revisions[0], revisions[-1])):
        text = path.read_text(encoding="utf-8")
        item = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
        server.send(method="textDocument/didOpen", params={"textDocument": item})
        for version in range(2, 5):
            document = {"uri": path.as_uri(), "version": version}
            text += f"\n# {version}\n"
            server.send(
                method="textDocument/didChange", params={"textDocument": document, "contentChanges": [{"text": text}]}
            )
            for line in (10, 20, 30):
                place = {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": 8}}
                server.ask("textDocument/hover", place, f"{number} {version} {line}")
    change = {"changes": [{"uri": path.as_uri(), "type": 2} for path in revisions[:300]]}
    server.send(method="workspace/didChangeWatchedFiles", params=change)
    time.sleep(2)
    server.ask("textDocument/hover", place, "last")


if __name__ == "__main__":
    for wall, own, name in measure(Path(sys.argv[1]).resolve(), Path(sys.argv[2])):
        sys.stdout.write(f"{wall:8.1f} ms wall {own:8.1f} ms own  {name}\n")
