"""Whether the links within a tree of documents lead anywhere: each to a file that is there, and to a place in it."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.records import Finding
from amts.translation.links.addresses import destination_of, reference_of, served_destination
from amts.translation.links.places import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Set

    from amts.records import Document, Links
    from amts.translation.links.addresses import Reference

# Such a page takes in others when the site is built, and with them places that are not in its source.
_TAKES_IN = re.compile(
    rb"\{\{%|\{\{<\s*(?:include|readfile)|\{%-?\s*include|--8<--|^[`~:]{3,}\{include\}|@include", re.M
)
# What browsers and generators know without a name in the page: the top, marked text, lines of code, footnotes.
_ALWAYS_THERE = re.compile(r"top\Z|:~:|L\d+|(?:user-content-)?fn(?:ref)?[:-]?\d", re.I)
# What the nearest name is looked for among, and how much of it must be equal, in percent.
_MOST_NAMES = 500
_LONGEST_NAME = 200
_ALIKE = 60


@dataclass(frozen=True, slots=True)
class Tree:
    """The files that links may lead to, by their paths.

    Attributes:
        exists: whether there is a file or folder.
        anchors: the names of the places in a document; None if they cannot be known (see `anchor_names`).
    """

    exists: Callable[[str], bool]
    anchors: Callable[[str], Set[str] | None]


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """What became of the internal links of a document.

    Attributes:
        addresses: all addresses of the document, in order.
        checked: how many of them are internal.
        unknown: how many might be, but begin at the site's root, or hold variables.
        dead: those that lead nowhere, by their index in `addresses`, with why.
    """

    addresses: tuple[str, ...]
    checked: int
    unknown: int
    dead: dict[int, Finding]


def anchor_names(document: Document, links: Links) -> Set[str] | None:
    """Return the names of all places in a document; None if it takes in text from elsewhere."""
    return None if _TAKES_IN.search(document.body) else frozenset(anchor.name for anchor in links.anchors)


def check_links(document: Document, links: Links, page: str, tree: Tree) -> LinkCheck:
    """Check the internal links of a document: relative paths, and names of places in it or in another document.

    Args:
        document: the document.
        links: what its format finds in it.
        page: its path.
        tree: what the links may lead to.

    Returns:
        A finding (`dead-link`, breaking) for each link that leads nowhere.
    """
    checked = unknown = 0
    places = Places(document)
    dead: dict[int, Finding] = {}
    for index, address in enumerate(links.addresses):
        reference = reference_of(address.text)
        if reference is None or reference.absolute or _is_label(reference, document):
            unknown += not _is_external(address.text)
            continue
        checked += 1
        complaint = _complaint(reference, page, tree)
        if complaint:
            place, line = places.block(address.start), places.line(address.start)
            dead[index] = Finding("dead-link", place, f"{address.text}: {complaint}", line=line)
    return LinkCheck(tuple(address.text for address in links.addresses), checked, unknown, dead)


def newly_dead(source: LinkCheck, target: LinkCheck) -> Iterator[Finding]:
    """Yield the dead links of a translation whose counterparts in the source are alive.

    Counterparts are those at the same place in order if both have equally many, otherwise those with the same address.
    """
    same_number = len(source.addresses) == len(target.addresses)
    dead = {source.addresses[index] for index in source.dead}
    for index, finding in target.dead.items():
        known = index in source.dead if same_number else target.addresses[index] in dead
        if not known:
            yield finding


def _is_external(address: str) -> bool:
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", address.strip()) is not None


def _is_label(reference: Reference, document: Document) -> bool:
    """Whether an address of MyST is the label of a place somewhere in the project, not a path."""
    return document.flavour == "myst" and bool(reference.path) and not set("./#") & set(reference.path)


def _complaint(reference: Reference, page: str, tree: Tree) -> str:
    """Return why a reference leads nowhere; nothing if it leads somewhere."""
    destination = destination_of(reference, page, tree.exists) or served_destination(reference, page, tree.exists)
    if destination is None:
        return "no such file"
    if not reference.fragment or _ALWAYS_THERE.match(reference.fragment):
        return ""
    names = tree.anchors(destination.path)
    if names is None or reference.fragment in names:
        return ""
    nearest = _nearest(reference.fragment, names)
    hint = f" (nearest: #{nearest})" if nearest else ""
    return f"no anchor #{reference.fragment} in {posixpath.basename(destination.path)}{hint}"


def _nearest(name: str, names: Set[str]) -> str:
    """Return the name that resembles another most; nothing if none does, or there are too many to look at."""
    from rapidfuzz import process
    from rapidfuzz.fuzz import ratio

    if len(names) > _MOST_NAMES or len(name) > _LONGEST_NAME:
        return ""
    found = process.extractOne(name, sorted(names), scorer=ratio, score_cutoff=_ALIKE)
    return found[0] if found else ""
