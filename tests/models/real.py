"""The same text twice: really executed, and only read. Both must give the same database.

What is executed is the sample that stands in the test, never a project's text.
"""

from __future__ import annotations

import contextlib
import difflib
import importlib
import sys
import textwrap
import types
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table
from sqlalchemy.orm import registry

from migration_lsp.project import Project
from migration_lsp.schema.describe import catalogue_of
from migration_lsp.schema.records import Catalogue
from tests.one_string import MODELS_HEADER, project_of

_FUTURE = "from __future__ import annotations\n"
_MODULE = "sample_models"


def same_as_real(text: str, dialect: str = "postgresql") -> Project:
    """One module, with the usual imports above it: read as it really is, all of it certain, nothing noted."""
    return same_package({f"{_MODULE}.py": _with_header(text)}, dialect=dialect)


def same_package(files: Mapping[str, str], *, dialect: str = "postgresql", folder: Path | None = None) -> Project:
    """Several modules, without imports but their own; more than one needs a folder to be imported from."""
    texts = {path: textwrap.dedent(text) for path, text in files.items()}
    project = read(texts, dialect)
    with warnings.catch_warnings():
        # What SQLAlchemy advises against is still to be read as it is.
        warnings.simplefilter("ignore")
        with _executed(texts, folder) as modules:
            expected = catalogue_of(_tables(modules), dialect)
        actual = project.declared
    noted = [note.message for note in project.declared_notes]
    assert actual == expected, "\n".join([_difference(expected, actual), *noted])
    assert noted == []
    return project


def read(files: Mapping[str, str], dialect: str = "postgresql") -> Project:
    """The project of some files, by path, as they are."""
    return project_of("".join(f"#- {path} raw:\n{text}\n" for path, text in files.items()), dialect)


def read_module(text: str, dialect: str = "postgresql") -> Project:
    """The project of one module with the usual imports above it."""
    return read({f"{_MODULE}.py": _with_header(text)}, dialect)


def _with_header(text: str) -> str:
    body = textwrap.dedent(text).lstrip("\n")
    if body.startswith(_FUTURE):
        return _FUTURE + MODELS_HEADER + body.removeprefix(_FUTURE)
    return MODELS_HEADER + body


# ---------------------------------------------------------------------- execution


@contextlib.contextmanager
def _executed(files: Mapping[str, str], folder: Path | None) -> Iterator[list[types.ModuleType]]:
    before = set(sys.modules)
    _forget_shared()
    try:
        if folder is None:
            ((path, text),) = files.items()
            module = types.ModuleType(path.removesuffix(".py"))
            sys.modules[module.__name__] = module
            exec(compile(text, path, "exec", dont_inherit=True), vars(module))
            modules = [module]
        else:
            modules = list(_imported(files, folder))
        for each in _registries(modules):
            each.configure()
        yield modules
    finally:
        for name in set(sys.modules) - before:
            if not name.startswith(("sqlalchemy", "sqlmodel", "flask", "pydantic")):
                del sys.modules[name]


def _imported(files: Mapping[str, str], folder: Path) -> Iterator[types.ModuleType]:
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        for path in files:
            yield importlib.import_module(path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    finally:
        sys.path.remove(str(folder))


def _forget_shared() -> None:
    """SQLModel has one metadata for all who use it."""
    sqlmodel = sys.modules.get("sqlmodel")
    if sqlmodel is not None:
        sqlmodel.SQLModel.metadata.clear()
        sqlmodel.main.default_registry.dispose()


def _values(modules: Iterable[types.ModuleType]) -> list[Any]:
    found: list[Any] = []
    for module in modules:
        found.extend(value for name, value in vars(module).items() if not name.startswith("__"))
    return found


def _registries(modules: Iterable[types.ModuleType]) -> list[registry]:
    found: dict[int, registry] = {}
    for value in _values(modules):
        candidates: list[object] = [value]
        for owner in (value, getattr(value, "Model", None)):
            if isinstance(owner, type):
                candidates += [vars(owner).get(name) for name in ("registry", "_sa_registry")]
        found.update({id(each): each for each in candidates if isinstance(each, registry)})
    return list(found.values())


def _tables(modules: Iterable[types.ModuleType]) -> list[Table]:
    metadatas: dict[int, MetaData] = {}
    for value in _values(modules):
        candidates = [value, getattr(value, "metadata", None)]
        binds = getattr(value, "metadatas", None)
        candidates += binds.values() if isinstance(binds, dict) else ()
        metadatas.update({id(each): each for each in candidates if isinstance(each, MetaData)})
    tables: dict[str, Table] = {}
    for metadata in metadatas.values():
        for key, table in metadata.tables.items():
            tables.setdefault(key, table)
    return list(tables.values())


# ---------------------------------------------------------------------- what differs


def _text(catalogue: Catalogue) -> list[str]:
    lines: list[str] = []
    for key, table in sorted(catalogue.tables.items()):
        lines.append(f"{key}: {_line(table)}")
        for part in _PARTS:
            lines += [f"{key}: {part} {_line(record)}" for record in getattr(table, part)]
    return [*lines, *(_line(enum) for _, enum in sorted(catalogue.enums.items()))]


_PARTS = ("columns", "indexes", "uniques", "foreign_keys", "checks", "exclusions")


def _line(record: Any) -> str:
    """What a record says beyond its defaults."""
    said = [
        f"{each.name}={value!r}"
        for each in fields(record)
        if (value := getattr(record, each.name)) != each.default and not _is_records(value)
    ]
    return f"{type(record).__name__}({', '.join(said)})"


def _is_records(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and is_dataclass(value[0])


def _difference(expected: Catalogue, actual: Catalogue) -> str:
    return "\n" + "\n".join(difflib.unified_diff(_text(expected), _text(actual), "really", "as read", lineterm="", n=0))
