"""XML, its texts found by the rules of its vocabulary, or by where text and elements stand side by side.

Nothing that a document declares or refers to is ever loaded or expanded: references such as `&php.ini;` are markup,
declared or not. What is not well-formed is refused.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from amts.documents.declared_encoding import declaring_utf8
from amts.documents.markup.docbook import DOCBOOK_KINDS, DOCBOOK_OPAQUE, DOCBOOK_ROLES, DOCBOOK_ROOTS
from amts.documents.markup.elements import Reader, Role, Vocabulary
from amts.documents.markup.html import HTML
from amts.documents.markup.tags import TokenKind, attributes, is_empty, tokens
from amts.documents.markup.tree import read_all
from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.documents.splice import decode, splice
from amts.errors import DocumentError
from amts.records import Address, Anchor, BlockKind, Document, Links

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.documents.markup.tags import Attribute
    from amts.records import ReadingOptions

_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml\s[^>]*\?>")
_DECLARED = re.compile(rb"\A(?:\xef\xbb\xbf)?<\?xml(?=\s)[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_UTF_8 = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_ADDRESSES = frozenset({"href", "xlink:href", "url", "fileref", "src"})
_ANCHORS = frozenset({"id", "xml:id"})


class Xml:
    """XML documents: DocBook, and vocabularies that nobody has told AMTS about."""

    suffixes: ClassVar[tuple[str, ...]] = (".xml", ".docbook", ".dbk")

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the texts by the vocabulary of the document.

        Raises:
            DocumentError: it is not well-formed, not UTF-8, or too large.
        """
        check_readable(content, name)
        flavour, vocabulary = _vocabulary(content, name)
        blocks = tuple(Reader(content, vocabulary).blocks(_beginning(content), len(content)))
        return Document(name, "xml", content, blocks, content, flavour, options)

    def render(
        self, document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED
    ) -> bytes:
        """Replace the texts of some blocks, or some addresses; what is no longer ASCII declares UTF-8."""
        return declaring_utf8(splice(document, texts, addresses), document.content, _DECLARED)

    def links(self, document: Document) -> Links:
        """Find the addresses of links and pictures; ids are anchors. What names an id (`linkend`) is no address."""
        found = [
            attribute
            for token in tokens(document.body, raw=frozenset(), xml=True)
            if token.kind is TokenKind.START
            for attribute in attributes(document.body, token)
        ]
        addresses = (
            Address(each.start, each.end, each.value) for each in found if each.name in _ADDRESSES and each.value
        )
        return Links(tuple(addresses), tuple(Anchor(each.value) for each in found if each.name in _ANCHORS))


def check_readable(content: bytes, name: str) -> None:
    """Raise a DocumentError unless the content is well-formed XML in UTF-8; undeclared entities may be named.

    Expat sees neither the document type, in which entities are declared, nor the XML declaration.
    """
    from xml.parsers import expat

    decode(content, name)
    _check_encoding(content, name)
    parser = expat.ParserCreate("utf-8")
    parser.UseForeignDTD()  # so that an entity may be declared elsewhere: it is passed over
    read_all(parser, _without_prolog(content), name)


def _check_encoding(content: bytes, name: str) -> None:
    declared = _DECLARED.match(content)
    if declared and declared[1].lower() not in _UTF_8 and not content.isascii():
        msg = f"{name}: declares the encoding {declared[1].decode()}: convert the file to UTF-8"
        raise DocumentError(msg)


def _without_prolog(content: bytes) -> bytes:
    """Return the content with XML declaration and document type as spaces, so that lines stay where they are."""
    for token in tokens(content, _beginning(content), raw=frozenset(), xml=True):
        if token.kind is TokenKind.DOCTYPE:
            content = _blanked(content, token.start, token.end)
        if token.kind in (TokenKind.DOCTYPE, TokenKind.START):
            break
    declaration = _DECLARATION.match(content)
    return _blanked(content, 0, declaration.end()) if declaration else content


def _blanked(content: bytes, start: int, end: int) -> bytes:
    return content[:start] + re.sub(rb"[^\r\n]", b" ", content[start:end]) + content[end:]


def _beginning(content: bytes) -> int:
    return 3 * content.startswith(b"\xef\xbb\xbf")


@lru_cache(maxsize=4096)
def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


def _vocabulary(content: bytes, name: str) -> tuple[str, Vocabulary]:
    """Return the name of a document's vocabulary, and its rules."""
    root = next((local(token.name) for token in tokens(content, raw=frozenset(), xml=True) if token.name), "")
    if name.lower().endswith((".docbook", ".dbk")) or (root in DOCBOOK_ROOTS and _DOCBOOK_SIGNS.search(content)):
        return "docbook", DOCBOOK
    if root == "resources" and b"<string" in content:
        return "android", ANDROID
    return "", replace(GENERIC, roles=dict.fromkeys(_inline_names(content), Role.INLINE))


_DOCBOOK_SIGNS = re.compile(rb"docbook\.org/ns|DocBook|<(?:sim)?para\b|<programlisting\b|<refnamediv\b")


def _inline_names(content: bytes) -> set[str]:
    """Return the names of elements that stand beside text somewhere."""
    inline: set[str] = set()
    children: list[set[str]] = [set()]
    textual = [False]
    for token in tokens(content, _beginning(content), raw=frozenset(), xml=True):
        if token.kind is TokenKind.TEXT:
            textual[-1] |= not content[token.start : token.end].isspace()
        elif token.kind is TokenKind.START:
            children[-1].add(local(token.name))
            if not is_empty(content, token):
                children.append(set())
                textual.append(False)
        elif token.kind is TokenKind.END and len(children) > 1:
            names, has_text = children.pop(), textual.pop()
            inline |= names if has_text else set()
    return inline


def _translates(found: list[Attribute]) -> bool | None:
    """Whether a tag says that its content is to be translated, as ITS, DITA and Android have it; None: neither."""
    told = (each.value.lower() for each in found if local(each.name) in ("translate", "translatable"))
    return {"no": False, "false": False, "yes": True, "true": True}.get(next(told, ""))


GENERIC = Vocabulary(
    roles={},
    unknown=Role.BLOCK,
    kinds={},
    encoding="xml",
    fold=local,
    telling=re.compile(rb"translat"),
    values=lambda *_: (),
    translates=_translates,
    xml=True,
    cdata=replace(HTML, encoding="cdata"),
)
DOCBOOK = replace(GENERIC, roles=DOCBOOK_ROLES, kinds=DOCBOOK_KINDS, opaque=DOCBOOK_OPAQUE)
ANDROID = replace(
    GENERIC,
    roles=dict.fromkeys(
        ["a", "annotation", "b", "big", "font", "i", "small", "strike", "sub", "sup", "tt", "u"], Role.INLINE
    )
    | {"g": Role.CODE, "br": Role.BREAK},
    kinds={"item": (BlockKind.ITEM, 0)},
    encoding="android",
)
