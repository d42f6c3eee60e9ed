"""What an exchange format is: pairs to a file, and a file to pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from amts.records import Pair, Rejection, Segment


@dataclass(frozen=True, slots=True)
class Imported:
    """The pairs that a file holds, and those that it holds but that cannot be used, with reason codes."""

    kept: tuple[Pair, ...]
    rejected: tuple[Rejection, ...]


class Exchange(Protocol):
    """A file format in which translation tools hand pairs to one another."""

    suffix: ClassVar[str]

    def write(self, path: Path, pairs: Iterable[Pair], source_language: str, target_language: str) -> int:
        """Write a file that is complete or not there at all.

        Pairs for which `unwritable` has a reason are left out.

        Returns:
            The number of pairs written.

        Raises:
            PathError: the file cannot be written.
        """
        ...

    def read(
        self,
        path: Path,
        source_language: str,
        target_language: str,
        read_segment: Callable[[str, str], Segment],
    ) -> Imported:
        """Read the pairs in two languages.

        Args:
            path: the file.
            source_language: the tag of the language translated from.
            target_language: the tag of the language translated into.
            read_segment: makes a masked segment of raw text and the tag of its language; text that looks like
                a placeholder is markup to it.

        Raises:
            InputError: the file is missing, or its bytes are not text.
            DataError: the file is malformed, or has not the two languages.
        """
        ...

    @staticmethod
    def unwritable(pair: Pair) -> str | None:
        """Return the reason code why the format cannot hold a pair, or None if it can."""
        ...
