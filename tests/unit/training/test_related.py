import numpy as np
import pytest

from amts.engines.neural.engine import open_neural
from amts.errors import DataError
from amts.testing import tiny_models
from amts.training.quantising import quantise
from amts.training.related import extend_vocabulary, with_languages
from amts.training.vocabulary import Vocabulary


@pytest.mark.slow
def test_a_new_language_begins_as_a_related_one(weights, told, tmp_path):
    folder = with_languages(weights, tmp_path / "new", {"nl": "de"})
    quantise(folder, tmp_path / "model")
    engine = open_neural(str(tmp_path / "model"), "en", "nl", tmp_path)
    assert tiny_models.exact(engine, told[1200:1250]) >= 0.9
    old, new = Vocabulary(weights), Vocabulary(folder)
    assert len(new) == len(old)
    assert new.ids[">>nl<<"] == old.ids["<spare0>"]


def test_without_a_related_language_it_begins_as_the_mean_of_all(random_weights, tmp_path):
    from safetensors.numpy import load_file

    folder = with_languages(random_weights, tmp_path / "new", {"nl": "", "de": ""})
    table = load_file(folder / "model.safetensors")["model.shared.weight"]
    ids = Vocabulary(folder).ids
    assert np.allclose(table[ids[">>nl<<"]], (table[ids[">>de<<"]] + table[ids[">>en<<"]]) / 2, atol=1e-6)


def test_a_language_like_one_that_nobody_knows_is_refused(random_weights, tmp_path):
    with pytest.raises(DataError, match="nl is to begin as fr"):
        with_languages(random_weights, tmp_path / "new", {"nl": "fr"})


def test_there_must_be_tokens_to_spare(random_weights, tmp_path):
    folder = with_languages(random_weights, tmp_path / "new", {"nl": "de"})
    many = ["fr", "es", "it", "pt", "zh", "ja", "ko", "ru", "uk", "cs", "pl"]
    with pytest.raises(DataError, match="spare tokens for 11 new languages"):
        extend_vocabulary(folder, dict.fromkeys(many, ""))
