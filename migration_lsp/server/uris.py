"""URIs of files to paths and back.

Only ``file:`` is ours: what a client holds under another scheme (``git:``, ``untitled:``, a notebook's cell) has no
path.
"""

from __future__ import annotations

import os
import re
from urllib.parse import quote, unquote

_DRIVE = re.compile(r"^/?([A-Za-z]):(?=/|$)")


def path_of(uri: str, os_name: str = os.name) -> str | None:
    """The absolute path that a URI names on a system, or None where it is no file."""
    scheme, _, rest = uri.partition(":")
    if scheme.lower() != "file" or not rest.startswith("//"):
        return None
    authority, slash, path = re.split(r"[?#]", rest[2:], maxsplit=1)[0].partition("/")
    path, authority = unquote(slash + path), unquote(authority)
    if "\0" in path or not path:
        return None
    if os_name != "nt":
        return path if authority in {"", "localhost"} else None
    if authority not in {"", "localhost"}:
        return f"//{authority}{path}".replace("/", "\\")
    drive = _DRIVE.match(path)
    if drive is not None:
        # Clients write the letter in either case; one of them has to be the name of the file.
        path = f"{drive[1].upper()}:{path[drive.end() :] or '/'}"
    return path.replace("/", "\\")


def uri_of(path: str, os_name: str = os.name) -> str:
    """The URI of an absolute path."""
    if os_name != "nt":
        return f"file://{quote(path, errors='surrogatepass')}"
    path = path.replace("\\", "/")
    if path.startswith("//"):
        return f"file:{quote(path, errors='surrogatepass')}"
    drive = _DRIVE.match(path)
    if drive is None:
        return f"file://{quote(path, errors='surrogatepass')}"
    rest = quote(path[drive.end() :], errors="surrogatepass")
    return f"file:///{drive[1].lower()}%3A{rest}"
