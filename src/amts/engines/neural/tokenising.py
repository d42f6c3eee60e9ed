"""Texts as the tokens of a model, and back; three ways to tell a model which languages it translates.

Marian models for several target languages read the target before the text (`>>cmn_Hans<<`), M2M100 (`__zh__`) and
NLLB (`zho_Hans`) read the source there and write the target first. Which way it is shows in the vocabulary.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amts.engines.neural.extras import required
from amts.errors import InputError, LanguageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

END = "</s>"
UNKNOWN = "<unk>"
_TARGET_FIRST = re.compile(r">>(.+)<<")
_BOTH = (re.compile(r"__([a-z]{2,3})__"), re.compile(r"([a-z]{3}_[A-Z][a-z]{3})"))
# Of source and target; one file for both in models of many languages.
_PIECES = (("source.spm", "target.spm"), ("sentencepiece.bpe.model", "sentencepiece.bpe.model"))
_SHARED_VOCABULARY = "shared_vocabulary.json"
# How far a language of the model may be from the one asked for: a regional variant at most.
_MAX_DISTANCE = 10


@dataclass(frozen=True, slots=True)
class Tokeniser:
    """Cuts texts of two languages into the tokens of a model.

    Attributes:
        source: cuts the source language into pieces.
        target: does so for the target language, and joins its pieces.
        vocabulary: the number of each token of the model.
        before: stands before every source text.
        prefix: what every translation begins with.
        end: stands behind every source text, unless CTranslate2 adds it itself.
        special: tokens that are no text.
    """

    source: Any
    target: Any
    vocabulary: Mapping[str, int]
    before: tuple[str, ...] = ()
    prefix: tuple[str, ...] = ()
    end: tuple[str, ...] = (END,)
    special: frozenset[str] = frozenset()

    def encode(self, text: str) -> list[str]:
        """Return the tokens of a text of the source language."""
        return [*self.before, *self.source.encode(text, out_type=str), *self.end]

    def encode_target(self, text: str) -> list[str]:
        """Return the tokens of a text of the target language, from the prefix to the end."""
        return [*self.prefix, *self.target.encode(text, out_type=str), END]

    def decode(self, tokens: Sequence[str]) -> str:
        """Return the text of a translation's tokens."""
        return str(self.target.decode_pieces([token for token in tokens if token not in self.special]))


def open_tokeniser(folder: Path, source_tag: str, target_tag: str) -> Tokeniser:
    """Return the tokeniser of a model in CTranslate2 format for two languages.

    Raises:
        InputError: a file of it is missing or damaged.
        LanguageError: the model does not know one of the languages.
    """
    files = next((files for files in _PIECES if all((folder / name).is_file() for name in files)), None)
    if files is None:
        msg = f"{folder} lacks its sentencepiece files: expected source.spm and target.spm, or {_PIECES[1][0]}"
        raise InputError(msg)
    vocabulary, end = _vocabulary(folder)
    many = files == _PIECES[1]
    before, prefix = language_tokens(vocabulary, source_tag, target_tag, many=many)
    languages = {token for form in (_TARGET_FIRST, *_BOTH[: 2 * many]) for token in vocabulary if form.fullmatch(token)}
    source, target = (_pieces(folder / name) for name in files)
    return Tokeniser(source, target, vocabulary, before, prefix, end, frozenset({END, UNKNOWN, "<pad>", *languages}))


def language_tokens(
    vocabulary: Iterable[str], source_tag: str, target_tag: str, *, many: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tokens that stand before a source text, and those that its translation begins with.

    Args:
        vocabulary: the tokens of the model.
        source_tag: the language translated from.
        target_tag: the language translated into.
        many: whether the model may be of the kinds for many source languages.

    Raises:
        LanguageError: the model does not know one of the languages.
    """
    tokens = tuple(vocabulary)
    targets = _codes(tokens, _TARGET_FIRST)
    if targets:
        return (targets[_closest(target_tag, targets)],), ()
    for form in _BOTH if many else ():
        known = _codes(tokens, form)
        if known:
            return (known[_closest(source_tag, known)],), (known[_closest(target_tag, known)],)
    return (), ()


def _codes(tokens: Iterable[str], form: re.Pattern[str]) -> dict[str, str]:
    """Return the tokens of this form by the language codes in them."""
    import langcodes

    found = ((match[1], token) for token in tokens if (match := form.fullmatch(token)))
    return {code: token for code, token in found if langcodes.tag_is_valid(code)}


def _closest(tag: str, codes: Iterable[str]) -> str:
    """Return the code of the language nearest to the one with this tag."""
    import langcodes

    known = list(codes)
    code, _ = langcodes.closest_match(tag, known, max_distance=_MAX_DISTANCE)
    if code not in known:
        some = ", ".join(sorted(known)[:20]) + (", ..." if len(known) > 20 else "")
        msg = f"the model does not know the language {tag}: it knows {some}"
        raise LanguageError(msg)
    return str(code)


def _vocabulary(folder: Path) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return the tokens of a model with their numbers, and what must stand behind a source text."""
    path = folder / _SHARED_VOCABULARY
    if not path.is_file():
        path = folder / "source_vocabulary.json"
    try:
        tokens = json.loads(path.read_text(encoding="utf-8"))
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = f"the model in {folder} lacks its vocabulary or its configuration, or they are damaged: {error}"
        raise InputError(msg) from error
    return {token: number for number, token in enumerate(tokens)}, () if config.get("add_source_eos") else (END,)


def _pieces(path: Path) -> Any:
    sentencepiece = required("sentencepiece", "neural")
    try:
        return sentencepiece.SentencePieceProcessor(model_file=str(path))
    except (OSError, RuntimeError) as error:
        msg = f"{path} is no sentencepiece model, or is damaged: {error}"
        raise InputError(msg) from error
