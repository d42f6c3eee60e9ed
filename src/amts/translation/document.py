"""One document and an engine make one translated, verified document: segments out, translations in, bytes back.

A sentence whose translation loses markup is translated again piece by piece between its placeholders; a block that
would change the structure of the document is too; what fails then stays in the source language and is reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.engines.wrappers import Piecewise, answered
from amts.placeholders import PLACEHOLDER, collapsed, unmask
from amts.records import Finding, Segment, Translation
from amts.segments.masks import mask
from amts.segments.sentences import join_translated, split
from amts.translation.verify import keeps_marks, verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.documents.protocol import Format
    from amts.engines.protocol import Engine
    from amts.records import Block, Document, Sentence


@dataclass(frozen=True, slots=True)
class TranslatedBlock:
    """A text block with the translation of the whole, and where that of each of its sentences comes from."""

    index: int
    source: str
    text: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TranslatedDocument:
    """A translated document: its bytes, its text blocks, and which of them stayed in the source language."""

    name: str
    content: bytes
    blocks: tuple[TranslatedBlock, ...]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Draft:
    """A text block of the source, cut into sentences, and its translation as far as it has come."""

    index: int
    block: Block
    sentences: tuple[Sentence, ...]
    text: str
    origins: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return self.text != self.block.written

    @property
    def segments(self) -> list[Segment]:
        """The sentences as engines read them."""
        return [collapsed(sentence.segment) for sentence in self.sentences]

    def take(self, translations: Sequence[Translation], tag: str) -> None:
        """Make the text of the translations of its sentences, or leave it as it is if there are no words in it."""
        self.origins = tuple(each.origin for each in translations)
        if set(self.origins) - {"kept"}:
            gaps = [sentence.gap for sentence in self.sentences]
            self.text = unmask(join_translated([each.segment for each in translations], gaps, tag))

    def revert(self) -> None:
        """Leave the text as it is."""
        self.text = self.block.written
        self.origins = tuple("source" if has_words(segment) else "kept" for segment in self.segments)


def translate_document(
    document: Document, format_: Format, engine: Engine, source_tag: str, target_tag: str
) -> TranslatedDocument:
    """Translate a document so that its structure stays what it was.

    Args:
        document: the document to translate.
        format_: its format, which renders it again.
        engine: translates its sentences.
        source_tag: the document's language.
        target_tag: the language to translate into.

    Returns:
        The translation. Its findings are what could not be translated (`untranslated`, not breaking): the result
        never breaks the document.

    Raises:
        EngineError: the engine cannot answer, or gives more or fewer answers than it has questions.
    """
    drafts = [
        _Draft(index, block, split(mask(block), source_tag), block.written)
        for index, block in enumerate(document.blocks)
        if block.text and not block.approved
    ]
    segments = [segment for draft in drafts for segment in draft.segments]
    answers = iter(_translated(segments, engine, Piecewise(engine)))
    for draft in drafts:
        draft.take([next(answers) for _ in draft.sentences], target_tag)
    content = _rendered(document, format_, drafts, Piecewise(engine), target_tag)
    blocks = tuple(TranslatedBlock(draft.index, draft.block.text, draft.text, draft.origins) for draft in drafts)
    return TranslatedDocument(document.name, content, blocks, tuple(_untranslated(blocks)))


def has_words(segment: Segment) -> bool:
    """Whether a segment has letters outside its markup: otherwise there is nothing to translate."""
    return any(letter.isalpha() for letter in PLACEHOLDER.sub("", segment.text))


def _translated(segments: Sequence[Segment], *engines: Engine) -> list[Translation]:
    """Translate all segments that have words at once; each engine gets those that lost markup in the one before."""
    answers = [Translation(segment, "source" if has_words(segment) else "kept") for segment in segments]
    for engine in engines:
        waiting = [index for index, answer in enumerate(answers) if answer.origin == "source"]
        for index, answer in zip(waiting, _ask(engine, [segments[index] for index in waiting]), strict=True):
            if has_words(answer.segment) and keeps_marks(segments[index], answer.segment):
                answers[index] = answer
    return answers


def _ask(engine: Engine, segments: Sequence[Segment]) -> list[Translation]:
    """Return an engine's answers, each on one line and with the marks of its question."""
    return [
        Translation(Segment(_one_line(answer.segment.text), segment.marks), answer.origin)
        for segment, answer in zip(segments, answered(engine, segments), strict=True)
    ]


def _one_line(text: str) -> str:
    """Return an answer without line breaks, and with a `?` for half a character, which UTF-8 cannot hold."""
    return " ".join(text.encode(errors="replace").decode().splitlines()).strip()


def _rendered(document: Document, format_: Format, drafts: Sequence[_Draft], careful: Engine, tag: str) -> bytes:
    """Render the document; while a block is not what it was, translate it with care, then leave it as it is.

    Each turn takes one block at least one step back, so that it ends at the latest with the source itself.
    """
    while True:
        texts = {draft.index: draft.text for draft in drafts}
        content = format_.render(document, texts)
        broken = _broken(document, format_.parse(content, document.name, document.options), texts)
        if not broken:
            return content
        changed = [draft for draft in drafts if draft.changed]
        culprits = {_culprit(index, changed).index for index in broken}
        for draft in changed:
            if draft.index in culprits:
                _step_back(draft, careful, tag)


def _broken(document: Document, translated: Document, texts: dict[int, str]) -> list[int]:
    """Return the blocks that are not what they were, or do not read as they were written; after a shift only the first.

    What does not read as it was written has another meaning even where the blocks are the same: a `|` shifts the cells
    of a table and drops the last one, a paragraph becomes a quote, an item a task.
    """
    findings = verify(document, translated)
    read = dict(enumerate(block.written.split() for block in translated.blocks))
    misread = [index for index, text in texts.items() if read.get(index) != text.split()]
    wrong = sorted({*misread, *(finding.block for finding in findings)})
    shifted = any(finding.reason == "structure" for finding in findings)
    return wrong[:1] if shifted else wrong


def _culprit(index: int, changed: Sequence[_Draft]) -> _Draft:
    """Return the changed block to take back: the broken one, or the last one before it, or the first of all."""
    return next((draft for draft in reversed(changed) if draft.index <= index), changed[0])


def _step_back(draft: _Draft, careful: Engine, tag: str) -> None:
    before = draft.text
    if set(draft.origins) - {"retry", "source", "kept"}:
        draft.take(_translated(draft.segments, careful), tag)
    if draft.text == before:
        draft.revert()


def _untranslated(blocks: Sequence[TranslatedBlock]) -> list[Finding]:
    return [
        Finding("untranslated", block.index, " ".join(block.source.split())[:80], breaking=False)
        for block in blocks
        if "source" in block.origins
    ]
