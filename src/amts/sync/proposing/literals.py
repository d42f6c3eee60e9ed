"""Numbers and names that a changed source exchanges, in a translation that repeats them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace

from amts.placeholders import ANY_PLACEHOLDER
from amts.sync.proposing.versions import Edit, Versions, differences, edited

# Numbers; names such as PyTorch or FP16, which translations into other scripts repeat.
_LITERAL = re.compile(
    rf"{ANY_PLACEHOLDER}|(?<![A-Za-z\d_])(?:\d+(?:[.,'’٫٬\u00a0\u202f]\d+| \d{{3}}(?!\d))*"
    r"|[A-Z](?=[A-Za-z\d]*[A-Z\d])[A-Za-z\d]+)(?![A-Za-z\d_])"
)
_THOUSANDS = 3


def with_literals(versions: Versions, tag: str) -> Versions:
    """Return the translation with the numbers and names that were exchanged, if it has each as often as the source."""
    changes: Counter[tuple[str, str]] = Counter()
    for stretch in differences(versions.old, versions.new, tag):
        gone, come = (
            [found[0] for token in side for found in _literals(token.text)] for side in (stretch.old, stretch.new)
        )
        if len(gone) == len(come):
            changes.update(zip(gone, come, strict=True))
    old_edits: list[Edit] = []
    target_edits: list[Edit] = []
    for (gone_text, come_text), count in changes.items():
        here = [found for found in _literals(versions.old.text) if found[0] == gone_text]
        there = [(found, _written(come_text, gone_text, found[0])) for found in _literals(versions.target.text)]
        edits = [Edit(*found.span(), text) for found, text in there if text is not None]
        if len(here) == len(edits) == count and all(edit.text for edit in edits):
            old_edits += [Edit(*found.span(), come_text) for found in here]
            target_edits += edits
    return replace(versions, old=edited(versions.old, old_edits), target=edited(versions.target, target_edits))


def _literals(text: str) -> list[re.Match[str]]:
    """Return the numbers and names in a text."""
    return [found for found in _LITERAL.finditer(text) if found[0][0] != "⟦"]


def _written(new: str, old: str, said: str) -> str | None:
    """Return a new number or name as a translation writes it that says the old one so; None if it does not say it.

    It is empty if the translation says it, but does not show how it would write the new one.
    """
    if not old[0].isdigit():
        plural = new.lower().rstrip("s") == old.lower().rstrip("s")
        return None if said != old else new * (not plural and not new[0].isdigit())
    ours, theirs = _Digits.read(old), _Digits.read(said)
    if not said[0].isdigit() or not new[0].isdigit() or "".join(ours.groups) != "".join(theirs.groups):
        return None
    return _Digits.read(new).written_as(theirs, ours)


@dataclass(frozen=True, slots=True)
class _Digits:
    """A number: groups of digits with signs between them, and the digit zero of its script."""

    groups: tuple[str, ...]
    signs: tuple[str, ...]
    zero: str

    @classmethod
    def read(cls, text: str) -> _Digits:
        """Read a number."""
        digits = "".join(str(unicodedata.decimal(sign, sign)) for sign in text)
        zero = chr(ord(text[0]) - unicodedata.decimal(text[0], 0))
        return cls(tuple(re.findall(r"\d+", digits)), tuple(re.findall(r"\D+", digits)), zero)

    def written_as(self, theirs: _Digits, ours: _Digits) -> str:
        """Return the number with the signs and digits that a translation has for another; empty if it shows none."""
        if theirs.groups == ours.groups:
            signs = dict(zip(ours.signs, theirs.signs, strict=True))
        elif not theirs.signs and {len(group) for group in ours.groups[1:] + self.groups[1:]} == {_THOUSANDS}:
            signs = dict.fromkeys(ours.signs, "")
        else:
            return ""
        if not signs.keys() >= set(self.signs):
            return ""
        pieces = [*(group + signs[sign] for group, sign in zip(self.groups, self.signs, strict=False)), self.groups[-1]]
        return "".join(chr(ord(theirs.zero) + int(sign)) if sign.isdigit() else sign for sign in "".join(pieces))
