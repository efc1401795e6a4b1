"""The verdict on a revision, from what the rules say, whether its downgrade is proven, and what was not analysed."""

from __future__ import annotations

from enum import Enum

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.judgement import Risk
from migration_lsp.judgement.proof import Proof, downgrade_proof, is_decided


class Verdict(Enum):
    """The three words of a review."""

    SAFE = "SAFE"
    NEEDS_CHANGES = "NEEDS CHANGES"
    UNSAFE = "UNSAFE"


class Understanding(Enum):
    """How far a revision could be read."""

    UNDERSTOOD = "understood"
    UNCERTAIN = "uncertain"
    """A branch or a value could not be decided."""
    NOT_UNDERSTOOD = "not understood"
    """It was given up, or something ran that may have changed anything."""


def verdict_of(analysis: Analysis, revision: str) -> Verdict:
    """UNSAFE with anything CRITICAL; SAFE only where nothing warns, all was read, and the downgrade is proven.

    What is ignored at its line counts all the same: an ignore silences a message, it does not make a revision safe.
    """
    risks = {finding.risk for finding in analysis.of_revision(revision)}
    if Risk.CRITICAL in risks:
        return Verdict.UNSAFE
    if Risk.WARNING in risks or downgrade_proof(analysis.view, revision) is not Proof.PROVEN:
        return Verdict.NEEDS_CHANGES
    return Verdict.SAFE


def understanding_of(analysis: Analysis, revision: str) -> Understanding:
    """How far ``upgrade()`` of a revision could be read."""
    run = analysis.project.run_of(revision)
    if run.before.certain and not run.after.certain:
        return Understanding.NOT_UNDERSTOOD
    if any(note.message.startswith("not analysed") for note in run.notes):
        return Understanding.NOT_UNDERSTOOD
    is_clear = is_decided(run) and not run.notes
    return Understanding.UNDERSTOOD if is_clear else Understanding.UNCERTAIN
