"""On to other files: what depends on a change is evaluated again, and nothing else is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from migration_lsp.source.evaluate import Interpreter
from migration_lsp.source.evaluate.lookups import Disturbed
from migration_lsp.source.evaluate.values import Class, Unknown, is_plain
from migration_lsp.source.files import TextFiles

_FILES = {
    "app/__init__.py": "",
    "app/base.py": "class Base:\n    size = 1\n",
    "app/names.py": "LENGTH = 20\nOTHER = [1]\n",
    "app/user.py": "from app.base import Base\nfrom app.names import LENGTH\nclass User(Base):\n    name = LENGTH\n",
    "app/post.py": "from app.base import Base\nclass Post(Base):\n    title = 5\n",
    "app/every.py": "from app.user import User\nfrom app.post import Post\n",
    "app/late.py": "def length():\n    from app.names import LENGTH\n    return LENGTH\nsize = 3\n",
    "app/starred.py": "from app.user import *\nfrom app.names import *\n",
    "main.py": "from app.every import Post\nfrom app import late\nvalue = Post.size\n",
    "reader.py": "from app.late import length\nanswer = length()\n",
    "optional.py": "try:\n    from app.extra import A\nexcept ImportError:\n    A = 1\nvalue = A\n",
}
_ROOTS = ("main.py", "reader.py", "optional.py", "app/starred.py", "app/user.py", "app/post.py")


def _loaded(interpreter: Interpreter) -> Interpreter:
    for path in _ROOTS:
        module = interpreter.modules.at(path)
        if module is not None:
            interpreter.load(module)
            for name in list(module.namespace):
                interpreter.module_attribute(module, name)
    return interpreter


def _read(files: Mapping[str, str]) -> Interpreter:
    return _loaded(Interpreter(TextFiles(files)))


def _seen(interpreter: Interpreter) -> object:
    """All that can be told of what was evaluated, without the identity of anything."""
    found = {}
    for path in _ROOTS:
        module = interpreter.modules.at(path)
        if module is not None:
            names = {name: interpreter.module_attribute(module, name) for name in list(module.namespace)}
            found[path] = {name: _shown(value) for name, value in names.items()}
    return found, set(interpreter.notes), {note.span.path for note in interpreter.modules.notes}


def _shown(value: object) -> object:
    if isinstance(value, Class):
        return value.name, {name: _shown(item) for name, item in value.namespace.items()}, len(value.mro)
    if is_plain(value):
        return value
    return value.reason if isinstance(value, Unknown) else type(value).__name__


_EDITS: dict[str, tuple[dict[str, str | None], set[str]]] = {
    "a leaf": (
        {"app/post.py": "from app.base import Base\nclass Post(Base):\n    title = 6\n"},
        {"app/post.py", "main.py"},
    ),
    "a constant": (
        {"app/names.py": "LENGTH = 30\n"},
        {"app/names.py", "app/user.py", "app/starred.py", "reader.py", "app/late.py"},
    ),
    "the base": (
        {"app/base.py": "class Base:\n    size = 2\n"},
        {"app/base.py", "app/user.py", "app/post.py", "app/starred.py", "main.py"},
    ),
    "what nobody asked for": ({"app/other.py": "x = 1\n"}, set()),
    "a file that was looked for": ({"app/extra.py": "A = 2\n"}, {"optional.py"}),
    "a file goes": (
        {"app/names.py": None},
        {"app/names.py", "app/user.py", "app/starred.py", "reader.py", "app/late.py"},
    ),
    "a file breaks": ({"app/post.py": "class Post(\n"}, {"app/post.py", "main.py"}),
}


@pytest.mark.parametrize("edit", _EDITS)
def test_an_edit_and_its_undoing_are_as_if_read_anew(edit: str) -> None:
    changes, expected = _EDITS[edit]
    changed = {**_FILES, **{path: text for path, text in changes.items() if text is not None}}
    for path, text in changes.items():
        if text is None:
            del changed[path]
    interpreter = _read(_FILES)
    spent = interpreter._spent
    forgotten = interpreter.change_to(TextFiles(changed))
    assert forgotten is not None
    assert {path for path in forgotten if not path.startswith("?")} == expected
    assert _seen(_loaded(interpreter)) == _seen(_read(changed))
    assert interpreter.change_to(TextFiles(_FILES)) is not None
    assert _seen(_loaded(interpreter)) == _seen(_read(_FILES))
    assert interpreter._spent == spent


def test_a_package_that_re_exports_does_not_tie_its_modules_together() -> None:
    files = {
        "app/__init__.py": "from app.base import Base\nfrom app.a import A\nfrom app.b import B\n",
        "app/base.py": "class Base:\n    x = 1\n",
        "app/a.py": "from app import Base\nclass A(Base):\n    y = 1\n",
        "app/b.py": "from app import Base\nclass B(Base):\n    y = 1\n",
    }
    interpreter = Interpreter(TextFiles(files))
    app = interpreter.module("app")
    assert app is not None
    old = [interpreter.module_attribute(app, name) for name in ("A", "B")]
    files["app/a.py"] = files["app/a.py"].replace("y = 1", "y = 2")
    assert interpreter.change_to(TextFiles(files)) == frozenset({"app/a.py"})
    new = [interpreter.module_attribute(app, name) for name in ("A", "B")]
    assert new[1] is old[1]
    assert new[0] is not old[0]
    assert new[0].namespace["y"] == 2


def test_a_cycle_is_forgotten_as_one() -> None:
    files = {
        "a.py": "from b import g\ndef f():\n    return 1\nx = g()\n",
        "b.py": "from a import f\ndef g():\n    return f() + 1\ny = g()\n",
    }
    interpreter = Interpreter(TextFiles(files))
    assert interpreter.module("a").namespace["x"] == 2  # type: ignore[union-attr]  # it is there
    files["b.py"] = files["b.py"].replace("+ 1", "+ 2")
    assert interpreter.change_to(TextFiles(files)) == frozenset({"a.py", "b.py"})
    assert interpreter.module("a").namespace["x"] == 3  # type: ignore[union-attr]  # it is there


@pytest.mark.parametrize(
    "change",
    [
        "REGISTRY.append(1)",
        "NAMES['a'] = 1",
        "registry.REGISTRY += [1]",
        "registry.more = 1",
        "Thing.extra = 1",
        "add(1)",
        "instance.x = 1",
        "Colour.RED.label = 'red'",
    ],
)
def test_what_one_module_changes_in_another_is_taken_back_with_it(change: str) -> None:
    registry = (
        "import enum\nREGISTRY = []\nNAMES = {}\nclass Thing:\n    pass\ninstance = Thing()\n"
        "class Colour(enum.Enum):\n    RED = 1\n"
        "def add(x):\n    global REGISTRY\n    REGISTRY = [*REGISTRY, x]\n"
    )
    user = (
        "import registry\nfrom registry import REGISTRY, NAMES, Thing, add, instance, Colour\nclass User:\n    pass\n"
    )
    files = {"registry.py": registry, "other.py": "import registry\nx = registry.NAMES\n"}

    def with_user(text: str) -> TextFiles:
        return TextFiles({**files, "user.py": text})

    def load() -> None:
        interpreter.module("user")
        interpreter.module("other")

    interpreter = Interpreter(with_user(f"{user}{change}\n"))
    load()
    for text in (f"{user}{change}\n\n", user):
        assert interpreter.change_to(with_user(text)) == frozenset({"registry.py", "user.py", "other.py"})
        load()
    # Now nothing is changed any more. When it is again, others have seen what it was before.
    assert interpreter.change_to(with_user(f"{user}{change}\n")) == frozenset({"user.py"})
    with pytest.raises(Disturbed):
        interpreter.module("user")


def test_what_is_looked_into_is_collected_with_all_that_it_depends_on() -> None:
    interpreter = Interpreter(TextFiles(_FILES))
    with interpreter.looked_into() as seen:
        main = interpreter.module("reader")
        assert main is not None
    assert {path for path in seen if not path.startswith("?")} == {
        "reader.py",
        "app/late.py",
        "app/names.py",
    }
    with interpreter.looked_into() as seen:
        interpreter.module("app.post")
    assert {path for path in seen if not path.startswith("?")} == {"app/post.py", "app/base.py"}
    with interpreter.looked_into() as seen:
        interpreter.module("app.extra")
    changed = interpreter.change_to(TextFiles({**_FILES, "app/extra.py": "A = 1"}))
    assert changed is not None
    assert changed & seen


@pytest.mark.parametrize("path", ["app/more/__init__.py", "else/x.py", "lib/pack/__init__.py"])
def test_where_names_would_mean_something_else_everything_is_read_anew(path: str) -> None:
    interpreter = _read(_FILES)
    assert interpreter.change_to(TextFiles({**_FILES, path: "x = 1"})) is None


def test_nothing_piles_up() -> None:
    interpreter = _read(_FILES)

    def counts() -> list[int]:
        lookups = interpreter.lookups
        sized = (lookups._consulted, lookups._consulting, lookups.owners, lookups._belongings, interpreter._noted)
        parts = (interpreter.modules._by_path, interpreter.modules._by_name, interpreter.modules._texts)
        edges = sum(map(len, (*lookups._consulted.values(), *lookups._consulting.values())))
        more = (interpreter.tainted, interpreter.notes, interpreter._taints)
        return [*(len(each) for each in (*sized, *parts, *more)), edges]

    for number in range(3):
        for changes, _ in _EDITS.values():
            files = {**_FILES, **{path: text for path, text in changes.items() if text is not None}}
            assert interpreter.change_to(TextFiles(files)) is not None
            _loaded(interpreter)
        assert interpreter.change_to(TextFiles(_FILES)) is not None
        _loaded(interpreter)
        if number == 0:
            first = counts()
    assert counts() == first
