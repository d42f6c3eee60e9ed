"""A document as a row of units, sentences and opaque blocks, each with a key by which it is found again."""

from __future__ import annotations

import base64
import hashlib
import textwrap
from itertools import islice
from typing import TYPE_CHECKING

from amts.mining.book import passages
from amts.placeholders import collapsed, concatenated, renumbered, unmask
from amts.sync.records import Mention, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amts.records import Document, Segment

# Forty bits: that two of the 500 sentences of a page have one key happens once in ten million pages.
_KEY_BYTES = 5


def key(text: str) -> str:
    """Return the hash by which a text is found again, white space aside."""
    return _hashed(" ".join(text.split()))


def opaque_key(text: str) -> str:
    """Return the hash of an opaque block: the indentation of its lines counts, but for what all of them have."""
    first, *rest = (line.rstrip() for line in text.splitlines() or [""])
    indented = textwrap.dedent("\n".join(rest))
    return _hashed(f"{first.lstrip()}\n{indented.rstrip()}")


def _hashed(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest[:_KEY_BYTES]).decode().lower()


def units(document: Document, tag: str) -> tuple[Unit, ...]:
    """Return the sentences and opaque blocks of a document in a language, in order."""
    found: list[Unit] = []
    for index, passage in enumerate(passages(document, tag)):
        if not passage.sentences:
            text = own_text(document, index)
            found.append(Unit(Mention(opaque_key(text), first=True, opaque=True), index, text=text))
        for place, sentence in enumerate(passage.sentences):
            mention = Mention(key(unmask(sentence.segment)), first=not place)
            found.append(Unit(mention, index, sentence.segment, sentence.gap))
    return tuple(found)


def joined(found: Sequence[Unit], places: Iterable[int]) -> Segment:
    """Return sentences that follow each other as one segment, as engines read it."""
    some = [unit for place in places if (unit := found[place]).segment is not None]
    gaps = [unit.gap or " " for unit in some]
    return renumbered(collapsed(concatenated([unit.segment for unit in some if unit.segment is not None], gaps)))


def one_line(segment: Segment) -> str:
    """Return what a sentence says with its markup, without its line breaks."""
    return " ".join(unmask(segment).split())


def stretches(document: Document, index: int) -> list[tuple[int, int]]:
    """Return where in the body an opaque block has bytes of its own: all, but for the texts that it encloses."""
    block = document.blocks[index]
    found, position = [], block.start
    for other in islice(document.blocks, index + 1, None):
        if other.start >= block.end:
            break
        if other.text:
            found.append((position, other.start))
            position = other.end
    return [*found, (position, block.end)]


def own_text(document: Document, index: int) -> str:
    """Return what an opaque block says itself, without the texts that it encloses; or else what it stands for."""
    pieces = (document.body[start:end] for start, end in stretches(document, index))
    return b"\0".join(pieces).decode("utf-8", "surrogateescape") or document.blocks[index].key


def blob(content: bytes) -> str:
    """Return the identifier that git gives to these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
