"""The human translations that held-out documents are scored against."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.errors import DataError
from amts.placeholders import has_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.mining.book import Book
    from amts.progress import Progress
    from amts.translation.document import TranslatedDocument


@dataclass(frozen=True, slots=True)
class Reference:
    """A run of source blocks, with the human translation of it as one line.

    Attributes:
        document: the index of the held-out document.
        blocks: the indexes of the blocks.
        source: their text.
        text: its human translation.
    """

    document: int
    blocks: range
    source: str
    text: str


def find_references(
    book: Book, count: int, source_tag: str, target_tag: str, progress: Progress
) -> tuple[list[Reference], Counter[str]]:
    """Return the human translation of each run of blocks of the first `count` documents, and what has none.

    For this the whole book is aligned; what is learnt from it never reaches an engine.

    Raises:
        DataError: nothing can be scored.
    """
    runs = book.align(source_tag, target_tag, progress).runs
    references: list[Reference] = []
    unscored: Counter[str] = Counter()
    for index in range(count):
        bitext = book.bitexts[index]
        covered: set[int] = set()
        for ours, theirs in runs[index]:
            covered.update(ours)
            if any(has_words(each.segment.text) for i in ours for each in bitext.source[i].sentences):
                source = _line([bitext.source[i].block.text for i in ours])
                text = _line([bitext.target[j].block.text for j in theirs])
                references.append(Reference(index, ours, source, text))
            else:
                unscored["nothing-to-translate"] += 1
        unscored["no-counterpart"] += sum(
            bool(passage.sentences) for i, passage in enumerate(bitext.source) if i not in covered
        )
    if not references:
        msg = "the held-out documents and their translations have no paragraph in common: nothing can be scored"
        raise DataError(msg)
    return references, unscored


def translations(documents: Sequence[TranslatedDocument], references: Sequence[Reference]) -> list[str]:
    """Return the machine translation of each run of blocks that has a reference."""
    texts = [{block.index: block.text for block in document.blocks} for document in documents]
    return [_line([texts[ref.document][i] for i in ref.blocks if i in texts[ref.document]]) for ref in references]


def _line(texts: Sequence[str]) -> str:
    """Return texts as one line, as they are scored."""
    return " ".join(" ".join(texts).split())
