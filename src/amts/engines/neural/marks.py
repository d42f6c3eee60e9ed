"""The placeholders of a segment as a model sees them, and put back.

Models whose vocabulary has ⟦1⟧, ⟦2⟧ and so on read them as they are. Others see names such as X1, X2, which models
take over as they take over names of variables; what they lose is for the repair to find.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from amts.placeholders import PLACEHOLDER, numbers, pairs, placeholder
from amts.records import MarkKind, Segment

if TYPE_CHECKING:
    from collections.abc import Collection

_INITIALS = "XQZWVYKJ"
# Letters and digits of scripts with spaces: a name that touched one would not be seen as a name.
_LETTER = "[0-9A-Za-z\u00c0-\u1fff]"
_TOUCHING = re.compile(f"(?<={_LETTER})(?=⟦)|(?<=⟧)(?={_LETTER}|⟦)")


def initial(text: str, symbols: Collection[str]) -> str:
    """Return the letter that names the placeholders of a text; none if the model has symbols for all of them."""
    if all(match[0] in symbols for match in PLACEHOLDER.finditer(text)):
        return ""
    free = (letter for letter in _INITIALS if not re.search(rf"{letter}\s?\d", text, re.I))
    return next(free, _INITIALS[0])


def shown(text: str, letter: str) -> str:
    """Return a text with its placeholders as the model reads them."""
    if not letter:
        return text
    return PLACEHOLDER.sub(lambda match: letter + match[1], _TOUCHING.sub(" ", text))


def restored(answer: str, letter: str, source: Segment) -> Segment:
    """Return the translation of a segment with its placeholders put back.

    Placeholders that the source does not have, or not so often, are left out; so are all paired ones if they do not
    nest as in the source. What is missing then is to be seen, and the sentence is translated anew.
    """
    text = _named_back(answer, letter) if letter else answer
    left = Counter(numbers(source.text))
    text = PLACEHOLDER.sub(lambda match: match[0] if _taken(left, int(match[1])) else "", text)
    if not _nested(text, source):
        text = PLACEHOLDER.sub(lambda match: "" if _is_paired(source, int(match[1])) else match[0], text)
    return Segment(" ".join(_closed_up(text, source).split()), source.marks)


def _named_back(text: str, letter: str) -> str:
    name = re.compile(rf"(?<![A-Za-z0-9]){letter} ?(\d{{1,8}})(?!\d)", re.I)
    return name.sub(lambda match: placeholder(int(match[1])), text)


def _taken(left: Counter[int], number: int) -> bool:
    """Take one of what is left of a placeholder, if there is any."""
    left[number] -= 1
    return left[number] >= 0


def _is_paired(source: Segment, number: int) -> bool:
    return source.marks[number - 1].kind in (MarkKind.OPEN, MarkKind.CLOSE)


def _nested(text: str, source: Segment) -> bool:
    """Whether each opening mark is closed by its own partner, inner ones first."""
    partners = pairs(source)
    opened: list[int] = []
    for number in numbers(text):
        if source.marks[number - 1].kind is MarkKind.OPEN:
            opened.append(number)
        elif source.marks[number - 1].kind is MarkKind.CLOSE and (not opened or partners.get(opened.pop()) != number):
            return False
    return not opened


def _closed_up(text: str, source: Segment) -> str:
    """Take out the spaces within paired marks that the source does not have there."""
    for number in dict.fromkeys(numbers(text)):
        sign, kind = placeholder(number), source.marks[number - 1].kind
        if kind is MarkKind.OPEN and f"{sign} " not in source.text:
            text = re.sub(f"{sign} +", sign, text)
        if kind is MarkKind.CLOSE and f" {sign}" not in source.text:
            text = re.sub(f" +{sign}", sign, text)
    return text
