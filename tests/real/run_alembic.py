"""Run the migrations of a Flask-Migrate project for real, step by step, and print what the server said.

A program of its own, started by tests only: the project is imported here, which the product never does.

    python -m tests.real.run_alembic PROJECT_FOLDER ADMIN_URL

Where history forks, each branch gets a copy of the database, so that a revision is seen with its ancestors
alone. The databases go with the server.
"""

import argparse
import contextlib
import importlib
import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.real.documents import Json, enum_types, operations, reflected
from tests.real.postgres import connected, url_of


class Runner:
    """The project beside a server: databases made from one another, and Flask-Migrate's commands on them."""

    def __init__(self, project: Path, admin_url: str) -> None:
        self._project = project.name
        self._create_app: Callable[[str], Any] = importlib.import_module(project.name).create_app
        self._migrations = str(project / "migrations")
        self._admin_url = admin_url
        # One application per database, so that its engine compiles a statement once.
        self._applications: dict[str, Any] = {}

    def database(self, name: str, template: str = "template0") -> str:
        """Make a database as a copy of another; its name is its handle."""
        with connected(self._admin_url) as admin:
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        return name

    def after(self, graph: Json, revision: str, parent: str) -> str:
        """A database at the state of the first parent: its own, where no other revision starts from it."""
        (first, *_) = _parents(graph, revision)
        siblings = [one for one in graph["revisions"] if _parents(graph, one)[0] == first]
        return parent if siblings == [revision] else self.database(f"walk_{revision}", parent)

    def upgrade(self, database: str, revision: str) -> None:
        """What `flask db upgrade REVISION` does, with its errors as exceptions."""
        from alembic import command

        with self._application(database) as app:
            command.upgrade(self._config(app), revision)

    def downgrade(self, database: str, revision: str) -> None:
        """What `flask db downgrade REVISION` does, with its errors as exceptions."""
        from alembic import command

        with self._application(database) as app:
            command.downgrade(self._config(app), revision)

    def state(self, database: str) -> Json:
        """The schema of a database, and the enum types in it."""
        with self._application(database) as app, _engine(app).connect() as connection:
            return {"schema": reflected(connection), "enums": enum_types(connection)}

    def autogenerate(self, database: str) -> Json:
        """What `flask db migrate` would write, without writing it."""
        from alembic.autogenerate import RevisionContext
        from alembic.autogenerate.render import _indent, _render_cmd_body
        from alembic.runtime.environment import EnvironmentContext
        from alembic.script import ScriptDirectory

        with self._application(database) as app:
            config = self._config(app)
            script = ScriptDirectory.from_config(config)
            revision = RevisionContext(
                config,
                script,
                {
                    "message": None,
                    "autogenerate": True,
                    "sql": False,
                    "head": "head",
                    "splice": False,
                    "branch_label": None,
                    "version_path": None,
                    "rev_id": None,
                    "depends_on": None,
                },
            )
            answer: Json = {}

            def compare(at: Any, context: Any) -> list[Any]:
                revision.run_autogenerate(at, context)
                # Flask-Migrate's env.py takes the script away where nothing changed.
                for written in revision.generated_revisions:
                    assert written.upgrade_ops is not None
                    answer["operations"] = operations(written.upgrade_ops.as_diffs())
                    answer["python"] = _indent(_render_cmd_body(written.upgrade_ops, revision._last_autogen_context))
                return []

            with EnvironmentContext(config, script, fn=compare, template_args=revision.template_args):
                script.run_env()
            return answer or {"operations": [], "python": ""}

    def declared(self, database: str) -> Json:
        """What the database holds after `db.create_all()`: the models as the server understands them."""
        with self._application(database):
            importlib.import_module(f"{self._project}.extensions").db.create_all()
        return self.state(database)

    def graph(self) -> Json:
        """The revisions as Alembic's own script directory reads them."""
        from alembic.script import ScriptDirectory

        script = ScriptDirectory(self._migrations)
        return {
            "heads": sorted(script.get_heads()),
            "bases": sorted(script.get_bases()),
            "revisions": {
                one.revision: {
                    "down_revision": one.down_revision,
                    "depends_on": list(one._normalized_resolved_dependencies),
                    "branch_labels": sorted(one.branch_labels),
                    "path": Path(one.path).name,
                }
                for one in script.walk_revisions()
            },
        }

    def _config(self, app: Any) -> Any:
        return app.extensions["migrate"].migrate.get_config(self._migrations)

    @contextlib.contextmanager
    def _application(self, database: str) -> Iterator[Any]:
        """The application of a database; afterwards nothing is connected, so that it can be copied."""
        if database not in self._applications:
            self._applications[database] = self._create_app(url_of(self._admin_url, database))
        app = self._applications[database]
        with app.app_context():
            try:
                yield app
            finally:
                _engine(app).dispose()


