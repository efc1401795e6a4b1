"""What is measured is a real history: Alembic migrates a server with it, and finds nothing more to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.generator.project import DATABASE_VARIABLE, generated


def test_alembic_migrates_a_generated_project(tmp_path: Path, database_url: str) -> None:
    generated(30, 200).write(tmp_path)

    def alembic(*arguments: str) -> str:
        finished = subprocess.run(
            [sys.executable, "-m", "alembic", *arguments],
            cwd=tmp_path,
            env={**os.environ, DATABASE_VARIABLE: database_url},
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        assert finished.returncode == 0, finished.stderr
        return finished.stdout

    alembic("upgrade", "head")
    assert "No new upgrade operations detected" in alembic("check")
    alembic("downgrade", "base")
