"""The links of newly translated documents, once all are there: they lead to translations where there are any."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from amts.documents.formats import format_of
from amts.storage.files import exists, write_atomically
from amts.translation.links.localised import Site, localised, renamed_anchors, with_source_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from amts.mining.book import Entry
    from amts.records import Document, Finding, Links


def relink(
    written: Sequence[Entry], entries: Sequence[Entry], root: Path, *, keep_names: bool = False
) -> dict[str, tuple[Finding, ...]]:
    """Let the links of newly written translations lead where those of their sources do.

    Args:
        written: the documents whose translations were just written.
        entries: all documents of the project.
        root: the folder that all of them lie in.
        keep_names: whether headings keep the names of their sources, where their flavour can say so.

    Returns:
        By the name of each document, what became of links to places that its translation no longer has.
    """
    if keep_names:
        for entry in written:
            _write(entry, with_source_names(entry.read_source(), entry.read_target(), format_of(entry.target.name)))
    site = _site(entries, root)
    return {entry.name: _relinked(entry, _path(entry.source, root), site) for entry in written}


def led_back(new: Sequence[Entry], entries: Sequence[Entry], root: Path) -> Iterator[tuple[Entry, bytes]]:
    """Yield the older translations with links to the sources of new ones, and their bytes with links to these.

    Args:
        new: the documents whose translations were not there before.
        entries: all documents of the project.
        root: the folder that all of them lie in.
    """
    site = _site(entries, root)
    leads = {(path := _path(entry.source, root)): site.targets[path] for entry in new}
    names = [entry.source.stem.encode() for entry in new]

    def renamed(page: str) -> Mapping[str, str]:
        return site.renamed(page) if page in leads else {}

    for entry in entries:
        if entry in new or not entry.translated:
            continue
        content, here = entry.target.read_bytes(), _path(entry.target, root)
        if any(name in content for name in names):
            there = Site({here: here, **leads}, site.exists, renamed)
            changed = localised(entry.read_target(), format_of(entry.target.name), here, there).content
            if changed != content:
                yield entry, changed


def _relinked(entry: Entry, source: str, site: Site) -> tuple[Finding, ...]:
    result = localised(entry.read_target(), format_of(entry.target.name), source, site)
    _write(entry, result.content)
    return result.findings


def _write(entry: Entry, content: bytes) -> None:
    if content != entry.target.read_bytes():
        write_atomically(entry.target, content)


def _site(entries: Sequence[Entry], root: Path) -> Site:
    translated = {_path(entry.source, root): entry for entry in entries if entry.translated}

    @cache
    def renamed(page: str) -> Mapping[str, str]:
        entry = translated[page]
        return renamed_anchors(_links(entry.read_source(), entry.source), _links(entry.read_target(), entry.target))

    targets = {path: _path(entry.target, root) for path, entry in translated.items()}
    return Site(targets, cache(lambda path: exists(root / path)), renamed)


def _links(document: Document, path: Path) -> Links:
    return format_of(path.name).links(document)


def _path(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
