"""Finding documents on disk and the format of each, by its file name."""

from __future__ import annotations

from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, cast

from amts import plugins
from amts.errors import DocumentError, PathError

if TYPE_CHECKING:
    from pathlib import Path

    from amts.documents.protocol import Format
    from amts.records import Document

# Folders in which tools, not people, keep files. Other hidden folders, such as .github, may hold documents.
_FOREIGN = frozenset({".git", ".hg", ".svn", ".amts", ".venv", ".tox", ".nox", "node_modules", "__pycache__"})
# In a folder such files (requirements.txt, robots.txt) are seldom documents: they are found only if asked for.
_SELDOM_DOCUMENTS = frozenset({".txt"})


@cache
def _by_suffix() -> dict[str, Format]:
    formats = [cast("Format", plugins.load("amts.formats", name)()) for name in plugins.names("amts.formats")]
    return {suffix: format_ for format_ in formats for suffix in format_.suffixes}


def format_of(name: str) -> Format:
    """Return the format for a file name.

    Raises:
        DocumentError: no format has its suffix.
    """
    suffix = PurePath(name).suffix.lower()
    try:
        return _by_suffix()[suffix]
    except KeyError:
        kind = f"{suffix!r} files" if suffix else "files without a suffix"
        msg = f"{name}: no format for {kind}; available are {' '.join(sorted(_by_suffix()))}"
        raise DocumentError(msg) from None


def read_document(path: Path, name: str = "") -> Document:
    """Parse the file at `path`; `name` is what the document is called (default: the path).

    Raises:
        PathError: there is no such file.
        DocumentError: the file cannot be read as a document.
    """
    if not path.is_file():
        msg = f"{path}: no such file"
        raise PathError(msg)
    return format_of(path.name).parse(path.read_bytes(), name or str(path))


def find_documents(root: Path, suffix: str = "") -> list[Path]:
    """Return the documents below a folder (or the file itself), sorted; what tools keep is left out.

    Args:
        root: a folder or a document.
        suffix: only files ending so; default: any suffix that has a format, but no plain text.

    Raises:
        PathError: `root` does not exist, or there is no document in it.
    """
    if not root.exists():
        msg = f"{root}: no such file or folder"
        raise PathError(msg)
    if root.is_file():
        return [root]
    suffixes = (suffix.lower(),) if suffix else tuple(sorted(_by_suffix().keys() - _SELDOM_DOCUMENTS))
    found = sorted(
        path
        for path in root.rglob("*")
        if path.name.lower().endswith(suffixes)
        and path.is_file()
        and not _FOREIGN.intersection(path.relative_to(root).parts)
    )
    if not found:
        msg = f"{root}: no documents in this folder (looked for {' '.join(suffixes)})"
        raise PathError(msg)
    return found
