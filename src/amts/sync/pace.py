"""How long bringing translations up to date took, so that the next time can be foretold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from amts.storage.files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path


class Pace:
    """What the last sync into each language took on this machine.

    Args:
        path: the file that keeps it; deleted, only foretelling is lost.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def foretold(self, tag: str, words: int) -> float | None:
        """Return how many seconds so many words may take; None if nothing is known.

        It is what the last sync took, which has an engine's start in it, and for more words so much the more.
        """
        took = self._known().get(tag)
        if not took or not took["words"]:
            return None
        return took["seconds"] * max(1.0, words / took["words"])

    def keep(self, tag: str, words: int, seconds: float) -> None:
        """Keep what a sync took; one that asked no engine says nothing."""
        if words:
            known = self._known() | {tag: {"words": words, "seconds": round(seconds, 2)}}
            write_atomically(self._path, json.dumps(known).encode())

    def _known(self) -> dict[str, dict[str, float]]:
        try:
            known = json.loads(self._path.read_bytes())
            return {tag: {"words": took["words"], "seconds": took["seconds"]} for tag, took in known.items()}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}
