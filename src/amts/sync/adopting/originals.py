"""The originals that a project keeps beside its translations: the source texts that these were made from.

d2lbook keeps the original of `X.md` as `X_origin.md`, or as `X_en.md` if its `config.ini` says that English is the
language of the original; that of a translation `X_vn.md`, beside no `X.md`, is `X_origin.md` as well.
"""

from __future__ import annotations

import re
from configparser import ConfigParser, Error
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_USUAL = "_origin"
_LANGUAGE = re.compile(r"_[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?\Z")


def original_of(translation: Path) -> Path | None:
    """Return the stored original of a translation; None if there is none."""
    return next((path for path in _candidates(translation) if path.is_file()), None)


def original_place(translation: Path) -> Path | None:
    """Return where the original of a translation is stored, or is to be where the folder's other originals are.

    Returns:
        None in a folder that keeps no originals.
    """
    beside = translation.with_name(f"{translation.stem}{_USUAL}{translation.suffix}")
    kept = any(path.stem.endswith(_USUAL) and path.suffix == beside.suffix for path in _siblings(translation))
    return original_of(translation) or (beside if kept and not translation.stem.endswith(_USUAL) else None)


def _candidates(translation: Path) -> Iterator[Path]:
    stem, suffix = translation.stem, translation.suffix
    language = _language(translation)
    for ending in [_USUAL, *([f"_{language}"] if language else [])]:
        if stem.endswith(ending):
            return
        yield translation.with_name(f"{stem}{ending}{suffix}")
    plain = _LANGUAGE.sub("", stem)
    if plain != stem and not translation.with_name(plain + suffix).is_file():
        yield translation.with_name(f"{plain}{_USUAL}{suffix}")


def _siblings(path: Path) -> Iterator[Path]:
    return path.parent.iterdir() if path.parent.is_dir() else iter(())


def _language(translation: Path) -> str:
    """Return the language of the originals, as the nearest `config.ini` above says it."""
    for folder in translation.parents:
        path = folder / "config.ini"
        if path.is_file():
            parser = ConfigParser(interpolation=None, strict=False)
            try:
                parser.read_string(path.read_text("utf-8", "replace"))
            except (Error, OSError):
                return ""
            return parser.get("translation", "origin_lang", fallback="").strip()
    return ""
