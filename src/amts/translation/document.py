"""One document and an engine make one translated, verified document: segments out, translations in, bytes back.

A sentence whose translation is wrong is translated again in the ways of `amts.translation.repair`; a block that would
change the structure of the document is too; what fails then stays in the source language and is reported.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from amts.placeholders import collapsed, has_words, unmask
from amts.records import Finding, Translation
from amts.segments.masks import mask
from amts.segments.sentences import join_translated, split
from amts.translation.repair import Outcome, Repairing
from amts.translation.rereading import render_unbroken
from amts.translation.verification.inline import inline_markup
from amts.translation.verification.verify import verify_blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.documents.protocol import Format
    from amts.engines.protocol import Engine
    from amts.records import Block, Document, Segment, Sentence


@dataclass(frozen=True, slots=True)
class TranslatedBlock:
    """A text block with its translation.

    Attributes:
        index: that of the block in the document.
        source: its text.
        text: the translation of the whole.
        sentences: its sentences, each with its translation.
    """

    index: int
    source: str
    text: str
    sentences: tuple[tuple[Segment, Translation], ...]

    @property
    def origins(self) -> tuple[str, ...]:
        """Where the translation of each sentence comes from."""
        return tuple(translation.origin for _, translation in self.sentences)


@dataclass(frozen=True, slots=True)
class TranslatedDocument:
    """A translated document.

    Attributes:
        name: what the document is called.
        content: its bytes.
        blocks: its text blocks.
        findings: what is wrong with it still, such as what stayed in the source language (`untranslated`).
        repairs: what was wrong with it at first, by the reason codes of the verifier.
    """

    name: str
    content: bytes
    blocks: tuple[TranslatedBlock, ...]
    findings: tuple[Finding, ...]
    repairs: tuple[Finding, ...] = ()

    @property
    def sentences(self) -> tuple[tuple[Segment, Translation], ...]:
        """All sentences with their translations."""
        return tuple(sentence for block in self.blocks for sentence in block.sentences)

    def with_sentences(self, sentences: Sequence[tuple[Segment, Translation]]) -> TranslatedDocument:
        """Return the document with more known of its sentences, which are as many as before."""
        left = iter(sentences)
        blocks = tuple(replace(block, sentences=tuple(next(left) for _ in block.sentences)) for block in self.blocks)
        return replace(self, blocks=blocks)

    @property
    def breaking(self) -> tuple[Finding, ...]:
        """Findings by which readers would see a broken page: such a document is never written over another one."""
        return tuple(finding for finding in self.findings if finding.breaking)


@dataclass(slots=True)
class _Draft:
    """A text block of the source, cut into sentences, and its translation as far as it has come."""

    index: int
    block: Block
    sentences: tuple[Sentence, ...]
    text: str
    translations: tuple[Translation, ...] = ()
    repaired: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return self.text != self.block.written

    @property
    def origins(self) -> set[str]:
        """Where its translations come from."""
        return {each.origin for each in self.translations}

    @property
    def segments(self) -> list[Segment]:
        """The sentences as engines read them."""
        return [collapsed(sentence.segment) for sentence in self.sentences]

    def take(self, outcomes: Sequence[Outcome], tag: str) -> None:
        """Make the text of the translations of its sentences, or leave it as it is if there are no words in it."""
        self.translations = tuple(outcome.translation for outcome in outcomes)
        self.repaired = tuple(dict.fromkeys(outcome.reason for outcome in outcomes if outcome.repaired))
        self.doubtful = tuple(dict.fromkeys(outcome.reason for outcome in outcomes if outcome.doubtful))
        if self.origins - {"kept"}:
            gaps = [sentence.gap for sentence in self.sentences]
            self.text = unmask(join_translated([each.segment for each in self.translations], gaps, tag))

    def revert(self) -> None:
        """Leave the text as it is."""
        self.text = self.block.written
        self.translations = tuple(
            Translation(segment, "source" if has_words(segment.text) else "kept") for segment in self.segments
        )
        self.repaired = self.doubtful = ()


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
        The translation. Its findings are what could not be translated (`untranslated`, not breaking); one that is
        breaking is left only if the format itself does not read what it wrote.

    Raises:
        EngineError: the engine cannot answer, or gives more or fewer answers than it has questions.
    """
    drafts = [
        _Draft(index, block, split(mask(block), source_tag), block.written)
        for index, block in enumerate(document.blocks)
        if block.text and not block.approved
    ]
    repairing = Repairing(engine, (source_tag, target_tag))
    answers = iter(repairing.translate([segment for draft in drafts for segment in draft.segments]))
    for draft in drafts:
        draft.take([next(answers) for _ in draft.sentences], target_tag)
    content, broken = _rendered(document, format_, drafts, repairing)
    blocks = tuple(
        TranslatedBlock(
            draft.index, draft.block.text, draft.text, tuple(zip(draft.segments, draft.translations, strict=True))
        )
        for draft in drafts
    )
    findings = (*_untranslated(blocks), *_reported(drafts, "doubtful"), *broken)
    return TranslatedDocument(document.name, content, blocks, findings, tuple(_reported(drafts, "repaired")))


def _rendered(
    document: Document, format_: Format, drafts: Sequence[_Draft], repairing: Repairing
) -> tuple[bytes, list[Finding]]:
    """Render the document; a block that is not what it was is translated with care, then left as it is."""
    by_index = {draft.index: draft for draft in drafts}
    texts = {draft.index: draft.text for draft in drafts if draft.changed}

    def step_back(index: int, _: Finding) -> None:
        draft = by_index[index]
        _step_back(draft, repairing)
        texts[index] = draft.text
        if not draft.changed:
            del texts[index]

    return render_unbroken(document, format_, texts, _changes, step_back)


def _changes(document: Document, again: Document) -> list[Finding]:
    """Return the blocks whose markup is not exactly what it was, escapes and other signs included, and more."""
    changed_markup = [
        Finding("markup", index, f"expected {sorted(expected)}, found {sorted(found)}")
        for index, (block, other) in enumerate(zip(document.blocks, again.blocks, strict=True))
        if (expected := inline_markup(block)) != (found := inline_markup(other))
    ]
    return changed_markup + verify_blocks(document, again)


def _step_back(draft: _Draft, repairing: Repairing) -> None:
    before = draft.text
    if draft.origins - {"retry", "source", "kept"}:
        draft.take(repairing.again(draft.segments), repairing.languages[1])
    if draft.text == before:
        draft.revert()


def _untranslated(blocks: Sequence[TranslatedBlock]) -> list[Finding]:
    return [
        Finding("untranslated", block.index, " ".join(block.source.split())[:80], breaking=False)
        for block in blocks
        if "source" in block.origins
    ]


def _reported(drafts: Sequence[_Draft], which: Literal["repaired", "doubtful"]) -> list[Finding]:
    return [
        Finding(reason, draft.index, " ".join(draft.text.split())[:80], breaking=False)
        for draft in drafts
        for reason in getattr(draft, which)
    ]
