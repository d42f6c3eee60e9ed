"""Where a translation model is found: in a folder, in an installed package, or on the Hugging Face hub."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from amts.engines.neural.conversion import converted
from amts.engines.neural.extras import required
from amts.errors import EngineError, InputError
from amts.languages import language

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.metadata import EntryPoint

# How settings call the engine that runs such models.
ENGINE = "neural"
# Packages named `amts-model-...` name here, for each language pair such as `en-zh`, what gives the model's folder.
GROUP = "amts.models"
# Of a model that can be tuned, the folder within its own that holds its weights in Hugging Face format.
WEIGHTS = "weights"
# What of a hub's repository is fetched: models for other frameworks are left there.
_PATTERNS = ("*.json", "*.spm", "*.model", "*.txt", "*.safetensors", "pytorch_model*.bin", "model.bin")


@dataclass(frozen=True, slots=True)
class Model:
    """A model in CTranslate2 format.

    Attributes:
        folder: holds the model, its vocabulary and its sentencepiece files.
        weights: a folder with the same model in Hugging Face format, which can be tuned; None if there is none.
    """

    folder: Path
    weights: Path | None = None

    @property
    def digest(self) -> str:
        """A hash of all files that decide what the model says."""
        total = hashlib.blake2b(digest_size=8)
        for path in sorted(path for path in self.folder.iterdir() if path.is_file()):
            with path.open("rb") as file:
                total.update(f"{path.name}\n".encode() + hashlib.file_digest(file, "blake2b").digest())
        return total.hexdigest()


def find_model(name: str, source_tag: str, target_tag: str, cache: Path) -> Model:
    """Find a model, and convert it into CTranslate2 format if it is in another one.

    Args:
        name: a folder; the name of an installed package; a name on the hub such as `Helsinki-NLP/opus-mt-en-zh`;
            or nothing: the installed package for the two languages.
        source_tag: the language translated from.
        target_tag: the language translated into.
        cache: a folder for converted models.

    Raises:
        InputError: there is no such model, or the folder holds none.
        EngineError: the hub cannot be reached.
        MissingExtraError: a package is needed that is not installed.
    """
    if name and Path(name).expanduser().is_dir():
        return open_folder(Path(name).expanduser(), cache)
    packaged = _packaged(name, source_tag, target_tag)
    if packaged:
        return open_folder(packaged, cache)
    if re.fullmatch(r"[\w.-]+/[\w.-]+", name):
        return open_folder(_downloaded(name), cache)
    known = ", ".join(sorted({_package(entry) for entry in entry_points(group=GROUP)})) or "none"
    what = f"{name!r} is neither a folder nor an installed package" if name else "no model is named or installed for it"
    msg = (
        f"no model to translate from {source_tag} to {target_tag}: {what} (installed: {known}); name a folder, "
        "install a package amts-model-..., or name a model on the hub such as Helsinki-NLP/opus-mt-en-zh"
    )
    raise InputError(msg)


def is_installed(source_tag: str, target_tag: str) -> bool:
    """Whether a model package for two languages is installed."""
    return any(_for_languages(source_tag, target_tag))


def open_folder(folder: Path, cache: Path) -> Model:
    """Return the model in a folder of either format.

    Raises:
        InputError: the folder holds no model, or one that cannot be converted.
        MissingExtraError: the model must be converted first, and the packages for that are not installed.
    """
    if (folder / "model.bin").is_file():
        weights = folder / WEIGHTS
        return Model(folder, weights if (weights / "config.json").is_file() else None)
    if (folder / "config.json").is_file() and [*folder.glob("*.safetensors"), *folder.glob("pytorch_model*.bin")]:
        return Model(converted(folder, cache), folder)
    found = ", ".join(sorted(path.name for path in folder.iterdir())[:10]) or "nothing"
    msg = (
        f"{folder} holds no translation model (found: {found}): expected model.bin (CTranslate2), or config.json with "
        "model.safetensors (Hugging Face), and the sentencepiece files"
    )
    raise InputError(msg)


def _packaged(name: str, source_tag: str, target_tag: str) -> Path | None:
    """Return the folder of the one installed package of this name, or for these languages."""
    found = [
        entry
        for entry in _for_languages(source_tag, target_tag)
        if not name or name.replace("_", "-").lower() in (_package(entry), entry.name.lower())
    ]
    if len(found) > 1:
        choice = ", ".join(sorted(map(_package, found)))
        msg = f"several models translate from {source_tag} to {target_tag}: name one of {choice}"
        raise InputError(msg)
    for entry in found:
        value = entry.load()
        return Path(os.fspath(value() if callable(value) else value))
    return None


def _for_languages(source_tag: str, target_tag: str) -> Iterator[EntryPoint]:
    source, target = language(source_tag), language(target_tag)
    pairs = {f"{source.tag}-{target.tag}".lower(), f"{source.primary}-{target.primary}".lower()}
    return (entry for entry in entry_points(group=GROUP) if entry.name.lower() in pairs)


def _package(entry: EntryPoint) -> str:
    return (entry.dist.name if entry.dist else entry.value).replace("_", "-").lower()


def _downloaded(name: str) -> Path:
    """Return the folder of a model of the hub, fetched if it has not been before."""
    hub = required("huggingface_hub", "tune")
    try:
        return Path(hub.snapshot_download(name, allow_patterns=list(_PATTERNS)))
    except (OSError, ValueError, hub.errors.HfHubHTTPError, hub.errors.LocalEntryNotFoundError) as error:
        msg = (
            f"the model {name} cannot be fetched from the Hugging Face hub ({type(error).__name__}): check the name "
            "and the network, or copy the model into a folder and name that"
        )
        raise EngineError(msg) from error
