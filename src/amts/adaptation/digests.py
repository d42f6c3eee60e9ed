"""Hashes that name what an engine has learnt from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amts.records import Pair


def digest(pairs: Iterable[Pair]) -> str:
    """Return a hash of the texts of pairs in their order."""
    found = hashlib.sha256()
    for pair in pairs:
        found.update(f"{pair.source.text}\0{pair.target.text}\0".encode(errors="replace"))
    return found.hexdigest()[:16]
