"""Which jobs were begun, noted on disk before they are: so that none is begun, and paid for, twice."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from amts.storage.files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Entry:
    """How far a batch has come.

    Attributes:
        attempt: how often it was begun; a job that failed is begun again.
        intended: whether this attempt was to be started: perhaps it was.
        job: the id of its job, once that is known.
    """

    attempt: int = 1
    intended: bool = False
    job: str = ""


@dataclass(frozen=True, slots=True)
class Journal:
    """A folder with a small file for each batch, by its key."""

    folder: Path

    def read(self, key: str) -> Entry:
        """Return how far a batch has come; a damaged file is none."""
        try:
            return Entry(**json.loads((self.folder / f"{key}.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return Entry()

    def write(self, key: str, entry: Entry) -> Entry:
        """Keep how far a batch has come, and return it."""
        write_atomically(self.folder / f"{key}.json", json.dumps(asdict(entry)).encode())
        return entry
