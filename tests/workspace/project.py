"""A project on the disk, written from a mapping of paths to texts."""

from __future__ import annotations

from pathlib import Path

ENV_PY = "from alembic import context\n\ncontext.run_migrations()\n"


def revision(id_: str, down: str | None = None) -> str:
    return f"revision = {id_!r}\ndown_revision = {down!r}\n\n\ndef upgrade():\n    pass\n"


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    """Write the files below ``root`` and answer the root."""
    for path, content in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            content = content.encode()
        place.write_bytes(content)
    return root


def environment(folder: str = "migrations", versions: str = "versions") -> dict[str, str | bytes]:
    """The files of an Alembic environment of one revision."""
    return {f"{folder}/env.py": ENV_PY, f"{folder}/{versions}/a1_first.py": revision("a1")}
