"""A document as a row of units, sentences and opaque blocks, each with a key by which it is found again."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from amts.mining.book import passages
from amts.placeholders import unmask
from amts.sync.records import Mention, Unit

if TYPE_CHECKING:
    from amts.records import Document

# Forty bits: that two of the 500 sentences of a page have one key happens once in ten million pages.
_KEY_BYTES = 5


def key(text: str) -> str:
    """Return the hash by which a text is found again, white space aside."""
    digest = hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest[:_KEY_BYTES]).decode().lower()


def units(document: Document, tag: str) -> tuple[Unit, ...]:
    """Return the sentences and opaque blocks of a document in a language, in order."""
    found: list[Unit] = []
    for index, passage in enumerate(passages(document, tag)):
        block = passage.block
        if not passage.sentences:
            text = document.body[block.start : block.end].decode("utf-8", "surrogateescape")
            found.append(Unit(Mention(key(text), first=True, opaque=True), index))
        for place, sentence in enumerate(passage.sentences):
            mention = Mention(key(unmask(sentence.segment)), first=not place)
            found.append(Unit(mention, index, sentence.segment, sentence.gap))
    return tuple(found)


def blob(content: bytes) -> str:
    """Return the identifier that git gives to these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
