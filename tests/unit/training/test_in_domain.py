import pytest

from amts.testing import tiny_models
from amts.training.cleaning.duplicates import Withheld
from amts.training.decoding import Decoder
from amts.training.encoded import write_corpus
from amts.training.in_domain import domain_texts, in_domain_rows, with_replay
from amts.training.recipe import InDomainSettings


def rows(folder, tag, recipe, model, vocabulary, texts):
    path = folder / "texts.txt"
    path.write_text("\n\n".join(texts), encoding="utf-8")
    settings = InDomainSettings(texts={tag: (str(path),)}, source="ours", licence="CC0-1.0")
    found, left_out = domain_texts(settings, Withheld(()), vocabulary)
    assert not left_out[tag]
    return [
        (vocabulary.tokens[ours[0]], vocabulary.text(ours), vocabulary.text(theirs))
        for ours, theirs in in_domain_rows(recipe, found, Decoder(model, vocabulary), vocabulary, 2)
    ]


def sources(count, side=0):
    return [(pair.source.text, pair.target.text)[side] for pair in tiny_models.pairs(3 * count, "general", seed=21)
            if not pair.source.marks][:count]  # fmt: skip


@pytest.mark.slow
def test_texts_of_the_source_language_get_the_teachers_translation(recipe, model, vocabulary, tmp_path):
    made = rows(tmp_path, "en", recipe(), model, vocabulary, sources(20))
    assert [ours for _, ours, _ in made] == sources(20)
    assert sum(theirs == tiny_models.translated(ours) for _, ours, theirs in made) >= 17
    assert {tag for tag, _, _ in made} == {">>de<<"}


@pytest.mark.slow
def test_texts_of_the_target_language_become_targets(recipe, model, vocabulary, tmp_path):
    made = rows(tmp_path, "de", recipe("both_ways = true"), model, vocabulary, sources(20, side=1))
    back = [row for row in made if row[0] == ">>de<<"]
    assert [theirs for _, _, theirs in back] == sources(20, side=1)
    assert sum(theirs == tiny_models.translated(ours) for _, ours, theirs in back) >= 17
    assert len(made) == 40


def test_held_out_texts_are_not_learnt_nor_what_is_nearly_the_same_or_too_long(vocabulary, tmp_path):
    told = ["The old house stands by the river.", "A bird sings in the garden.", "She paints the window.", "ba " * 300]
    path = tmp_path / "texts.txt"
    path.write_text("\n\n".join(told), encoding="utf-8")
    settings = InDomainSettings(texts={"en": (str(path),)}, source="ours", licence="CC0-1.0")
    barred = Withheld(["the old house stands by the rivers", told[2]])
    kept, left_out = domain_texts(settings, barred, vocabulary)
    assert kept == {"en": [told[1]]}
    assert left_out == {"en": {"withheld": 2, "too-many-tokens": 1}}


def test_beside_each_new_pair_an_old_one_is_learnt(tmp_path):
    corpus = write_corpus(tmp_path / "corpus", [([7, number, 2], [number, 2]) for number in range(10, 30)])
    found = list(with_replay([([1], [1])] * 4, corpus, 1.5))
    assert found[:4] == [([1], [1])] * 4
    assert len(found) == 10
    assert all(ours[1] == theirs[0] for ours, theirs in found[4:])
