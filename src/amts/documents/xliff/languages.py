"""The language of the translations that an XLIFF file holds, as the file declares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.documents.markup.tags import TokenKind, attributes, tokens
from amts.documents.splice import replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amts.documents.markup.tags import Token

# The elements that declare it, and by which attribute: those of 1.x, and the root of 2.x.
_DECLARING = {"file": "target-language", "xliff": "trgLang"}


def declaring_target(content: bytes, tag: str) -> bytes:
    """Return an XLIFF file that says its translations are in a language; all other bytes stay as they are.

    Args:
        content: the file.
        tag: the language.
    """
    return replaced(content, _edits(content, tag))


def _edits(content: bytes, tag: str) -> Iterator[tuple[int, int, bytes]]:
    second = False  # whether the version is 2.x, of which the root comes first
    for token in tokens(content, raw=frozenset(), xml=True):
        name = token.name.rpartition(":")[2]
        if token.kind is not TokenKind.START or name not in _DECLARING:
            continue
        said = {each.name: each for each in attributes(content, token)}
        if name == "xliff":
            second = "version" in said and said["version"].value.startswith("2")
        if second is (name == "xliff"):
            place = said.get(_DECLARING[name])
            yield (place.start, place.end, tag.encode()) if place else _added(token, _DECLARING[name], tag)


def _added(token: Token, attribute: str, tag: str) -> tuple[int, int, bytes]:
    behind = token.start + 1 + len(token.name.encode())
    return behind, behind, f' {attribute}="{tag}"'.encode()
