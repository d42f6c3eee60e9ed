"""Files that are replaced whole or not at all: written beside their place, then moved into it."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from amts.errors import PathError

if TYPE_CHECKING:
    from collections.abc import Iterator


def exists(path: Path) -> bool:
    """Whether there is a file or folder; never where no file can be, as at a path that is too long."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes the place of `path` once the block has ended without an exception.

    Until then, and after any exception, `path` is as it was. Missing parent folders are created, an existing
    file's permission bits are kept, and a symbolic link goes on pointing to the file that it points to.

    Raises:
        PathError: the folder or the file cannot be written.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        msg = f"cannot write {path}: it is a folder or a device, which no file can replace; name a file"
        raise PathError(msg)
    temporary = target.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with _created(temporary, target) as file:
            yield file
        _move(temporary, target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash, meets either the old content or all of the new.

    Raises:
        PathError: the folder or the file cannot be written.
    """
    with replacing(path) as file:
        try:
            file.write(content)
        except OSError as error:
            raise _unwritable(path, error) from error


def _created(temporary: Path, target: Path) -> IO[bytes]:
    try:
        temporary.parent.mkdir(parents=True, exist_ok=True)
        file = temporary.open("xb")
    except OSError as error:
        raise _unwritable(target, error) from error
    # Before the first byte: what only its owner may read must never lie open, not even for a moment.
    with suppress(FileNotFoundError):
        temporary.chmod(stat.S_IMODE(target.stat().st_mode))
    return file


def _move(temporary: Path, target: Path) -> None:
    try:
        temporary.replace(target)
    except OSError as error:
        raise _unwritable(target, error) from error


def _unwritable(path: Path, error: OSError) -> PathError:
    return PathError(f"cannot write {path} ({error.strerror}): name a file in a folder that you may write to")
