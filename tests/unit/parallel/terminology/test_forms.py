import pytest

from amts.parallel.terminology.forms import forms


@pytest.mark.parametrize(
    ("term", "plural"),
    [
        ("token", "tokens"), ("loss", "losses"), ("batch", "batches"), ("vocabulary", "vocabularies"),
        ("array", "arrays"),
        ("matrix", "matrices"), ("vertex", "vertices"), ("hypothesis", "hypotheses"), ("corpus", "corpora"),
        ("GRU", "GRUs"), ("loss function", "loss functions"), ("mean squared error", "mean squared errors"),
    ],
)  # fmt: skip
def test_an_english_term_is_followed_by_its_plural(term, plural):
    assert forms(term, "en-US")[:2] == (term, plural)


def test_an_english_term_of_several_words_in_the_plural_has_a_singular():
    assert "stop word" in forms("stop words", "en")
    assert "vanishing gradient" in forms("vanishing gradients", "en")


@pytest.mark.parametrize("term", ["news", "loss", "mean loss"])
def test_what_only_looks_like_a_plural_has_no_singular(term):
    assert term[:-1] not in forms(term, "en")


@pytest.mark.parametrize("term", ["label", "transform", "weight"])
def test_verbs_are_not_made_of_nouns(term):
    assert not {f"{term}ed", f"{term}ing"} & set(forms(term, "en"))


@pytest.mark.parametrize(
    ("term", "plural"),
    [
        ("red neuronal", "redes neuronales"), ("función de pérdida", "funciones de pérdida"), ("capa", "capas"),
        ("raíz", "raíces"), ("matriz", "matrices"), ("conjunto de datos", "conjuntos de datos"), ("token", "tokenes"),
    ],
)  # fmt: skip
def test_a_spanish_term_has_its_plural(term, plural):
    assert forms(term, "es") == (term, plural)


@pytest.mark.parametrize("tag", ["zh", "de", "tr"])
def test_terms_of_other_languages_have_one_form(tag):
    assert forms("Modell", tag) == ("Modell",)
