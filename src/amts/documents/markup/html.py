"""HTML: text between block-level tags, and the attributes that people read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from amts.documents.declared_encoding import declaring_utf8
from amts.documents.embedded.front_matter import front_matter_blocks
from amts.documents.markup.elements import Reader, Role, Vocabulary
from amts.documents.markup.tags import HTML_RAW, TEMPLATE, TokenKind, attributes, tokens
from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.documents.splice import decode, splice
from amts.placeholders import has_words
from amts.records import Address, Anchor, Block, BlockKind, Document, Links

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from amts.documents.markup.tags import Attribute
    from amts.records import ReadingOptions

_ROLES = {
    Role.INLINE: "a abbr acronym b bdi bdo big cite data del dfn em font i ins mark nobr q rb rp rt rtc ruby s "
    "small span strike strong sub sup time tt u",
    Role.BLOCK: "address article aside blockquote body button caption center colgroup dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup html label legend li main "
    "menu nav ol optgroup option p search section select summary table tbody td template tfoot th thead title tr ul",
    Role.VOID: "wbr",
    Role.PICTURE: "img",
    Role.BREAK: "br",
    Role.CODE: "code kbd samp var",
    Role.MATH: "math",
    Role.DRAWING: "svg",
    Role.SEPARATOR: "area base col embed frame hr input link meta param source track",
    Role.OPAQUE: "pre script style textarea xmp iframe noembed noframes listing plaintext",
}
_KINDS = {
    "h1": (BlockKind.HEADING, 1), "h2": (BlockKind.HEADING, 2), "h3": (BlockKind.HEADING, 3),
    "h4": (BlockKind.HEADING, 4), "h5": (BlockKind.HEADING, 5), "h6": (BlockKind.HEADING, 6),
    "li": (BlockKind.ITEM, 0), "dt": (BlockKind.ITEM, 0), "dd": (BlockKind.ITEM, 0), "option": (BlockKind.ITEM, 0),
    "td": (BlockKind.CELL, 0), "th": (BlockKind.CELL, 0),
    "caption": (BlockKind.CAPTION, 0), "figcaption": (BlockKind.CAPTION, 0), "legend": (BlockKind.CAPTION, 0),
}  # fmt: skip
_TELLING = re.compile(rb"(?i:alt|title|label|placeholder|translate|content)\b|\bvalue\b")
_FOR_PEOPLE = frozenset({"alt", "title", "aria-label", "aria-description", "placeholder"})
_META_FOR_PEOPLE = frozenset({
    "description", "keywords", "og:title", "og:description", "og:site_name", "og:image:alt",
    "twitter:title", "twitter:description", "twitter:image:alt",
})  # fmt: skip
_ADDRESSES = frozenset({"href", "src", "poster", "data", "cite", "action", "xlink:href"})
_ANCHORS = frozenset({"id", "name"})
_WHOLE = re.compile(r"\s*+(\S(?:.*\S)?)\s*+", re.S)
# Of the pictures in `a.png 1x, b.png 2x`, each address.
_CANDIDATE = re.compile(r"(?:\A|,)\s*+([^\s,]++)[^,]*+")
_BUTTONS = frozenset({"submit", "button", "reset"})
_TEMPLATE = re.compile(TEMPLATE)
_DECLARED = re.compile(rb"<meta\s[^<>]*?\bcharset\s*=\s*[\"']?([A-Za-z0-9._:-]+)", re.I)
_FRONT_MATTER = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n(?:.*?\r?\n)?---[ \t]*(?:\r?\n|\Z)", re.S)


class Html:
    """HTML documents and fragments of them, such as the templates of a site."""

    suffixes: ClassVar[tuple[str, ...]] = (".html", ".htm", ".xhtml")

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the texts between block-level tags, and what is opaque."""
        decode(content, name)
        start = _beginning(content)
        blocks = _front_matter(content, start, options) + Reader(content, HTML).blocks(start, len(content))
        return Document(name, "html", content, tuple(blocks), content, options=options)

    def render(
        self, document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED
    ) -> bytes:
        """Replace the texts of some blocks, or some addresses; what is no longer ASCII declares UTF-8."""
        return declaring_utf8(splice(document, texts, addresses), document.content, _DECLARED)

    def links(self, document: Document) -> Links:
        """Find the addresses of links and pictures; ids and the names of places are anchors."""
        found = [
            attribute
            for token in tokens(document.body, _beginning(document.body))
            if token.kind is TokenKind.START
            for attribute in attributes(document.body, token)
            if attribute.value and not _TEMPLATE.search(attribute.value)
        ]
        addresses = (address for each in found for address in _addresses(each))
        anchors = (Anchor(each.value) for each in found if each.name.lower() in _ANCHORS)
        return Links(tuple(addresses), tuple(anchors))


def _addresses(attribute: Attribute) -> Iterator[Address]:
    name = attribute.name.lower()
    pattern = _WHOLE if name in _ADDRESSES else _CANDIDATE if name == "srcset" else None
    for match in pattern.finditer(attribute.value) if pattern else ():
        start = attribute.start + len(attribute.value[: match.start(1)].encode())
        yield Address(start, start + len(match[1].encode()), match[1])


def html_blocks(body: bytes, start: int, end: int) -> list[Block]:
    """Return the text blocks of the HTML at `start` to `end` of a body, a document or a fragment.

    What encloses them, and what is opaque in it, is left to the caller.
    """
    return [block for block in Reader(body, HTML).blocks(start, end) if block.text]


def _beginning(content: bytes) -> int:
    """Return where HTML begins, behind the front matter that site generators read, or a byte order mark."""
    front = _FRONT_MATTER.match(content)
    return front.end() if front else 3 * content.startswith(b"\xef\xbb\xbf")


def _front_matter(content: bytes, end: int, options: ReadingOptions) -> list[Block]:
    if not _FRONT_MATTER.match(content):
        return []
    return [Block(BlockKind.FRONT_MATTER, 0, end), *front_matter_blocks(content, 0, end, options.front_matter)]


def _values(name: str, found: list[Attribute]) -> tuple[Attribute, ...]:
    """Return the attributes with words for people."""
    if name == "meta":
        named = {each.value.lower() for each in found if each.name.lower() in ("name", "property", "itemprop")}
        chosen = {"content"} if named & _META_FOR_PEOPLE else set[str]()
    else:
        button = name == "input" and any(each.name == "type" and each.value.lower() in _BUTTONS for each in found)
        chosen = {
            *_FOR_PEOPLE,
            *(["value"] if button else []),
            *(["label"] if name in ("option", "optgroup", "track") else []),
        }
    return tuple(each for each in found if each.name.lower() in chosen and has_words(_TEMPLATE.sub("", each.value)))


def _translates(found: list[Attribute]) -> bool | None:
    """Whether a tag says that its content is to be translated, or not; None: neither."""
    for attribute in found:
        if attribute.name.lower() == "translate":
            return {"no": False, "yes": True, "": True}.get(attribute.value.lower())
        if attribute.name.lower() == "class" and "notranslate" in attribute.value.split():
            return False
    return None


HTML = Vocabulary(
    roles={name: role for role, names in _ROLES.items() for name in names.split()},
    unknown=Role.BLOCK,
    kinds=_KINDS,
    encoding="html",
    fold=str.lower,
    telling=_TELLING,
    values=_values,
    translates=_translates,
    opaque={"pre": BlockKind.CODE, "xmp": BlockKind.CODE, "listing": BlockKind.CODE, "plaintext": BlockKind.CODE},
    raw=HTML_RAW,
)
