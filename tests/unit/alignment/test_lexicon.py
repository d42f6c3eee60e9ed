import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.alignment.lexicon import MAX_TOKENS, NULL, Vocabulary, learn, no_lexicon, repeated_tokens


def vocabularies(pairs):
    ours, theirs = Vocabulary(), Vocabulary()
    return ours, theirs, [(ours.encode(source.split()), theirs.encode(target.split())) for source, target in pairs]


def table(lexicon, ours, theirs, source, target):
    """Return p(target | source) and p(source | target) of two words, None being the empty word."""
    ours_id = NULL if source is None else ours.ids[source]
    theirs_id = NULL if target is None else theirs.ids[target]
    return tuple(float(side[0, 0]) for side in lexicon.tables(np.array([ours_id]), np.array([theirs_id])))


def test_tokens_are_numbered_from_one_and_counted():
    vocabulary = Vocabulary()
    assert vocabulary.encode(["a", "b", "a"]).tolist() == [1, 2, 1]
    assert vocabulary.encode(["c", "a"]).tolist() == [3, 1]
    assert vocabulary.encode([]).tolist() == []
    assert len(vocabulary) == 4
    assert vocabulary.frequencies().tolist() == pytest.approx([1 / 9, 4 / 9, 2 / 9, 2 / 9])


def test_shared_tokens_are_matched_with_themselves():
    ours, theirs, _ = vocabularies([("42 of gpu §`x`", "gpu 42 de §`y`")])
    assert repeated_tokens(ours, theirs).tolist() == [-1, theirs.ids["42"], -1, theirs.ids["gpu"], -1]


def test_without_a_lexicon_only_repeated_tokens_are_known():
    ours, theirs, _ = vocabularies([("the 42", "el 42")])
    lexicon = no_lexicon(ours, theirs)
    assert table(lexicon, ours, theirs, "42", "42") == (0.9, 0.9)
    assert table(lexicon, ours, theirs, "the", "el") == (0.0, 0.0)
    assert table(lexicon, ours, theirs, None, "el") == (0.0, 0.0)


def test_words_that_stand_together_are_translations():
    ours, theirs, pairs = vocabularies([("la casa", "the house"), ("la flor", "the flower"), ("una casa", "a house")])
    lexicon = learn(pairs, ours, theirs)
    best = {
        source: max(theirs.ids, key=lambda target: table(lexicon, ours, theirs, source, target)[0])
        for source in ours.ids
    }
    assert best == {"la": "the", "casa": "house", "flor": "flower", "una": "a"}


def test_words_that_never_stood_together_have_no_probability():
    ours, theirs, pairs = vocabularies([("la casa", "the house"), ("una flor", "a flower")])
    assert table(learn(pairs, ours, theirs), ours, theirs, "la", "flower") == (0.0, 0.0)


def test_one_pair_of_words_is_learnt_by_hand():
    # Two tokens a side (the empty word and the only one), all four cells alike from the start: each is 1/2.
    ours, theirs, pairs = vocabularies([("x", "y")])
    lexicon = learn(pairs, ours, theirs)
    assert table(lexicon, ours, theirs, "x", "y") == pytest.approx((0.5, 0.5))
    assert table(lexicon, ours, theirs, None, "y") == pytest.approx((0.5, 0.5))


@pytest.mark.parametrize("pairs", [[], [("", "a")], [("a", "")], [("a " * (MAX_TOKENS + 1), "b")]])
def test_pairs_that_are_empty_or_too_long_teach_nothing(pairs):
    ours, theirs, encoded = vocabularies(pairs)
    assert learn(encoded, ours, theirs).cells.tolist() == [-1]


WORDS = st.lists(st.sampled_from("abcdefg"), max_size=6).map(" ".join)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=6))
def test_the_probabilities_of_each_given_token_add_up_to_one(pairs):
    ours, theirs, encoded = vocabularies(pairs)
    lexicon = learn(encoded, ours, theirs)
    if lexicon.cells[0] < 0:
        assert not any(source.size and target.size for source, target in encoded)
        return
    for given_tokens, probability in (
        (lexicon.cells // lexicon.targets, lexicon.forward),
        (lexicon.cells % lexicon.targets, lexicon.backward),
    ):
        sums = np.bincount(given_tokens, weights=probability)
        assert sums[np.unique(given_tokens)] == pytest.approx(1.0)
    assert np.all(np.diff(lexicon.cells) > 0)


def test_a_table_has_the_shape_of_its_tokens_and_takes_repeated_ones():
    ours, theirs, pairs = vocabularies([("a b c", "d e")])
    forward, backward = learn(pairs, ours, theirs).tables(np.array([1, 2, 1]), np.array([2, 1]))
    assert forward.shape == backward.shape == (3, 2)
    assert forward[0].tolist() == forward[2].tolist()
