"""TranslateText and TranslateDocument; and, of our own, many texts in one request."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from amts.documents.formats import format_named
from amts.server.amazon.applied_terms import applied
from amts.server.amazon.codecs import Json
from amts.server.amazon.content import DOCUMENT_TYPES, format_name
from amts.server.amazon.faults import INVALID_REQUEST, Fault
from amts.server.amazon.pairs import Languages, languages_of, refuse_extension, single, unsupported
from amts.server.amazon.shapes import TEXTS
from amts.server.amazon.validation import conforming
from amts.server.documents import format_of_text, translated, translated_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amts.engines.protocol import Engine
    from amts.server.amazon.operations import Caller
    from amts.server.amazon.pairs import Engines
    from amts.server.options import ServerOptions
    from amts.translation.document import TranslatedDocument

MAX_TEXT = 10_000
# So many texts of one request are on their way at once: the engine is asked for them together.
_TOGETHER = 16


@dataclass(frozen=True, slots=True)
class Texts:
    """The operations that answer at once.

    Attributes:
        options: how the server runs.
        engines: finds the engine.
    """

    options: ServerOptions
    engines: Engines

    def translate_text(self, caller: Caller, request: Mapping[str, Any]) -> dict[str, Any]:
        """Translate a text, plain or HTML."""
        text = request["Text"]
        pair, engine = self._opened(caller, request, partial(sample, text.encode(), format_of_text(text)))
        if engine is None:
            return _answer(request, pair, None, None) | {"TranslatedText": text}
        made = translated_text(text, pair.source, pair.target, engine)
        return _answer(request, pair, made, engine) | {"TranslatedText": made.content.decode()}

    def translate_document(self, caller: Caller, request: Mapping[str, Any]) -> dict[str, Any]:
        """Translate a document."""
        content, kind = request["Document"]["Content"], request["Document"]["ContentType"]
        name = format_name(kind, DOCUMENT_TYPES, INVALID_REQUEST, strict=self.options.strict)
        pair, engine = self._opened(caller, request, partial(sample, content, name))
        if self.options.strict and "en" not in (pair.source, pair.target):
            msg = f"Unsupported language pair: {pair.source} to {pair.target}. One of them must be English (en)"
            raise unsupported(msg, pair.source, pair.target)
        if engine is None:
            return _answer(request, pair, None, None) | {"TranslatedDocument": {"Content": content}}
        made = translated(content, name, "document", pair.source, pair.target, engine)
        return _answer(request, pair, made, engine) | {"TranslatedDocument": {"Content": made.content}}

    def translate_texts(self, caller: Caller, request: Mapping[str, Any]) -> dict[str, Any]:
        """Translate many texts in the way of `translate_text`, the engine being asked for them together."""
        asked = conforming(TEXTS, request, Json(), INVALID_REQUEST)
        texts = asked.pop("Texts")
        if len(texts) < len(request["Texts"]):
            msg = "There is a null in Texts: leave it out, or send an empty text"
            raise Fault(INVALID_REQUEST, msg)
        names = dict.fromkeys((*caller.parallel_data, *asked.pop("ParallelDataNames", ())))
        translate = partial(self._one_of_many, replace(caller, parallel_data=tuple(names)), asked)
        with ThreadPoolExecutor(_TOGETHER) as pool:
            return {"Translations": list(pool.map(translate, texts))}

    def _one_of_many(self, caller: Caller, request: Mapping[str, Any], text: str) -> dict[str, Any]:
        if text.strip():
            return self.translate_text(caller, {**request, "Text": text})
        pair = Languages(request["SourceLanguageCode"], request["TargetLanguageCode"])
        return _answer(request, pair, None, None) | {"TranslatedText": text}

    def _opened(
        self, caller: Caller, request: Mapping[str, Any], text: Callable[[], str]
    ) -> tuple[Languages, Engine | None]:
        """Return the languages of a request and the engine for them; None if they are the same."""
        refuse_extension(caller, strict=self.options.strict)
        terminology = single(request.get("TerminologyNames", ()))
        codes = request["SourceLanguageCode"], request["TargetLanguageCode"]
        pair = languages_of(*codes, text, strict=self.options.strict)
        if pair.same:
            return pair, None
        return pair, self.engines.engine(caller.account, pair, terminology, caller.parallel_data)


def sample(content: bytes, format_name: str, name: str = "document") -> str:
    """Return the beginning of the text in a document, in which to recognise its language."""
    document = format_named(format_name).parse(content, name)
    return "\n".join(block.text for block in document.blocks if block.text)[:MAX_TEXT]


def _answer(
    request: Mapping[str, Any], pair: Languages, made: TranslatedDocument | None, engine: Engine | None
) -> dict[str, Any]:
    """Return what the answers have in common; settings that were not honoured are not echoed."""
    terms = applied(made, engine) if made and engine else []
    listed = [{"SourceText": source, "TargetText": target} for source, target in terms]
    named = [{"Name": name, "Terms": listed} for name in request.get("TerminologyNames", ())]
    return {
        "SourceLanguageCode": pair.source,
        "TargetLanguageCode": pair.target,
        "AppliedTerminologies": named or None,
    }
