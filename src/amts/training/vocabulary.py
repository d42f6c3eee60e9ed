"""The vocabulary of a model: sentencepiece pieces, a tag for each target language, placeholders, bytes.

Its files are those of a Marian tokeniser, which reads the target language before the text (`>>zh<<`): transformers
loads them beside M2M100 weights, CTranslate2 converts them, and `engines.neural` knows by the tag what to do.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from amts.engines.neural.extras import required
from amts.errors import DataError, InputError
from amts.languages import language
from amts.placeholders import ANY_PLACEHOLDER, placeholder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

# The numbers that M2M100 configurations have by default. M2M100 counts positions from behind that of <pad>, and
# CTranslate2 from 2: so <pad> must have 1.
START, PAD, END, UNKNOWN = range(4)
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
SOURCE_PIECES, TARGET_PIECES, TOKENS, TOKENISER = "source.spm", "target.spm", "vocab.json", "tokenizer_config.json"
FILES = (SOURCE_PIECES, TARGET_PIECES, TOKENS, TOKENISER)
# Up to so many pairs, so many tokens: small corpora see large vocabularies too seldom.
_SIZES = ((200_000, 8000), (800_000, 16_000))
_LARGEST = 24_000
# Sentencepiece has these besides the pieces that it learns: <unk>, <s>, </s>.
_BUILT_IN = 3
_BYTES = 256
# More texts than this take longer and teach no other pieces.
_TEXTS = 1_000_000
# Matrices of a multiple of this size are multiplied faster.
_MULTIPLE = 8


@dataclass(frozen=True, slots=True)
class VocabularySettings:
    """How a vocabulary is learnt.

    Attributes:
        size: how many tokens; 0: by the number of pairs, 8,000 to 24,000. Of few texts there may be fewer.
        method: `unigram` or `bpe`.
        placeholders: ⟦1⟧ to so many are tokens; texts with further ones show all of them as names.
        spare: tokens kept free for languages that come later.
    """

    size: int = 0
    method: str = "unigram"
    placeholders: int = 12
    spare: int = 8


def size_for(pairs: int) -> int:
    """Return how many tokens suit so many pairs."""
    return next((size for limit, size in _SIZES if pairs <= limit), _LARGEST)


def tag_token(tag: str) -> str:
    """Return the token that stands before a text that is to be translated into a language."""
    return f">>{language(tag).tag}<<"


class Vocabulary:
    """A vocabulary in a folder.

    Args:
        folder: has its files.

    Raises:
        InputError: they are missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            self.ids: dict[str, int] = json.loads((folder / TOKENS).read_text(encoding="utf-8"))
            self._pieces: Any = required("sentencepiece", "neural").SentencePieceProcessor(
                model_file=str(folder / SOURCE_PIECES)
            )
        except (OSError, ValueError, RuntimeError) as error:
            msg = f"{folder} holds no vocabulary: expected {', '.join(FILES)} ({error})"
            raise InputError(msg) from error

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def tokens(self) -> list[str]:
        """The tokens in the order of their numbers."""
        return sorted(self.ids, key=self.ids.__getitem__)

    @cached_property
    def symbols(self) -> frozenset[str]:
        """The placeholders that are tokens."""
        return frozenset(filter(re.compile(ANY_PLACEHOLDER).fullmatch, self.ids))

    def knows(self, tag: str) -> bool:
        """Whether there is a tag for a target language."""
        return tag_token(tag) in self.ids

    def source(self, text: str, target_tag: str) -> list[int]:
        """Return a text as a model reads it: the tag of the language to translate into, its tokens, the end.

        Raises:
            DataError: there is no tag for the language.
        """
        return self.tagged([*self._numbers(text), END], target_tag)

    def tagged(self, numbers: Sequence[int], target_tag: str) -> list[int]:
        """Return tokens with the tag of the language to translate into before them.

        Raises:
            DataError: there is no tag for the language.
        """
        token = tag_token(target_tag)
        if token not in self.ids:
            known = ", ".join(name for name in self.tokens if name.startswith(">>"))
            msg = f"the vocabulary in {self.folder} has no token {token}: it has {known}"
            raise DataError(msg)
        return [self.ids[token], *numbers]

    def target(self, text: str) -> list[int]:
        """Return a text as a model writes it: its tokens and the end."""
        return [*self._numbers(text), END]

    def text(self, numbers: Iterable[int]) -> str:
        """Return the text of tokens; tags and ends are left out."""
        tokens = (self.tokens[number] for number in numbers if number not in (START, PAD, END, UNKNOWN))
        return str(self._pieces.decode_pieces([token for token in tokens if not token.startswith(">>")]))

    def _numbers(self, text: str) -> list[int]:
        return [self.ids.get(piece, UNKNOWN) for piece in self._pieces.encode(text, out_type=str)]


