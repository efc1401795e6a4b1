"""Findings to diagnostics: in the client's units, at the lines that its documents have now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lsprotocol import types

from migration_lsp.judgement import Finding, Related, Risk
from migration_lsp.server.client import Client
from migration_lsp.server.drafts import Draft
from migration_lsp.server.opening import NAME
from migration_lsp.server.positions import lines_of, to_client
from migration_lsp.source.files import Files
from migration_lsp.source.spans import Span

_SEVERITIES = {
    Risk.CRITICAL: types.DiagnosticSeverity.Error,
    Risk.WARNING: types.DiagnosticSeverity.Warning,
    Risk.SAFE: types.DiagnosticSeverity.Information,
    Risk.NOTE: types.DiagnosticSeverity.Hint,
}


@dataclass(frozen=True)
class Places:
    """Where things are for a client: the files of a folder, with the documents that are open."""

    client: Client
    files: Files
    drafts: dict[str, Draft]
    """By path."""
    uri_of: Callable[[str], str]

    def lines(self, path: str) -> tuple[str, ...]:
        """The lines that the client has."""
        draft = self.drafts.get(path)
        if draft is not None:
            return draft.lines
        text = self.files.read(path)
        return lines_of(text if isinstance(text, str) else "")

    def uri(self, path: str) -> str:
        draft = self.drafts.get(path)
        return draft.document.uri if draft is not None else self.uri_of(path)

    def exists(self, path: str) -> bool:
        """Whether there is such a file, or such a document."""
        return path in self.drafts or self.files.read(path) is not None

    def version(self, path: str) -> int | None:
        """The version of the document, where the file is open."""
        draft = self.drafts.get(path)
        return draft.document.version if draft is not None else None

    def line_end(self, path: str) -> str:
        """How the lines of a file end."""
        draft = self.drafts.get(path)
        text = draft.document.text if draft is not None else self.files.read(path)
        return "\r\n" if isinstance(text, str) and "\r\n" in text else "\n"

    def range(self, span: Span) -> types.Range:
        """A place in a file, for the client. A place that names a line and nothing narrower is its text."""
        draft = self.drafts.get(span.path)
        if draft is not None and draft.moved is not None:
            span = draft.moved.span(span)
        if (span.line, span.column) == (span.end_line, span.end_column):
            span = _text_of_line(span, self.lines(span.path))
        return self.exact_range(span)

    def exact_range(self, span: Span) -> types.Range:
        """A place in the text that the client has; an empty one stays empty."""
        lines = self.lines(span.path)
        return types.Range(
            to_client(lines, span.line, span.column, self.client.encoding),
            to_client(lines, span.end_line, span.end_column, self.client.encoding),
        )

    def diagnostics(self, findings: Iterable[Finding]) -> tuple[types.Diagnostic, ...]:
        """The findings of a file, each once, whichever environment it comes from."""
        found: dict[tuple[str, str, Span], types.Diagnostic] = {}
        for finding in findings:
            key = (finding.rule, finding.message, finding.span)
            if key not in found:
                found[key] = self._diagnostic(finding)
        return tuple(found.values())

    def _diagnostic(self, finding: Finding) -> types.Diagnostic:
        related = list(self._related(finding.related)) if self.client.shows_related else []
        return types.Diagnostic(
            self.range(finding.span),
            finding.message,
            _SEVERITIES[finding.risk],
            finding.rule,
            source=NAME,
            related_information=related or None,
        )

    def _related(self, related: Iterable[Related]) -> Iterator[types.DiagnosticRelatedInformation]:
        for place in related:
            location = types.Location(self.uri(place.span.path), self.range(place.span))
            yield types.DiagnosticRelatedInformation(location, place.message)


def _text_of_line(span: Span, lines: tuple[str, ...]) -> Span:
    if span.column or span.line >= len(lines):
        return span
    text = lines[span.line]
    return Span(span.path, span.line, len(text) - len(text.lstrip()), span.line, len(text.rstrip()))
