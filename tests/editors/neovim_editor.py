"""A real Neovim, without a screen: follows the plan and gives what it saw."""

import json
import subprocess
from pathlib import Path

from tests.editors.plan import Seen, plan, shop_in
from tests.editors.tools import PATIENCE_SECONDS, neovim, private_home, server

SCRIPT = Path(__file__).parent / "neovim" / "walk.lua"


def walk(folder: Path) -> Seen:
    """One walk through a new copy of the shop."""
    seen = folder / "walk-seen.json"
    wanted = folder / "walk-plan.json"
    wanted.write_text(json.dumps(plan(shop_in(folder))), encoding="utf-8")
    environment = private_home(folder / "home", server().parent)
    command = [str(neovim()), "--headless", "--clean", "-n", "-l", str(SCRIPT)]
    ended = subprocess.run(
        command,
        env={**environment, "WALK_PLAN": str(wanted), "WALK_SEEN": str(seen)},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert seen.exists(), f"Neovim ended with {ended.returncode} and saw nothing\n{ended.stdout}\n{ended.stderr}"
    return Seen.read(seen)
