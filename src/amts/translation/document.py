"""One document and an engine make one translated, verified document: segments out, translations in, bytes back.

A sentence whose translation loses markup is translated again piece by piece between its placeholders; a block that
would change the structure of the document is too; what fails then stays in the source language and is reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.engines.wrappers import Piecewise
from amts.placeholders import PLACEHOLDER, collapsed, unmask
from amts.records import Finding, Segment, Translation
from amts.segments.masks import mask
from amts.segments.sentences import join_translated, split
from amts.translation.verify import keeps_marks, verify

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amts.documents.protocol import Format
    from amts.engines.protocol import Engine
    from amts.records import Document, Sentence


@dataclass(frozen=True, slots=True)
class TranslatedBlock:
    """A text block with the translation of each of its sentences and of the whole."""

    index: int
    source: str
    text: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TranslatedDocument:
    """A translated document: its bytes, its text blocks, and what was found on the way (repaired or not)."""

    name: str
    content: bytes
    blocks: tuple[TranslatedBlock, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """A text block of the source, cut into sentences."""

    index: int
    text: str
    sentences: tuple[Sentence, ...]


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
    """
    parts = [
        _Part(index, block.text, split(mask(block), source_tag))
        for index, block in enumerate(document.blocks)
        if block.text
    ]
    careful = Piecewise(engine)
    translations = _translate_sentences(parts, engine, careful)
    texts = {
        part.index: _joined(part, translated, target_tag) for part, translated in zip(parts, translations, strict=True)
    }
    origins = {
        part.index: tuple(each.origin for each in translated)
        for part, translated in zip(parts, translations, strict=True)
    }

    def retried(part: _Part) -> str:
        answers = careful.translate([collapsed(sentence.segment) for sentence in part.sentences])
        return _joined(part, answers, target_tag)

    content = _repaired(document, format_, {part.index: part for part in parts}, texts, origins, retried)
    blocks = tuple(TranslatedBlock(part.index, part.text, texts[part.index], origins[part.index]) for part in parts)
    return TranslatedDocument(document.name, content, blocks, tuple(_untranslated(blocks)))


def _translate_sentences(parts: Sequence[_Part], engine: Engine, careful: Engine) -> list[list[Translation]]:
    """Translate all sentences of a document at once; those that lose markup again, with care."""
    segments = [collapsed(sentence.segment) for part in parts for sentence in part.sentences]
    asked = [index for index, segment in enumerate(segments) if has_words(segment)]
    answers = [Translation(segment, "kept") for segment in segments]
    _fill(answers, segments, asked, engine)
    lossy = [index for index in asked if not keeps_marks(segments[index], answers[index].segment)]
    _fill(answers, segments, lossy, careful)
    for index in lossy:
        if not keeps_marks(segments[index], answers[index].segment):
            answers[index] = Translation(segments[index], "source")
    ordered = iter(answers)
    return [[next(ordered) for _ in part.sentences] for part in parts]


def _fill(answers: list[Translation], segments: Sequence[Segment], indexes: Sequence[int], engine: Engine) -> None:
    found = engine.translate([segments[index] for index in indexes])
    for index, answer in zip(indexes, found, strict=True):
        answers[index] = answer


def has_words(segment: Segment) -> bool:
    """Whether a segment has letters outside its markup: otherwise there is nothing to translate."""
    return any(letter.isalpha() for letter in PLACEHOLDER.sub("", segment.text))


def _joined(part: _Part, translations: Sequence[Translation], target_tag: str) -> str:
    gaps = [sentence.gap for sentence in part.sentences]
    return unmask(join_translated([each.segment for each in translations], gaps, target_tag))


def _repaired(
    document: Document,
    format_: Format,
    parts: dict[int, _Part],
    texts: dict[int, str],
    origins: dict[int, tuple[str, ...]],
    retried: Callable[[_Part], str],
) -> bytes:
    """Render the document; while a block is not what it was, translate it with care, then leave it as it is.

    Each turn takes one block one step back, so that it ends at the latest with the source itself.
    """
    while True:
        content = format_.render(document, texts)
        broken = verify(document, format_.parse(content, document.name))
        if not broken:
            return content
        for index in {_culprit(finding, texts, document) for finding in broken}:
            part = parts[index]
            again = "retry" if set(origins[index]) - {"retry", "source"} else "source"
            texts[index] = retried(part) if again == "retry" else part.text
            origins[index] = (again,) * len(part.sentences)


def _culprit(finding: Finding, texts: dict[int, str], document: Document) -> int:
    """Return the block to take back: the changed text block found, or the last one before, or the first of all."""
    changed = [index for index, text in texts.items() if text != document.blocks[index].text]
    return max((index for index in changed if index <= finding.block), default=min(changed))


def _untranslated(blocks: Sequence[TranslatedBlock]) -> list[Finding]:
    return [
        Finding("untranslated", block.index, " ".join(block.source.split())[:80], breaking=False)
        for block in blocks
        if "source" in block.origins
    ]
