"""A vocabulary of forty tokens, and pairs in a language whose translation is each token's successor."""

import json
import random

import pytest

from amts.training.encoded import write_corpus

TAG, FIRST, TOKENS = 4, 5, 40


@pytest.fixture
def vocabulary(tmp_path):
    folder = tmp_path / "vocabulary"
    folder.mkdir()
    names = ["<s>", "<pad>", "</s>", "<unk>", ">>de<<", *(f"t{number}" for number in range(FIRST, TOKENS))]
    (folder / "vocab.json").write_text(json.dumps({name: number for number, name in enumerate(names)}))
    return folder


@pytest.fixture
def corpus(tmp_path):
    return make_corpus(tmp_path / "corpus", 200, seed=1)


@pytest.fixture
def held_out(tmp_path):
    return make_corpus(tmp_path / "held_out", 20, seed=2)


def make_corpus(folder, count, seed):
    chance = random.Random(seed)
    pairs, alignments = [], []
    for _ in range(count):
        source = [chance.randrange(FIRST, TOKENS - 1) for _ in range(chance.randint(3, 17))]
        pairs.append(([TAG, *source, 2], [*(token + 1 for token in source), 2]))
        alignments.append([place for index in range(len(source)) for place in (index + 1, index)])
    return write_corpus(folder, pairs, alignments)
