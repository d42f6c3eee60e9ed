"""A batch: texts to files of HTML, a job of the service, its files back to texts; paid for once, whatever happens."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from amts.engines.amazon.carrier import VERSION, pages, paragraphs
from amts.engines.amazon.waiting import Patience, wait_for
from amts.errors import EngineError
from amts.progress import Step, silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from amts.engines.amazon.connection import Connection
    from amts.engines.amazon.costs import Purse
    from amts.engines.amazon.journal import Entry, Journal
    from amts.progress import Progress

_ENDED = frozenset({"COMPLETED", "COMPLETED_WITH_ERROR", "FAILED", "STOPPED"})
_TASK = "wait for Amazon Translate"


class Files(Protocol):
    """Where the service takes files from and puts files down, by URI (`s3://bucket/key`)."""

    def read(self, uri: str) -> bytes:
        """Return the content of a file.

        Raises:
            PathError: there is none.
        """
        ...

    def write(self, uri: str, content: bytes) -> None:
        """Write a file, whole or not at all."""
        ...

    def exists(self, uri: str) -> bool:
        """Whether there is such a file."""
        ...


@dataclass(frozen=True, slots=True)
class Order:
    """What a job is to do.

    Attributes:
        source: the code of the language that is translated from.
        targets: the codes of those to translate into.
        parallel_data: the names of parallel data, with a hash of what is in each.
        terminologies: the names of terminologies, with a hash of what is in each.
    """

    source: str
    targets: tuple[str, ...]
    parallel_data: Mapping[str, str] = field(default_factory=dict)
    terminologies: Mapping[str, str] = field(default_factory=dict)

    def key(self, texts: Sequence[str], place: str) -> str:
        """Return a hash of all that decides what comes out."""
        about = [VERSION, place, self.source, self.targets, sorted(self.parallel_data.items()),
                 sorted(self.terminologies.items()), list(texts)]  # fmt: skip
        return hashlib.sha256(json.dumps(about).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Batches:
    """Has texts translated by jobs.

    A job is named by a hash of its order and its texts. Before it is started that is noted in the journal; who finds
    such a note looks for the job before starting another.

    Attributes:
        connection: to the service.
        files: where texts are handed over.
        folder: the URI of the folder for that.
        role: the ARN of the role that lets the service read and write there.
        journal: of the jobs.
        purse: pays for them.
        patience: how long to wait.
        progress: told about the waiting.
    """

    connection: Connection
    files: Files
    folder: str
    role: str
    journal: Journal
    purse: Purse
    patience: Patience = field(default_factory=Patience)
    progress: Progress = silent

    def translate(self, texts: Sequence[str], order: Order) -> dict[str, dict[int, str]]:
        """Return the translations into each language, by the number of the text; those that failed are missing.

        Args:
            texts: HTML.
            order: what is to be done with them.

        Raises:
            BudgetError: that could cost more than is left; nothing was started.
            EngineError: the job failed, or the service is not to be reached.
        """
        if not texts:
            return {target: {} for target in order.targets}
        key = order.key(texts, f"{self.connection.host} {self.folder}")
        entry = self.journal.read(key)
        job = self._found(key, entry)
        if job:
            self.purse.found(_sent(texts, order), customised=bool(order.parallel_data))
        else:
            job = self._started(key, entry, texts, order)
        properties = self._ended(job)
        if properties["JobStatus"] in ("FAILED", "STOPPED"):
            self.journal.write(key, replace(entry, attempt=entry.attempt + 1, intended=False, job=""))
            said = properties.get("Message", "no reason given")
            msg = f"the job {job} of Amazon Translate has {properties['JobStatus']}: {said}: run again to start another"
            raise EngineError(msg)
        return {target: dict(self._collected(properties, target, order, texts)) for target in order.targets}

    def _found(self, key: str, entry: Entry) -> str:
        """Return the id of the job that was started before, or nothing."""
        if entry.job or not entry.intended:
            return entry.job
        named = _name(key, entry)
        answer = self.connection.call("list_text_translation_jobs", Filter={"JobName": named}, MaxResults=100)
        jobs = [each for each in answer.get("TextTranslationJobPropertiesList", []) if each.get("JobName") == named]
        if not jobs:
            return ""
        return self.journal.write(key, replace(entry, job=str(jobs[0]["JobId"]))).job

    def _started(self, key: str, entry: Entry, texts: Sequence[str], order: Order) -> str:
        """Hand the texts over and start a job; the token lets a repeated start do nothing."""
        place = f"{self.folder.rstrip('/')}/jobs/{key}"
        cost = self.purse.pay(_sent(texts, order), customised=bool(order.parallel_data))
        try:
            for number, content in enumerate(pages(texts, order.source)):
                self.files.write(f"{place}/in/{_file(number)}", content)
            entry = self.journal.write(key, replace(entry, intended=True))
            named = {"TerminologyNames": list(order.terminologies), "ParallelDataNames": list(order.parallel_data)}
            answer = self.connection.call(
                "start_text_translation_job",
                JobName=_name(key, entry),
                InputDataConfig={"S3Uri": f"{place}/in/", "ContentType": "text/html"},
                OutputDataConfig={"S3Uri": f"{place}/out/"},
                DataAccessRoleArn=self.role,
                SourceLanguageCode=order.source,
                TargetLanguageCodes=list(order.targets),
                ClientToken=_name(key, entry),
                **{name: names for name, names in named.items() if names},
            )
        except Exception:
            self.purse.refund(cost)
            raise
        return self.journal.write(key, replace(entry, job=str(answer["JobId"]))).job

    def _ended(self, job: str) -> Mapping[str, Any]:
        def look() -> Mapping[str, Any] | None:
            answer = self.connection.call("describe_text_translation_job", JobId=job)
            properties: Mapping[str, Any] = answer["TextTranslationJobProperties"]
            details = properties.get("JobDetails", {})
            self.progress(
                Step(_TASK, details.get("TranslatedDocumentsCount", 0), details.get("InputDocumentsCount", 0))
            )
            return properties if properties["JobStatus"] in _ENDED else None

        return wait_for(look, f"the job {job} of Amazon Translate", self.patience)

    def _collected(
        self, properties: Mapping[str, Any], target: str, order: Order, texts: Sequence[str]
    ) -> Iterator[tuple[int, str]]:
        """Yield what has come back in a language; of a job that went wrong in part, perhaps not all files."""
        place = str(properties["OutputDataConfig"]["S3Uri"]).rstrip("/")
        for number in range(len(pages(texts, order.source))):
            uri = f"{place}/{target}.{_file(number)}"
            if properties["JobStatus"] == "COMPLETED" or self.files.exists(uri):
                yield from paragraphs(self.files.read(uri)).items()


def _sent(texts: Sequence[str], order: Order) -> int:
    """Return how many characters are paid for."""
    return sum(map(len, texts)) * len(order.targets)


def _file(number: int) -> str:
    return f"{number:05}.html"


def _name(key: str, entry: Entry) -> str:
    """Return what a job is called, and what its token is."""
    return f"amts-{key}-{entry.attempt}"
