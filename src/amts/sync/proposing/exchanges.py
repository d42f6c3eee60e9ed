"""What a changed source exchanges one for one is exchanged in its translation: markup, numbers, terms.

Whatever is not certain is left as it is: it shows in what the source still has for a difference.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from amts.placeholders import ANY_PLACEHOLDER, PLACEHOLDER, numbers, pairs, placeholder
from amts.records import MarkKind
from amts.sync.changes import classify, rolls_forward
from amts.sync.proposing.literals import with_literals
from amts.sync.proposing.versions import PAIRED, SIGNS, Edit, differences, edited, numbered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.engines.terminology import Glossary
    from amts.records import Demand, Mark, Segment
    from amts.sync.proposing.versions import Stretch, Versions

# Roles that stand beside a sentence, not in it: without them it is as whole as before.
_ASIDE = re.compile(r":(?:cite|footcite|fn|footnote)\w*:|\[@|\[\^")


def exchanged(versions: Versions, languages: tuple[str, str], glossary: Glossary | None = None) -> Versions | None:
    """Return the translation with what was exchanged one for one, and the old source with it and what does not matter.

    What the old source then has for a difference to the new one is still to be done.

    Args:
        versions: numbered as they are in their documents.
        languages: translated from, and into.
        glossary: knows what terms are called.

    Returns:
        The versions, numbered alike; None if the translation has something else where the source has exchanged a mark.
    """
    found = numbered(versions, languages[0])
    if found is None:
        return None
    found = with_literals(_with_marks_put(found), languages[0])
    return _settled(_with_terms(found, glossary, languages[0]) if glossary else found, languages[0])


def _settled(versions: Versions, tag: str) -> Versions:
    """Return the old source with what the new one has where a translation stays as it is."""
    edits = (stretch.edit for stretch in differences(versions.old, versions.new, tag))
    harmless = (edit for edit in edits if rolls_forward(classify(versions.old, edited(versions.old, [edit]), tag)))
    return replace(versions, old=edited(versions.old, harmless))


def _with_marks_put(versions: Versions) -> Versions:
    """Return the translation without marks that have gone, if it is whole without them, and with those around all.

    Marks that the source has around a whole sentence belong around the whole translation.
    """
    old, new, target = versions.old, versions.new, versions.target
    gone = {number for number in set(numbers(old.text)) - set(numbers(new.text)) if _may_go(old.marks[number - 1])}
    old, target = (replace(each, text=_without(each, gone)) for each in (old, target))
    for pair in _around_all(new):
        if not set(pair) & {*numbers(old.text), *numbers(target.text)}:
            old, target = (replace(each, text=_wrapped(each.text, new.text, pair)) for each in (old, target))
    return replace(versions, old=old, target=target)


def _may_go(mark: Mark) -> bool:
    return mark.kind in PAIRED or mark.kind is MarkKind.NOTE or _ASIDE.match(mark.text) is not None


def _without(segment: Segment, gone: set[int]) -> str:
    """Return a segment's text without these marks; where one has stood alone, without the space before it too."""

    def left(found: re.Match[str]) -> str:
        number = int(found[2])
        if number not in gone:
            return found[0]
        return found[1] if segment.marks[number - 1].kind in PAIRED else ""

    return re.sub(rf"(\s?){PLACEHOLDER.pattern}", left, segment.text).strip() if gone else segment.text


def _around_all(segment: Segment) -> list[tuple[int, int]]:
    """Return the pairs of marks that stand around a whole sentence, the innermost first."""
    ends = re.fullmatch(rf"((?:{ANY_PLACEHOLDER})*)(.*?)([{SIGNS}]*(?:{ANY_PLACEHOLDER})*[{SIGNS}]*)", segment.text)
    first, last = (set(numbers(ends[group])) for group in (1, 3)) if ends else (set(), set())
    return [pair for pair in pairs(segment).items() if pair[0] in first and pair[1] in last]


def _wrapped(text: str, like: str, pair: tuple[int, int]) -> str:
    """Return a text between two marks, its last signs within them or without, as they are in the other text."""
    outside = bool(PLACEHOLDER.sub("", like.partition(placeholder(pair[1]))[2]))
    end = len(text.rstrip(SIGNS)) if outside else len(text)
    return placeholder(pair[0]) + text[:end] + placeholder(pair[1]) + text[end:]


def _with_terms(versions: Versions, glossary: Glossary, tag: str) -> Versions:
    """Return the translation with the terms that were exchanged, if it says what the old one is called just once."""
    called = glossary.check(versions.old, versions.target.text)
    said = Counter(text for _, text in called)
    come = glossary.demands(versions.new)
    old_edits, target_edits = [], []
    for stretch in differences(versions.old, versions.new, tag):
        for demand, text in called:
            other = _exchanged_for(demand, come, stretch)
            if other and text and said[text] == versions.target.text.count(text) == 1:
                start = versions.target.text.index(text)
                target_edits.append(Edit(start, start + len(text), other.target))
                old_edits.append(Edit(demand.start, demand.end, other.source))
    return replace(versions, old=edited(versions.old, old_edits), target=edited(versions.target, target_edits))


def _exchanged_for(demand: Demand, come: Sequence[Demand], stretch: Stretch) -> Demand | None:
    """Return the term that stands in the place of another, if a stretch is all that differs between them."""
    if not stretch.old or not stretch.new:
        return None
    start, end = stretch.old[0].start - demand.start, demand.end - stretch.old[-1].end
    for other in come:
        like = (stretch.new[0].start - other.start, other.end - stretch.new[-1].end) == (start, end)
        if like and min(start, end) >= 0:
            kept = [(text[:start], text[len(text) - end :]) for text in (demand.source.lower(), other.source.lower())]
            return other if kept[0] == kept[1] else None
    return None
