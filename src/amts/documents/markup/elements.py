"""The reader of documents written in elements: tags in, blocks out, by the rules of a vocabulary such as HTML."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from amts.documents.markup.runs import Builder, Tag, TagRun
from amts.documents.markup.tags import Token, TokenKind, attributes, is_empty, tokens
from amts.records import Block, BlockKind, MarkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amts.documents.markup.tags import Attribute


class Role(Enum):
    """What an element is to its readers.

    BLOCK ends a run of text, and so does SEPARATOR, which holds nothing; of CODE, MATH and DRAWING, which stand in a
    run, and OPAQUE, which ends it, the content is no text; the others are tags within a run.
    """

    BLOCK = "block"
    SEPARATOR = "separator"
    OPAQUE = "opaque"
    INLINE = "inline"
    VOID = "void"
    PICTURE = "picture"
    BREAK = "break"
    CODE = "code"
    MATH = "math"
    DRAWING = "drawing"

    __hash__ = object.__hash__  # an enum's own is Python, and a tag is looked up several times


_INLINE_OPAQUE = {Role.CODE: MarkKind.CODE, Role.MATH: MarkKind.MATH, Role.DRAWING: MarkKind.HTML}
_SINGLE = {Role.VOID: MarkKind.HTML, Role.PICTURE: MarkKind.HTML, Role.BREAK: MarkKind.BREAK}
_ENDS_RUN = frozenset({Role.BLOCK, Role.SEPARATOR, Role.OPAQUE})
_PARAGRAPH = (BlockKind.PARAGRAPH, 0)
_FILE_NAME = re.compile(r"[^/\\?#]*(?=[?#]|\Z)")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The rules of a kind of document.

    Attributes:
        roles: what its elements are.
        unknown: what all other elements are.
        kinds: the kind and level of the blocks in an element; by default paragraphs.
        encoding: of text between tags.
        fold: makes the names of an element equal that are equal.
        telling: finds the tags whose attributes must be looked at.
        values: of the attributes of such a tag, those with words for people.
        translates: whether such a tag says that its content is to be translated, or not; None: neither.
        opaque: the kind of what is opaque; by default HTML.
        raw: the elements that hold no tags.
        xml: whether names are those of XML.
        cdata: the rules of what stands in CDATA; by default it is opaque.
    """

    roles: Mapping[str, Role]
    unknown: Role
    kinds: Mapping[str, tuple[BlockKind, int]]
    encoding: str
    fold: Callable[[str], str]
    telling: re.Pattern[bytes]
    values: Callable[[str, list[Attribute]], tuple[Attribute, ...]]
    translates: Callable[[list[Attribute]], bool | None]
    opaque: Mapping[str, BlockKind] = field(default_factory=dict)
    raw: frozenset[str] = frozenset()
    xml: bool = False
    cdata: Vocabulary | None = None


@dataclass(slots=True)
class _Region:
    """An element that is opaque, or is text within one: its role, where it begins, how deep it is nested in itself."""

    name: str
    role: Role
    start: int
    kind: BlockKind = BlockKind.HTML
    reads: bool = False
    depth: int = 1


