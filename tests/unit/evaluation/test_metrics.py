from __future__ import annotations

import pytest
import sacrebleu

from amts.errors import DataError
from amts.evaluation.metrics import score, score_documents

HYPOTHESES = ["The cat sat on the mat.", "A model is trained."]
REFERENCES = ["The cat is on the mat.", "The model is trained."]
CHINESE = ["我们训练一个模型。", "学习率是参数。"]
CHINESE_REFERENCES = ["我们训练了一个模型。", "学习率是超参数。"]


def _values(hypotheses, references, tag):
    return {each.metric: each.value for each in score(hypotheses, references, tag)}


def _signatures(tag):
    return {each.metric: each.signature for each in score(["a b"], ["a b"], tag)}


def test_english_scores_are_those_of_sacrebleu():
    values = _values(HYPOTHESES, REFERENCES, "en")
    assert values == pytest.approx({"bleu": 55.8394826, "chrf2++": 75.4049288, "ter": 16.6666667})
    assert values["bleu"] == sacrebleu.corpus_bleu(HYPOTHESES, [REFERENCES]).score
    assert values["chrf2++"] == sacrebleu.corpus_chrf(HYPOTHESES, [REFERENCES], word_order=2).score
    assert values["ter"] == sacrebleu.corpus_ter(HYPOTHESES, [REFERENCES], normalized=True).score


def test_chinese_scores_are_those_of_sacrebleu():
    values = _values(CHINESE, CHINESE_REFERENCES, "zh")
    assert values == pytest.approx({"bleu": 61.0195043, "chrf2++": 38.7975991, "ter": 11.1111111})
    assert values["bleu"] == sacrebleu.corpus_bleu(CHINESE, [CHINESE_REFERENCES], tokenize="zh").score


def test_the_reference_itself_scores_100_and_needs_no_edit():
    values = _values(CHINESE_REFERENCES, CHINESE_REFERENCES, "zh-Hans")
    assert values == pytest.approx({"bleu": 100, "chrf2++": 100, "ter": 0})


@pytest.mark.parametrize(
    ("tag", "tokenizer"),
    [
        ("zh", "zh"),
        ("zh-TW", "zh"),
        ("ja", "char"),
        ("ko", "char"),
        ("th", "char"),
        ("lo", "char"),
        ("km", "char"),
        ("my", "char"),
        ("de", "13a"),
        ("ar", "13a"),
    ],
)
def test_the_signature_names_the_tokenizer_of_the_language(tag, tokenizer):
    assert f"tok:{tokenizer}|" in _signatures(tag)["bleu"]


def test_signatures_hold_one_reference_word_order_and_asian_support():
    assert "nrefs:1" in _signatures("zh")["bleu"]
    assert "nw:2" in _signatures("zh")["chrf2++"]
    assert "norm:yes" in _signatures("zh")["ter"]
    assert "asian:yes" in _signatures("zh")["ter"]
    assert "asian:no" in _signatures("fr")["ter"]


def test_too_many_edits_raise_ter_above_100():
    assert _values(["a b c d e f"], ["x"], "en")["ter"] == pytest.approx(600)


def test_different_lengths_are_refused_with_both_counts():
    with pytest.raises(DataError, match="2 translations and 1 references"):
        score(["a", "b"], ["a"], "en")


def test_nothing_to_score_is_refused():
    with pytest.raises(DataError, match="0 translations and 0 references: nothing to score"):
        score([], [], "en")


def test_documents_and_their_corpus_score_as_if_each_were_scored_alone():
    hypotheses = {"a.md": HYPOTHESES[:1], "b.md": HYPOTHESES[1:]}
    references = {"a.md": REFERENCES[:1], "b.md": REFERENCES[1:]}
    corpus, documents = score_documents(hypotheses, references, "en")
    assert corpus == score(HYPOTHESES, REFERENCES, "en")
    assert documents == {
        "a.md": score(HYPOTHESES[:1], REFERENCES[:1], "en"),
        "b.md": score(HYPOTHESES[1:], REFERENCES[1:], "en"),
    }


def test_a_document_without_its_counterpart_is_refused():
    with pytest.raises(DataError, match="1 translated and 2 reference documents, 1 of them with the same name"):
        score_documents({"a": ["x"]}, {"a": ["x"], "b": ["y"]}, "en")


def test_a_document_that_lacks_segments_is_named():
    with pytest.raises(DataError, match=r"b\.md: 1 translations and 2 references"):
        score_documents({"b.md": ["x"]}, {"b.md": ["x", "y"]}, "en")
