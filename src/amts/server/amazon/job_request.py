"""What a translation job is to do, as the table of jobs keeps it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amts.jobs.records import Job

KIND = "amazon-translation"
DETAILS = "details"
# With pauses that double from a second: what is away for two minutes costs nothing.
ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class JobRequest:
    """A request to translate all documents in a folder.

    Attributes:
        account: whose it is.
        request: as it came.
        format: the name of the documents' format.
        output: the URI of the job's own folder, with a slash at the end.
        data: for each language to translate into, the names in the `ParallelStore` of what the parallel data held when
            the job was submitted.
        notes: what of the request is not honoured, for people.
    """

    account: str
    request: Mapping[str, Any]
    format: str
    output: str
    data: Mapping[str, Sequence[str]] = field(default_factory=dict)
    notes: Sequence[str] = ()

    @classmethod
    def of(cls, job: Job) -> Self:
        """Return the request of a job."""
        return cls(**job.payload)

    def to_json(self) -> dict[str, Any]:
        """Return what a job keeps."""
        return asdict(self)

    @property
    def input(self) -> str:
        """The URI of the folder with the documents, with a slash at the end."""
        return f"{self.request['InputDataConfig']['S3Uri'].rstrip('/')}/"

    @property
    def source(self) -> str:
        """The code of the language translated from, or `auto`."""
        return str(self.request["SourceLanguageCode"])

    @property
    def targets(self) -> list[str]:
        """The codes of the languages translated into."""
        return list(self.request["TargetLanguageCodes"])

    @property
    def terminologies(self) -> list[str]:
        """The names of the terminologies."""
        return list(self.request.get("TerminologyNames", ()))

    def details(self, target: str) -> str:
        """Return where it is told what became of the documents in a language."""
        return f"{self.output}{DETAILS}/{target}.auxiliary-translation-details.json"


def output_folder(uri: str, account: str, job_id: str) -> str:
    """Return the folder of a job below the one that was asked for."""
    return f"{uri.rstrip('/')}/{account}-TranslateText-{job_id}/"


def translated_name(name: str, target: str) -> str:
    """Return what the translation of a document is called, in the same sub-folder."""
    path = PurePosixPath(name)
    return str(path.with_name(f"{target}.{path.name}"))
