"""Models in Hugging Face format made into CTranslate2 format, in eight-bit integers: a quarter of the size."""

from __future__ import annotations

import hashlib
import json
import shutil
import warnings
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from amts.engines.neural.extras import required
from amts.errors import InputError
from amts.storage.scratch import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Part of the name of a converted model: a change of the method converts anew.
METHOD = "int8.v1"
# What AMTS has to know of a converted model; written last.
CARD = "amts-model.json"
_TOKENISER_FILES = ("source.spm", "target.spm", "sentencepiece.bpe.model")


def converted(weights: Path, cache: Path) -> Path:
    """Return the folder of a converted model, made only if it is not in the cache.

    Raises:
        InputError: the model cannot be converted.
        MissingExtraError: torch or transformers is not installed.
    """
    folder = cache / f"model-{_digest(weights)}"
    if (folder / CARD).is_file():
        return folder
    with scratch_folder(cache, ".converting-") as scratch:
        work = scratch / "model"
        convert(weights, work)
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # another process was faster
            work.rename(folder)
    return folder


def convert(weights: Path, folder: Path) -> None:
    """Convert a model into a folder that does not exist yet.

    Args:
        weights: the folder of a model in Hugging Face format, with its tokeniser.
        folder: gets the model, its vocabulary, its sentencepiece files and its card.

    Raises:
        InputError: the model cannot be converted.
        MissingExtraError: torch or transformers is not installed.
    """
    for package in ("torch", "transformers"):
        required(package, "tune")
    converters = required("ctranslate2.converters", "neural")
    copied = [name for name in _TOKENISER_FILES if (weights / name).is_file()]
    try:
        with quiet():
            converter = converters.TransformersConverter(str(weights), copy_files=copied)
            converter.load_tokenizer = _tokeniser
            converter.convert(str(folder), quantization="int8")
        description = json.loads((weights / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        msg = f"the model in {weights} cannot be converted to CTranslate2 format: {error}"
        raise InputError(msg) from error
    card = {"method": METHOD, "positions": description.get("max_position_embeddings", 512)}
    (folder / CARD).write_text(json.dumps(card), encoding="utf-8")


def _tokeniser(class_: Any, name: str, **arguments: Any) -> Any:
    """Return a tokeniser whose vocabulary has the languages, which M2M100's of transformers 5 keeps apart."""
    tokeniser = class_.from_pretrained(name, **arguments)
    vocabulary = tokeniser.get_vocab() | getattr(tokeniser, "lang_token_to_id", {})
    tokeniser.get_vocab = lambda: vocabulary
    return tokeniser


@contextmanager
def quiet() -> Iterator[None]:
    """Keep transformers from drawing bars and giving advice on standard error."""
    logging = required("transformers.utils.logging", "tune")
    shown, verbosity = logging.is_progress_bar_enabled(), logging.get_verbosity()
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.set_verbosity(verbosity)
        if shown:
            logging.enable_progress_bar()


def _digest(weights: Path) -> str:
    total = hashlib.sha256(METHOD.encode())
    for path in sorted(path for path in weights.iterdir() if path.is_file()):
        with path.open("rb") as file:
            total.update(f"{path.name}\n".encode() + hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()[:16]
