"""The command line, asked in this process as its launcher asks it."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migration_lsp.cli import run

SHOP = Path(__file__).parent.parent / "projects" / "shop"


@dataclass(frozen=True)
class Answered:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.status == 0, self.err
        return json.loads(self.out)


def ask(*arguments: str, root: Path | None = None) -> Answered:
    out, err = io.StringIO(), io.StringIO()
    given = [*arguments, "--root", str(root)] if root is not None else list(arguments)
    status = run(given, out, err)
    return Answered(status, out.getvalue(), err.getvalue())


def refusal(*arguments: str, root: Path | None = None) -> str:
    """The one line that explains exit status 2."""
    answered = ask(*arguments, root=root)
    assert answered.status == 2, (answered.out, answered.err)
    assert answered.out == ""
    assert answered.err.startswith("migration-lsp")
    assert answered.err.count("\n") == 1
    return answered.err
