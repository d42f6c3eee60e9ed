import re

import numpy as np
import pytest

from amts.testing import tiny_models, toy_language
from amts.training import linking
from amts.training.encoded import write_corpus
from amts.training.linking import find_links, symmetrised, write_linked

TAG, END = 5, 2
WORDS = [word for pair in sorted(toy_language.VOCABULARY.items()) for word in pair]


def number(word):
    """Words and their translations have neighbouring numbers."""
    return 10 + WORDS.index(word)


def rows(text):
    return [number(word) for word in re.findall(r"\w+", text.lower()) if word in WORDS]


@pytest.fixture
def corpus(tmp_path):
    """Whole words as tokens; a pair of words that translate each other has an even number and the next odd one."""
    told = [pair for _, pair in zip(range(800), toy_language.sentences(seed=4), strict=False)]
    pairs = [([TAG, *rows(source), END], [*rows(target), END]) for source, target in told]
    return write_corpus(tmp_path / "corpus", pairs)


def wanted(corpus, row):
    """Return which places have words that translate each other; of words that occur twice, those in the same order."""
    source, target = corpus.sources[row].tolist(), corpus.targets[row].tolist()
    return {(here, there) for here, token in enumerate(source[:-1]) for there, other in enumerate(target[:-1])
            if other == token + 1 and source[:here].count(token) == target[:there].count(other)}  # fmt: skip


def right_and_wrong(corpus, found):
    right = wrong = missing = 0
    for row, links in enumerate(found):
        made = set(zip(links[::2].tolist(), links[1::2].tolist(), strict=True))
        right += len(made & wanted(corpus, row))
        wrong += len(made - wanted(corpus, row))
        missing += len(wanted(corpus, row) - made)
    return right, wrong, missing


def test_words_that_translate_each_other_are_linked_also_in_another_order(corpus):
    right, wrong, missing = right_and_wrong(corpus, find_links(corpus))
    assert wrong <= 0.02 * right
    assert missing <= 0.02 * right


def test_tokens_that_stand_for_themselves_are_linked_with_nothing_else(tmp_path):
    pairs = [([TAG, 20, 7, 8, END], [8, 7, 21, END]), ([TAG, 20, 22, 9, END], [23, 21, END])] * 5
    found = find_links(write_corpus(tmp_path / "corpus", pairs), frozenset({7, 8, 9}))
    assert found[0].tolist() == [1, 2, 2, 1, 3, 0]
    assert 3 not in found[1][::2]


def test_empty_texts_have_no_links(tmp_path):
    empty = write_corpus(tmp_path / "empty", [([TAG, END], [21, END]), ([TAG, 20, END], [END])])
    assert [row.tolist() for row in find_links(empty)] == [[], []]
    assert find_links(write_corpus(tmp_path / "nothing", [])) == []


def test_the_links_are_written_beside_the_pairs_the_same_ones_each_time(corpus, tmp_path):
    pairs = [(ours.tolist(), theirs.tolist()) for ours, theirs in zip(corpus.sources, corpus.targets, strict=True)]
    made = [write_linked(tmp_path / name, pairs, frozenset()) for name in ("first", "second")]
    assert made[0].sources[3].tolist() == pairs[3][0]
    assert np.array_equal(made[0].alignments.numbers, made[1].alignments.numbers)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus", "first", "second"]


def test_rare_tokens_share_rows_of_the_table(corpus, monkeypatch):
    monkeypatch.setattr(linking, "_OWN", 90)
    monkeypatch.setattr(linking, "_SHARED", 4)
    right, wrong, missing = right_and_wrong(corpus, find_links(corpus))
    assert wrong + missing <= 0.3 * right


def test_links_of_one_direction_join_only_beside_agreed_ones():
    both = {(0, 0), (3, 3)}
    assert symmetrised(both | {(1, 0), (5, 1)}, both | {(0, 1), (3, 0)}) == [(0, 0), (0, 1), (1, 0), (3, 3)]


def test_pieces_of_words_are_linked_with_those_of_their_translations(vocabulary, tmp_path):
    pairs = tiny_models.pairs(800, "general", seed=4)
    rows = [(vocabulary.source(pair.source.text, "de"), vocabulary.target(pair.target.text)) for pair in pairs]
    same = frozenset(vocabulary.ids[symbol] for symbol in vocabulary.symbols)
    found = find_links(write_corpus(tmp_path / "c", rows), same)[:100]
    said = [
        (vocabulary.text([ours[place]]), vocabulary.text([theirs[other]]))
        for (ours, theirs), flat in zip(rows, found, strict=False)
        for place, other in zip(flat[::2], flat[1::2], strict=True)
    ]
    assert len(said) > 300
    assert sum(tiny_models.translated(one) == other for one, other in said) > 0.95 * len(said)
