"""For which database a project is judged: the first sign that decides, and a sentence that names it.

In this order: a setting, a driver among the dependencies, dialect imports in revisions and models, the URL of the
ini file or a URL literal in code; else PostgreSQL, and that is said. Everything here is a plain look at text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from migration_lsp.config import DialectChoice, EnvironmentConfig
from migration_lsp.source.files import Files
from migration_lsp.workspace.dependencies import Dependency
from migration_lsp.workspace.urls import dialect_named, dialect_of_url

_DRIVERS = {
    "psycopg2": "postgresql",
    "psycopg2-binary": "postgresql",
    "psycopg2cffi": "postgresql",
    "psycopg": "postgresql",
    "psycopg-binary": "postgresql",
    "asyncpg": "postgresql",
    "aiopg": "postgresql",
    "pg8000": "postgresql",
    "pgvector": "postgresql",
    "pymysql": "mysql",
    "mysqlclient": "mysql",
    "mysql-connector-python": "mysql",
    "aiomysql": "mysql",
    "asyncmy": "mysql",
    "mariadb": "mariadb",
    "aiosqlite": "sqlite",
    "pymssql": "mssql",
    "pyodbc": "mssql",
    "aioodbc": "mssql",
    "oracledb": "oracle",
    "cx-oracle": "oracle",
    "sqlalchemy-cockroachdb": "cockroachdb",
}

_IMPORT = re.compile(r"sqlalchemy\.dialects(?:\.(\w+)|\s+import\s+\(?\s*([\w, ]+))")
_URL_LITERAL = re.compile(
    r"""(?:\bcreate_(?:async_)?engine\(|["']sqlalchemy\.url["']\s*,|\b\w*DATABASE_UR[IL]["'\]]*\s*(?::\s*\w+\s*)?=)
        \s*f?["']([a-z0-9_]+(?:\+\w+)?://)""",
    re.VERBOSE | re.IGNORECASE,
)
"""A URL that stands where an engine gets it. One inside ``os.environ.get(…)`` is a fallback and does not match."""

_Sign = tuple[str, str]
"""A dialect, and the reason to believe in it."""


def choose_dialect(
    forced: str | None,
    dependencies: Iterable[Dependency],
    files: Files,
    environment: EnvironmentConfig,
    revisions: Iterable[str],
    models: Callable[[], Iterable[str]],
) -> DialectChoice:
    """The database of an environment. ``models`` is only asked for where nothing cheaper decides."""
    if forced is not None:
        return DialectChoice(forced, "a setting says so", assumed=False)
    signs = _from_dependencies(tuple(dependencies))
    drivers = len({dialect for dialect, _ in signs})
    if drivers != 1:
        imported = _from_imports(files, (*revisions, *models()))
        # Several drivers: the project supports several databases, and its revisions tell which one is first.
        signs = _preferring(signs, imported) if drivers else imported
    if not signs:
        signs = [*_from_ini(environment), *_from_code(files)]
    if not signs:
        return DialectChoice()
    name, reason = signs[0]
    others = tuple(dict.fromkeys(dialect for dialect, _ in signs if dialect != name))
    return DialectChoice(name, reason, others, assumed=False)


def _preferring(signs: list[_Sign], preferred: list[_Sign]) -> list[_Sign]:
    known = {dialect for dialect, _ in signs}
    first = [sign for sign in preferred if sign[0] in known]
    return [*first, *signs] if first else signs


def _from_dependencies(dependencies: tuple[Dependency, ...]) -> list[_Sign]:
    """Needed drivers, else optional ones; SQLite's last, for it is mostly there for tests."""
    for optional in (False, True):
        signs = [
            (dialect, f"{shown} is among the dependencies in {dependency.path}")
            for dependency in dependencies
            if dependency.optional is optional
            for dialect, shown in _drivers(dependency)
        ]
        if signs:
            return sorted(signs, key=lambda sign: sign[0] == "sqlite")
    return []


def _drivers(dependency: Dependency) -> Iterable[_Sign]:
    if dependency.name in _DRIVERS:
        yield _DRIVERS[dependency.name], dependency.name
    elif dependency.name == "sqlalchemy":
        for extra in sorted(dependency.extras):
            dialect = dialect_named(re.split(r"[-_]", extra)[0])
            if dialect is not None:
                yield dialect, f"sqlalchemy[{extra}]"


def _from_imports(files: Files, paths: Iterable[str]) -> list[_Sign]:
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for path in dict.fromkeys(paths):
        text = files.read(path)
        if not isinstance(text, str) or "sqlalchemy.dialects" not in text:
            continue
        for dialect in _imported_dialects(text):
            counts[dialect] += 1
            first.setdefault(dialect, path)
    return [(dialect, _import_sentence(count, dialect, first[dialect])) for dialect, count in counts.most_common()]


def _imported_dialects(text: str) -> set[str]:
    found: set[str] = set()
    for module, names in _IMPORT.findall(text):
        for name in (module, *names.split(",")):
            dialect = dialect_named(name.strip().partition(" ")[0])
            if dialect is not None:
                found.add(dialect)
    return found


def _import_sentence(count: int, dialect: str, path: str) -> str:
    if count == 1:
        return f"{path} imports sqlalchemy.dialects.{dialect}"
    return f"{count} files import sqlalchemy.dialects.{dialect}, {path} among them"


def _from_ini(environment: EnvironmentConfig) -> list[_Sign]:
    if environment.url_dialect is None:
        return []
    return [(environment.url_dialect, f"sqlalchemy.url in {environment.ini} names it")]


def _from_code(files: Files) -> list[_Sign]:
    signs: list[_Sign] = []
    for path in files.paths():
        text = files.read(path)
        if not isinstance(text, str) or "://" not in text:
            continue
        for url in _URL_LITERAL.findall(text):
            dialect = dialect_of_url(url)
            if dialect is not None:
                signs.append((dialect, f"a database URL in {path} names it"))
    return sorted(signs, key=lambda sign: sign[0] == "sqlite")
