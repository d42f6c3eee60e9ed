"""Segments as HTML, in which Amazon Translate keeps markup in its place, and back.

Paired marks are an element around their words; every other mark is an element that is not to be translated.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape, unescape
from typing import TYPE_CHECKING

from amts.placeholders import PLACEHOLDER, numbers, pairs, placeholder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amts.records import Segment

# Changes whenever the same segments would be written in another way.
VERSION = "html1"

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<attributes>[^<>]*)>")
_WITHOUT_END = frozenset({"br", "hr", "img", "wbr"})
_ID = re.compile(r"""\bid\s*=\s*["']?([0-9]{1,8})\b""")
_KEPT = re.compile(r"""\btranslate\s*=\s*["']?no\b""", re.IGNORECASE)
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_PARAGRAPH = re.compile(r"""<p\s+id\s*=\s*["']?s([0-9]{1,8})["']?\s*>(.*?)</p\s*>""", re.DOTALL | re.IGNORECASE)


def to_html(segment: Segment) -> str:
    """Return a segment as HTML; `from_html` undoes it."""
    paired = _paired(segment)
    closing = set(paired.values())
    pieces: list[str] = []
    for index, piece in enumerate(PLACEHOLDER.split(segment.text)):
        if index % 2 == 0:
            pieces.append(escape(_NO_TEXT.sub(" ", piece), quote=False))
        elif int(piece) in paired:
            pieces.append(f'<b id="{int(piece)}">')
        elif int(piece) in closing:
            pieces.append("</b>")
        else:
            pieces.append(f'<span translate="no">{int(piece)}</span>')
    return "".join(pieces)


def from_html(text: str, segment: Segment) -> str:
    """Return the masked text that HTML stands for: the translation of what `to_html` made of a segment.

    Markup that the segment does not have is left out.
    """
    paired = _paired(segment)
    pieces: list[str] = []
    opened: list[str] = []
    position, kept = 0, 0  # where the kept element began in `pieces`
    for tag in _TAG.finditer(text):
        pieces.append(_text(text[position : tag.start()]))
        position = tag.end()
        if tag["name"].lower() in _WITHOUT_END or tag["attributes"].endswith("/"):
            continue
        if not tag["end"]:
            opened.append(_opened(tag["attributes"], paired, pieces))
            kept = len(pieces) if opened[-1] == "kept" else kept
        elif opened:
            _close(opened.pop(), pieces, kept, segment)
    pieces.append(_text(text[position:]))
    return " ".join("".join(pieces).split())


def _opened(attributes: str, paired: Mapping[int, int], pieces: list[str]) -> str:
    """Write down what begins with an element, and return how it ends."""
    if _KEPT.search(attributes):
        return "kept"
    number = _ID.search(attributes)
    if number is None or int(number[1]) not in paired:
        return ""
    pieces.append(placeholder(int(number[1])))
    return placeholder(paired[int(number[1])])


def _close(ending: str, pieces: list[str], kept: int, segment: Segment) -> None:
    if ending != "kept":
        pieces.append(ending)
        return
    content = "".join(pieces[kept:]).strip()
    known = content.isascii() and content.isdigit() and 0 < int(content) <= len(segment.marks)
    if known:
        pieces[kept:] = [placeholder(int(content))]


def _text(text: str) -> str:
    """Return text without entities; brackets of placeholders would be markup, and engines must not invent any."""
    return unescape(text).replace("⟦", "[").replace("⟧", "]")


def _paired(segment: Segment) -> dict[int, int]:
    """Return the closing mark of each opening one, for those that occur once and nest."""
    count = Counter(numbers(segment.text))
    return {first: last for first, last in pairs(segment).items() if count[first] == count[last] == 1}


def page(texts: Mapping[int, str], tag: str) -> bytes:
    """Return a page of HTML with a paragraph for each text, by number; `paragraphs` undoes it."""
    body = "\n".join(f'<p id="s{number}">{text}</p>' for number, text in texts.items())
    head = f'<!DOCTYPE html>\n<html lang="{escape(tag)}">\n<head><meta charset="utf-8"></head>\n<body>\n'
    return f"{head}{body}\n</body>\n</html>\n".encode()


def paragraphs(content: bytes) -> dict[int, str]:
    """Return the paragraphs of a page by number."""
    return {int(found[1]): found[2] for found in _PARAGRAPH.finditer(content.decode(errors="replace"))}


def pages(texts: Sequence[str], tag: str, *, count: int = 500, size: int = 200_000) -> list[bytes]:
    """Return pages with all texts, numbered from 0.

    Args:
        texts: HTML.
        tag: their language.
        count: how many a page has, at most.
        size: of how many characters, if none is longer by itself.
    """
    made: list[dict[int, str]] = []
    room = 0
    for number, text in enumerate(texts):
        if not made or len(made[-1]) >= count or len(text) > room:
            made.append({})
            room = size
        made[-1][number] = text
        room -= len(text)
    return [page(each, tag) for each in made]
