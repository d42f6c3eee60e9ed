"""What became of the terms in translated documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.evaluation.terminology import TermReport, report_terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amts.engines.terminology import Glossary
    from amts.translation.document import TranslatedDocument


def term_report(documents: Iterable[TranslatedDocument], glossary: Glossary) -> TermReport:
    """Return which terms of the documents are called what is demanded, and which are not."""
    found = {document.name: document.sentences for document in documents}
    sources = {name: [source for source, _ in sentences] for name, sentences in found.items() if sentences}
    texts = {name: [each.segment.text for _, each in sentences] for name, sentences in found.items()}
    return report_terms(sources, texts, glossary.check)
