"""The README's table of how much was understood. ``python -m tests.real.readme_understood`` measures it anew."""

from __future__ import annotations

from tests.contracts.readme_rules import README
from tests.real.wheels import asked, project, project_names

_BEGIN, _END = "<!-- understood: made by tests/real/readme_understood.py -->\n", "<!-- end of understood -->"


def table() -> str:
    """A row for each project of the truth set: what ``check --stats`` counts in its wheel."""
    rows = "".join(map(_row, project_names()))
    return f"| project | revisions | understood | uncertain | not understood |\n|---|---|---|---|---|\n{rows}"


def _row(name: str) -> str:
    wheel = project(name)
    counts = asked(wheel, "check", "--fail-on", "never")["stats"]
    shares = (f"{counts[key] / counts['revisions']:.1%}" for key in ("understood", "uncertain", "not_understood"))
    return f"| {name} {wheel.version} | {counts['revisions']} | {' | '.join(shares)} |\n"


def with_table(text: str) -> str:
    """The README with the table as it is measured now."""
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{table()}\n{_END}{after}"


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
