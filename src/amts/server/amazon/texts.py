"""TranslateText and TranslateDocument; and, of our own, many texts in one request."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from amts.documents.formats import format_named
from amts.server.amazon.applied_terms import applied
from amts.server.amazon.content import DOCUMENT_TYPES, format_name
from amts.server.amazon.faults import INVALID_REQUEST, Fault
from amts.server.amazon.pairs import check_count, languages_of, single, unsupported
from amts.server.translators import format_of_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from amts.engines.protocol import Engine
    from amts.server.amazon.operations import Caller
    from amts.server.amazon.pairs import Engines, Languages
    from amts.server.options import ServerOptions
    from amts.translation.document import TranslatedDocument

MAX_TEXT = 10_000
_TOO_LARGE = "TextSizeLimitExceededException"
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
        made = self.engines.translators.text_document(text, pair.source, pair.target, engine)
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
        made = self.engines.translators.document(content, name, "document", pair.source, pair.target, engine)
        return _answer(request, pair, made, engine) | {"TranslatedDocument": {"Content": made.content}}

    def translate_texts(self, caller: Caller, request: Mapping[str, Any]) -> dict[str, Any]:
        """Translate many texts in the way of `translate_text`, the engine being asked for them together."""
        texts = request.get("Texts")
        if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
            msg = 'Texts is to be a list of texts, such as ["Hello", "Good morning"]'
            raise Fault(INVALID_REQUEST, msg)
        rest = {name: value for name, value in request.items() if name != "Texts"}
        _check_codes_and_names(rest)
        for text in texts:
            _check_size(text)
        with ThreadPoolExecutor(_TOGETHER) as pool:
            answers = pool.map(lambda text: self.translate_text(caller, {**rest, "Text": text}), texts)
            return {"Translations": list(answers)}

    def _opened(
        self, caller: Caller, request: Mapping[str, Any], text: Callable[[], str]
    ) -> tuple[Languages, Engine | None]:
        """Return the languages of a request and the engine for them; None if they are the same."""
        check_count(caller.parallel_data, strict=self.options.strict)
        terminology = single(request.get("TerminologyNames", ()))
        codes = request["SourceLanguageCode"], request["TargetLanguageCode"]
        pair = languages_of(*codes, text, strict=self.options.strict)
        if pair.same:
            return pair, None
        return pair, self.engines.engine(caller.account, pair, terminology, caller.parallel_data)


def sample(content: bytes, name: str) -> str:
    """Return the beginning of the text in a document, in which to recognise its language."""
    document = format_named(name).parse(content, "document")
    return "\n".join(block.text for block in document.blocks if block.text)[:MAX_TEXT]


def _check_size(text: str) -> None:
    size = len(text.encode(errors="replace"))
    if size > MAX_TEXT:
        msg = (
            f"Input text size exceeds limit. Max length of request text allowed is {MAX_TEXT} bytes while in this "
            f"request the text size is {size} bytes"
        )
        raise Fault(_TOO_LARGE, msg)


def _check_codes_and_names(request: Mapping[str, Any]) -> None:
    for name in ("SourceLanguageCode", "TargetLanguageCode"):
        if not isinstance(request.get(name), str):
            msg = f"{name} is missing: name a language by its code, such as en"
            raise Fault(INVALID_REQUEST, msg)
    names: Sequence[Any] = request.get("TerminologyNames", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        msg = "TerminologyNames is to be a list of names"
        raise Fault(INVALID_REQUEST, msg)


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
