import pytest

from amts.errors import DataError
from amts.mining.text import read_segment
from amts.records import Rejection
from amts.testing.toy_language import VOCABULARY
from amts.training.cleaning.sources import read_corpus
from amts.training.pseudo_parallel import pseudo_pairs, word_by_word
from amts.training.recipe import CorpusSettings


@pytest.fixture
def files(tmp_path):
    """A text, and a lexicon for it."""
    lexicon = tmp_path / "words.tsv"
    lexicon.write_text("en\teo\n" + "".join(f"{a}\t{b}\n" for a, b in VOCABULARY.items()), encoding="utf-8")
    text = tmp_path / "text.md"
    text.write_text("# The house\n\nEvery dog sees `x` often. Nobody knows whatever this says.\n", encoding="utf-8")
    return text, lexicon


def test_words_are_translated_one_by_one(files):
    found = list(pseudo_pairs(*files, "en", "eo"))
    assert [each.target.text for each in found[:2]] == ["La domo", "Ciu hundo vidas ⟦1⟧ ofte."]
    assert found[1].target.marks == found[1].source.marks
    assert found[1].confidence == 1.0


def test_a_sentence_of_unknown_words_is_rejected_with_a_reason(files):
    last = list(pseudo_pairs(*files, "en", "eo"))[-1]
    assert isinstance(last, Rejection)
    assert last.reason == "lexicon-coverage"


def test_languages_without_spaces_are_put_together_without_them():
    words = {"the": "", "red": "红", "dog": "狗"}
    text, coverage = word_by_word("Red dog ⟦1⟧.", {**words, "the": "这"}, "en", "zh")
    assert text.replace(" ", "") == "红狗⟦1⟧."
    assert coverage == 1.0


def test_a_lexicon_is_a_corpus_of_a_recipe(files):
    text, lexicon = files
    corpus = CorpusSettings(
        path=str(text), lexicon=str(lexicon), kind="lexicon", languages=("en", "eo"), source="words", licence="CC0-1.0"
    )
    found = list(read_corpus(corpus, read_segment))
    assert [each.reason for each in found] == ["", "", "lexicon-coverage"]
    assert found[0].source == "words"


def test_a_lexicon_of_other_languages_is_named(files):
    with pytest.raises(DataError, match="expected en and fr"):
        list(pseudo_pairs(*files, "en", "fr"))
