"""Checkpoints: all that training needs to go on as if it had never stopped, written so that none is ever half there."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from pickle import UnpicklingError
from typing import TYPE_CHECKING, Any

from amts.engines.neural.extras import required

if TYPE_CHECKING:
    from pathlib import Path

_STATE = "state.pt"
# Written last: a folder without it is not looked at.
_MARKER = "complete"
_NAME = re.compile(r"step-(\d{9})")
# So many are kept: should the newest be damaged, there is one before it.
KEPT = 2


def write_checkpoint(folder: Path, step: int, state: dict[str, Any]) -> Path:
    """Write what training needs to go on after an update, and remove old checkpoints.

    Args:
        folder: of all checkpoints.
        step: how many updates were made.
        state: dictionaries, lists, numbers, texts and tensors.
    """
    torch = required("torch", "tune")
    path, work = folder / f"step-{step:09}", folder / ".writing"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    with (work / _STATE).open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    # One that is there may be damaged.
    _remove(path)
    work.rename(path)
    (path / _MARKER).touch()
    for old in _complete(folder)[:-KEPT]:
        _remove(old)
    return path


def _remove(path: Path) -> None:
    (path / _MARKER).unlink(missing_ok=True)
    shutil.rmtree(path, ignore_errors=True)


def last_checkpoint(folder: Path) -> dict[str, Any] | None:
    """Return the state of the newest checkpoint that can be read; None if there is none."""
    torch = required("torch", "tune")
    for path in reversed(_complete(folder)):
        with suppress(OSError, RuntimeError, EOFError, UnpicklingError):
            state: dict[str, Any] = torch.load(path / _STATE, map_location="cpu", weights_only=True)
            return state
    return None


def _complete(folder: Path) -> list[Path]:
    """Return all complete checkpoints, the newest last."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name) and (path / _MARKER).is_file())
