"""The nouns of AMTS: frozen, slotted, no behaviour. Stages share these and never one another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is; the first group holds text to translate, the second only anchors alignment.

    OPAQUE is text for people that stays as it is, because what to translate in it cannot be located exactly.
    """

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"
    CAPTION = "caption"

    CODE = "code"
    MATH = "math"
    IMAGE = "image"
    DIRECTIVE = "directive"
    HTML = "html"
    FRONT_MATTER = "front-matter"
    OPAQUE = "opaque"


class MarkKind(StrEnum):
    """What a stretch of inline markup is."""

    CODE = "code"
    MATH = "math"
    ROLE = "role"
    URL = "url"
    HTML = "html"
    NOTE = "note"
    ESCAPE = "escape"
    BREAK = "break"
    LITERAL = "literal"
    OPEN = "open"
    CLOSE = "close"


class Level(StrEnum):
    """The granularity of parallel data."""

    PARAGRAPH = "paragraph"
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Inline:
    """A stretch of markup within a block's text, at character offsets `start` to `end`."""

    kind: MarkKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document: text to translate, or an opaque piece that anchors alignment.

    Texts are disjoint. An opaque block may enclose texts, such as comments in code: the rest of it must not change.

    Attributes:
        kind: what the block is.
        start: first byte of its content in the document's body.
        end: byte after its content.
        text: the content to translate, one line break (LF) between source lines; empty for opaque blocks.
        inlines: disjoint stretches of markup within `text`, in order.
        breaks: what stands in the source at each line break of `text`, such as a newline and `> `.
        level: of a heading, 1 to 6; otherwise 0.
        key: what must be equal in a translation (a label, an equation, code without comments); may be empty.
        encoding: how the text is written down in the body (see `amts.documents.encodings`); empty: as it is.
        target: of formats that hold source and translation, such as PO: the translation, empty if there is none yet.
        target_inlines: disjoint stretches of markup within `target`, in order.
        approved: whether that translation is finished, not fuzzy.
    """

    kind: BlockKind
    start: int
    end: int
    text: str = ""
    inlines: tuple[Inline, ...] = ()
    breaks: tuple[str, ...] = ()
    level: int = 0
    key: str = ""
    encoding: str = ""
    target: str | None = None
    target_inlines: tuple[Inline, ...] = ()
    approved: bool = False

    @property
    def written(self) -> str:
        """The text that stands at the block's place, which rendering replaces."""
        return self.text if self.target is None else self.target


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How a document is to be read; what is off is opaque.

    Attributes:
        flavour: of Markdown, such as `mdx`; empty: recognised from the file, or that of the project.
        project_flavour: that of documents which show none of their own.
        comments: whether comments in code are texts.
        front_matter: the keys of front matter whose strings are texts.
        drawings: whether the text in SVG files is.
        columns: of tables and records, the columns that are; empty: the usual ones.
    """

    flavour: str = ""
    project_flavour: str = ""
    comments: bool = False
    front_matter: tuple[str, ...] = ()
    drawings: bool = False
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """Where a link or a picture of a document points, at bytes `start` to `end` of its body."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a document that links may lead to (`#name`); `block` is the index of the heading that makes it."""

    name: str
    block: int | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """Where a document points, in order and disjoint, and what in it can be pointed to."""

    addresses: tuple[Address, ...] = ()
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file, never changed.

    Attributes:
        name: what it is called.
        format: the name of its format.
        content: the bytes of the file.
        blocks: what was found in the body, in order.
        body: the bytes that offsets point into: the content itself, or the text in a container such as a notebook.
        flavour: the dialect of the format, if it has any.
        options: how it was read.
    """

    name: str
    format: str
    content: bytes
    blocks: tuple[Block, ...]
    body: bytes
    flavour: str = ""
    options: ReadingOptions = ReadingOptions()

    @property
    def bilingual(self) -> bool:
        """Whether it holds both sources and translations, as PO does."""
        return any(block.target is not None for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Mark:
    """The markup that a numbered placeholder stands for."""

    kind: MarkKind
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """Text whose markup is replaced by placeholders: the n-th mark by ⟦n⟧, counted from 1."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a block: its segment, and the white space between it and the next one."""

    segment: Segment
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A block with its text cut into sentences (none for an opaque block)."""

    block: Block
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Bitext:
    """A document and its translation by a person, as passages.

    Attributes:
        name: what the document is called.
        source: its passages.
        target: the passages of its translation.
        parallel: whether it is known that each passage of the source belongs to that at the same place of the target.
    """

    name: str
    source: tuple[Passage, ...]
    target: tuple[Passage, ...]
    parallel: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A source segment and its translation by a person.

    Attributes:
        source: the segment to translate.
        target: its translation; a placeholder with the same number stands for the same markup.
        level: paragraph or sentence.
        confidence: the probability that the two are translations of each other, 0 to 1.
        document: the document they come from.
    """

    source: Segment
    target: Segment
    level: Level = Level.SENTENCE
    confidence: float = 1.0
    document: str = ""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A pair that was left out, and why."""

    pair: Pair
    reason: str


@dataclass(frozen=True, slots=True)
class Match:
    """A pair that is relevant to a segment, and how relevant: 1 is the same text, 0 has nothing in common."""

    pair: Pair
    score: float


@dataclass(frozen=True, slots=True)
class Translation:
    """A translated segment, and how it came about.

    Attributes:
        segment: the translation.
        origin: `memory`, `repaired` (a fuzzy match with what differs replaced), `engine`, `retry` (by the engine,
            piece by piece), `source` (left untranslated) or `kept` (nothing to translate).
        engine: the signature of the engine that made it; empty if none did.
        matches: the pairs that were used for this segment, the most relevant first.
        plain: what the engine says without adaptation, if that was asked.
    """

    segment: Segment
    origin: str
    engine: str = ""
    matches: tuple[Match, ...] = ()
    plain: Segment | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """A term in a sentence at `start` to `end`, and what a translation is to say for it.

    Attributes:
        start: where the term begins.
        end: where it ends.
        source: the term as the sentence has it.
        target: what a translation is to say.
        accepted: the wordings of which any one in a translation is right.
    """

    start: int
    end: int
    source: str
    target: str
    accepted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a check found in a translated document: a reason code, where, and what was expected.

    Attributes:
        reason: the code of what is wrong.
        block: the index of the source's block concerned.
        detail: what was expected, and what was found.
        breaking: whether readers would see a broken page.
        line: the line of the translation, from 1; 0 if unknown.
    """

    reason: str
    block: int
    detail: str
    breaking: bool = True
    line: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """A metric's value with the signature of all choices that could change it."""

    metric: str
    value: float
    signature: str
