"""Which terms of a terminology a translation has, as the API tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.engines.terminology import Terms
from amts.translation.terms import term_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.engines.protocol import Engine
    from amts.evaluation.terminology import TermUse
    from amts.translation.document import TranslatedDocument

_MOST = 250


def applied(document: TranslatedDocument, engine: Engine) -> list[tuple[str, str]]:
    """Return the terms that a translated document has, with their translations, in the order of the source."""
    return _distinct(_uses(document, engine)[0])


def missed(document: TranslatedDocument, engine: Engine) -> list[tuple[str, str]]:
    """Return the terms that it should have, and has not."""
    return _distinct(_uses(document, engine)[1])


def _uses(document: TranslatedDocument, engine: Engine) -> tuple[Sequence[TermUse], Sequence[TermUse]]:
    if not isinstance(engine, Terms) or not document.sentences:
        return (), ()
    report = term_report([document], engine.glossary)
    return report.applied, report.missed


def _distinct(uses: Sequence[TermUse]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((use.source, use.said or use.target) for use in uses))[:_MOST]
