"""``check``: the findings of a project, and an exit status that continuous integration can act on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TextIO

from migration_lsp.analysis.analysis import Analysis
from migration_lsp.analysis.databases import told_of
from migration_lsp.analysis.judging import Failure
from migration_lsp.cli.arguments import Options
from migration_lsp.cli.writing import is_coloured, refuse, together, with_assumption, write_json, write_text
from migration_lsp.judgement import Finding, Risk
from migration_lsp.project import Project, by_database
from migration_lsp.report.check import check_json, check_text, statistics_json, statistics_text

FOUND = 1
"""The exit status where something is as bad as ``--fail-on`` says."""


def check(project: Project, options: Options, root: Path, out: TextIO, err: TextIO) -> int:
    """Print the findings; the result is the exit status."""
    wanted = _wanted(options.paths, root)
    if isinstance(wanted, str):
        return refuse(err, wanted)
    analyses = tuple(Analysis(each) for each in by_database(project))
    order = project.graph.order
    revisions = tuple(id_ for id_ in order if _is_wanted(project.graph.revisions[id_].path, wanted))
    found = told_of(analyses, revisions if wanted else None)
    told = tuple(it for it in found if _is_wanted(it.finding.span.path, wanted))
    findings = tuple(it.finding for it in told)
    # What could not be read stands among the findings; these are about the project as a whole.
    notes = together(project.notes, project.graph.notes, *(each.project.difference_notes for each in analyses))
    for failure in dict.fromkeys(failure for analysis in analyses for failure in analysis.failures):
        err.write(_failed(failure))
    if options.json:
        document = check_json(analyses, told, revisions)
        if options.statistics:
            document["statistics"] = statistics_json(findings, len(revisions))
        write_json(document, with_assumption(project, notes), out)
    else:
        text = check_text(analyses, told, revisions, colour=is_coloured(out))
        if options.statistics:
            text += "\n" + statistics_text(analyses, findings, revisions)
        write_text(text, with_assumption(project, notes), out, err)
    return FOUND if _fails(findings, options.fail_on) else 0


def _failed(failure: Failure) -> str:
    place = f"{failure.span.path}:{failure.span.line + 1}"
    return f"migration-lsp: a bug in the rule {failure.rule} ({failure.error}), met at {place}; the others went on\n"


def _fails(findings: tuple[Finding, ...], fail_on: str) -> bool:
    if fail_on == "never":
        return False
    least = Risk[fail_on.upper()]
    return any(finding.risk.at_least(least) for finding in findings)


def _wanted(paths: tuple[str, ...], root: Path) -> tuple[str, ...] | str:
    """The paths relative to the root; a line that says which of them is wrong.

    They are relative to the working folder, as every tool takes them; if there is nothing, to the root.
    """
    wanted: list[str] = []
    for given in paths:
        places = (Path(os.path.realpath(given)), Path(os.path.realpath(root / given)))
        place = next((it for it in places if it.exists() and it.is_relative_to(root)), None)
        if place is None:
            return f"{given} is no file or folder in {root}"
        wanted.append(place.relative_to(root).as_posix())
    return tuple(wanted)


def _is_wanted(path: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or any(entry == "." or path == entry or path.startswith(f"{entry}/") for entry in wanted)
