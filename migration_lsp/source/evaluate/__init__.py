"""A small interpreter over ``ast`` that reads project text and runs none of it.

It knows Python's statements and a short list of harmless builtins. What a name outside the project means is the
business of plugins, which are handed in. Where text does not decide a value, the value is unknown, and what
happens under an undecided condition is marked as doubtful.
"""

from migration_lsp.source.evaluate.interpreter import Interpreter
from migration_lsp.source.evaluate.lookups import Disturbed
from migration_lsp.source.evaluate.plugin import Plugin, Site

__all__ = ["Disturbed", "Interpreter", "Plugin", "Site"]
