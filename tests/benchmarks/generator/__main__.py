"""Write a project: ``python -m tests.benchmarks.generator FOLDER TABLES REVISIONS``."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.benchmarks.generator.project import generated

if __name__ == "__main__":
    folder, tables, revisions = sys.argv[1:]
    generated(int(tables), int(revisions)).write(Path(folder))
