"""What parallel data are: resources, and the imports that they consist of one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KIND = "parallel-data"
RUNNING, DONE, FAILED = "running", "done", "failed"


@dataclass(frozen=True, slots=True)
class Version:
    """An import of parallel data.

    Attributes:
        id: 32 hexadecimal digits, also of the job that does it.
        account: whose it is.
        name: of the resource.
        first: whether the resource was created with it, not updated.
        s3_uri: the file, or the folder with only this file.
        format: `CSV`, `TSV` or `TMX`.
        state: RUNNING, DONE or FAILED.
        begun: when, in seconds since 1970.
        ended: when; None while it runs.
        message: what people should know.
        source: the language translated from, by Amazon's code.
        targets: the languages translated into.
        characters: how many were imported, of both sides, without markup.
        imported: how many records were imported.
        failed: how many records are malformed.
        skipped: how many records, or targets of records, were passed over.
    """

    id: str
    account: str
    name: str
    first: bool
    s3_uri: str
    format: str
    state: str
    begun: float
    ended: float | None = None
    message: str = ""
    source: str = ""
    targets: Sequence[str] = ()
    characters: int = 0
    imported: int = 0
    failed: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Resource:
    """Parallel data.

    Attributes:
        account: whose they are.
        name: their name.
        description: what the owner says of them.
        encryption_key: as it was given; empty: none.
        created: when, in seconds since 1970.
        latest: the import that was begun last.
        current: the import that they consist of; None before one succeeded.
    """

    account: str
    name: str
    description: str
    encryption_key: Mapping[str, str]
    created: float
    latest: Version
    current: Version | None

    @property
    def status(self) -> str:
        """The status: an update that runs, or fails, changes nothing of what there is."""
        if self.current:
            return "ACTIVE"
        return "CREATING" if self.latest.first and self.latest.state == RUNNING else "FAILED"

    @property
    def update_status(self) -> str | None:
        """The status of the last update; None if there was none."""
        if self.latest.first:
            return None
        return {RUNNING: "UPDATING", DONE: "ACTIVE", FAILED: "FAILED"}[self.latest.state]


def stored_name(version: str, target: str) -> str:
    """Return how the pairs of an import and a target language are called in the `ParallelStore`."""
    return f"{version}-{target}"
