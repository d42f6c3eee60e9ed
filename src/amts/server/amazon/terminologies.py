"""The operations on terminologies."""

from __future__ import annotations

import json
import secrets
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from amts.errors import DataError, InputError
from amts.parallel.terminology.files import read_terminology, write_terminology
from amts.parallel.terminology.intake import usual
from amts.parallel.terminology.terms import Entry, LeftOut, Terminology
from amts.server.amazon import terminology_rows as rows
from amts.server.amazon.arns import arn
from amts.server.amazon.desk import NO_ENCRYPTION
from amts.server.amazon.faults import INVALID_VALUE, LIMIT, Fault
from amts.server.amazon.import_tmx import check_harmless
from amts.server.amazon.languages_table import code_of
from amts.server.amazon.state import at
from amts.server.amazon.tag_rows import checked_tags
from amts.server.amazon.terminology_rows import KIND, Resource
from amts.storage.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from amts.parallel.terminology.terms import ReadTerminology
    from amts.server.amazon.desk import Desk
    from amts.server.amazon.operations import Caller, Operation

    Request = Mapping[str, Any]

# Amazon's limits.
_MOST = 100
_MOST_TARGETS = 10
_TERM_BYTES = 200
_PROBLEMS = "problems.json"


def terminology_operations(desk: Desk) -> dict[str, Operation]:
    """Return the operations by name."""
    operations = TerminologyOperations(desk)
    return {
        "ImportTerminology": operations.import_,
        "GetTerminology": operations.get,
        "ListTerminologies": operations.list,
        "DeleteTerminology": operations.delete,
    }


