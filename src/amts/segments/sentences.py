"""A block's masked text cut into sentences, and sentences joined to a text again.

Cutting is done on the masked text, so that no full stop within code or mathematics ends a sentence. With no change,
`join` returns what `split` was given.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from amts.languages import language
from amts.placeholders import ANY_PLACEHOLDER, PLACEHOLDER, concatenated, renumbered
from amts.records import MarkKind, Segment, Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from amts.records import Mark

# After these sentencex may cut in running text, before a placeholder, a number or a small letter.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(（])(?:(?i:e\.g|i\.e|cf|vs|etc|et al|viz|figs?|eqs?|secs?|ch|vol|pp?|approx|resp|dr|mr|mrs|ms|prof|st"
    r"|p\.ej|sra?|pág|núm)|No|[A-Z])\.[)）]?\s*$"
)
_NUMBERING = re.compile(r"\s*[(（]?\d{1,3}\.\s*")
_FULL_STOPS = ".!?…。！？．｡؟۔।॥։።។။"
_CLOSING_SIGNS = "\"'”’)\\]）】」』"
_ENDS_SENTENCE = re.compile(rf"[{_FULL_STOPS}](?:[{_CLOSING_SIGNS}*_~\s]|{ANY_PLACEHOLDER})*$")
# After a sign or letter of full width no space follows.
_WIDE = r"[\u2018-\u201d\u2026\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
_ENDS_WIDE = re.compile(rf"{_WIDE}(?:{ANY_PLACEHOLDER})*$")
# So many characters tell whether a sentence ends; all of them would take too long where much was put together.
_END = 100
_ONLY_CLOSERS = re.compile(rf"(?:[{_CLOSING_SIGNS}]|{ANY_PLACEHOLDER}(?=\s|$))+\s*")
_CLOSER = re.compile(rf"{PLACEHOLDER.pattern}|[{_CLOSING_SIGNS}]")


def split(segment: Segment, tag: str) -> tuple[Sentence, ...]:
    """Cut a masked text into sentences.

    Args:
        segment: the masked text of a block.
        tag: its language.

    Returns:
        Sentences with their own placeholders, numbered from 1, and the white space that follows each.
    """
    sentences = []
    for piece in _pieces(segment, tag):
        text = piece.rstrip()
        sentences.append(Sentence(renumbered(Segment(text, segment.marks)), piece[len(text) :]))
    return tuple(sentences)


def join(sentences: Sequence[Sentence]) -> Segment:
    """Put sentences and the white space between them together again."""
    return concatenated([each.segment for each in sentences], [each.gap for each in sentences])


def join_translated(translations: Sequence[Segment], gaps: Sequence[str], tag: str) -> Segment:
    """Join translated sentences by the rules of their script.

    Nothing stands after 。; elsewhere the source's own gaps, or a space if the source's script has none.

    Args:
        translations: the translation of each sentence.
        gaps: the white space after each source sentence.
        tag: the language translated into.
    """
    if language(tag).spaced:
        return concatenated(translations, [*(gap or " " for gap in gaps[:-1]), *gaps[-1:]])
    closed = [_ENDS_WIDE.search(each.text) is not None for each in translations]
    return concatenated(translations, ["" if wide else gap and " " for wide, gap in zip(closed, gaps, strict=True)])


def _pieces(segment: Segment, tag: str) -> Iterator[str]:
    """Yield the sentences with the white space after each; together they are the text."""
    pending = ""
    for piece in _segmented(segment.text, language(tag).primary):
        closed = _closers(piece, segment.marks) if pending.rstrip() == pending != "" else 0
        pending, rest = pending + piece[:closed], piece[closed:]
        # `*How much?* is a question` goes on after its first mark.
        if pending and not _continues(pending, rest) and not (closed and rest[0].islower()):
            yield pending
            pending = ""
        pending += rest
    if pending:
        yield pending


def _closers(piece: str, marks: Sequence[Mark]) -> int:
    """Return how much at the beginning of a piece closes the sentence before it, which ends without white space."""
    end = 0
    while (match := _CLOSER.match(piece, end)) and (not match[1] or _closes(marks[int(match[1]) - 1])):
        end = match.end()
    return len(piece) - len(piece[end:].lstrip()) if end else 0


def _closes(mark: Mark) -> bool:
    """Whether markup belongs to what stands before it."""
    html = mark.kind is MarkKind.HTML and mark.text.startswith(("</", "<br"))
    return html or mark.kind in (MarkKind.CLOSE, MarkKind.NOTE, MarkKind.BREAK)


def _continues(before: str, piece: str) -> bool:
    """Whether the splitter cut where no sentence ends."""
    if not before.strip() or not piece.strip():
        return True
    end = before[-_END:]
    if not _ENDS_SENTENCE.search(end) or (_ABBREVIATION.search(end) and not re.match(r"[A-Z][a-z]", piece)):
        return True
    # `H.G. Wells`, `../data` in a text without spaces; `1. Introduction`.
    if before.endswith(".") and re.match(r"[\w./]", piece, re.ASCII):
        return True
    return bool(_NUMBERING.fullmatch(before) or _ONLY_CLOSERS.fullmatch(piece))


def _segmented(text: str, primary: str) -> list[str]:
    """Cut with sentencex on a copy whose line breaks are spaces, so that a wrapped line is no sentence."""
    flat = re.sub(r"\s", " ", text)
    pieces, position = [], 0
    for sentence in _segmenter()(primary, flat):
        length = len(sentence)
        if flat[position : position + length] != sentence:
            position = flat.index(sentence, position)
        pieces.append((position, position + length))
        position += length
    starts = [0, *(start for start, _ in pieces[1:]), len(text)]
    return [text[first:last] for first, last in pairwise(starts) if first < last]


@cache
def _segmenter() -> Callable[[str, str], Iterable[str]]:
    import sentencex  # here: heavy parts load on use

    segment: Callable[[str, str], Iterable[str]] = sentencex.segment
    return segment
