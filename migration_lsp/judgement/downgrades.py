"""What a revision file says of its way back, read from its text: is there one, and does it do anything."""

from __future__ import annotations

from migration_lsp.judgement.subjects import Revision
from migration_lsp.migrations.engines import working_name
from migration_lsp.source.calls import defined_name
from migration_lsp.source.definitions import Body, body_of, definition, is_bound
from migration_lsp.source.spans import Span


def way_back(revision: Revision) -> Body | None:
    """What stands in ``downgrade()``; None where the file has no such name.

    A name that an import or an assignment gives counts as full: somebody wrote it, elsewhere.
    """
    module = revision.view.project.module(revision.header.path)
    if module is None:
        return Body.FULL
    database = revision.view.project.environment.database
    function = definition(module.tree, working_name(module.tree, "downgrade", database))
    if function is not None:
        return body_of(function)
    return Body.FULL if is_bound(module.tree, "downgrade") else None


def is_left_out(revision: Revision) -> bool:
    """Whether there is no way back at all, and none is meant: no function, an idle one, or one that only raises."""
    return way_back(revision) is not Body.FULL


def downgrade_place(revision: Revision) -> Span:
    """Where the way back is spoken of: the name of ``downgrade``, else that of ``upgrade``, else the revision's id."""
    module = revision.view.project.module(revision.header.path)
    database = revision.view.project.environment.database
    for name in ("downgrade", "upgrade"):
        own = working_name(module.tree, name, database) if module is not None else name
        function = definition(module.tree, own) if module is not None else None
        if function is not None and module is not None:
            return defined_name(module.lines, revision.header.path, function)
    return revision.top
