"""The operations on parallel data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amts.server.amazon import parallel_records
from amts.server.amazon import parallel_versions as versions
from amts.server.amazon.arns import arn
from amts.server.amazon.desk import NO_ENCRYPTION
from amts.server.amazon.faults import INVALID_VALUE, LIMIT, Fault
from amts.server.amazon.imports import PROBLEMS, data_name, see_to, sweep
from amts.server.amazon.parallel_records import RUNNING, Resource, Version
from amts.server.amazon.state import at
from amts.server.amazon.tag_rows import checked_tags
from amts.server.amazon.tokens import once

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.server.amazon.desk import Desk
    from amts.server.amazon.operations import Caller, Operation

    Request = Mapping[str, Any]

# Amazon's limits for an account.
_MOST = 1000
_MOST_RUNNING = 1


def parallel_data_operations(desk: Desk) -> dict[str, Operation]:
    """Return the operations by name."""
    operations = ParallelDataOperations(desk)
    return {
        "CreateParallelData": operations.create,
        "UpdateParallelData": operations.update,
        "GetParallelData": operations.get,
        "ListParallelData": operations.list,
        "DeleteParallelData": operations.delete,
    }


class ParallelDataOperations:
    """The operations on parallel data.

    Args:
        desk: what they work with.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def create(self, caller: Caller, request: Request) -> Mapping[str, Any]:
        """Begin the import that a resource is created with."""

        def begin(version_id: str) -> Resource:
            version = self._version(caller, request, version_id, first=True)
            self._check_limits(version)
            tags = checked_tags(request.get("Tags", ()))
            key = self._desk.encryption(request)
            return versions.create(self._desk.state, version, request.get("Description", ""), key, tags)

        resource = once(self._desk.state, caller, "CreateParallelData", request["ClientToken"], request, begin)
        self._start(resource.latest)
        return {"Name": resource.name, "Status": resource.status}

    def update(self, caller: Caller, request: Request) -> Mapping[str, Any]:
        """Begin an import that will take the place of what a resource consists of."""

        def begin(version_id: str) -> Resource:
            version = self._version(caller, request, version_id, first=False)
            self._settled(versions.find(self._desk.state, caller.account, request["Name"]))
            self._check_limits(version)
            return versions.begin_update(self._desk.state, version, request.get("Description"))

        resource = once(self._desk.state, caller, "UpdateParallelData", request["ClientToken"], request, begin)
        self._start(resource.latest)
        return {"Name": resource.name, "Status": resource.status, **_last_update(resource)}

    def get(self, caller: Caller, request: Request) -> Mapping[str, Any]:
        """Return what there is to know of a resource."""
        resource = self._settled(versions.find(self._desk.state, caller.account, request["Name"]))
        current = resource.current
        locate = self._desk.location
        return {
            "ParallelDataProperties": _properties(caller, resource),
            "DataLocation": locate(caller, _path(current, data_name(current.format))) if current else None,
            "AuxiliaryDataLocation": locate(caller, _path(_shown(resource), PROBLEMS)),
            "LatestUpdateAttemptAuxiliaryDataLocation": None
            if resource.latest.first
            else locate(caller, _path(resource.latest, PROBLEMS)),
        }

    def list(self, caller: Caller, request: Request) -> Mapping[str, Any]:
        """Return all resources, page by page."""
        found, token = self._desk.pages.page(
            caller,
            "ListParallelData",
            request,
            lambda start, limit: versions.listed(self._desk.state, caller.account, start, limit),
            lambda resource: resource.name,
        )
        return {
            "ParallelDataPropertiesList": [_properties(caller, self._settled(each)) for each in found],
            "NextToken": token,
        }

    def delete(self, caller: Caller, request: Request) -> Mapping[str, Any]:
        """Delete a resource; jobs that use it have what it held when they began."""
        self._settled(versions.find(self._desk.state, caller.account, request["Name"]))
        versions.remove(self._desk.state, caller.account, request["Name"])
        sweep(self._desk.state, self._desk.jobs, self._desk.options)
        return {"Name": request["Name"], "Status": "DELETING"}

    def _settled(self, resource: Resource) -> Resource:
        """Return a resource as it is, should an import of it have ended without a word."""
        if resource.latest.state != RUNNING:
            return resource
        see_to(self._desk.state, self._desk.jobs, resource.latest)
        return versions.find(self._desk.state, resource.account, resource.name)

    def _version(self, caller: Caller, request: Request, version_id: str, *, first: bool) -> Version:
        config = request["ParallelDataConfig"]
        missing = [name for name in ("S3Uri", "Format") if name not in config]
        if missing:
            msg = f"ParallelDataConfig must have S3Uri and Format: {' and '.join(missing)} missing."
            raise Fault(INVALID_VALUE, msg)
        begun = self._desk.state.time
        place = config["S3Uri"], config["Format"]
        return Version(version_id, caller.account, request["Name"], first, *place, RUNNING, begun)

    def _check_limits(self, version: Version) -> None:
        """Refuse what Amazon would, but not what was begun already."""
        if not self._desk.options.strict or versions.begun(self._desk.state, version.id):
            return
        number, running = versions.count(self._desk.state, version.account)
        if number + version.first > _MOST:
            msg = f"There are {number} parallel data, no more are allowed: delete some."
            raise Fault(LIMIT, msg)
        if running >= _MOST_RUNNING:
            msg = f"There are imports in progress: {running}, no more are allowed at a time: try again later."
            raise Fault(LIMIT, msg)

    def _start(self, version: Version) -> None:
        """Have an import done that is yet to be; the request may be one that was sent before."""
        if version.state == RUNNING:
            see_to(self._desk.state, self._desk.jobs, version)
            self._desk.wake()
            sweep(self._desk.state, self._desk.jobs, self._desk.options)


def _properties(caller: Caller, resource: Resource) -> dict[str, Any]:
    shown = _shown(resource)
    counts = {
        "SourceLanguageCode": shown.source,
        "TargetLanguageCodes": list(shown.targets),
        "ImportedDataSize": shown.characters,
        "ImportedRecordCount": shown.imported,
        "FailedRecordCount": shown.failed,
        "SkippedRecordCount": shown.skipped,
    }
    return {
        "Name": resource.name,
        "Arn": arn(caller, parallel_records.KIND, resource.name),
        "Description": resource.description or None,
        "Status": resource.status,
        "ParallelDataConfig": {"S3Uri": shown.s3_uri, "Format": shown.format},
        "Message": resource.latest.message or (NO_ENCRYPTION if resource.encryption_key else None),
        **(counts if shown.source else {name: counts[name] for name in counts if name.endswith("Count")}),
        "EncryptionKey": dict(resource.encryption_key) or None,
        "CreatedAt": at(resource.created),
        "LastUpdatedAt": at(shown.ended or shown.begun),
        **_last_update(resource),
    }


def _last_update(resource: Resource) -> dict[str, Any]:
    if resource.update_status is None:
        return {}
    latest = {"LatestUpdateAttemptStatus": resource.update_status}
    return {**latest, "LatestUpdateAttemptAt": at(resource.latest.begun)}


def _shown(resource: Resource) -> Version:
    """Return the import that a resource's properties are about."""
    return resource.current or resource.latest


def _path(version: Version, name: str) -> str:
    return f"parallel-data/{version.id}/{name}"
