"""A language that a model does not know yet, begun as one that it knows: its tag gets the other one's vector."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from amts.engines.neural.conversion import quiet
from amts.engines.neural.extras import required
from amts.errors import DataError
from amts.training.vocabulary import FILES, Vocabulary, spare_token, tag_token, write_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def with_languages(weights: Path, folder: Path, new: Mapping[str, str]) -> Path:
    """Write a model that has further languages.

    Args:
        weights: the folder of a model in Hugging Face format whose vocabulary has spare tokens.
        folder: gets the new one; replaced if it is there.
        new: of each language to add, the one that it begins as; empty: the mean of all that there are.

    Raises:
        DataError: the model does not know the related language, or has no token to spare.
        MissingExtraError: torch or transformers is not installed.
    """
    torch, transformers = required("torch", "tune"), required("transformers", "tune")
    rows = _rows(Vocabulary(weights), new)
    shutil.rmtree(folder, ignore_errors=True)
    with quiet(), torch.no_grad():
        model = transformers.AutoModelForSeq2SeqLM.from_pretrained(weights, dtype=torch.float32, local_files_only=True)
        table = model.get_input_embeddings().weight
        for row, like in rows.items():
            table[row] = table[like].mean(dim=0)
        model.save_pretrained(folder)
    for name in FILES:
        shutil.copy(weights / name, folder)
    extend_vocabulary(folder, new)
    return folder


def extend_vocabulary(folder: Path, new: Mapping[str, str]) -> Vocabulary:
    """Give spare tokens of a vocabulary to languages that it does not have.

    Raises:
        DataError: there are too few spare tokens.
    """
    vocabulary = Vocabulary(folder)
    tokens = list(vocabulary.tokens)
    for row, tag in zip(_rows(vocabulary, new), _unknown(vocabulary, new), strict=True):
        tokens[row] = tag_token(tag)
    write_tokens(folder, tokens)
    return Vocabulary(folder)


def _unknown(vocabulary: Vocabulary, new: Mapping[str, str]) -> list[str]:
    return [tag for tag in new if not vocabulary.knows(tag)]


def _rows(vocabulary: Vocabulary, new: Mapping[str, str]) -> dict[int, list[int]]:
    """Return the token that each new language gets, and those whose vectors it begins with."""
    known = [number for token, number in vocabulary.ids.items() if token.startswith(">>")]
    spare = [vocabulary.ids[spare_token(at)] for at in range(len(vocabulary)) if spare_token(at) in vocabulary.ids]
    wanted = _unknown(vocabulary, new)
    if len(wanted) > len(spare):
        msg = f"the vocabulary in {vocabulary.folder} has {len(spare)} spare tokens for {len(wanted)} new languages"
        raise DataError(msg)
    for tag in wanted:
        if new[tag] and not vocabulary.knows(new[tag]):
            msg = f"{tag} is to begin as {new[tag]}, which the vocabulary in {vocabulary.folder} does not know"
            raise DataError(msg)
    likes = ([vocabulary.ids[tag_token(new[tag])]] if new[tag] else known for tag in wanted)
    return dict(zip(spare, likes, strict=False))
