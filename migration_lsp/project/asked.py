"""Files that remember what was asked of them: what follows from them holds as long as the answers stay the same."""

from __future__ import annotations

from collections.abc import Iterable

from migration_lsp.source.files import Files, Unreadable


class AskedFiles:
    """A :class:`~migration_lsp.source.files.Files` that hands questions on and keeps the answers."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._answers: dict[str, str | Unreadable | None] = {}
        self._paths = files.paths()

    def paths(self) -> Iterable[str]:
        return self._paths

    def read(self, path: str) -> str | Unreadable | None:
        if path not in self._answers:
            self._answers[path] = self._files.read(path)
        return self._answers[path]

    def would_answer_from(self, files: Files) -> bool:
        """Whether other files have the same names, and answer everything that was asked as these did."""
        return list(self._paths) == list(files.paths()) and all(
            files.read(path) == text for path, text in self._answers.items()
        )
