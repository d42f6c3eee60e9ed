"""The operations on translation jobs: start, describe, list, stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amts.errors import InputError
from amts.server.amazon.content import JOB_TYPES, format_name
from amts.server.amazon.faults import INVALID_REQUEST, INVALID_VALUE, NOT_FOUND, Fault
from amts.server.amazon.job_request import ATTEMPTS, KIND, JobRequest, output_folder
from amts.server.amazon.job_status import filter_of, properties, status
from amts.server.amazon.pairs import AUTO, Languages, check_count, known_code, refuse_extension, single
from amts.server.amazon.parallel_versions import active_data
from amts.server.amazon.terminology_rows import terms_of
from amts.server.amazon.tokens import once
from amts.storage.objects import parse_uri

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amts.jobs.records import Job
    from amts.server.amazon.desk import Desk
    from amts.server.amazon.operations import Caller
    from amts.server.amazon.pairs import Engines

_START = "StartTextTranslationJob"
_LIST = "ListTextTranslationJobs"
# Of Amazon's limits.
_MOST_TARGETS = 10


@dataclass(frozen=True, slots=True)
class TranslationJobs:
    """Jobs as their owners see them.

    Attributes:
        desk: what they are made with.
        engines: know what can be translated.
    """

    desk: Desk
    engines: Engines

    def start(self, caller: Caller, request: Mapping[str, Any]) -> dict[str, Any]:
        """Submit a job; the same request with the same token is the same job."""

        def act(job_id: str) -> dict[str, Any]:
            job = self._find(job_id) or self._submitted(caller, request, job_id)
            return {"JobId": job.id, "JobStatus": status(job)}

        return once(self.desk.state, caller, _START, request["ClientToken"], request, act, conflict=INVALID_REQUEST)

    def describe(self, caller: Caller, request: Mapping[str, Any]) -> dict[str, Any]:
        """Say what a job is to do and how far it has come."""
        return {"TextTranslationJobProperties": properties(self._job(caller, request["JobId"]))}

    def stop(self, caller: Caller, request: Mapping[str, Any]) -> dict[str, Any]:
        """Ask a job to stop; one that has ended stays as it is."""
        job = self.desk.jobs.cancel(self._job(caller, request["JobId"]).id)
        self.desk.wake()
        return {"JobId": job.id, "JobStatus": status(job)}

    def listed(self, caller: Caller, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return jobs page by page: the newest first, but the oldest first of those before a time."""
        chosen = filter_of(request.get("Filter", {}))

        def after(cursor: str, number: int) -> Sequence[Job]:
            return self.desk.jobs.list(KIND, having={"account": caller.account}, start=cursor, limit=number, **chosen)

        page, token = self.desk.pages.page(caller, _LIST, request, after, self.desk.jobs.cursor)
        return {"TextTranslationJobPropertiesList": [properties(job) for job in page], "NextToken": token}

    def _job(self, caller: Caller, job_id: str) -> Job:
        job = self._find(job_id)
        if job is None or job.kind != KIND or job.payload["account"] != caller.account:
            msg = f"There is no translation job {job_id}: list them with {_LIST}."
            raise Fault(NOT_FOUND, msg)
        return job

    def _find(self, job_id: str) -> Job | None:
        try:
            return self.desk.jobs.show(job_id)
        except InputError:
            return None

    def _submitted(self, caller: Caller, request: Mapping[str, Any], job_id: str) -> Job:
        strict = self.desk.options.strict
        format_ = format_name(request["InputDataConfig"]["ContentType"], JOB_TYPES, INVALID_VALUE, strict=strict)
        codes = self._codes(request)
        _check_folders(request, strict=strict)
        kept = {key: value for key, value in request.items() if key != "ClientToken"}
        data = self._data(caller, request, codes)
        self._check_languages(codes, data)
        work = JobRequest(
            caller.account,
            {**kept, **codes},
            format_,
            output_folder(request["OutputDataConfig"]["S3Uri"], caller.account, job_id),
            data,
            self._notes(request),
        )
        name = request.get("JobName", "")
        job = self.desk.jobs.submit(KIND, work.to_json(), name=name, job_id=job_id, attempts=ATTEMPTS)
        self.desk.wake()
        return job

    def _codes(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the languages of a request by Amazon's codes."""
        source, targets = request["SourceLanguageCode"], request["TargetLanguageCodes"]
        strict = self.desk.options.strict
        into = [known_code(target, source, target, "Target", strict=strict) for target in targets]
        if len(set(into)) < len(into) or (strict and len(into) > _MOST_TARGETS):
            msg = f"TargetLanguageCodes is to have up to {_MOST_TARGETS} different languages, not {', '.join(targets)}"
            raise Fault(INVALID_VALUE, msg)
        if source != AUTO:
            source = known_code(source, source, into[0], "Source", strict=strict)
        return {"SourceLanguageCode": source, "TargetLanguageCodes": into}

    def _check_languages(self, codes: Mapping[str, Any], data: Mapping[str, Sequence[str]]) -> None:
        """Refuse languages that nothing can translate, as far as that is known before the documents are read."""
        for target in codes["TargetLanguageCodes"]:
            pair = Languages(codes["SourceLanguageCode"], target)
            if pair.source != AUTO and not pair.same:
                self.engines.check(pair, data=target in data)

    def _data(self, caller: Caller, request: Mapping[str, Any], codes: Mapping[str, Any]) -> dict[str, Sequence[str]]:
        """Return what the named parallel data hold now, after a look whether all names are known."""
        source, targets = codes["SourceLanguageCode"], codes["TargetLanguageCodes"]
        terminology = single(request.get("TerminologyNames", ()))
        if terminology:
            terms_of(self.desk.state, caller.account, terminology, source if source != AUTO else "en", targets[0])
        names = tuple(dict.fromkeys((*request.get("ParallelDataNames", ()), *caller.parallel_data)))
        refuse_extension(caller, strict=self.desk.options.strict)
        check_count(names, strict=self.desk.options.strict)
        if not names:
            return {}
        if source == AUTO:
            msg = "Parallel data cannot be used with a source language of 'auto': name the language"
            raise Fault(INVALID_REQUEST, msg)
        return dict(active_data(self.desk.state, caller.account, names, source, targets))

    def _notes(self, request: Mapping[str, Any]) -> list[str]:
        """Return what of a request is not honoured.

        Raises:
            Fault: Amazon would have honoured it, and the server is to be strict.
        """
        notes = [
            f"The setting {name} is not available and was ignored." for name in sorted(request.get("Settings", {}))
        ]
        if "EncryptionKey" in request["OutputDataConfig"]:
            notes.append("The encryption key was not used: this server has no key management.")
        if notes and self.desk.options.strict:
            raise Fault(INVALID_VALUE, " ".join(notes))
        return notes


def _check_folders(request: Mapping[str, Any], *, strict: bool) -> None:
    """Refuse URIs that name no folder.

    Raises:
        Fault: one leads nowhere, or to a whole bucket where Amazon wants a folder in it.
    """
    for config in ("InputDataConfig", "OutputDataConfig"):
        uri = request[config]["S3Uri"]
        try:
            _, key = parse_uri(uri, folder=True)
        except InputError as error:
            raise Fault(INVALID_REQUEST, str(error)) from error
        if strict and not key and config == "InputDataConfig":
            msg = f"{uri} is a bucket: put the documents into a folder in it and name that"
            raise Fault(INVALID_REQUEST, msg)
