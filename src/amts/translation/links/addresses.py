"""What the address of a link means: which file of the tree it leads to, and which place in it.

Paths are strings with `/`, normal, and relative to one folder (or all absolute).
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Of another site, of a mail program, of a language: `https:`, `mailto:`, `std::vec`, `//host`.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
# What the generator of the site fills in: templates, variables, aliases of folders.
_VARIABLE = re.compile(r"\{[{%]|[{}$<>]|[@~]|%[A-Z_]{3,}%")
_PARTS = re.compile(r"([^?#]*)(\?[^#]*)?(?:#(.*))?", re.S)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")

# A link may leave out what the generator adds: the suffix, or the page that stands for a folder.
_SUFFIXES = (".md", ".mdx", ".markdown", ".rst", ".adoc", ".ipynb", ".html")
_INDEX_PAGES = tuple(f"/{name}{suffix}" for name in ("index", "README", "_index") for suffix in _SUFFIXES)


@dataclass(frozen=True, slots=True)
class Reference:
    """An address within the tree: a path (empty: the page itself), the query with its `?`, the name of a place."""

    path: str
    query: str
    fragment: str

    @property
    def absolute(self) -> bool:
        """Whether the path begins at the root of the site, wherever that is."""
        return self.path.startswith("/")


@dataclass(frozen=True, slots=True)
class Destination:
    """The file or folder that a path leads to, and what the path leaves out of its name, or writes in place of that."""

    path: str
    left_out: str = ""
    instead: str = ""


def reference_of(address: str) -> Reference | None:
    """Take an address apart; None if it leads out of the tree, or has parts that only the site's generator knows."""
    text = _ESCAPE.sub(r"\1", address.strip())
    if not text or _SCHEME.match(text):
        return None
    match = _PARTS.fullmatch(text)
    if match is None or _VARIABLE.search(match[1]) or re.search(r"\{[{%]", match[3] or ""):
        return None
    return Reference(unquote(match[1]), match[2] or "", unquote(match[3] or ""))


def destination_of(reference: Reference, page: str, exists: Callable[[str], bool]) -> Destination | None:
    """Find what a reference leads to, as generators do: as written, with a suffix, or as a folder with a page in it.

    Args:
        reference: with a relative path, or none.
        page: the path of the document that it stands in.
        exists: whether there is a file or folder at a path.

    Returns:
        None if there is nothing. If only a folder without a page is there, the folder.
    """
    if not reference.path:
        return Destination(page)
    path = joined(posixpath.dirname(page), reference.path)
    found = next((each for each in _candidates(path) if exists(each.path)), None)
    return found or (Destination(path) if exists(path) else None)


def served_destination(reference: Reference, page: str, exists: Callable[[str], bool]) -> Destination | None:
    """Find what a path without a suffix leads to if each page is served as a folder of its own: `x.md` as `x/`."""
    if not reference.path or posixpath.splitext(reference.path.rstrip("/"))[1]:
        return None
    return destination_of(reference, f"{posixpath.splitext(page)[0]}/", exists)


def joined(folder: str, path: str) -> str:
    """Return a path as seen from a folder, without `.`, `..` and doubled slashes."""
    return posixpath.normpath(posixpath.join(folder, path))


def _candidates(path: str) -> Iterator[Destination]:
    stem, suffix = posixpath.splitext(path)
    if suffix:
        yield Destination(path)
    if suffix in (".html", ".htm"):
        yield from (Destination(stem + each, each, suffix) for each in _SUFFIXES)
    yield from (Destination(path + each, each) for each in (*_SUFFIXES, *_INDEX_PAGES))
