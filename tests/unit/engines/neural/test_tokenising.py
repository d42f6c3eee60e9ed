import json

import pytest

from amts.engines.neural.tokenising import language_tokens, open_tokeniser
from amts.errors import InputError, LanguageError, MissingExtraError

MARIAN = ["</s>", "<unk>", ">>cmn_Hans<<", ">>cmn_Hant<<", ">>fra<<", "▁a", ">>xx no tag<<"]
M2M100 = ["<s>", "</s>", "__en__", "__zh__", "__pt__", "__init__", "▁a"]
NLLB = ["<s>", "eng_Latn", "zho_Hans", "zho_Hant", "arb_Arab", "ary_Arab", "por_Latn", "▁a"]


@pytest.mark.parametrize(
    ("vocabulary", "many", "languages", "expected"),
    [
        (MARIAN, False, ("en", "zh"), ((">>cmn_Hans<<",), ())),
        (MARIAN, False, ("en", "zh-TW"), ((">>cmn_Hant<<",), ())),
        (MARIAN, True, ("en", "fr"), ((">>fra<<",), ())),
        (M2M100, True, ("en", "zh"), (("__en__",), ("__zh__",))),
        (M2M100, True, ("zh-Hans", "pt-BR"), (("__zh__",), ("__pt__",))),
        (M2M100, False, ("en", "zh"), ((), ())),
        (NLLB, True, ("en", "zh"), (("eng_Latn",), ("zho_Hans",))),
        (NLLB, True, ("zh-TW", "ar"), (("zho_Hant",), ("arb_Arab",))),
        (["</s>", "▁a"], True, ("en", "zh"), ((), ())),
    ],
)
def test_the_vocabulary_shows_how_a_model_is_told_its_languages(vocabulary, many, languages, expected):
    assert language_tokens(vocabulary, *languages, many=many) == expected


@pytest.mark.parametrize(("vocabulary", "known"), [(MARIAN, "cmn_Hans, cmn_Hant, fra"), (M2M100, "en, pt, zh")])
def test_a_language_that_the_model_does_not_know_is_an_error_that_names_those_it_does(vocabulary, known):
    with pytest.raises(LanguageError, match=f"does not know the language fi: it knows {known}"):
        language_tokens(vocabulary, "en", "fi", many=True)


def test_a_model_without_its_sentencepiece_files_says_what_is_expected(tmp_path):
    with pytest.raises(InputError, match=r"expected source.spm and target.spm, or sentencepiece.bpe.model"):
        open_tokeniser(tmp_path, "en", "de")


def test_a_model_without_its_vocabulary_is_an_error(tmp_path):
    (tmp_path / "sentencepiece.bpe.model").write_bytes(b"")
    with pytest.raises(InputError, match="lacks its vocabulary"):
        open_tokeniser(tmp_path, "en", "de")


@pytest.fixture
def damaged(tmp_path):
    (tmp_path / "sentencepiece.bpe.model").write_bytes(b"no such thing")
    (tmp_path / "shared_vocabulary.json").write_text(json.dumps(["</s>"]))
    (tmp_path / "config.json").write_text("{}")
    return tmp_path


def test_a_damaged_sentencepiece_file_is_an_error(damaged):
    pytest.importorskip("sentencepiece")
    with pytest.raises(InputError, match=r"sentencepiece.bpe.model is no sentencepiece model"):
        open_tokeniser(damaged, "en", "de")


def test_without_sentencepiece_the_command_to_install_it_is_named(damaged, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sentencepiece", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'amts\[neural\]'"):
        open_tokeniser(damaged, "en", "de")
