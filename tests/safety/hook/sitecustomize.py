"""Watches a process from its first moment: what it writes, starts, connects to, and which code it executes.

Put on PYTHONPATH by the tests. Every event of interest becomes a line in the file that WATCH_LOG names; code counts
only where it comes from the folder that WATCH_FOLDER names.
"""

import os
import sys

_log = os.open(os.environ["WATCH_LOG"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
_folder = os.path.realpath(os.environ["WATCH_FOLDER"]) + os.sep
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_EVENTS = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.link",
    "os.mkdir",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.spawn",
    "os.startfile",
    "os.symlink",
    "os.system",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "os.utime",
    "shutil.",
    "sqlite3.",
    "tempfile.",
    "urllib.",
    "http.",
    "ftplib.",
    "smtplib.",
    "webbrowser.",
    "pty.",
)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        path, _mode, flags = arguments
        named = os.fsdecode(path) if isinstance(path, (str, bytes)) else os.devnull
        if named != os.devnull and isinstance(flags, int) and flags & _WRITING:
            _tell(f"write {named}")
    elif event == "exec":
        code = arguments[0]
        # `<string>` is what dataclasses and named tuples make; project text run that way leaves its marks.
        written = getattr(code, "co_filename", "<")
        if not written.startswith("<") and os.path.realpath(written).startswith(_folder):
            _tell(f"execute {written}")
    elif event == "import":
        filename = arguments[1]
        if isinstance(filename, str) and os.path.realpath(filename).startswith(_folder):
            _tell(f"load {filename}")
    elif event.startswith("sqlite3.connect"):
        # What is in memory only is neither file nor database; a handle is told of after its address.
        if event == "sqlite3.connect" and arguments != (":memory:",):
            _tell(f"{event} {arguments}")
    elif event.startswith(_EVENTS):
        _tell(event)


def _tell(line: str) -> None:
    os.write(_log, (line + "\n").encode("utf-8", "backslashreplace"))


sys.addaudithook(_watch)
