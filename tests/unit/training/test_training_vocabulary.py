import json

import pytest

from amts.engines.neural.engine import open_neural
from amts.errors import DataError, InputError
from amts.testing import tiny_models
from amts.training.vocabulary import (
    END,
    FILES,
    UNKNOWN,
    Vocabulary,
    VocabularySettings,
    learn_vocabulary,
    size_for,
)


def test_a_source_begins_with_its_tag_and_both_sides_end(vocabulary):
    source, target = vocabulary.source("ba du .", "de"), vocabulary.target("cb ev .")
    assert vocabulary.tokens[source[0]] == ">>de<<"
    assert (source[-1], target[-1]) == (END, END)
    assert vocabulary.text(source) == "ba du ."


def test_any_character_and_every_placeholder_comes_back(vocabulary):
    text = "ba ⟦1⟧ 中文，ÿ ⟦4⟧"
    assert vocabulary.text(vocabulary.target(text)) == text
    assert UNKNOWN not in vocabulary.target(text)
    assert vocabulary.ids["⟦4⟧"] in vocabulary.target(text)


def test_wide_signs_are_not_made_narrow(vocabulary):
    assert vocabulary.text(vocabulary.target("ba，（du）")) == "ba，（du）"


def test_the_first_numbers_are_those_of_m2m100_and_the_size_is_even(vocabulary):
    assert vocabulary.tokens[:4] == ["<s>", "<pad>", "</s>", "<unk>"]
    assert len(vocabulary) % 8 == 0
    assert {"<spare0>", "<spare1>"} <= vocabulary.ids.keys()


def test_the_engine_reads_what_the_vocabulary_reads(vocabulary, random_model, tmp_path):
    engine = open_neural(str(random_model), "en", "de", tmp_path)
    tokens = engine.tokeniser.encode("ba ⟦2⟧ du 7 .")
    assert [vocabulary.ids[token] for token in tokens] == vocabulary.source("ba ⟦2⟧ du 7 .", "de")
    assert engine.symbols == set(tiny_models.SYMBOLS)


def test_the_engine_translates_with_a_model_of_this_vocabulary_both_ways(model, told, tmp_path):
    asked = told[1200:1300]
    back = [type(pair)(pair.target, pair.source) for pair in asked]
    assert tiny_models.exact(open_neural(str(model), "en", "de", tmp_path), asked) >= 0.9
    assert tiny_models.exact(open_neural(str(model), "de", "en", tmp_path), back) >= 0.9


@pytest.mark.parametrize(("pairs", "size"), [(1000, 8000), (200_000, 8000), (500_000, 16_000), (2_000_000, 24_000)])
def test_larger_corpora_have_larger_vocabularies(pairs, size):
    assert size_for(pairs) == size


def test_a_language_without_a_tag_is_named_with_those_that_have_one(vocabulary):
    with pytest.raises(DataError, match=r"no token >>zh<<: it has >>de<<, >>en<<"):
        vocabulary.source("ba", "zh")


def test_a_damaged_vocabulary_is_named(vocabulary, tmp_path):
    for name in FILES:
        (tmp_path / name).write_bytes((vocabulary.folder / name).read_bytes()[:40])
    with pytest.raises(InputError, match="holds no vocabulary"):
        Vocabulary(tmp_path)


def test_a_vocabulary_without_room_for_pieces_is_refused(tmp_path):
    with pytest.raises(InputError, match="no room for pieces"):
        learn_vocabulary(tmp_path / "v", ["a b c"], ["de"], VocabularySettings(size=200), 1)


def test_the_tokeniser_of_transformers_agrees(vocabulary):
    import transformers

    from amts.engines.neural.conversion import quiet

    with quiet():
        tokeniser = transformers.AutoTokenizer.from_pretrained(vocabulary.folder)
        assert tokeniser(">>de<< ba ⟦1⟧ .").input_ids == vocabulary.source("ba ⟦1⟧ .", "de")
    assert json.loads((vocabulary.folder / "vocab.json").read_text(encoding="utf-8")) == vocabulary.ids
