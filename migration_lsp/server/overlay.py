"""A project's files with other texts for some of them: what is typed over what is on the disk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from migration_lsp.source.files import Files, Unreadable, changed_since


@dataclass(frozen=True, eq=False)
class Overlaid:
    """A :class:`~migration_lsp.source.files.Files` over another."""

    below: Files
    texts: Mapping[str, str]

    def paths(self) -> Iterable[str]:
        listed = self.below.paths()
        added = {path for path in self.texts if path.endswith(".py")}.difference(listed)
        return sorted({*listed, *added}) if added else listed

    def changed_since(self, before: Files) -> Collection[str] | None:
        """What may be different: the texts that lie over either of the two, and what is different below."""
        below, texts = (before.below, before.texts) if isinstance(before, Overlaid) else (before, {})
        changed = changed_since(self.below, below)
        return None if changed is None else {*changed, *self.texts, *texts}

    def read(self, path: str) -> str | Unreadable | None:
        text = self.texts.get(path)
        return text if text is not None else self.below.read(path)
