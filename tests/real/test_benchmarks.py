"""What is measured is a real history: Alembic migrates a server with it, and finds nothing more to do. How it is
measured goes through to the end; how fast anything is does not matter here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.generator.project import DATABASE_VARIABLE, generated
from tests.benchmarks.samples import Figures
from tests.benchmarks.table import CHECK, OTHERS, TIMES, rows
from tests.real.command import REPOSITORY


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


def test_the_command_measures_everything(tmp_path: Path) -> None:
    found = tmp_path / "figures.json"
    size = ("--tables", "50", "--revisions", "40", "--grown", "60", "--edits", "2", "--starts", "1")
    finished = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", *size, "--json", found],
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert finished.returncode in (0, 1), finished.stderr
    assert found.exists(), finished.stderr
    figures = Figures.from_json(found.read_text(encoding="utf-8"))
    assert figures.measured.keys() >= {row.name for row in (*TIMES, CHECK, *OTHERS)}
    assert len(finished.stdout.splitlines()) == len(rows(figures))
