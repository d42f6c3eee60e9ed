import numpy as np
import pytest

from amts.training.encoded import write_corpus
from amts.training.trainer.batches import Batches, Example, collate


def test_an_epoch_has_every_pair_once(corpus):
    plan = Batches(corpus, 200, seed=1).plan(0)
    assert sorted(np.concatenate(plan).tolist()) == list(range(200))


def test_no_batch_has_more_tokens_than_allowed_padding_included(corpus):
    batches = Batches(corpus, 200, seed=1)
    for numbers in batches.plan(0):
        batch = batches.batch(0, numbers)
        assert batch.sources.numel() + batch.labels.numel() <= 200


def test_a_pair_longer_than_a_batch_is_one_by_itself(tmp_path):
    corpus = write_corpus(tmp_path / "c", [([4, 5, 2], [5, 2]), ([4, *[5] * 90, 2], [5] * 90), ([4, 6, 2], [6, 2])])
    assert sorted(map(sorted, (numbers.tolist() for numbers in Batches(corpus, 40, 1).plan(0)))) == [[0, 2], [1]]


def test_the_order_follows_from_the_seed_and_the_epoch(corpus):
    def order(seed, epoch):
        return [numbers.tolist() for numbers in Batches(corpus, 200, seed).plan(epoch)]

    assert order(1, 0) == order(1, 0)
    assert order(1, 0) != order(1, 1)
    assert order(1, 0) != order(2, 0)


def test_with_the_curriculum_short_pairs_come_first_in_the_first_epoch_only(corpus):
    batches = Batches(corpus, 200, 1, curriculum=True)

    def halves(epoch):
        lengths = [corpus.targets.lengths[numbers].mean() for numbers in batches.plan(epoch)]
        return np.mean(lengths[: len(lengths) // 2]), np.mean(lengths[len(lengths) // 2 :])

    first, second = halves(0)
    assert first < second - 3
    assert abs(np.subtract(*halves(1))) < 3


def test_a_batch_has_the_targets_shifted_and_padded_to_a_multiple_of_eight():
    batch = collate([Example([4, 7, 2], [8, 9, 2]), Example([4, 2], [5, 2])])
    assert batch.sources.tolist() == [[4, 7, 2, 1, 1, 1, 1, 1], [4, 2, 1, 1, 1, 1, 1, 1]]
    assert batch.labels[0].tolist() == [8, 9, 2, 1, 1, 1, 1, 1]
    assert batch.inputs[0].tolist() == [2, 8, 9, 2, 1, 1, 1, 1]
    assert (batch.padded, batch.tokens, batch.alignment) == (True, 5, None)


def test_wanted_attention_falls_evenly_on_what_is_aligned():
    batch = collate([Example([4, 7, 6, 2], [8, 2], [1, 0, 2, 0]), Example([4, 2], [5, 2])])
    assert batch.alignment[0, 0].tolist() == [0, 0.5, 0.5, 0, 0, 0, 0, 0]
    assert batch.alignment[0, 1:].sum() == batch.alignment[1].sum() == 0


def test_a_batch_without_padding_is_known_as_such():
    assert not collate([Example([5] * 8, [5] * 3)]).padded


def test_pairs_can_be_changed_as_they_are_read(corpus):
    seen = []

    def changed(epoch, number, example):
        seen.append((epoch, number))
        return example._replace(source=[4, 2], alignment=())

    batch = Batches(corpus, 200, 1, changed=changed).batch(3, [7, 9])
    assert seen == [(3, 7), (3, 9)]
    assert batch.sources[:, :3].tolist() == [[4, 2, 1], [4, 2, 1]]


@pytest.mark.parametrize("tokens", [64, 1000])
def test_all_processes_and_runs_plan_alike(corpus, tokens):
    plans = [Batches(corpus, tokens, 5).plan(2) for _ in range(2)]
    assert all(np.array_equal(*pair) for pair in zip(*plans, strict=True))
