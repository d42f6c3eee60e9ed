"""Pseudo-translation: accented, longer text in brackets, by which one sees what is translated and what breaks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from amts.placeholders import PLACEHOLDER
from amts.records import Segment, Translation

if TYPE_CHECKING:
    from collections.abc import Sequence

_ACCENTED = str.maketrans(
    "aceghijklnorstuwyzACEGHIJKLNORSTUWYZ", "áçéĝĥíĵķļñóŕšťúŵýžÁÇÉĜĤÍĴĶĻÑÓŔŠŤÚŴÝŽ"
)  # fmt: skip
# Most translations of short English texts are longer than them.
_GROWTH = 0.3


class Pseudo:
    """Writes accents on letters and makes each segment 30 % longer; placeholders stay where they are."""

    signature = "pseudo"

    def translate(self, segments: Sequence[Segment]) -> list[Translation]:
        """Return `⟨Ţéxť ···⟩` for `Text`."""
        return [Translation(Segment(_pseudo(each.text), each.marks), "engine") for each in segments]


def _pseudo(text: str) -> str:
    letters = len(PLACEHOLDER.sub("", text))
    return f"⟨{text.translate(_ACCENTED)} {'·' * math.ceil(letters * _GROWTH)}⟩"
