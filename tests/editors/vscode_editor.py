"""A real VS Code: the probe extension follows the plan in it and writes down what it saw."""

import json
import shlex
from pathlib import Path

from tests.editors.code_server import CodeServer, drive, running
from tests.editors.plan import Seen, desk_plan, plan, shop_in
from tests.editors.tools import CACHE, chromium, private_home, screenshots, server

SCRIPTS = Path(__file__).parent / "vscode"


def browser(folder: Path) -> dict[str, str]:
    """The environment of a script that drives the browser."""
    places = {"EDITOR_PACKAGES": str(CACHE / "code-server"), "BROWSER_PROGRAM": str(chromium())}
    return {**private_home(folder / "browser-home"), **places}


def walk(folder: Path, extensions: Path) -> Seen:
    """One walk through a new copy of the shop that nobody trusts, with the server on PATH and traps in the shop."""
    shop = shop_in(folder)
    traps = set_traps(shop)
    seen = folder / "walk-seen.json"
    (folder / "walk-plan.json").write_text(json.dumps(plan(shop)), encoding="utf-8")
    with running(folder / "editor", extensions, traps, server().parent, trusted=False) as editor:
        picture = screenshots() / "walk.png"
        drive(SCRIPTS / "probe.mjs", editor.window(shop), str(seen), str(picture), environment=browser(folder))
    answers = json.loads(seen.read_text(encoding="utf-8"))
    return Seen({**answers, "trapped": sorted(file.name for file in traps.glob("*.started"))})


def set_traps(shop: Path) -> Path:
    """Programs of the workspace that write down that they were started, and settings that name them."""
    folder = shop / ".venv" / "bin"
    folder.mkdir(parents=True)
    for name in ("migration-lsp", "python", "python3"):
        write_program(folder / name, f"touch {shlex.quote(str(folder / name))}.started")
    settings = {
        "migration-lsp.path": str(folder / "migration-lsp"),
        "python.defaultInterpreterPath": str(folder / "python"),
    }
    write_settings(shop, settings)
    return folder


def sit_down(folder: Path, extensions: Path) -> Seen:
    """A person at the keys, in a workspace that is trusted, chooses the interpreter, and has no server yet."""
    shop = shop_in(folder)
    write_settings(shop, {"python.defaultInterpreterPath": str(write_python(folder))})
    wanted = desk_plan(shop)
    risky = wanted["risky"]
    (shop / risky["path"]).write_text(risky["text"], encoding="utf-8")
    processes = folder / "processes"
    recorded = folder / "recorded"
    write_program(recorded, f'echo $$ >> {shlex.quote(str(processes))}\nexec {shlex.quote(str(server()))} "$@"')
    with running(folder / "editor", extensions, trusted=True) as editor:
        wanted |= {"processes": str(processes), "recorded": str(recorded), "ends": 3, "broken": "/bin/false"}
        return Seen(_at_the_desk(folder, editor, shop, wanted))


def _at_the_desk(folder: Path, editor: CodeServer, shop: Path, wanted: dict[str, object]) -> dict[str, object]:
    file = folder / "plan.json"
    file.write_text(json.dumps({**wanted, "machine_settings": str(editor.machine_settings)}), encoding="utf-8")
    arguments = (editor.window(shop), str(file), str(screenshots()))
    answers: dict[str, object] = json.loads(drive(SCRIPTS / "smoke.mjs", *arguments, environment=browser(folder)))
    return answers


def write_python(folder: Path) -> Path:
    """A Python that makes environments like a real one, whose pip has the server of the tests and needs no network."""
    packed = folder / "packed-server"
    write_program(packed, f'exec {shlex.quote(str(server()))} "$@"')
    pip = folder / "python-of-environment"
    write_program(pip, f'cp {shlex.quote(str(packed))} "${{0%/*}}/migration-lsp"')
    python = folder / "interpreter" / "python"
    python.parent.mkdir()
    make = f'mkdir -p "$5/bin" && cp {shlex.quote(str(pip))} "$5/bin/python"'
    write_program(python, f'case "$2" in -c) echo True ;; -m) {make} ;; esac')
    return python


def write_program(file: Path, commands: str) -> None:
    file.write_text(f"#!/bin/sh\n{commands}\n", encoding="utf-8")
    file.chmod(0o755)


def write_settings(shop: Path, settings: dict[str, str]) -> None:
    file = shop / ".vscode" / "settings.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(settings), encoding="utf-8")