class TerminologyOperations:
    """The operations on terminologies.

    Args:
        desk: what they work with.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def import_(self, caller: Caller, request: Request) -> Mapping[str, Any]:
        """Import a terminology, in place of another of the same name."""
        self._check_number(caller, request["Name"])
        tags, key = checked_tags(request.get("Tags", ())), self._desk.encryption(request)
        data, strict = request["TerminologyData"], self._desk.options.strict
        version = secrets.token_hex(16)
        file = self._folder(version) / _file_name(data["Format"])
        try:
            read = _read(file, data, strict=strict)
            resource = _resource(caller, request, version, read, key, self._desk.state.time)
            old = rows.put(self._desk.state, resource, read.terminology, tags, arn(caller, KIND, resource.name))
        except BaseException:
            shutil.rmtree(file.parent, ignore_errors=True)
            raise
        if read.left_out:
            write_atomically(file.with_name(_PROBLEMS), _report(read))
        if old:
            shutil.rmtree(self._folder(old.id), ignore_errors=True)
        return self._answer(caller, rows.find(self._desk.state, caller.account, resource.name))

    def get(self, caller: Caller, request: Request) -> Mapping[str, Any]:
        """Return what there is to know of a terminology, and where it can be had in a format."""
        resource = rows.find(self._desk.state, caller.account, request["Name"])
        wanted = request.get("TerminologyDataFormat", resource.format)
        if wanted != resource.format and resource.directionality == "MULTI":
            msg = (
                f"The terminology {resource.name} can be had as {resource.format} only, as it was imported: "
                "it goes both ways (MULTI)."
            )
            raise Fault(INVALID_VALUE, msg)
        self._write(resource, wanted)
        location = self._desk.location(caller, _path(resource, _file_name(wanted)))
        return {**self._answer(caller, resource), "TerminologyDataLocation": location}

    def list(self, caller: Caller, request: Request) -> Mapping[str, Any]:
        """Return all terminologies, page by page."""
        found, token = self._desk.pages.page(
            caller,
            "ListTerminologies",
            request,
            lambda start, limit: rows.listed(self._desk.state, caller.account, start, limit),
            lambda resource: resource.name,
        )
        return {"TerminologyPropertiesList": [_properties(caller, each) for each in found], "NextToken": token}

    def delete(self, caller: Caller, request: Request) -> Mapping[str, Any]:
        """Delete a terminology."""
        resource = rows.remove(self._desk.state, caller.account, request["Name"])
        shutil.rmtree(self._folder(resource.id), ignore_errors=True)
        return {}

    def _check_number(self, caller: Caller, name: str) -> None:
        if self._desk.options.strict and rows.count(self._desk.state, caller.account, but=name) >= _MOST:
            msg = f"There are {_MOST} terminologies, no more are allowed: delete some."
            raise Fault(LIMIT, msg)

    def _write(self, resource: Resource, wanted: str) -> None:
        """Write a terminology in another format than it was imported in."""
        file = self._folder(resource.id) / _file_name(wanted)
        if file.exists():
            return
        found = rows.entries(self._desk.state, resource.account, resource.name, resource.id)
        if found:
            plain = tuple(usual(each.texts, both_ways=False) for each in found.entries)
            write_terminology(file, replace(found, entries=plain))

    def _folder(self, version: str) -> Path:
        return self._desk.options.state / "terminologies" / version

    def _answer(self, caller: Caller, resource: Resource) -> dict[str, Any]:
        problems = self._desk.location(caller, _path(resource, _PROBLEMS))
        return {"TerminologyProperties": _properties(caller, resource), "AuxiliaryDataLocation": problems}


def _read(file: Path, data: Mapping[str, Any], *, strict: bool) -> ReadTerminology:
    """Keep the file of a request and read it.

    Raises:
        Fault: it is malformed, or has no term that can be used.
    """
    write_atomically(file, data["File"])
    both_ways = data.get("Directionality") == "MULTI"
    try:
        check_harmless(data["File"])
        read = read_terminology(file, ("", ""), both_ways=both_ways)
        codes = tuple(code_of(tag, strict=strict) for tag in read.terminology.languages)
    except (InputError, DataError) as error:
        msg = f"Invalid terminology. {error}".replace(str(file), "The file")
        raise Fault(INVALID_VALUE, msg) from error
    read = _by_amazons_rules(read, codes, both_ways=both_ways, strict=strict)
    if not read.terminology.entries:
        msg = f"Invalid terminology. The file has no term that can be used: {_why(read)}"
        raise Fault(INVALID_VALUE, msg)
    return read


def _by_amazons_rules(
    read: ReadTerminology, codes: tuple[str, ...], *, both_ways: bool, strict: bool
) -> ReadTerminology:
    """Return what Amazon would make of a file: whether terms go both ways is not the file's to say.

    Raises:
        Fault: its limits hold, and it has other columns than languages, or too many or too few of these.
    """
    if strict and (read.ignored or not 1 < len(codes) <= _MOST_TARGETS + 1):
        others = f" and {', '.join(read.ignored)}" * bool(read.ignored)
        msg = f"Invalid terminology. It must have 2 to {_MOST_TARGETS + 1} languages, not {', '.join(codes)}{others}"
        raise Fault(INVALID_VALUE, msg)
    kept = [replace(each, both_ways=both_ways) for each in read.terminology.entries]
    if not strict:
        return replace(read, terminology=Terminology(codes, tuple(kept)))
    # Exactly as they are written.
    exact = [replace(each, case_sensitive=True, inflected=False) for each in kept]
    usable = tuple(each for each in exact if not _too_long(each))
    left_out = [LeftOut(0, " | ".join(each.texts), "too-long") for each in exact if _too_long(each)]
    return replace(read, terminology=Terminology(codes, usable), left_out=(*read.left_out, *left_out))


def _too_long(entry: Entry) -> bool:
    return any(len(text.encode()) > _TERM_BYTES for text in entry.texts)


def _resource(
    caller: Caller, request: Request, version: str, read: ReadTerminology, key: Mapping[str, str], time: float
) -> Resource:
    data, (source, *targets) = request["TerminologyData"], read.terminology.languages
    ignored = f"Columns that are no language were passed over: {', '.join(read.ignored)}." if read.ignored else ""
    return Resource(
        account=caller.account,
        name=request["Name"],
        description=request.get("Description", ""),
        encryption_key=key,
        id=version,
        format=data["Format"],
        directionality=data.get("Directionality", ""),
        size=len(data["File"]),
        terms=len(read.terminology.entries),
        skipped=len(read.left_out),
        source=source,
        targets=targets,
        message=" ".join(filter(None, (ignored, NO_ENCRYPTION if key else ""))),
        created=time,
        updated=time,
    )


def _properties(caller: Caller, resource: Resource) -> dict[str, Any]:
    return {
        "Name": resource.name,
        "Description": resource.description or None,
        "Arn": arn(caller, KIND, resource.name),
        "SourceLanguageCode": resource.source,
        "TargetLanguageCodes": list(resource.targets),
        "EncryptionKey": dict(resource.encryption_key) or None,
        "SizeBytes": resource.size,
        "TermCount": resource.terms,
        "CreatedAt": at(resource.created),
        "LastUpdatedAt": at(resource.updated),
        "Directionality": resource.directionality or None,
        "Message": resource.message or None,
        "SkippedTermCount": resource.skipped,
        "Format": resource.format,
    }


def _report(read: ReadTerminology) -> bytes:
    messages = [{"content": f"Line {each.line}: {each.text}", "message": each.reason} for each in read.left_out]
    summary = {"record_error_count": 0, "record_skipped_count": len(messages)}
    return json.dumps({"summary": summary, "messages": messages}, ensure_ascii=False).encode()


def _why(read: ReadTerminology) -> str:
    return ", ".join(sorted({each.reason for each in read.left_out})) or "it has no rows"


def _file_name(format_name: str) -> str:
    return f"terminology.{format_name.lower()}"


def _path(resource: Resource, name: str) -> str:
    return f"terminologies/{resource.id}/{name}"
