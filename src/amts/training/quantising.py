"""A trained model in eight-bit integers, as CTranslate2 runs it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from amts.engines.neural.conversion import convert

if TYPE_CHECKING:
    from pathlib import Path

# Where a training step leaves its model, in Hugging Face format, and a quantising one its own.
BEST, MODEL = "best", "model"


def quantise(weights: Path, folder: Path) -> dict[str, Any]:
    """Convert a model, and return its size.

    Args:
        weights: the folder of the model in Hugging Face format.
        folder: gets the converted one; replaced if it is there.

    Raises:
        InputError: it cannot be converted.
        MissingExtraError: torch or transformers is not installed.
    """
    shutil.rmtree(folder, ignore_errors=True)
    convert(weights, folder)
    return {"bytes": size_of(folder), "weights_bytes": size_of(weights)}


def size_of(folder: Path) -> int:
    """Return how many bytes the files of a folder have."""
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
