import random

import numpy as np

from amts.training.encoded import Rows, write_corpus
from amts.training.trainer.batches import Example
from amts.training.trainer.blending import Blender, Blending, similar_pairs, with_terms

BLENDING = Blending(separator=90, term_open=91, term_close=92, suggested=1.0)
TERMS = Blending(separator=90, term_open=91, term_close=92, annotated=1.0)


def rows(*lists):
    return Rows(np.array([n for each in lists for n in each]), np.cumsum([0, *map(len, lists)]))


def test_a_suggestion_stands_before_the_source_and_the_alignment_follows(tmp_path):
    corpus = write_corpus(tmp_path / "c", [([4, 10, 11, 2], [20, 21, 2]), ([4, 10, 12, 2], [20, 22, 2])])
    example = Blender(corpus, BLENDING, rows([1], []))(0, 0, Example([4, 10, 11, 2], [20, 21, 2], [1, 0, 2, 1]))
    assert example.source == [4, 20, 22, 90, 10, 11, 2]
    assert list(example.alignment) == [4, 0, 5, 1]


def test_a_pair_that_none_is_like_stays_as_it_is(tmp_path):
    corpus = write_corpus(tmp_path / "c", [([4, 10, 2], [20, 2])])
    example = Example([4, 10, 2], [20, 2])
    assert Blender(corpus, BLENDING, rows([]))(0, 0, example) is example


def test_terms_have_their_translation_behind_them():
    example = with_terms(Example([4, 10, 2], [20, 2], [1, 0]), TERMS, random.Random(1))
    assert example.source == [4, 10, 91, 20, 92, 2]
    assert list(example.alignment) == [1, 0]


def test_every_annotation_is_what_the_words_before_it_are_aligned_to():
    source, target = [4, *range(10, 20), 2], [*range(30, 40), 2]
    links = [number for place in range(10) for number in (place + 1, place)]
    for seed in range(50):
        example = with_terms(Example(source, target, links), TERMS, random.Random(seed))
        told = list(example.source)
        assert 1 <= told.count(91) == told.count(92) <= 3
        for place, token in enumerate(told):
            if token == 91:
                inside = told[place + 1 : told.index(92, place)]
                assert [number - 20 for number in inside] == told[place - len(inside) : place]
        assert [told[here] for here in example.alignment[::2]] == list(range(10, 20))


def test_without_alignment_there_are_no_terms():
    example = Example([4, 10, 2], [20, 2])
    assert with_terms(example, TERMS, random.Random(1)) is example


def test_changes_follow_from_the_seed_the_epoch_and_the_pair(tmp_path):
    corpus = write_corpus(tmp_path / "c", [([4, *range(10, 20), 2], [*range(30, 40), 2])])
    links = [number for place in range(10) for number in (place + 1, place)]
    example = Example(corpus.sources[0], corpus.targets[0], links)
    blender = Blender(corpus, TERMS)
    assert blender(0, 0, example).source == blender(0, 0, example).source
    assert len({tuple(blender(epoch, 0, example).source) for epoch in range(20)}) > 10


def test_pairs_that_share_rare_words_are_alike(tmp_path):
    sources = [[4, 10, 11, 12, 2], [4, 10, 11, 13, 2], [4, 14, 15, 2], [4, 12, 10, 11, 12, 2]]
    corpus = write_corpus(tmp_path / "c", [(source, [20, 2]) for source in sources])
    assert similar_pairs(corpus) == [[3, 1], [0, 3], [], [0, 1]]