def learn_vocabulary(
    folder: Path, texts: Iterable[str], target_tags: Sequence[str], settings: VocabularySettings, pairs: int
) -> Vocabulary:
    """Learn a vocabulary from texts of all languages, and write its files.

    Args:
        folder: gets the files; it does not exist yet.
        texts: masked texts of both sides.
        target_tags: the languages to translate into.
        settings: how to learn.
        pairs: how many pairs there are, by which the size is chosen.

    Raises:
        DataError: there are too few texts.
    """
    folder.mkdir(parents=True)
    size = settings.size or size_for(pairs)
    tags = [tag_token(tag) for tag in dict.fromkeys(target_tags)]
    around = len(_SPECIAL) + len(tags) + settings.spare
    _learn_pieces(folder / SOURCE_PIECES, texts, settings, max(size - around, 0) // _MULTIPLE * _MULTIPLE)
    (folder / TARGET_PIECES).write_bytes((folder / SOURCE_PIECES).read_bytes())
    processor = required("sentencepiece", "neural").SentencePieceProcessor(model_file=str(folder / SOURCE_PIECES))
    pieces = [processor.id_to_piece(number) for number in range(_BUILT_IN, processor.get_piece_size())]
    names = [*_SPECIAL, *tags, *pieces]
    spare = settings.spare + -(len(names) + settings.spare) % _MULTIPLE
    write_tokens(folder, [*names, *map(spare_token, range(spare))])
    # Without the first entry CTranslate2 writes a configuration that it cannot read.
    description = {"bos_token": _SPECIAL[START], "separate_vocabs": False, "tokenizer_class": "MarianTokenizer"}
    (folder / TOKENISER).write_text(json.dumps(description, indent=2), encoding="utf-8")
    return Vocabulary(folder)


def spare_token(number: int) -> str:
    """Return a token that is kept free."""
    return f"<spare{number}>"


def write_tokens(folder: Path, names: Sequence[str]) -> None:
    """Write the tokens in the order of their numbers."""
    numbered = {name: number for number, name in enumerate(names)}
    (folder / TOKENS).write_text(json.dumps(numbered, ensure_ascii=False), encoding="utf-8")


def _learn_pieces(path: Path, texts: Iterable[str], settings: VocabularySettings, size: int) -> None:
    """Let sentencepiece learn; it changes no character (its usual normalisation makes full-width signs narrow)."""
    sentencepiece = required("sentencepiece", "neural")
    placeholders = [placeholder(number) for number in range(1, settings.placeholders + 1)]
    if size <= _BYTES + len(placeholders) + _BUILT_IN:
        msg = f"a vocabulary of {size} tokens has no room for pieces beside bytes and placeholders: allow for 500 more"
        raise InputError(msg)
    try:
        with path.open("wb") as file:
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=iter(texts), model_writer=file, model_type=settings.method, vocab_size=size,
                user_defined_symbols=placeholders, byte_fallback=True, split_digits=True, character_coverage=0.9995,
                normalization_rule_name="identity", hard_vocab_limit=False, input_sentence_size=_TEXTS,
                shuffle_input_sentence=True, max_sentence_length=8000, train_extremely_large_corpus=False,
                minloglevel=2,
            )  # fmt: skip
    except RuntimeError as error:
        msg = f"no vocabulary of {size} tokens can be learnt from these texts: {error}; ask for a smaller one"
        raise DataError(msg) from error
