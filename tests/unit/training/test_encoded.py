import numpy as np
import pytest

from amts.errors import InputError
from amts.training.encoded import EncodedCorpus, write_corpus


def test_a_corpus_is_read_as_it_was_written(tmp_path):
    pairs = [([4, 10, 2], [11, 12, 2]), ([4, 2], [2]), ([4, 9, 9, 2], [8, 2])]
    write_corpus(tmp_path / "corpus", iter(pairs), [[1, 0, 1, 1], [], [2, 0]])
    corpus = EncodedCorpus.open(tmp_path / "corpus")
    assert len(corpus) == 3
    assert [row.tolist() for row in corpus.sources] == [source for source, _ in pairs]
    assert [row.tolist() for row in corpus.targets] == [target for _, target in pairs]
    assert corpus.alignments is not None
    assert [row.tolist() for row in corpus.alignments] == [[1, 0, 1, 1], [], [2, 0]]
    assert corpus.sources.lengths.tolist() == [3, 2, 4]


def test_small_numbers_take_two_bytes_and_large_ones_are_kept(tmp_path):
    small = write_corpus(tmp_path / "small", [([65_535], [1])])
    large = write_corpus(tmp_path / "large", [([65_536], [1])])
    assert small.sources.numbers.dtype == np.uint16
    assert large.sources[0].tolist() == [65_536]


def test_an_empty_corpus_opens(tmp_path):
    corpus = write_corpus(tmp_path / "corpus", [])
    assert len(corpus) == 0
    assert corpus.alignments is None


def test_each_pair_needs_an_alignment_if_any_has_one(tmp_path):
    with pytest.raises(InputError, match="1 pairs and 2 alignments"):
        write_corpus(tmp_path / "corpus", [([1], [2])], [[0, 0], [0, 0]])


def test_a_folder_without_a_corpus_is_refused(tmp_path):
    with pytest.raises(InputError, match="no encoded corpus"):
        EncodedCorpus.open(tmp_path)
