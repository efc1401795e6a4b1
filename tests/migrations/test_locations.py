"""Which files are revisions, and in which order Alembic would find them."""

from __future__ import annotations

from migration_lsp.config import EnvironmentConfig
from migration_lsp.migrations.locations import path_in_versions, revision_paths
from migration_lsp.source.files import TextFiles


def _environment(*locations: str, recursive: bool = False) -> EnvironmentConfig:
    return EnvironmentConfig("m", locations or ("m/versions",), recursive)


def _files(*paths: str) -> TextFiles:
    return TextFiles(dict.fromkeys(paths, ""))


def test_only_the_versions_folder_counts() -> None:
    files = _files("m/env.py", "m/versions/b.py", "m/versions/a.py", "m/versions/deep/c.py", "m/versions2/d.py")
    assert revision_paths(files, _environment()) == ("m/versions/a.py", "m/versions/b.py")


def test_recursion_takes_files_before_folders() -> None:
    files = _files("m/versions/b/x.py", "m/versions/c.py", "m/versions/a/y.py", "m/versions/a/b/z.py")
    assert revision_paths(files, _environment(recursive=True)) == (
        "m/versions/c.py",
        "m/versions/a/y.py",
        "m/versions/a/b/z.py",
        "m/versions/b/x.py",
    )


def test_several_locations_in_their_order_and_each_file_once() -> None:
    files = _files("one/a.py", "two/b.py", "two/deep/c.py")
    environment = _environment("two", "one", "two/deep", recursive=True)
    assert revision_paths(files, environment) == ("two/b.py", "two/deep/c.py", "one/a.py")


def test_what_alembic_ignores_by_name() -> None:
    files = _files("m/versions/__init__.py", "m/versions/.#a.py", "m/versions/a.py")
    assert revision_paths(files, _environment()) == ("m/versions/a.py",)


def test_without_a_location_it_is_the_folder_that_alembic_would_take() -> None:
    files = _files("m/versions/a.py", "versions/b.py")
    assert revision_paths(files, EnvironmentConfig("m")) == ("m/versions/a.py",)
    assert revision_paths(files, EnvironmentConfig("")) == ("versions/b.py",)


def test_versions_in_the_root_itself() -> None:
    assert revision_paths(_files("a.py", "deep/b.py"), _environment("")) == ("a.py",)


def test_paths_are_told_relative_to_the_versions_folder() -> None:
    assert path_in_versions("m/versions/2024/a.py", _environment()) == "2024/a.py"
    assert path_in_versions("m/versions/2024/a.py", _environment("m/versions", "m/versions/2024")) == "a.py"


def test_a_versions_folder_of_folders_holds_those_for_the_database() -> None:
    files = _files("m/versions/postgresql/a.py", "m/versions/sqlite/b.py")
    assert revision_paths(files, _environment()) == ("m/versions/postgresql/a.py",)


def test_a_versions_folder_of_other_folders_holds_them_all() -> None:
    files = _files("m/versions/2024/a.py", "m/versions/2025/b.py", "m/versions/__init__.py")
    assert revision_paths(files, _environment()) == ("m/versions/2024/a.py", "m/versions/2025/b.py")