def _engine(app: Any) -> sa.Engine:
    engine: sa.Engine = app.extensions["sqlalchemy"].engine
    return engine


def walk(runner: Runner) -> Json:
    """From base to head, one revision at a time, and at each one step down and up again."""
    graph = runner.graph()
    answer: Json = {"graph": graph, "at": {}, "enums": {}, "downgrade": {}, "raised": {}, "again": {}}
    empty = runner.database("walk_base")
    databases, states = {"base": empty}, {"base": runner.state(empty)}
    for revision in _parents_first(graph):
        first, *others = _parents(graph, revision)
        database = databases[revision] = runner.after(graph, revision, databases[first])
        for other in others:
            runner.upgrade(database, other)
        before = runner.state(database) if others else states[first]
        runner.upgrade(database, revision)
        states[revision] = after = runner.state(database)
        answer["at"][revision], answer["enums"][revision] = after["schema"], after["enums"]
        try:
            runner.downgrade(database, first)
        except Exception as error:
            answer["raised"][revision] = f"{type(error).__name__}: {error}"
            answer["downgrade"][revision] = False
            continue
        answer["downgrade"][revision] = runner.state(database) == before
        runner.upgrade(database, revision)
        answer["again"][revision] = runner.state(database) == after
    (head,) = graph["heads"]
    answer["autogenerate"] = runner.autogenerate(databases[head])
    answer["models"] = runner.declared(runner.database("walk_models"))["schema"]
    answer["round_trip"] = _round_trip(runner, states["base"], states[head])
    return answer


def _round_trip(runner: Runner, at_base: Json, at_head: Json) -> Json:
    """All the way up in one command, as a new server does it, all the way down, and up again."""
    database = runner.database("round_trip")
    runner.upgrade(database, "head")
    up = runner.state(database)
    runner.downgrade(database, "base")
    down = runner.state(database)
    runner.upgrade(database, "head")
    again = runner.state(database)
    return {
        "up": up == at_head,
        "down": down["schema"] == at_base["schema"],
        "left_enums": sorted(down["enums"]),
        "up_again": again == at_head,
    }


def _parents(graph: Json, revision: str) -> list[str]:
    down = graph["revisions"][revision]["down_revision"]
    return ["base"] if down is None else [down] if isinstance(down, str) else list(down)


def _parents_first(graph: Json) -> list[str]:
    """Every revision after all of its parents; walking Alembic's own order backwards gives that."""
    return list(reversed(graph["revisions"]))


def main() -> None:
    """Print the answers as one JSON document; what the project prints goes to standard error."""
    parser = argparse.ArgumentParser()
    parser.add_argument("project", type=Path)
    parser.add_argument("admin_url")
    arguments = parser.parse_args()
    sys.path.insert(0, str(arguments.project))
    noise = io.StringIO()
    with contextlib.redirect_stdout(noise):
        answer = walk(Runner(arguments.project, arguments.admin_url))
    sys.stderr.write(noise.getvalue())
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
