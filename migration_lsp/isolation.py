"""Takes the project out of Python's reach before anything else is imported.

A folder of the project that happens to be called ``alembic`` or ``json`` must never be imported in the place of the
real one, and a project that lies on ``PYTHONPATH`` must not bring plugins along. Only modules that the interpreter
has loaded before any program starts are imported here, so that nothing can be taken from the wrong place while
the place is still on the path.

What Python itself does before this runs (``sitecustomize``, ``.pth`` files of the environment, the standard library's
own imports for ``-m``) is out of reach.
"""

from __future__ import annotations

import os
import sys


def isolate(arguments: list[str]) -> None:
    """Leave only the interpreter's own folders, and what lies outside the project, on the import path."""
    project = [os.getcwd(), _option(arguments, "--root")]
    shut_out([path for path in project if path])


def shut_out(folders: list[str]) -> None:
    """Take these folders, whatever lies in them, and those that PYTHONPATH names from the import path."""
    unwanted = [_real(path) for path in folders]
    named = {_real(path) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path}
    own = _own_folders()
    sys.path[:] = [entry for entry in sys.path if _stays(entry, unwanted, named, own)]
    sys.path_importer_cache.clear()


def _stays(entry: str, unwanted: list[str], named: set[str], own: list[str]) -> bool:
    if not entry:
        # The empty entry is the working folder, whichever that is at the time.
        return False
    place = _real(entry)
    if any(_is_below(place, folder) for folder in own):
        return True
    return place not in named and not any(_is_below(place, folder) for folder in unwanted)


def _own_folders() -> list[str]:
    """Where the interpreter keeps the standard library and its site-packages.

    They stay even where the environment lies in the project's folder (``.venv``) or the folder is the environment.
    """
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    folders = [_real(os.path.dirname(os.__file__))]
    for prefix in {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}:
        for library in ("lib", "lib64", sys.platlibdir):
            folders.append(_real(os.path.join(prefix, library, version)))
            folders.append(_real(os.path.join(prefix, library, version.replace(".", "") + ".zip")))
        folders.append(_real(os.path.join(prefix, "Lib")))
        folders.append(_real(os.path.join(prefix, "DLLs")))
    return folders


def _is_below(place: str, folder: str) -> bool:
    return place == folder or place.startswith(folder.rstrip(os.sep) + os.sep)


def _real(path: str) -> str:
    return os.path.realpath(path)


def _option(arguments: list[str], name: str) -> str | None:
    """The value of an option, found without the parser, which is not loaded yet. The last one counts."""
    value = None
    for index, argument in enumerate(arguments):
        if argument.startswith(f"{name}="):
            value = argument.partition("=")[2]
        elif argument == name and index + 1 < len(arguments):
            value = arguments[index + 1]
    return value
