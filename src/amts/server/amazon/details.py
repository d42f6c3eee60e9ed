"""The file that tells what became of a job's documents in one language; counts are texts, as Amazon writes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from amts.jobs.records import State
from amts.placeholders import PLACEHOLDER, unmask
from amts.server.amazon.applied_terms import applied, missed
from amts.server.amazon.faults import INVALID_REQUEST
from amts.server.amazon.job_request import translated_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from amts.engines.protocol import Engine
    from amts.jobs.records import Unit
    from amts.server.amazon.job_request import JobRequest
    from amts.translation.document import TranslatedDocument

_SERVER = "InternalServerException"
# So many pairs are named for a document.
_MOST_PAIRS = 50


def result_of(document: TranslatedDocument, engine: Engine, source: str) -> dict[str, Any]:
    """Return what the details say of a translated document."""
    return {
        "source": source,
        "characters": sum(len(PLACEHOLDER.sub("", segment.text)) for segment, _ in document.sentences),
        "terms": applied(document, engine),
        "missed": missed(document, engine),
        "pairs": list(dict.fromkeys(_pairs(document)))[:_MOST_PAIRS],
    }


def _pairs(document: TranslatedDocument) -> Iterator[tuple[str, str, float]]:
    """Yield the pairs that were used: those that were reused as they are, and those that were repaired or shown."""
    for segment, translation in document.sentences:
        if translation.origin == "memory" and not translation.matches:
            yield unmask(segment), unmask(translation.segment), 1.0
        for match in translation.matches:
            yield unmask(match.pair.source), unmask(match.pair.target), round(match.score, 2)


def failure(error: Exception, *, ours: bool) -> str:
    """Return an error as a unit keeps it: with its code, as the details name it."""
    return f"{_SERVER if ours else INVALID_REQUEST}: {error}"


def details(request: JobRequest, target: str, units: Sequence[Unit]) -> bytes:
    """Return the file about all documents in one language."""
    errors = [_error(unit)["errorCode"] for unit in units if unit.state is State.FAILED]
    ours = errors.count(_SERVER)
    ended = [unit for unit in units if unit.state in {State.DONE, State.FAILED}]
    content = {
        "sourceLanguageCode": request.source,
        "targetLanguageCode": target,
        "charactersTranslated": str(sum(unit.result.get("characters", 0) for unit in units)),
        "documentCountWithCustomerError": str(len(errors) - ours),
        "documentCountWithServerError": str(ours),
        "inputDataPrefix": request.input,
        "outputDataPrefix": request.output,
        "details": [_document(request, target, unit) for unit in ended],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _document(request: JobRequest, target: str, unit: Unit) -> dict[str, Any]:
    name = unit.payload["name"]
    found: dict[str, Any] = {"sourceFile": name}
    if unit.state is State.FAILED:
        return found | {"auxiliaryData": {"error": _error(unit)}}
    found["targetFile"] = translated_name(name, target)
    if request.source != unit.result["source"]:
        found["sourceLanguage"] = unit.result["source"]
    return found | {"auxiliaryData": _auxiliary(request, unit.result)}


def _auxiliary(request: JobRequest, result: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was used for a document; which pairs, and which terms are missing, is our own addition."""
    data: dict[str, Any] = {}
    for name in request.terminologies:
        data["appliedTerminologies"] = [{"name": name, "terms": _terms(result["terms"])}]
        if result["missed"]:
            data["missedTerminologies"] = [{"name": name, "terms": _terms(result["missed"])}]
    if request.data:
        keys = "sourceText", "targetText", "score"
        data["parallelDataSegments"] = [dict(zip(keys, pair, strict=True)) for pair in result["pairs"]]
    return data


def _terms(found: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    return [{"sourceText": source, "targetText": target} for source, target in found]


def _error(unit: Unit) -> dict[str, str]:
    code, separator, message = unit.error.partition(": ")
    known = separator and code in {_SERVER, INVALID_REQUEST}
    return {"errorCode": code if known else _SERVER, "errorMessage": message if known else unit.error}
