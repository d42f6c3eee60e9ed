"""Parallel data and terminologies in the service: made where they are missing, replaced where they are others."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from amts.engines.amazon.connection import ServiceError
from amts.engines.amazon.waiting import Patience, wait_for
from amts.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.engines.amazon.batch import Files
    from amts.engines.amazon.connection import Connection

_BUSY = frozenset({"CREATING", "UPDATING", "DELETING"})
# Another import is running, of these parallel data or of others: Amazon does one at a time.
_LATER = frozenset({"ConcurrentModificationException", "LimitExceededException", "ConflictException"})
_ATTEMPTS = 2
# So many seconds an import may take; if others are in its way, it may never come to its turn.
_LONGEST = 4 * 3600.0


def content_hash(content: bytes) -> str:
    """Return a short hash of a file."""
    return hashlib.sha256(content).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Provision:
    """Sees to it that the service has what a job needs. Its description says which content a resource has.

    Attributes:
        connection: to the service.
        files: where parallel data are handed over.
        folder: the URI of the folder for that.
        patience: how long to wait.
    """

    connection: Connection
    files: Files
    folder: str
    patience: Patience = field(default_factory=Patience)

    def parallel_data(self, name: str, tmx: bytes) -> str:
        """Make parallel data of this content, or replace those of the name, and return the hash of the content.

        Raises:
            EngineError: the service cannot import them.
        """
        digest = content_hash(tmx)
        uri = f"{self.folder.rstrip('/')}/parallel-data/{name}-{digest}.tmx"
        attempts = 0

        def look() -> Mapping[str, Any] | None:
            nonlocal attempts
            found = self._described(name)
            latest = found.get("LatestUpdateAttemptStatus", found.get("Status"))
            if {found.get("Status"), latest} & _BUSY:
                return None
            if found.get("Description") == _description(digest):
                if found.get("Status") == "ACTIVE" and latest == "ACTIVE":
                    return found
                _check_attempts(name, found, attempts)
            if not attempts:
                self.files.write(uri, tmx)
            attempts += 1
            self._import(name, uri, digest, found)
            return None

        patience = replace(self.patience, limit=min(self.patience.limit, _LONGEST))
        wait_for(look, f"the import of the parallel data {name}", patience)
        return digest

    def _described(self, name: str) -> Mapping[str, Any]:
        try:
            found: Mapping[str, Any] = self.connection.call("get_parallel_data", Name=name)["ParallelDataProperties"]
        except ServiceError as error:
            if error.code == "ResourceNotFoundException":
                return {}
            raise
        return found

    def _import(self, name: str, uri: str, digest: str, found: Mapping[str, Any]) -> None:
        operation = "update_parallel_data" if found else "create_parallel_data"
        # The same for the same state of the resource: an import is not begun twice, and a failed one can be repeated.
        state = f"{found.get('LastUpdatedAt')} {found.get('LatestUpdateAttemptAt')} {found.get('CreatedAt')}"
        token = hashlib.sha256(f"{operation} {name} {digest} {state}".encode()).hexdigest()
        try:
            self.connection.call(
                operation, Name=name, Description=_description(digest),
                ParallelDataConfig={"S3Uri": uri, "Format": "TMX"}, ClientToken=token)  # fmt: skip
        except ServiceError as error:
            if error.code not in _LATER:
                raise

    def terminology(self, name: str, csv: bytes) -> str:
        """Import terms, in place of those of the name, and return the hash of the file.

        Raises:
            EngineError: the service cannot import them.
        """
        digest = content_hash(csv)
        try:
            found = self.connection.call("get_terminology", Name=name)["TerminologyProperties"]
        except ServiceError as error:
            if error.code != "ResourceNotFoundException":
                raise
            found = {}
        if found.get("Description") != _description(digest):
            self.connection.call(
                "import_terminology", Name=name, MergeStrategy="OVERWRITE", Description=_description(digest),
                TerminologyData={"File": csv, "Format": "CSV", "Directionality": "UNI"})  # fmt: skip
        return digest


def _description(digest: str) -> str:
    return f"made by AMTS: {digest}"


def _check_attempts(name: str, found: Mapping[str, Any], attempts: int) -> None:
    if attempts >= _ATTEMPTS:
        said = found.get("Message", "no reason given")
        msg = f"Amazon Translate cannot import the parallel data {name}: {said}"
        raise EngineError(msg)
