"""From one state of the files to the next: what nothing changed for is kept."""

from __future__ import annotations

from functools import partial

from migration_lsp.project.history import History
from migration_lsp.project.project import Project
from migration_lsp.source.files import Files


def successor(files: Files, *earlier: Project) -> Project:
    """The project of ``earlier`` ones with other files.

    Its models are those of the first earlier project whose models come out the same, and so are its revisions: then
    nothing of that side is read again. It answers what a project that is made anew from these files answers.
    """
    first, *_ = earlier
    project = Project(files, first.config, first.environment, first.remembered)
    same = [other for other in earlier if (other.config, other.environment) == (first.config, first.environment)]
    _go_on_with_models(project, same)
    _go_on_with_revisions(project, same)
    return project


def _go_on_with_models(project: Project, earlier: list[Project]) -> None:
    for other in earlier:
        if "models" in other.__dict__:
            project.__dict__["models"] = other.models
            return


def _go_on_with_revisions(project: Project, earlier: list[Project]) -> None:
    for other in earlier:
        history = other.__dict__.get("_history")
        if history is not None:
            naming = partial(getattr, project, "naming_convention")
            project.__dict__["_history"] = History(project.files, project.environment, naming, history.revisions)
            return
