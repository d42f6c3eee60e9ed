"""Finding documents on disk and the format of each, by its file name."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, cast

from amts import plugins
from amts.documents.markdown.flavours import flavour_of_project
from amts.documents.protocol import AS_USUAL
from amts.errors import DocumentError, InputError, PathError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from amts.documents.protocol import Format
    from amts.records import Document, ReadingOptions

# Folders in which tools, not people, keep files. Other hidden folders, such as .github, may hold documents.
_FOREIGN = frozenset({".git", ".hg", ".svn", ".amts", ".venv", ".tox", ".nox", "node_modules", "__pycache__"})
# In a folder such files (requirements.txt, pom.xml, logos, workbooks with data) are seldom documents: they are found
# only if asked for.
SELDOM_DOCUMENTS = frozenset({".txt", ".csv", ".tsv", ".jsonl", ".xml", ".svg", ".xlsx"})


@cache
def _by_suffix() -> dict[str, Format]:
    owners: dict[str, str] = {}
    found: dict[str, Format] = {}
    for name in plugins.names("amts.formats"):
        format_ = cast("Format", plugins.load("amts.formats", name)())
        for suffix in format_.suffixes:
            if suffix in owners:
                msg = f"the formats {owners[suffix]} and {name} both claim {suffix} files: uninstall one of them"
                raise InputError(msg)
            owners[suffix], found[suffix] = name, format_
    return found


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


@cache
def format_named(name: str) -> Format:
    """Return the format of a name, as a document says it.

    Raises:
        InputError: there is none.
    """
    return cast("Format", plugins.load("amts.formats", name)())


def read_document(path: Path, name: str = "", options: ReadingOptions = AS_USUAL) -> Document:
    """Parse the file at `path`; `name` is what the document is called (default: the path).

    Raises:
        PathError: there is no such file.
        DocumentError: the file cannot be read as a document.
    """
    if not path.is_file():
        msg = f"{path}: no such file"
        raise PathError(msg)
    return parse_as(path.read_bytes(), path, name or str(path), options)


def parse_as(content: bytes, path: Path, name: str, options: ReadingOptions = AS_USUAL) -> Document:
    """Parse bytes as if they were those of the file at `path`.

    Raises:
        DocumentError: they cannot be read as a document.
    """
    options = replace(options, project_flavour=options.project_flavour or flavour_of_project(path))
    return format_of(path.name).parse(content, name, options)


def find_documents(root: Path, suffix: str = "", also: Collection[str] = ()) -> list[Path]:
    """Return the documents below a folder (or the file itself), sorted; what tools keep is left out, and evaluations.

    Args:
        root: a folder or a document.
        suffix: only files ending so; default: any suffix of a format, seldom documents aside.
        also: those of SELDOM_DOCUMENTS that are looked for too.

    Raises:
        PathError: `root` does not exist, there is no document in it, or one is a link that leads out of it.
    """
    if not root.exists():
        msg = f"{root}: no such file or folder"
        raise PathError(msg)
    if root.is_file():
        return [root]
    evaluations = {path.parent for path in root.rglob("scores.json") if (path.parent / "scores.md").is_file()}
    usual = _by_suffix().keys() - (SELDOM_DOCUMENTS - set(also))
    suffixes = (suffix.lower(),) if suffix else tuple(sorted(usual))
    found = sorted(
        path
        for path in root.rglob("*")
        if path.name.lower().endswith(suffixes)
        and path.is_file()
        and not _FOREIGN.intersection(path.relative_to(root).parts)
        and evaluations.isdisjoint(path.parents)
    )
    if not found:
        msg = f"{root}: no documents in this folder (looked for {' '.join(suffixes)})"
        raise PathError(msg)
    for path in found:
        _check_inside(path, root)
    return found


def _check_inside(path: Path, root: Path) -> None:
    """Refuse a link that leads out of the tree: what is written by its name would change another tree."""
    if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
        msg = f"{path} is a link to {path.resolve()}, outside of {root}: put a copy in its place, or take it out"
        raise PathError(msg)
