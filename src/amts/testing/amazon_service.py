"""A small Amazon Translate in memory: it knows the dictionary of the toy language, and misbehaves on demand."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from amts.errors import PathError
from amts.records import Segment
from amts.testing.fakes import DictionaryEngine
from amts.testing.toy_language import VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Callable

_TOY = DictionaryEngine(VOCABULARY)
_KEPT = re.compile(r"(<span translate=\"no\">.*?</span>|<[^>]*>|&\w+;)")


class DiedError(BaseException):
    """The program is killed."""


class MemoryFiles:
    """Files by URI, in memory."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def read(self, uri: str) -> bytes:
        """Return a file."""
        if uri not in self.files:
            raise PathError(uri)
        return self.files[uri]

    def write(self, uri: str, content: bytes) -> None:
        """Keep a file."""
        self.files[uri] = content

    def exists(self, uri: str) -> bool:
        """Whether there is such a file."""
        return uri in self.files


def refusal(code: str, status: int = 400, retry_after: str = "") -> Exception:
    """Return the error of boto3 for an answer of the service."""
    from botocore.exceptions import ClientError

    about = {"HTTPStatusCode": status, "HTTPHeaders": {"retry-after": retry_after} if retry_after else {}}
    error: Exception = ClientError({"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": about}, "Operation")
    return error


class ToyAmazon:
    """Stands in for boto3's client of Amazon Translate; what is customised is in capitals.

    Attributes:
        files: where texts are handed over.
        calls: how often each operation was asked for.
        requests: what was asked for, in order.
        misdeeds: what is raised instead of the next answers; None: nothing.
        dies_before: the operation before which the program dies.
        dies_after: the operation after which it does.
        lost: the names of the files that jobs fail to translate.
        status: with which jobs end.
        import_status: with which imports end.
    """

    def __init__(self, files: MemoryFiles) -> None:
        self.files = files
        self.calls: Counter[str] = Counter()
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.misdeeds: list[Exception | None] = []
        self.dies_before = self.dies_after = ""
        self.jobs: dict[str, dict[str, Any]] = {}
        self.tokens: dict[str, str] = {}
        self.data: dict[str, dict[str, Any]] = {}
        self.terms: dict[str, dict[str, Any]] = {}
        self.lost: set[str] = set()
        self.status, self.import_status = "COMPLETED", "ACTIVE"

    def __getattr__(self, operation: str) -> Callable[..., dict[str, Any]]:
        if operation.startswith("_"):
            raise AttributeError(operation)
        return lambda **request: self._call(operation, request)

    def _call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        self.calls[operation] += 1
        self.requests.append((operation, request))
        if self.dies_before == operation:
            raise DiedError
        misdeed = self.misdeeds.pop(0) if self.misdeeds else None
        if misdeed:
            raise misdeed
        answer: dict[str, Any] = getattr(self, f"_{operation}")(**request)
        if self.dies_after == operation:
            raise DiedError
        return answer

    def _translate_text(self, **request: Any) -> dict[str, Any]:
        return {"TranslatedText": _said(request["Text"], customised=False)}

    def _start_text_translation_job(self, **request: Any) -> dict[str, Any]:
        job = self.tokens.setdefault(request["ClientToken"], f"{len(self.jobs):032x}")
        self.jobs.setdefault(job, {**request, "JobId": job, "looks": 0})
        return {"JobId": job, "JobStatus": "SUBMITTED"}

    def _list_text_translation_jobs(self, **request: Any) -> dict[str, Any]:
        name = request["Filter"]["JobName"]
        return {"TextTranslationJobPropertiesList": [job for job in self.jobs.values() if job["JobName"] == name]}

    def _describe_text_translation_job(self, **request: Any) -> dict[str, Any]:
        job = self.jobs[request["JobId"]]
        job["looks"] += 1
        done = job["looks"] > 1
        place = f"{job['OutputDataConfig']['S3Uri']}000000000000-TranslateText-{job['JobId']}/"
        if done and self.status.startswith("COMPLETED"):
            self._write(job, place)
        properties = {"JobId": job["JobId"], "JobStatus": self.status if done else "IN_PROGRESS", "Message": "as told"}
        return {"TextTranslationJobProperties": properties | {"OutputDataConfig": {"S3Uri": place}}}

    def _write(self, job: dict[str, Any], place: str) -> None:
        source = job["InputDataConfig"]["S3Uri"]
        names = [uri.removeprefix(source) for uri in self.files.files if uri.startswith(source)]
        for name in set(names) - self.lost:
            for target in job["TargetLanguageCodes"]:
                text = self.files.files[f"{source}{name}"].decode()
                said = _said(text, customised=bool(job.get("ParallelDataNames")))
                self.files.write(f"{place}{target}.{name}", said.encode())

    def _get_parallel_data(self, **request: Any) -> dict[str, Any]:
        found = self._known(self.data, request)
        shown = dict(found)
        if "then" in found:
            found["LatestUpdateAttemptStatus"] = found.pop("then")
            found["Status"] = "ACTIVE" if found["Status"] == "ACTIVE" else found["LatestUpdateAttemptStatus"]
        return {"ParallelDataProperties": shown}

    def _create_parallel_data(self, **request: Any) -> dict[str, Any]:
        if request["Name"] in self.data:
            error = refusal("ConflictException", 409)
            raise error
        self.data[request["Name"]] = {**request, "Status": "CREATING", "then": self.import_status}
        return {"Status": "CREATING"}

    def _update_parallel_data(self, **request: Any) -> dict[str, Any]:
        state = {"LatestUpdateAttemptStatus": "UPDATING", "then": self.import_status, "Message": "as told"}
        self._known(self.data, request).update(request | state)
        return {"Status": "ACTIVE"}

    def _get_terminology(self, **request: Any) -> dict[str, Any]:
        return {"TerminologyProperties": self._known(self.terms, request)}

    def _import_terminology(self, **request: Any) -> dict[str, Any]:
        self.terms[request["Name"]] = request
        return {"TerminologyProperties": request}

    def _known(self, resources: dict[str, dict[str, Any]], request: dict[str, Any]) -> dict[str, Any]:
        if request["Name"] not in resources:
            error = refusal("ResourceNotFoundException", 404)
            raise error
        return resources[request["Name"]]


def _said(html: str, *, customised: bool) -> str:
    """Translate the text between tags."""
    pieces = _KEPT.split(html)
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            text = _TOY.translate([Segment(piece)])[0].segment.text
            pieces[index] = text.upper() if customised else text
    return "".join(pieces)
