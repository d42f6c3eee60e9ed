import numpy as np
import pytest

from amts.adaptation import learnt_links as module
from amts.adaptation.learnt_links import learnt_links
from amts.adaptation.word_links import tokens, word_links
from amts.testing import toy_language

LANGUAGES = (toy_language.SOURCE_TAG, toy_language.TARGET_TAG)
PAIRS = toy_language.pairs(60)


def linked(links):
    return [
        links.find(tokens(pair.source, LANGUAGES[0]), tokens(pair.target, LANGUAGES[1]))
        for pair in toy_language.pairs(20, seed=1)
    ]


def test_links_from_the_cache_are_those_that_were_learnt(tmp_path, monkeypatch):
    first = learnt_links(PAIRS, LANGUAGES, tmp_path)
    monkeypatch.delattr(module, "word_links")  # what is in the cache is not learnt again
    again = learnt_links(PAIRS, LANGUAGES, tmp_path)
    assert linked(again) == linked(first) == linked(word_links(PAIRS, *LANGUAGES))
    assert again.source.ids == first.source.ids
    assert np.array_equal(again.target.frequencies(), first.target.frequencies())


def test_other_pairs_and_other_languages_are_learnt_for_themselves(tmp_path):
    for pairs, languages in [(PAIRS, LANGUAGES), (PAIRS[1:], LANGUAGES), (PAIRS, ("en", "es")), (PAIRS, LANGUAGES)]:
        learnt_links(pairs, languages, tmp_path)
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("damage", [b"", b"no archive", None])
def test_a_damaged_file_is_learnt_anew(tmp_path, damage):
    first = learnt_links(PAIRS, LANGUAGES, tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:900] if damage is None else damage)
    assert linked(learnt_links(PAIRS, LANGUAGES, tmp_path)) == linked(first)


def test_no_pairs_give_no_links(tmp_path):
    for _ in range(2):
        assert linked(learnt_links([], LANGUAGES, tmp_path))[0] <= linked(word_links([], *LANGUAGES))[0]
