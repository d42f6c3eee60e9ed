"""People's words whose source is gone: kept in case that comes back, or stands in another document from now on.

A file of the project, committed like the ledgers: one line for each, in order, so that git merges two branches that
have retired different ones. Lines that cannot be read, such as those between which a merge was not finished, are
passed over.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from amts.storage.files import write_atomically
from amts.sync.units import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from amts.sync.records import Unit

# What a sentence and an opaque block are called in the file.
_SENTENCE, _CODE = "sentence", "code"


def retired_path(state: Path, tag: str) -> Path:
    """Return where the retired words of a language lie."""
    return state / "ledger" / f"{tag}.retired.jsonl"


class Retired(NamedTuple):
    """A sentence or an opaque block of a source, and what a person has said for it."""

    kind: str
    source: str
    target: str


def retired(unit: Unit, target: str) -> Retired:
    """Return what is kept of the translation of a unit of a source."""
    return Retired(*_place(unit), target)


class RetiredWords:
    """The retired words of a language.

    Args:
        path: their file, which need not be there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found = {(each.kind, each.source): each.target for each in _read(path)}

    def target_of(self, unit: Unit) -> str:
        """Return what a person has said for the same unit of a source; empty if nobody has."""
        return self._found.get(_place(unit), "")

    def expect(self, some: Iterable[Retired]) -> None:
        """Know of words that are about to be retired."""
        self._found |= {(each.kind, each.source): each.target for each in some}

    def keep(self, some: Iterable[Retired]) -> None:
        """Write words down before they go."""
        kept = {(each.kind, each.source): each for each in (*_read(self._path), *some)}
        lines = sorted(json.dumps(each, ensure_ascii=False) for each in kept.values())
        content = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
        if kept and not (self._path.is_file() and self._path.read_bytes() == content):
            write_atomically(self._path, content)


def _place(unit: Unit) -> tuple[str, str]:
    if unit.segment is None:
        return _CODE, unit.text
    return _SENTENCE, one_line(unit.segment)


def _read(path: Path) -> Iterator[Retired]:
    text = path.read_text(encoding="utf-8", errors="surrogatepass") if path.is_file() else ""
    for line in text.split("\n"):
        try:
            fields = json.loads(line)
        except ValueError:
            continue
        if isinstance(fields, list) and len(fields) == len(Retired._fields) and all(isinstance(f, str) for f in fields):
            yield Retired(*fields)
