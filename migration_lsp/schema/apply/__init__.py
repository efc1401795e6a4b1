"""What an operation does to a catalogue, per dialect, as the real server would do it.

Knows no SQL text and no Python source: operations come built, raw SQL as the operations that it was read into.
"""

from .dispatch import apply
from .join import join
from .result import Applied, Part, Problem, ProblemKind
from .work import NamingConvention

__all__ = ["Applied", "NamingConvention", "Part", "Problem", "ProblemKind", "apply", "join"]
