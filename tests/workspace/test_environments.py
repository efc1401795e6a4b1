"""Where Alembic environments are found, and how their locations are understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from migration_lsp.config import EnvironmentConfig
from migration_lsp.workspace.discovery import Unchosen, Workspace, discover
from tests.workspace.project import ENV_PY, environment, revision, write


def _discover(root: Path, files: dict[str, str | bytes], script_location: str | None = None) -> Workspace:
    return discover(write(root, files), script_location=script_location)


def _only(workspace: Workspace) -> EnvironmentConfig:
    assert workspace.problems == ()
    answer = workspace.environment()
    assert isinstance(answer, EnvironmentConfig)
    return answer


@pytest.mark.parametrize(
    ("ini", "text", "folder"),
    [
        ("alembic.ini", "[alembic]\nscript_location = migrations\n", "migrations"),
        ("alembic.ini", "[alembic]\nscript_location = %(here)s/migrations\n", "migrations"),
        ("alembic.ini", "[alembic]\nscript_location = ./migrations/\n", "migrations"),
        ("alembic.ini", "[alembic]\nscript_location = app:migrations\n", "app/migrations"),
        ("alembic.ini", "[alembic]\nscript_location = app.db:migrations\n", "backend/app/db/migrations"),
        ("alembic.ini", "[DEFAULT]\nplace = db\n[alembic]\nscript_location = %(place)s/migrations\n", "db/migrations"),
        ("deploy/alembic.ini", "[alembic]\nscript_location = migrations\n", "deploy/migrations"),
        ("deploy/alembic.ini", "[alembic]\nscript_location = db/migrations\n", "db/migrations"),
        ("deploy/alembic.ini", "[alembic]\nscript_location = %(here)s/../db/migrations\n", "db/migrations"),
        ("migrations/alembic.ini", "[alembic]\n# filled in by Flask-Migrate\n", "migrations"),
        ("conf/database.ini", "[alembic:main]\nscript_location = migrations\n", "migrations"),
        ("pyproject.toml", "[tool.alembic]\nscript_location = '%(here)s/migrations'\n", "migrations"),
        ("alembic.ini", "[alembic]\nscript_location = tests/migrations\n", "tests/migrations"),
    ],
)
def test_an_environment_that_a_configuration_names(tmp_path: Path, ini: str, text: str, folder: str) -> None:
    package = {"backend/app/db/__init__.py": "", "app/__init__.py": ""}
    found = _only(_discover(tmp_path, {ini: text, **package, **environment(folder)}))
    assert (found.script_location, found.ini) == (folder, ini)
    assert found.version_locations == (f"{folder}/versions",)


@pytest.mark.parametrize(
    ("lines", "locations"),
    [
        ("version_locations = one two", ("one", "two")),
        ("version_locations = one, two", ("one", "two")),
        ("version_locations = %(here)s/one:%(here)s/two\nversion_path_separator = os", ("one", "two")),
        ("version_locations = one;two\npath_separator = ;", ("one", "two")),
        ("version_locations =\n    one\n    two\npath_separator = newline", ("one", "two")),
        ("version_locations = app:one", ("app/one",)),
        ("version_locations = gone", ("migrations/versions",)),
        ("", ("migrations/versions",)),
    ],
)
def test_version_locations(tmp_path: Path, lines: str, locations: tuple[str, ...]) -> None:
    files: dict[str, str | bytes] = {
        "alembic.ini": f"[alembic]\nscript_location = migrations\n{lines}\n",
        "one/a.py": revision("a"),
        "two/b.py": revision("b"),
        "app/one/c.py": revision("c"),
        **environment(),
    }
    assert _only(_discover(tmp_path, files)).version_locations == locations


def test_recursive_version_locations(tmp_path: Path) -> None:
    ini = "[alembic]\nscript_location = migrations\nrecursive_version_locations = true\n"
    found = _only(_discover(tmp_path, {"alembic.ini": ini, **environment(versions="versions/2024")}))
    assert found.recursive_version_locations
    assert found.version_locations == ("migrations/versions",)


def test_lists_and_flags_in_toml(tmp_path: Path) -> None:
    toml = (
        "[tool.alembic]\nscript_location = 'migrations'\nversion_locations = ['%(here)s/one']\n"
        "recursive_version_locations = true\nfile_template = '%%(rev)s'\n"
    )
    found = _only(_discover(tmp_path, {"pyproject.toml": toml, "one/a.py": revision("a"), **environment()}))
    assert found.version_locations == ("one",)
    assert found.recursive_version_locations
    assert found.file_template == "%(rev)s"


@pytest.mark.parametrize("versions", ["versions", "versions/2024", "revisions"])
def test_a_folder_speaks_for_itself(tmp_path: Path, versions: str) -> None:
    found = _only(_discover(tmp_path, environment("app/db/migrations", versions)))
    assert (found.script_location, found.ini) == ("app/db/migrations", None)
    expected = "app/db/migrations/" + ("versions" if versions.startswith("versions") else versions)
    assert found.version_locations == (expected,)
    assert found.recursive_version_locations is (versions == "versions/2024")


def test_an_env_py_that_has_nothing_to_do_with_alembic(tmp_path: Path) -> None:
    answer = _discover(tmp_path, {"app/env.py": "DEBUG = True\n"}).environment()
    assert isinstance(answer, Unchosen)
    assert answer.choices == ()


def test_an_unpacked_wheel_as_root(tmp_path: Path) -> None:
    root = tmp_path / "site-packages"
    files: dict[str, str | bytes] = {"shop/__init__.py": "", "shop-1.0.dist-info/METADATA": ""}
    found = _only(_discover(root, {**files, **environment("shop/migrations")}))
    assert found.script_location == "shop/migrations"


def test_several_environments_are_listed(tmp_path: Path) -> None:
    workspace = _discover(tmp_path, {**environment("one"), **environment("two")})
    assert workspace.environment() == Unchosen("there are 2 Alembic environments", ("one", "two"))
    assert workspace.problems == ()


def test_an_option_chooses_among_them(tmp_path: Path) -> None:
    found = _only(_discover(tmp_path, {**environment("one"), **environment("two")}, "./two/"))
    assert found.script_location == "two"


def test_a_setting_chooses_among_them(tmp_path: Path) -> None:
    files = {"pyproject.toml": "[tool.migration-lsp]\nscript-location = 'two'\n"}
    found = _only(_discover(tmp_path, {**files, **environment("one"), **environment("two")}))
    assert found.script_location == "two"


def test_sections_of_one_ini_are_chosen_by_their_versions(tmp_path: Path) -> None:
    ini = (
        "[first]\nscript_location = migrations\nversion_locations = migrations/one\n"
        "[second]\nscript_location = migrations\nversion_locations = migrations/two\n"
    )
    files: dict[str, str | bytes] = {
        "alembic.ini": ini,
        "migrations/env.py": ENV_PY,
        "migrations/one/a.py": revision("a"),
        "migrations/two/b.py": revision("b"),
    }
    answer = _discover(tmp_path, files).environment()
    assert answer == Unchosen("there are 2 Alembic environments", ("migrations/one", "migrations/two"))
    assert _only(discover(tmp_path, script_location="migrations/two")).section == "second"


def test_two_sections_for_two_databases_of_one_environment_are_one(tmp_path: Path) -> None:
    ini = "[alembic]\nscript_location = migrations\n[staging]\nscript_location = migrations\n"
    assert _only(_discover(tmp_path, {"alembic.ini": ini, **environment()})).section == "alembic"


def test_an_option_may_name_what_nobody_names(tmp_path: Path) -> None:
    found = _only(_discover(tmp_path, {"tests/db/versions/a.py": revision("a")}, "tests/db"))
    assert found.version_locations == ("tests/db/versions",)


@pytest.mark.parametrize("location", ["gone", "..", "/", "app", "alembic.ini"])
def test_a_location_that_is_none_is_a_problem(tmp_path: Path, location: str) -> None:
    root = tmp_path / "root"
    workspace = _discover(root, {"app/models.py": "", "alembic.ini": "", **environment()}, location)
    (problem,) = workspace.problems
    assert location in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "script_location = migrations\n",
        "[alembic]\nscript_location = migrations\n[alembic]\n",
        "[alembic]\nscript_location = a\nscript_location = b\n",
        "[alembic\nscript_location = a\n",
        "{% if x %}\n[alembic]\nscript_location = a\n",
    ],
)
def test_a_broken_ini_is_one_note(tmp_path: Path, text: str) -> None:
    workspace = _discover(tmp_path, {"alembic.ini": text})
    (note,) = workspace.config.notes
    assert note.span.path == "alembic.ini"
    assert "not a valid ini file" in note.message
    assert isinstance(workspace.environment(), Unchosen)


def test_a_location_that_leads_nowhere_is_one_note(tmp_path: Path) -> None:
    workspace = _discover(tmp_path, {"alembic.ini": "[alembic]\nscript_location = %(here)s/gone\n"})
    (note,) = workspace.config.notes
    assert note.message == "script_location %(here)s/gone is no folder with an env.py in this project"
    assert note.span.line == 1


def test_a_location_outside_the_root_is_not_looked_at(tmp_path: Path) -> None:
    write(tmp_path, environment("outside"))
    workspace = _discover(tmp_path / "root", {"alembic.ini": "[alembic]\nscript_location = ../outside\n"})
    assert isinstance(workspace.environment(), Unchosen)


def test_ini_files_of_other_tools_are_left_alone(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"tox.ini": "deps = alembic\n", "setup.ini": b"\xff alembic"}
    assert len(_discover(tmp_path, files).config.notes) == 1


def test_no_url_and_no_password_is_kept(tmp_path: Path) -> None:
    ini = (
        "[alembic]\nscript_location = migrations\nsqlalchemy.url = mysql+pymysql://root:hunter2@db/shop\n"
        "db_password = hunter2\nreplica = mysql://root:hunter2@replica/shop\nAPI_TOKEN = hunter2\ntimezone = UTC\n"
    )
    workspace = _discover(tmp_path, {"alembic.ini": ini, **environment()})
    found = _only(workspace)
    assert found.url_dialect == "mysql"
    assert found.options["timezone"] == "UTC"
    assert "hunter2" not in repr(workspace.config)


def test_the_url_beside_a_toml_configuration(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "pyproject.toml": "[tool.alembic]\nscript_location = 'migrations'\n",
        "alembic.ini": "[alembic]\nsqlalchemy.url = mysql://u:p%%40@h/d\n",
    }
    assert _only(_discover(tmp_path, {**files, **environment()})).url_dialect == "mysql"


def test_a_multi_database_ini_takes_the_first_database(tmp_path: Path) -> None:
    ini = (
        "[alembic]\nscript_location = migrations\ndatabases = one, two\n"
        "[one]\nsqlalchemy.url = sqlite:///one.db\n[two]\nsqlalchemy.url = postgresql://\n"
    )
    assert _only(_discover(tmp_path, {"alembic.ini": ini, **environment()})).url_dialect == "sqlite"


def test_a_root_that_is_no_folder(tmp_path: Path) -> None:
    (problem,) = discover(tmp_path / "gone").problems
    assert "is no folder" in problem.message
