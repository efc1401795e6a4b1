"""What is said of one statement of SQL stands at that statement, in whatever string it is written."""

from __future__ import annotations

import pytest

from migration_lsp.analysis.hover import hover_at
from migration_lsp.judgement import Finding
from migration_lsp.source.spans import Span
from tests.findings import analysis_of
from tests.fixes.actions import desk
from tests.one_string import files_of

_PATH = "migrations/versions/002_b.py"
_TABLES = """
#- migrations/versions/001_a.py
def upgrade():
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("a", sa.Integer()),
        sa.Column("b", sa.Integer()))
#- migrations/versions/002_b.py
"""


def _project(body: str) -> str:
    if "def upgrade" not in body:
        body = "def upgrade():\n" + "".join(f"    {line}\n" for line in body.splitlines())
    return _TABLES + body


def _text(text: str, span: Span) -> str:
    lines = files_of(text)[span.path].split("\n")[span.line : span.end_line + 1]
    lines[-1] = lines[-1][: span.end_column]
    lines[0] = lines[0][span.column :]
    return "\n".join(lines)


def findings(text: str, *rules: str) -> list[Finding]:
    analysis = analysis_of(text)
    found = [it for it in analysis.findings(["002"]) if it.rule in rules and it.span.path == _PATH]
    assert analysis.failures == ()
    return found


def places(body: str, *rules: str) -> list[str]:
    text = _project(body)
    return [_text(text, it.span) for it in findings(text, *(rules or ("column-drop",)))]


_DROP = 'ALTER TABLE "user" DROP COLUMN a'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"op.execute('{_DROP}')", _DROP),
        (f"op.execute('  {_DROP} ; ')", _DROP),
        (f"op.execute(r'''\n  UPDATE \"user\" SET b = 1;\n  {_DROP};\n''')", _DROP),
        (f"op.execute(sa.text('''{_DROP}'''))", _DROP),
        (f"op.execute(sa.text('{_DROP}').execution_options(x=1))", _DROP),
        (f"op.get_bind().execute(statement=sa.text('{_DROP}'))", _DROP),
        (f"op.execute(sqltext='{_DROP}')", _DROP),
        (
            "op.execute('SELECT 1; ALTER TABLE '\n  '\"user\" DROP COLUMN a')",
            "ALTER TABLE '\n      '\"user\" DROP COLUMN a",
        ),
        ('op.execute("SELECT 1; ALTER TABLE \\"user\\" DROP COLUMN a")', 'ALTER TABLE \\"user\\" DROP COLUMN a'),
        (
            "name = 'a'\nop.execute(f'ALTER TABLE \"user\" DROP COLUMN {name}; SELECT 1')",
            _DROP.replace(" a", " {name}"),
        ),
        (f"part = '{_DROP}'\nop.execute(f'SELECT 1; {{part}}')", "{part}"),
        ("name = 'a'\nop.execute('ALTER TABLE \"user\" DROP COLUMN ' + name)", _DROP.replace(" a", " ' + name")),
        (f"op.get_bind().execute(sa.text(' {_DROP}'.strip()))", _DROP),
        (f"op.execute(['SELECT 1', '{_DROP}'])", _DROP),
        (f"op.execute('é𝒳 x;{_DROP}')", _DROP),
    ],
)
def test_a_statement_in_its_call(body: str, expected: str) -> None:
    assert places(body) == [expected]


def test_each_statement_has_its_own_place() -> None:
    body = 'op.execute("""\n  ALTER TABLE "user" DROP COLUMN a;\n  ALTER TABLE "user"\n    DROP COLUMN b\n""")'
    assert places(body) == [_DROP, 'ALTER TABLE "user"\n        DROP COLUMN b']


def test_lines_with_less_before_them() -> None:
    body = (
        f'from textwrap import dedent\ndef upgrade():\n    op.execute(dedent("""\n        SELECT 1;\n        {_DROP};\n'
    )
    assert places(body + '    """))\n') == [_DROP]


@pytest.mark.parametrize(
    "body",
    [
        f"SQL = '''{_DROP};'''\ndef upgrade():\n    op.execute(SQL)",
        f"SQL = sa.text('''\n {_DROP}''')\ndef upgrade():\n    op.execute(SQL)",
        f"def upgrade():\n    sql = f'{_DROP}'\n    op.execute(sql)",
        f"def upgrade():\n    for sql in ('SELECT 1', '{_DROP}'):\n        op.execute(sql)",
        f"SQL = 'SELECT 1;{_DROP}'\ndef upgrade():\n    for sql in SQL.split(';'):\n        op.execute(sql)",
        f"class Sql:\n    drop = '{_DROP}'\ndef upgrade():\n    op.execute(Sql.drop)",
        f"def run(sql):\n    op.execute(sql)\ndef upgrade():\n    run('{_DROP}')",
    ],
)
def test_a_string_that_stands_elsewhere_is_pointed_to(body: str) -> None:
    text = _project(body)
    (finding,) = findings(text, "column-drop")
    assert _text(text, finding.span).startswith(("op.execute(", "run("))
    assert [_text(text, it.span) for it in finding.related] == [_DROP]


