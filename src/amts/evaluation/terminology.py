"""Terminology accuracy: which terms of the source are called what a terminology demands, and which are not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.evaluation.metrics import check_counts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from amts.records import Demand, Segment


@dataclass(frozen=True, slots=True)
class TermUse:
    """A term in a text, and what became of it.

    Attributes:
        document: the name of the document.
        text: the index of the text in it.
        source: the term as the text has it.
        target: what is demanded.
        said: what the translation says for it; empty: nothing that is demanded.
    """

    document: str
    text: int
    source: str
    target: str
    said: str


@dataclass(frozen=True, slots=True)
class TermReport:
    """What became of all terms, in order."""

    uses: tuple[TermUse, ...]

    @property
    def applied(self) -> tuple[TermUse, ...]:
        """The terms that are called what is demanded."""
        return tuple(use for use in self.uses if use.said)

    @property
    def missed(self) -> tuple[TermUse, ...]:
        """Those that are not."""
        return tuple(use for use in self.uses if not use.said)


def report_terms(
    sources: Mapping[str, Sequence[Segment]],
    translations: Mapping[str, Sequence[str]],
    check: Callable[[Segment, str], Sequence[tuple[Demand, str]]],
) -> TermReport:
    """Return what became of the terms in all texts of all documents.

    Args:
        sources: the masked source texts of each document, by its name.
        translations: their translations.
        check: returns the terms in a segment, each with what a translation says for it; empty: nothing demanded.

    Raises:
        DataError: the two do not correspond, or there are none.
    """
    uses: list[TermUse] = []
    for name, texts in sources.items():
        check_counts(translations.get(name, ()), [text.text for text in texts], name)
        for index, (source, translation) in enumerate(zip(texts, translations[name], strict=True)):
            checked = check(source, translation)
            uses += (TermUse(name, index, demand.source, demand.target, said) for demand, said in checked)
    return TermReport(tuple(uses))
