"""Models written in Hugging Face format with their tokeniser's files, complete or not at all."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from amts.engines.neural.conversion import quiet
from amts.training.vocabulary import FILES

if TYPE_CHECKING:
    from pathlib import Path


def save(model: Any, vocabulary: Path, folder: Path) -> None:
    """Write a model with 32-bit weights into a folder, which is replaced."""
    work = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(work, ignore_errors=True)
    with quiet():
        model.save_pretrained(work)
    for name in FILES:
        if (vocabulary / name).is_file():
            shutil.copy(vocabulary / name, work)
    put(work, folder)


def put(work: Path, folder: Path) -> None:
    """Move a complete folder to where another one may be."""
    shutil.rmtree(folder, ignore_errors=True)
    work.rename(folder)


def write_json(path: Path, content: Any) -> None:
    """Write a file of JSON, complete or not at all."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(content, indent=1), encoding="utf-8")
    part.replace(path)
