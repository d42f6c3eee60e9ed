"""Whether a translated document still leads where its source does, wherever in it the addresses stand.

Addresses in Markdown's own links are marks of their texts, which are compared as such. Here are the others too, in
tags, in definitions, in macros.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from amts.documents.formats import format_named
from amts.errors import InputError
from amts.records import BlockKind, Finding
from amts.translation.verification.addresses import same_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Set

    from amts.records import Address, Block, Document
    from amts.translation.verification.correspondence import Correspondence
    from amts.translation.verification.places import Places

# So many blocks may lie within one another.
_DEEPEST = 50


def destination_findings(found: Correspondence, reported: Sequence[Finding], places: Places) -> list[Finding]:
    """Return the addresses of a document that are gone.

    Args:
        found: the document and its translation.
        reported: what is wrong otherwise; where something is broken already, nothing more is said.
        places: those of the translation.
    """
    gone = _gone(found, _addresses(found.source), _addresses(found.target), found.broken(reported))
    findings = [
        Finding("link", found.block_near(address.start), f"lost the address {address.text!r}") for address in gone
    ]
    return [places.placed(each, found.place_of(each.block)) for each in findings]


def _addresses(document: Document) -> Sequence[Address]:
    try:
        return format_named(document.format).links(document).addresses
    except InputError:
        return ()


def _gone(
    found: Correspondence, ours: Sequence[Address], theirs: Sequence[Address], broken: Set[int]
) -> Iterator[Address]:
    """Yield the addresses that are not in the texts that correspond, or if they are in none, not anywhere."""
    pictures = {block.key for block in found.source.blocks if block.kind is BlockKind.IMAGE}
    there: defaultdict[int | None, set[str]] = defaultdict(set)
    for address in theirs:
        at = _block_at(found.target, address)
        there[None if at is None else found.of_target[at]].add(same_address(address.text))
    anywhere = set().union(*there.values())
    for address in ours:
        index = _block_at(found.source, address)
        if index is not None and _is_prose(found.source, found.source.blocks[index], address):
            continue
        number = None if index is None else found.of_source[index]
        left = anywhere if number is None else there[number] | there[None]
        same = same_address(address.text)
        is_known = number is not None and (
            not found.regions[number].target or not broken.isdisjoint(found.regions[number].source)
        )
        # Pictures have a check of their own.
        if same not in left and not is_known and f"image:{same.rpartition('/')[2]}" not in pictures:
            yield address


def _is_prose(document: Document, block: Block, address: Address) -> bool:
    """Whether what looks like an address stands in the words of a text, and not in its markup."""
    before = document.body[block.start : address.start].count(address.text.encode())
    place = -1
    for _ in range(before + 1):
        place = block.text.find(address.text, place + 1)
    return bool(block.text) and not any(each.start <= place < each.end for each in block.inlines)


def _block_at(document: Document, address: Address) -> int | None:
    """Return the innermost block in which an address stands, if any."""
    last = bisect_right(document.blocks, address.start, key=lambda block: block.start) - 1
    return next(
        (index for index in range(last, max(last - _DEEPEST, -1), -1) if address.start < document.blocks[index].end),
        None,
    )
