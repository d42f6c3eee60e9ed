"""Translated files, which wait for a while to be fetched."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from amts.storage.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Seconds that a file waits.
WAITS = 30 * 60
_NAME = re.compile(r"(?P<token>[0-9a-f]{32})\.(?P<name>.{1,255})", re.S)
_UNUSUAL = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class TranslatedFiles:
    """Files in a folder, each under a name that nobody can guess.

    Attributes:
        folder: where they wait.
        clock: seconds since 1970, as the file system has them.
    """

    folder: Path
    clock: Callable[[], float] = field(default=time.time)

    def keep(self, name: str, content: bytes) -> str:
        """Keep a file and return the name to fetch it by; files that have waited too long are removed."""
        self.remove_old()
        token = secrets.token_hex(16)
        write_atomically(self.folder / token, content)
        return f"{token}.{_UNUSUAL.sub('_', PurePath(name).name)[-200:] or 'file'}"

    def find(self, name: str) -> tuple[Path, str] | None:
        """Return the file that is fetched by a name, and what it is called; None if there is none any more."""
        match = _NAME.fullmatch(name)
        path = self.folder / match["token"] if match else None
        if match is None or path is None or self._is_old(path):
            return None
        return path, _UNUSUAL.sub("_", match["name"])

    def remove_old(self) -> None:
        """Remove the files that have waited too long."""
        for path in self.folder.glob("*") if self.folder.is_dir() else ():
            if self._is_old(path):
                path.unlink(missing_ok=True)

    def _is_old(self, path: Path) -> bool:
        try:
            return path.stat().st_mtime + WAITS < self.clock()
        except FileNotFoundError:  # somebody else has just removed it, or moved it into its place
            return True
