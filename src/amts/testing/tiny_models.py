"""Tiny translation models, made on the spot, and a made-up language to train them on: for tests without any download.

A sentence of the language is some syllables, perhaps a digit, and a full stop. The translation of a syllable has each
letter replaced by its successor (`ko` becomes `lp`), digits stay. There are two subjects that share no syllable.
"""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

from amts.placeholders import placeholder
from amts.records import Mark, MarkKind, Pair, Segment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from amts.engines.protocol import Engine

SOURCE_TAG = "en"
# It borrows the tag of a language that Marian, M2M100 and NLLB models may know.
TARGET_TAG = "de"
SYMBOLS = tuple(placeholder(number) for number in range(1, 5))
_CONSONANTS = {"general": "bdfgh", "special": "klmnp"}
_VOWELS = "aiou"


def words(subject: str) -> list[str]:
    """Return the words of a subject, `general` or `special`."""
    return [consonant + vowel for consonant in _CONSONANTS[subject] for vowel in _VOWELS]


def translated(text: str) -> str:
    """Return the one right translation of a text of the language."""
    return "".join(chr(ord(letter) + 1) if "a" <= letter <= "y" else letter for letter in text)


def pairs(count: int, subject: str = "general", seed: int = 0) -> list[Pair]:
    """Return different sentence pairs about a subject, every fifth one with code in it."""
    chance = random.Random(f"{subject} {seed}")
    made: dict[str, Pair] = {}
    while len(made) < count:
        told = [chance.choice(words(subject)) for _ in range(chance.randint(3, 5))]
        if chance.random() < 0.4:
            told.insert(chance.randrange(len(told)), str(chance.randrange(10)))
        marks: tuple[Mark, ...] = ()
        if len(made) % 5 == 0:
            told.insert(1, placeholder(1))
            marks = (Mark(MarkKind.CODE, f"`f{len(made)}`"),)
        text = " ".join(told) + " ."
        made.setdefault(text, Pair(Segment(text, marks), Segment(translated(text), marks)))
    return list(made.values())


def marian(folder: Path, *, targets: Sequence[str] = (), symbols: Sequence[str] = SYMBOLS, seed: int = 1) -> Path:
    """Make a random Marian model in Hugging Face format.

    Args:
        folder: gets the model.
        targets: target languages by their codes, such as `deu`, if it is to be a model for several.
        symbols: the placeholders that are in the vocabulary.
        seed: of the random weights.
    """
    import transformers

    folder.mkdir(parents=True)
    pieces = _sentencepiece(folder / "source.spm", symbols)
    (folder / "target.spm").write_bytes((folder / "source.spm").read_bytes())
    names = ["</s>", "<unk>", *(f">>{code}<<" for code in targets), *pieces, "<pad>"]
    vocabulary = {name: number for number, name in enumerate(names)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "MarianTokenizer"}), encoding="utf-8")
    pad = len(names) - 1
    config = transformers.MarianConfig(
        vocab_size=len(names), pad_token_id=pad, decoder_start_token_id=pad, eos_token_id=0, forced_eos_token_id=0,
        scale_embedding=True, activation_function="swish", **_shape(),
    )  # fmt: skip
    return _random(transformers.MarianMTModel, config, folder, seed)


def m2m100(folder: Path, *, symbols: Sequence[str] = SYMBOLS, seed: int = 1) -> Path:
    """Make a random M2M100 model in Hugging Face format; it knows the hundred languages of that."""
    import transformers

    folder.mkdir(parents=True)
    spm = folder / "sentencepiece.bpe.model"
    names = ["<s>", "<pad>", "</s>", "<unk>", *_sentencepiece(spm, symbols)]
    vocab = folder / "vocab.json"
    vocab.write_text(json.dumps({name: number for number, name in enumerate(names)}), encoding="utf-8")
    tokeniser = transformers.M2M100Tokenizer(str(vocab), str(spm), src_lang="en", tgt_lang="de")
    tokeniser.save_pretrained(folder)
    return _random(transformers.M2M100ForConditionalGeneration, _m2m100_config(tokeniser), folder, seed)