class Reader:
    """Walks the tokens once; a run of text begins at the first text or inline tag, and ends at the next block."""

    def __init__(self, body: bytes, vocabulary: Vocabulary) -> None:
        self._body = body
        self._rules = vocabulary
        self._builder = Builder(body, vocabulary.encoding)
        self._run: TagRun | None = None
        self._open: list[str] = []
        self._names: Counter[str] = Counter()
        self._regions: list[_Region] = []
        self._blocks: list[Block] = []

    def blocks(self, start: int, end: int) -> list[Block]:
        """Return the blocks in the body from `start` to `end`, in order."""
        for token in tokens(self._body, start, end, self._rules.raw, xml=self._rules.xml):
            self._take(token)
        while self._regions:
            self._close_region(end)
        self._close_run()
        return sorted(self._blocks, key=lambda block: (block.start, -block.end))

    def _take(self, token: Token) -> None:
        if token.kind is TokenKind.START:
            self._start(token)
        elif token.kind is TokenKind.END:
            self._end(token)
        elif self._reads():
            self._content(token)

    def _reads(self) -> bool:
        return not self._regions or self._regions[-1].reads

    def _content(self, token: Token) -> None:
        if token.kind in (TokenKind.TEXT, TokenKind.RAW):
            if self._run or not self._body[token.start : token.end].isspace():
                self._extended(token)
        elif token.kind is TokenKind.DOCTYPE:
            self._close_run()
        elif token.kind is TokenKind.CDATA and self._rules.cdata:
            self._close_run()
            inside = Reader(self._body, self._rules.cdata)
            self._blocks += inside.blocks(token.start + len("<![CDATA["), token.end - len("]]>"))
        else:
            self._extended(token).tags.append(self._mark(token))

    def _mark(self, token: Token) -> Tag:
        """Return what is no element: readers see the value of an expression, but neither statements nor comments."""
        visible = token.kind is TokenKind.TEMPLATE and self._body.startswith((b"{{", b"<%="), token.start)
        kind = MarkKind.CODE if visible else MarkKind.HTML
        outside = BlockKind.OPAQUE if token.kind is TokenKind.CDATA else None
        return Tag(kind, token.start, token.end, visible=visible, outside=outside)

    def _extended(self, token: Token) -> TagRun:
        if self._run is None:
            kind, level = self._kind()
            self._run = TagRun(kind, level, token.start, token.end)
        self._run.end = token.end
        return self._run

    def _kind(self) -> tuple[BlockKind, int]:
        """Return the kind of a run: that of the element it stands in, or of that element within its parent."""
        kinds = self._rules.kinds
        within = "/".join(self._open[-2:])
        return kinds.get(within) or kinds.get(self._open[-1], _PARAGRAPH) if self._open else _PARAGRAPH

    def _start(self, token: Token) -> None:
        name = self._rules.fold(token.name)
        role = self._rules.roles.get(name, self._rules.unknown)
        found = self._attributes(token)
        translates = self._rules.translates(found) if found else None
        if not self._reads() and not self._enters(name, role, token, translates=translates):
            return
        if self._regions and self._regions[-1].name == name and not self._is_single(name, role, token):
            self._regions[-1].depth += 1
        if translates is False and not self._is_single(name, role, token):
            role = Role.CODE if role in (Role.INLINE, Role.CODE) else Role.OPAQUE
        values = self._rules.values(name, found) if found and translates is not False else ()
        self._open_element(name, role, token, values)

    def _attributes(self, token: Token) -> list[Attribute]:
        """Return the attributes of a tag if they matter, none that never ends."""
        if token.end - token.start <= len(token.name) + len("<>"):
            return []
        if self._rules.telling.search(self._body, token.start, token.end):
            return [each for each in attributes(self._body, token) if each.end < token.end]
        return []

    def _is_single(self, name: str, role: Role, token: Token) -> bool:
        if role in _SINGLE or role is Role.SEPARATOR:
            return True
        return name not in self._rules.raw and is_empty(self._body, token)

    def _enters(self, name: str, role: Role, token: Token, *, translates: bool | None) -> bool:
        """Whether a tag within an opaque region is read nevertheless: the region ends there, or text begins in it."""
        region = self._regions[-1]
        if region.role is Role.CODE and self._rules.roles.get(name) in _ENDS_RUN:
            self._close_region(token.start)
            return self._reads()
        if translates and region.role is Role.OPAQUE and not self._is_single(name, role, token):
            self._open_text(name, token)
            return False
        if region.name == name and not self._is_single(name, role, token):
            region.depth += 1
        return False

    def _open_element(self, name: str, role: Role, token: Token, values: tuple[Attribute, ...]) -> None:
        single = self._is_single(name, role, token)
        if role in _ENDS_RUN:
            self._close_run()
            self._blocks += map(self._builder.value, values)
            if role is Role.BLOCK and not single:
                self._open.append(name)
                self._names[name] += 1
        elif single or role is Role.INLINE:
            kind = _SINGLE.get(role, MarkKind.HTML) if single else MarkKind.OPEN
            shown = self._shown(token) if role is Role.PICTURE else ""
            tag = Tag(kind, token.start, token.end, name, role is Role.PICTURE, values, shown)
            self._extended(token).tags.append(tag)
        if not single and (role is Role.OPAQUE or role in _INLINE_OPAQUE):
            kind_ = self._rules.opaque.get(name, BlockKind.HTML)
            self._regions.append(_Region(name, role, token.start, kind_))

    def _shown(self, token: Token) -> str:
        """Return the file name of a picture."""
        source = next((each.value for each in attributes(self._body, token) if each.name.lower() == "src"), "")
        match = _FILE_NAME.search(source.rpartition("/")[2])
        return match[0] if match else ""

    def _end(self, token: Token) -> None:
        name = self._rules.fold(token.name)
        role = self._rules.roles.get(name, self._rules.unknown)
        region = self._regions[-1] if self._regions else None
        if region and region.name == name:
            region.depth -= 1
            if not region.depth:
                self._close_region(token.start if region.reads else token.end)
                return
        if region and not region.reads:
            if region.role is not Role.CODE or not self._names[name]:
                return
            self._close_region(token.start)
        if role in _ENDS_RUN:
            self._close_run()
            self._close_element(name)
        else:
            self._extended(token).tags.append(Tag(MarkKind.CLOSE, token.start, token.end, name))

    def _close_element(self, name: str) -> None:
        """Leave an element, and those within it that were not closed."""
        if self._names[name]:
            while (last := self._open.pop()) != name:
                self._names[last] -= 1
            self._names[name] -= 1

    def _open_text(self, name: str, token: Token) -> None:
        """Begin to read within an opaque region: what is before it is a block of its own."""
        region = self._regions[-1]
        self._blocks.append(Block(region.kind, region.start, token.end))
        self._regions.append(_Region(name, Role.OPAQUE, token.start, reads=True))

    def _close_region(self, end: int) -> None:
        region = self._regions.pop()
        if region.reads:
            self._close_run()
            self._regions[-1].start = end
        elif region.role is Role.OPAQUE:
            self._blocks.append(Block(region.kind, region.start, end))
        else:
            drawing = region.role is Role.DRAWING
            tag = Tag(_INLINE_OPAQUE[region.role], region.start, end, region.name, not drawing,
                      outside=BlockKind.HTML if drawing else None)  # fmt: skip
            self._extended(Token(TokenKind.TEXT, region.start, end)).tags.append(tag)

    def _close_run(self) -> None:
        run, self._run = self._run, None
        if run:
            self._blocks += self._builder.blocks_of(run)
