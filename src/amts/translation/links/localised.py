"""Links of a translated document that lead where those of its source do, although the document lies elsewhere.

A link to a document that is translated leads to the translation; one to any other file leads to that file. Names of
headings follow their headings. What leads out of the tree, begins at the site's root, or holds variables is left alone.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING
from urllib.parse import quote

from amts.records import Finding
from amts.translation.links.addresses import destination_of, reference_of
from amts.translation.links.places import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amts.documents.protocol import Format
    from amts.records import Address, Document, Links
    from amts.translation.links.addresses import Destination, Reference

# The flavours of Markdown in which a heading may say its name, and how.
_NAMES = {
    **dict.fromkeys(("hugo", "jekyll", "mdx", "mkdocs", "pandoc", "vitepress"), " {{#{}}}"),
    "huggingface": "[[{}]]",
}
# What cannot stand in an address as it is.
_UNSAFE = re.compile(r"[\x00- ()<>\"'\\]")


@dataclass(frozen=True, slots=True)
class Site:
    """Where the documents of a project lie; all paths are relative to one folder, with `/`.

    Attributes:
        targets: where the translation of each translated document lies, by the path of its source.
        exists: whether the source has a file or folder at a path.
        renamed: of a translated document, the new name of each place in it (see `renamed_anchors`).
    """

    targets: Mapping[str, str]
    exists: Callable[[str], bool]
    renamed: Callable[[str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Localised:
    """A document whose links are right, and which of them have lost the place they led to."""

    content: bytes
    findings: tuple[Finding, ...]


def localised(document: Document, format_: Format, source: str, site: Site) -> Localised:
    """Let the links of a translated document lead to translations, and to the files that its source's lead to.

    Args:
        document: the translated document, whose links are still those of its source.
        format_: its format.
        source: the path of its source; where the document itself lies, the site knows.
        site: where everything lies.

    Returns:
        The document, and a finding (`anchor`, not breaking) for each link whose place could not be found any more: it
        leads to the page.
    """
    changes: dict[Address, str] = {}
    findings: list[Finding] = []
    places = Places(document)
    for address in format_.links(document).addresses:
        new, lost = _moved(address.text, source, site)
        if new != address.text:
            changes[address] = new
        if lost:
            place, line = places.block(address.start), places.line(address.start)
            findings.append(Finding("anchor", place, lost, breaking=False, line=line))
    content = format_.render(document, {}, changes) if changes else document.content
    return Localised(content, tuple(findings))


def _moved(address: str, source: str, site: Site) -> tuple[str, str]:
    """Return an address as it must be in the translation, and what is lost, if anything."""
    reference = reference_of(address)
    if reference is None or reference.absolute:
        return address, ""
    destination = destination_of(reference, source, site.exists)
    if destination is None:
        return address, ""
    path, fragment = _path(address, reference, source, destination, site), reference.fragment
    lost = ""
    if fragment and destination.path in site.targets:
        fragment, lost = _fragment(fragment, destination.path, site)
    if not path and not reference.query and not fragment:
        return address, lost  # an address of nothing leads nowhere
    return path + reference.query + _written_fragment(address, reference, fragment), lost


def _path(address: str, reference: Reference, source: str, destination: Destination, site: Site) -> str:
    """Return the path from the translation to the destination, written as the source writes it."""
    written = re.split(r"[?#]", address, maxsplit=1)[0]
    here, there = site.targets[source], site.targets.get(destination.path, destination.path)
    if not reference.path or (destination.left_out and _name(there) != _name(destination.path)):
        return written
    new = _relative(there.removesuffix(destination.left_out), here) + destination.instead
    if new == _relative(destination.path.removesuffix(destination.left_out), source) + destination.instead:
        return written
    slash = "/" if reference.path.endswith("/") and not new.endswith("/") else ""
    dot = "./" if reference.path.startswith("./") and not new.startswith(".") else ""
    return _UNSAFE.sub(lambda match: quote(match[0]), dot + new + slash)


def _relative(path: str, page: str) -> str:
    return posixpath.relpath(path, posixpath.dirname(page) or ".")


def _name(path: str) -> str:
    return posixpath.basename(path)


def _fragment(name: str, page: str, site: Site) -> tuple[str, str]:
    """Return the new name of a place, and what is lost if it has none; one that the source has not either stays."""
    new = site.renamed(page).get(name, name)
    return (
        new,
        "" if new else f"#{name} of {page} has no counterpart in {site.targets[page]}: the link leads to the page",
    )


def _written_fragment(address: str, reference: Reference, fragment: str) -> str:
    if fragment == reference.fragment:
        return "".join(address.partition("#")[1:])
    encoded = "%" in address.partition("#")[2]
    return "#" * bool(fragment) + (quote(fragment) if encoded else _UNSAFE.sub(lambda match: quote(match[0]), fragment))


def renamed_anchors(source: Links, target: Links) -> dict[str, str]:
    """Return what each place in a document is called in its translation; an empty name if it is not to be found there.

    The headings of both are paired in order if they are equally many; other places keep their names.
    """
    names = {anchor.name for anchor in target.anchors}
    renamed = {anchor.name: anchor.name if anchor.name in names else "" for anchor in source.anchors}
    ours, theirs = _headings(source), _headings(target)
    if len(ours) == len(theirs):
        for old, new in zip(ours, theirs, strict=True):
            renamed.update({name: other or new[-1] for name, other in zip_longest(old, new[: len(old)], fillvalue="")})
    return renamed


def _headings(links: Links) -> list[list[str]]:
    """Return the names of each heading."""
    names: dict[int, list[str]] = {}
    for anchor in links.anchors:
        if anchor.block is not None:
            names.setdefault(anchor.block, []).append(anchor.name)
    return [names[block] for block in sorted(names)]


def with_source_names(source: Document, target: Document, format_: Format) -> bytes:
    """Let the headings of a translation keep the names of their sources: `## 开始 {#getting-started}`.

    Returns:
        The translation; as it was if its flavour has no way to say so, or its headings are not those of the source.
    """
    ours, theirs = _first_names(format_.links(source)), _first_names(format_.links(target))
    written = _NAMES.get(target.flavour)
    if written is None or len(ours) != len(theirs):
        return target.content
    texts = {
        block: target.blocks[block].text + written.format(name)
        for name, (block, present) in zip(ours.values(), theirs.items(), strict=True)
        if name != present and not target.blocks[block].encoding
    }
    return format_.render(target, texts)


def _first_names(links: Links) -> dict[int, str]:
    """Return the first name of each heading, by its block."""
    names: dict[int, str] = {}
    for anchor in links.anchors:
        if anchor.block is not None:
            names.setdefault(anchor.block, anchor.name)
    return dict(sorted(names.items()))
