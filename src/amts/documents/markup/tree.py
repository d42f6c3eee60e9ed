"""The elements of an XML document and where each stands in its bytes, once expat has found it well-formed.

What an XML document may bring along to harm its reader is refused: a document type declaration, by which entities are
declared and files fetched, and elements nested without end.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from amts.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Set

_DEEPEST = 250
_ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
# Only for what expat has let pass: it knows no errors.
_TOKEN = re.compile(
    rb"<(?:(?P<other>!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>)"
    rb"|(?P<close>/)?(?P<name>[^\s/>]+)(?P<attributes>(?:[^\"'/>]|\"[^\"]*\"|'[^']*'|/(?!>)|(?!))*+)(?P<empty>/)?>)",
    re.S,
)
_ATTRIBUTE = re.compile(rb"([^\s=\"']+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_SPECIAL_NAMES = {b"!-": "!--", b"![": "![CDATA["}


@lru_cache(maxsize=1024)
def local(name: bytes) -> str:
    """Return a name without its prefix."""
    return name.rpartition(b":")[2].decode()


class Node:
    """An element, from its first byte to the byte after its last; comments, CDATA and instructions are nodes too.

    Attributes:
        name: its name, without a prefix unless `tree` was told otherwise; `!--`, `![CDATA[`, `?` of what is no element.
        start: the first byte of its opening tag.
        inner_start: the byte after its opening tag.
        inner_end: the first byte of its closing tag; the same as `end` if it has none.
        end: the byte after its closing tag.
        attributes: the bytes between its name and the end of its opening tag.
        children: the nodes within it, in order.
    """

    __slots__ = ("attributes", "children", "end", "inner_end", "inner_start", "name", "start")

    def __init__(self, name: str, start: int, inner_start: int, attributes: bytes = b"") -> None:
        self.name = name
        self.start = start
        self.inner_start = self.inner_end = self.end = inner_start
        self.attributes = attributes
        self.children: list[Node] = []

    def child(self, name: str) -> Node | None:
        """Return the first child of this name."""
        return next((child for child in self.children if child.name == name), None)

    def attribute(self, name: str) -> str:
        """Return an attribute by its name without a prefix, as it is written; empty if there is none."""
        return attributes(self.attributes).get(name, "") if name.encode() in self.attributes else ""

    def walk(self) -> Iterator[Node]:
        """Yield the node and all below it, in order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack += reversed(node.children)


def attributes(raw: bytes) -> dict[str, str]:
    """Return attributes by their names without prefixes, values as they are written."""
    return {local(name): value[1:-1].decode() for name, value in _ATTRIBUTE.findall(raw)}


def tree(content: bytes, start: int = 0, end: int | None = None, named: Callable[[bytes], str] = local) -> Node:
    """Return a node with what stands in well-formed XML, or in a stretch of it, as its children.

    Args:
        content: the bytes.
        start: the first byte of the stretch.
        end: the byte after it.
        named: makes the name of a node of that in the bytes.
    """
    end = len(content) if end is None else end
    root = Node("", start, start)
    stack = [root]
    for match in _TOKEN.finditer(content, start, end):
        if match["close"]:
            if len(stack) > 1:  # otherwise of an element that opens before the stretch
                node = stack.pop()
                node.inner_end, node.end = match.start(), match.end()
            continue
        node = _node(match, named)
        stack[-1].children.append(node)
        if not match["empty"] and not match["other"]:
            stack.append(node)
    root.inner_end = root.end = end
    return root


def elements(
    content: bytes, names: Set[str], start: int = 0, end: int | None = None, named: Callable[[bytes], str] = local
) -> Iterator[Node]:
    """Yield the outermost elements of some names in well-formed XML, one after another: no tree of the whole is made.

    Args:
        content: the bytes.
        names: those of the elements.
        start: the first byte of a stretch.
        end: the byte after it.
        named: makes the name of a node of that in the bytes.
    """
    depth = first = 0
    for match in _TOKEN.finditer(content, start, len(content) if end is None else end):
        if match["other"] or (not depth and (match["close"] or named(match["name"]) not in names)):
            continue
        first = first if depth else match.start()
        depth += -1 if match["close"] else not match["empty"]
        if not depth:
            yield tree(content, first, match.end(), named).children[0]


def _node(match: re.Match[bytes], named: Callable[[bytes], str]) -> Node:
    if match["other"]:
        return Node(_SPECIAL_NAMES.get(match["other"][:2], "?"), match.start(), match.end())
    return Node(named(match["name"]), match.start(), match.end(), match["attributes"])


def check_well_formed(content: bytes, name: str) -> None:
    """Check that bytes are a well-formed XML document in UTF-8 that fetches and declares nothing.

    Args:
        content: the bytes, which must be UTF-8.
        name: what the document is called in the error.

    Raises:
        DocumentError: they are not; the message has the line.
    """
    from xml.parsers import expat

    parser = expat.ParserCreate("utf-8")
    _Guard(parser, name).watch()
    read_all(parser, content, name)


def read_all(parser: Any, content: bytes, name: str) -> None:
    """Let expat read a whole document.

    Raises:
        DocumentError: it is not well-formed; the message has the line.
    """
    from xml.parsers import expat

    try:
        parser.Parse(content, True)  # noqa: FBT003
    except expat.ExpatError as error:
        reason = expat.errors.messages[error.code]
        msg = (
            f"{name}: line {error.lineno}, column {error.offset + 1}: not well-formed XML ({reason}): correct it there"
        )
        raise DocumentError(msg) from error


class _Guard:
    """Breaks off at what a document may not have."""

    def __init__(self, parser: Any, name: str) -> None:
        self._parser = parser
        self._name = name
        self._depth = 0

    def watch(self) -> None:
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.XmlDeclHandler = self._declaration

    def _open(self, _name: str, _attributes: Any) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            self._refuse(f"elements are nested more than {_DEEPEST} deep: no tool writes this")

    def _close(self, _name: str) -> None:
        self._depth -= 1

    def _doctype(self, *_: Any) -> None:
        self._refuse("a document type declaration, which may declare entities and fetch files: take it out")

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in _ENCODINGS:
            self._refuse(f"the encoding is declared as {encoding}: convert the file to UTF-8")

    def _refuse(self, reason: str) -> None:
        msg = f"{self._name}: line {self._parser.CurrentLineNumber}: {reason}"
        raise DocumentError(msg)