@pytest.mark.parametrize(
    "body",
    [
        f"op.execute('''{_DROP}'''.replace('x', 'y') + '')",
        "op.execute('ALTER TABLE \"user\" DROP COLUMN %s' % 'a')",
        f"sql = '{_DROP}'\nother = '{_DROP}'\nop.execute([sql][0])",
    ],
)
def test_the_call_where_the_string_cannot_be_told(body: str) -> None:
    (place,) = places(body)
    assert place.startswith(("op.execute(", _DROP))
    assert all(not it.related for it in findings(_project(body), "column-drop"))


def test_what_was_not_understood_is_said_at_its_statement() -> None:
    body = "op.execute('''\n  SELECT 1;\n  FROB TABLE x;\n''')"
    assert places(body, "not-analysed") == ["FROB TABLE x"]


def test_the_way_back_too() -> None:
    body = (
        "def upgrade():\n    op.execute('SELECT 1')\ndef downgrade():\n"
        "    op.execute('''\n      SELECT 1;\n      DROP TABLE nope;\n    ''')\n"
    )
    assert places(body, "downgrade-not-inverse") == ["DROP TABLE nope"]


def test_the_way_back_points_to_a_string_that_stands_elsewhere() -> None:
    body = (
        "SQL = 'DROP TABLE nope'\ndef upgrade():\n    op.execute('SELECT 1')\ndef downgrade():\n    op.execute(SQL)\n"
    )
    (finding,) = findings(_project(body), "downgrade-not-inverse")
    assert [_text(_project(body), span) for span in (finding.span, *(it.span for it in finding.related))] == [
        "op.execute(SQL)",
        "DROP TABLE nope",
    ]


_IGNORE = "# migration-lsp: ignore[{}] it is old"


@pytest.mark.parametrize(
    ("before", "first", "last"), [("above", "", ""), ("", "first", ""), ("", "", "last"), ("", "", "")]
)
@pytest.mark.parametrize("rule", ["column-drop", "downgrade-not-inverse", "not-analysed"])
def test_an_ignore_stands_at_the_call(rule: str, before: str, first: str, last: str) -> None:
    comment = _IGNORE.format(rule)
    call = (
        (f"{comment}\n    " if before else "")
        + f"op.execute({f'  {comment}' if first else ''}\n"
        + '        """\n        SELECT 1;\n        {};\n        """\n    )'
        + (f"  {comment}" if last else "")
    )
    statement = {"column-drop": _DROP, "not-analysed": "FROB TABLE x"}.get(rule, "DROP TABLE nope")
    written = call.replace("{}", statement)
    down = written if rule == "downgrade-not-inverse" else "op.execute('SELECT 1')"
    up = written if rule != "downgrade-not-inverse" else "op.execute('SELECT 1')"
    found = findings(_project(f"def upgrade():\n    {up}\ndef downgrade():\n    {down}\n"), rule, "unused-ignore")
    assert [it.rule for it in found] == ([] if before or first or last else [rule])


def test_the_comment_that_ignores_it_is_not_written_into_the_string() -> None:
    text = _project(f'op.execute("""\n  SELECT 1;\n  {_DROP}$0;\n""")')
    after = desk(text).after("Ignore column-drop")
    assert "column-drop" not in after.rules()
    assert after.body("upgrade").splitlines()[0].startswith("op.execute")
    assert "# migration-lsp: ignore[column-drop]" in after.text


def test_an_offer_stands_on_every_line_of_the_call() -> None:
    text = _project(f'op.execute($0"""\n  SELECT 1;\n  {_DROP};\n""")')
    assert "Ignore column-drop on this line, with a reason" in desk(text).titles


def test_a_popup_tells_of_the_statement_under_the_cursor() -> None:
    text = _project(f'op.execute("""\n  UPDATE "user" SET b = 1;\n  {_DROP};\n  COMMENT ON TABLE "user" IS \'x\'\n""")')
    analysis, lines = analysis_of(text), files_of(text)[_PATH].split("\n")
    for word, part in (("DROP COLUMN", "column-drop"), ("COMMENT ON", "comment")):
        line = next(number for number, content in enumerate(lines) if word in content)
        found = hover_at(analysis, _PATH, line, lines[line].index(word))
        assert found is not None
        assert part in found.markdown.lower()
        assert found.span.line == line
        assert ("column-drop" in found.markdown) == (part == "column-drop")
