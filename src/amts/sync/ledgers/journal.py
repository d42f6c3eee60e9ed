"""Translations written with their ledgers so that a kill between the two leaves either the old or the new state.

The new ledger is laid down as pending before the translation is written, and put in its place after that. Whoever comes
next finds it there: if the translation is the one that it is about, it is put in its place then; if not, it is dropped.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from amts.storage.files import write_atomically
from amts.sync.ledgers.ledger import ledger_path, read_ledger, write_ledger
from amts.sync.units import blob

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amts.sync.records import Ledger


class Journal:
    """The ledgers of the translations into a language, and the sources that they follow.

    Args:
        state: the project's folder for what AMTS knows.
        tag: the language.
    """

    def __init__(self, state: Path, tag: str) -> None:
        self._state, self._tag = state, tag
        self._pending = state / "cache" / "pending"

    def path(self, name: str) -> Path:
        """Return where the ledger of a document lies."""
        return ledger_path(self._state, self._tag, name)

    def names(self) -> list[str]:
        """Return the documents that have ledgers, their sources may be gone."""
        return list(_names(self.path("x").parent))

    def read(self, name: str) -> Ledger | None:
        """Return the ledger of a document; None if it has none.

        Raises:
            LedgerError: it is damaged or half merged.
        """
        path = self.path(name)
        return read_ledger(path) if path.is_file() else None

    def write(self, name: str, target: Path, content: bytes, ledger: Ledger, source: bytes) -> None:
        """Write a translation and its ledger; what stands there already is not written again."""
        self._keep_source(source)
        changed = not target.is_file() or target.read_bytes() != content
        if changed:
            pending = ledger_path(self._pending, self._tag, name)
            write_ledger(pending, ledger)
            write_atomically(target, content)
        write_ledger(self.path(name), ledger)
        if changed:
            pending.unlink(missing_ok=True)

    def lay_down(self, name: str, ledger: Ledger, source: bytes) -> None:
        """Write the ledger of a translation that stays as it is, and keep the source that it was made from."""
        self._keep_source(source)
        write_ledger(self.path(name), ledger)

    def recover(self, name: str, target: Path) -> None:
        """Finish or drop what a killed run has begun with a document."""
        pending = ledger_path(self._pending, self._tag, name)
        if not pending.is_file():
            return
        ledger = read_ledger(pending)
        if target.is_file() and blob(target.read_bytes()) == ledger.target:
            write_ledger(self.path(name), ledger)
        pending.unlink()

    def pending(self) -> list[str]:
        """Return the documents whose writing was begun and perhaps not finished."""
        return list(_names(ledger_path(self._pending, self._tag, "x").parent))

    def copy(self, name: str, new: str) -> None:
        """Let the ledger of a document be that of another one too."""
        write_atomically(self.path(new), self.path(name).read_bytes())

    def forget(self, name: str) -> None:
        """Remove the ledger of a document that is no longer there, nor its translation."""
        self.path(name).unlink(missing_ok=True)

    def source(self, identifier: str) -> bytes | None:
        """Return the bytes of a source that a translation was made from, if they were kept."""
        path = self._kept(identifier)
        try:
            return zlib.decompress(path.read_bytes())
        except (OSError, zlib.error):
            return None

    def _keep_source(self, content: bytes) -> None:
        path = self._kept(blob(content))
        if not path.is_file():
            write_atomically(path, zlib.compress(content))

    def _kept(self, identifier: str) -> Path:
        return self._state / "cache" / "sources" / identifier[:2] / (identifier or "none")


def _names(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.txt")):
        yield path.relative_to(folder).as_posix().removesuffix(".txt")
