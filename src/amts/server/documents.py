"""Documents and texts, translated by an engine of the server."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from amts.documents.formats import format_named
from amts.documents.xliff.languages import declaring_target
from amts.errors import IntegrityError
from amts.translation.document import translate_document

if TYPE_CHECKING:
    from amts.engines.protocol import Engine
    from amts.translation.document import TranslatedDocument

_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--|<!DOCTYPE", re.I)


def translated(
    content: bytes, format_name: str, name: str, source: str, target: str, engine: Engine
) -> TranslatedDocument:
    """Return a translated document.

    Raises:
        DocumentError: it cannot be read.
        IntegrityError: its translation would break it.
    """
    format_ = format_named(format_name)
    made = translate_document(format_.parse(content, name), format_, engine, source, target)
    if made.breaking:
        finding = made.breaking[0]
        msg = f"{name}: its translation would break it ({finding.reason}: {finding.detail}): nothing was written"
        raise IntegrityError(msg)
    if format_name == "xliff":  # which says itself what language it is in
        return replace(made, content=declaring_target(made.content, target))
    return made


def translated_text(text: str, source: str, target: str, engine: Engine, format_name: str = "") -> TranslatedDocument:
    """Return a translated text as the document that it is; without the name of a format, HTML if it has tags."""
    name = format_name or format_of_text(text)
    return translated(text.encode(errors="replace"), name, "text", source, target, engine)


def format_of_text(text: str) -> str:
    """Return the name of a text's format: HTML if it has tags."""
    return "html" if _TAG.search(text) else "plaintext"