def nllb(folder: Path, *, seed: int = 1) -> Path:
    """Make a random NLLB model in Hugging Face format; it knows the two hundred languages of that."""
    import transformers

    folder.mkdir(parents=True)
    spm = folder / "sentencepiece.bpe.model"
    names = ["<s>", "<pad>", "</s>", "<unk>", *_sentencepiece(spm, (), "bpe")]
    tokeniser = transformers.NllbTokenizer({name: number for number, name in enumerate(names)})
    tokeniser.save_pretrained(folder)
    return _random(transformers.M2M100ForConditionalGeneration, _m2m100_config(tokeniser), folder, seed)


def _m2m100_config(tokeniser: Any) -> Any:
    import transformers

    # M2M100 has its languages, and some words that are none, behind its pieces.
    size = len(tokeniser.get_vocab()) + len(getattr(tokeniser, "lang_token_to_id", ()))
    size += getattr(tokeniser, "num_madeup_words", 0)
    return transformers.M2M100Config(vocab_size=size, activation_function="relu", scale_embedding=True, **_shape())


def _shape() -> dict[str, Any]:
    sizes = {"layers": 2, "attention_heads": 4, "ffn_dim": 128}
    return {"d_model": 64, "max_position_embeddings": 512, "dropout": 0.0, "init_std": 0.1} | {
        f"{side}_{name}": size for side in ("encoder", "decoder") for name, size in sizes.items()
    }


def _sentencepiece(path: Path, symbols: Sequence[str], model_type: str = "word") -> list[str]:
    """Train a sentencepiece model with all words of both languages; return its pieces, but for the special ones."""
    import sentencepiece

    told = [word for subject in _CONSONANTS for word in words(subject)]
    known = [*told, *map(translated, told), *"0123456789.", *(f"X{number}" for number in range(1, 5))]
    size = 100 if model_type == "bpe" else len(dict.fromkeys(known)) + 2 * len(symbols) + 3
    with path.open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter([" ".join(known)] * 10), model_writer=file, model_type=model_type, minloglevel=2,
            user_defined_symbols=list(symbols), character_coverage=1.0, vocab_size=size,
        )  # fmt: skip
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [processor.id_to_piece(number) for number in range(3, processor.get_piece_size())]


def _random(model_class: Any, config: Any, folder: Path, seed: int) -> Path:
    """Save a model with random weights."""
    import torch

    from amts.engines.neural.conversion import quiet

    with torch.random.fork_rng(), quiet():
        torch.manual_seed(seed)
        model_class(config).save_pretrained(folder)
    return folder


def trained(weights: Path, folder: Path, examples: Sequence[Pair], epochs: int = 8) -> Path:
    """Train a model on pairs; 1200 of them take some five seconds of one core.

    Args:
        weights: the folder of the model in Hugging Face format.
        folder: gets the trained one; the converted one is written into `folder`'s parent.
        examples: what to learn.
        epochs: how often each pair is seen.
    """
    from amts.adaptation.fine_tuning import Schedule, fine_tune
    from amts.adaptation.tune import as_example
    from amts.engines.neural.engine import open_neural

    engine = open_neural(str(weights), SOURCE_TAG, TARGET_TAG, folder.parent)
    schedule = Schedule(learning_rate=2e-3, epochs=epochs, batch_tokens=700)
    fine_tune(weights, folder, [as_example(engine, pair) for pair in examples], (), schedule)
    return folder


def exact(engine: Engine, asked: Sequence[Pair]) -> float:
    """Return the share of pairs whose source an engine translates exactly as the pair does."""
    answers = engine.translate([pair.source for pair in asked])
    return sum(answer.segment == pair.target for answer, pair in zip(answers, asked, strict=True)) / len(asked)
