"""What the API tells of a translation job, and how it filters them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amts.jobs.records import State
from amts.server.amazon.faults import Fault
from amts.server.amazon.job_request import JobRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.jobs.records import Job

_WITH_ERROR = "COMPLETED_WITH_ERROR"
_STATUS = {
    State.QUEUED: "SUBMITTED",
    State.RUNNING: "IN_PROGRESS",
    State.CANCELLING: "STOP_REQUESTED",
    State.CANCELLED: "STOPPED",
    State.DONE: "COMPLETED",
    State.FAILED: "FAILED",
}
_STATES = {status: state for state, status in _STATUS.items()} | {_WITH_ERROR: State.DONE}
_INVALID_FILTER = "InvalidFilterException"


def status(job: Job) -> str:
    """Return the status of a job."""
    return _WITH_ERROR if job.state is State.DONE and job.failed else _STATUS[job.state]


def filter_of(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return a filter of the API as arguments of `JobTable.list`.

    Raises:
        Fault: it has more than one condition.
    """
    if len(wanted) > 1:
        msg = f"Only one filter can be used at a time, not {len(wanted)}: {', '.join(sorted(wanted))}"
        raise Fault(_INVALID_FILTER, msg)
    for name, value in wanted.items():
        match name:
            case "JobName":
                return {"name": value}
            case "SubmittedBeforeTime":
                return {"before": value, "newest_first": False}
            case "SubmittedAfterTime":
                return {"after": value}
            case "JobStatus":
                done = _STATES[value] is State.DONE
                return {"state": _STATES[value], "failures": value == _WITH_ERROR if done else None}
    return {}


def properties(job: Job) -> dict[str, Any]:
    """Return what the API tells of a job."""
    request = JobRequest.of(job)
    asked = request.request
    return {
        "JobId": job.id,
        "JobName": job.name or None,
        "JobStatus": status(job),
        "JobDetails": _counts(job, len(request.targets)),
        "SourceLanguageCode": request.source,
        "TargetLanguageCodes": request.targets,
        "TerminologyNames": request.terminologies or None,
        "ParallelDataNames": list(asked.get("ParallelDataNames", ())) or None,
        "Message": _message(job, request) or None,
        "SubmittedTime": job.created,
        "EndTime": job.ended,
        "InputDataConfig": asked["InputDataConfig"],
        "OutputDataConfig": {**asked["OutputDataConfig"], "S3Uri": request.output},
        "DataAccessRoleArn": asked["DataAccessRoleArn"],
    }


def _counts(job: Job, languages: int) -> dict[str, int]:
    """Return how many documents there are: as long as the job runs, from how far it has come in all languages."""
    found = job.result or {
        "documents": job.total // languages,
        "translated": job.done // languages,
        "failed": -(-job.failed // languages),
    }
    return {
        "InputDocumentsCount": found["documents"],
        "TranslatedDocumentsCount": found["translated"],
        "DocumentsWithErrorsCount": found["failed"],
    }


def _message(job: Job, request: JobRequest) -> str:
    """Return what happened, the first error among it, and what was not honoured."""
    said = job.message
    if job.state is State.DONE:
        said = "Your job has completed successfully."
        if job.failed:
            said = (
                f"{job.result['failed']} of {job.result['documents']} documents could not be translated into all "
                f"languages, see the details in {request.output}details/. The first error: {job.result['error']}"
            )
    return " ".join(filter(None, (said, *request.notes)))
