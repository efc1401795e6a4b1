"""The kinds of editors there are, as far as it matters what is sent to them and what is expected of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Kind:
    """One kind of editor."""

    name: str
    encoding: str
    pulls: bool
    """It asks for diagnostics."""
    watches: bool
    """It tells what happens to files; the server watches by itself otherwise."""
    says_settings: bool
    """It answers what the settings are; it sends them along otherwise."""

    @property
    def capabilities(self) -> dict[str, Any]:
        workspace: dict[str, Any] = {
            "workspaceFolders": True,
            "configuration": self.says_settings,
            "didChangeConfiguration": {"dynamicRegistration": self.says_settings},
            "didChangeWatchedFiles": {"dynamicRegistration": self.watches},
            "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
        }
        text_document: dict[str, Any] = {
            "hover": {"contentFormat": ["markdown", "plaintext"]},
            "publishDiagnostics": {"relatedInformation": True, "versionSupport": True},
            "codeAction": {"resolveSupport": {"properties": ["edit"]}, "dataSupport": True},
        }
        if self.pulls:
            workspace["diagnostics"] = {"refreshSupport": True}
            text_document["diagnostic"] = {"dynamicRegistration": False}
        return {
            "general": {"positionEncodings": [self.encoding]},
            "window": {"workDoneProgress": True},
            "workspace": workspace,
            "textDocument": text_document,
        }


PUSHED_UTF16 = Kind("pushed, UTF-16", "utf-16", pulls=False, watches=True, says_settings=False)
KINDS = (
    PUSHED_UTF16,
    Kind("pulled, UTF-16", "utf-16", pulls=True, watches=True, says_settings=True),
    Kind("pushed, UTF-8", "utf-8", pulls=False, watches=True, says_settings=True),
    Kind("pulled, UTF-8", "utf-8", pulls=True, watches=True, says_settings=False),
    Kind("pushed, UTF-16, watched by the server", "utf-16", pulls=False, watches=False, says_settings=True),
)


def as_told(kind: Kind) -> Kind:
    """The kind whose diagnostics are the same, and are sent without being asked for."""
    return replace(kind, pulls=False, watches=True, says_settings=False)
