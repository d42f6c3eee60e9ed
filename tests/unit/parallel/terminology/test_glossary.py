import pytest

from amts.parallel.terminology.glossary import Demand, Glossary
from amts.parallel.terminology.terms import Term
from amts.records import Mark, MarkKind, Segment

TERMS = (
    Term("token", "词元"),
    Term("tokenize", "词元化"),
    Term("accuracy", "准确率", ("精度",)),
    Term("class", "类"),
    Term("classification", "分类"),
    Term("IT", "信息技术", case_sensitive=True),
    Term("softmax", ""),
)


def demanded(text, terms=TERMS, tags=("en", "zh")):
    return [(demand.source, demand.target) for demand in Glossary(terms, *tags).demands(Segment(text))]


def checked(source, translation, terms=TERMS, tags=("en", "zh")):
    return [(demand.source, said) for demand, said in Glossary(terms, *tags).check(Segment(source), translation)]


def test_terms_are_found_with_their_places():
    segment = Segment("⟦1⟧Tokens⟦2⟧ and it.", (Mark(MarkKind.OPEN, "*"), Mark(MarkKind.CLOSE, "*")))
    assert Glossary(TERMS, "en", "zh").demands(segment) == [Demand(3, 9, "Tokens", "词元", frozenset({"词元"}))]


def test_a_protected_term_is_demanded_as_the_sentence_has_it():
    assert demanded("Softmax or softmax") == [("Softmax", "Softmax"), ("softmax", "softmax")]


@pytest.mark.parametrize("target_tag", ["zh", "es"])
def test_a_protected_term_is_said_in_each_form_of_the_source_language(target_tag):
    terms = [Term("GPU", ""), Term("loss function", "")]
    assert checked("GPUs, a GPU, loss functions", "GPUs, GPU; loss functions", terms, ("en", target_tag)) == [
        ("GPUs", "GPUs"), ("GPU", "GPU"), ("loss functions", "loss functions"),
    ]  # fmt: skip
    assert checked("GPUs", "GPU", terms, ("en", target_tag)) == [("GPUs", "GPU")]


def test_a_case_sensitive_term_is_found_only_as_it_is_written():
    assert demanded("Is it IT?") == [("IT", "信息技术")]


def test_a_plural_demands_a_plural_where_the_target_language_has_one():
    terms = [Term("neural network", "red neuronal"), Term("data", "datos", inflected=False)]
    assert demanded("Neural networks, a neural network, datas", terms, ("en", "es")) == [
        ("Neural networks", "redes neuronales"), ("neural network", "red neuronal"),
    ]  # fmt: skip
    assert checked("neural networks", "Las redes neuronales", terms, ("en", "es")) == [
        ("neural networks", "redes neuronales")
    ]


def test_a_term_as_it_is_written_comes_before_the_plural_of_another():
    assert demanded("glasses", [Term("glass", "玻璃"), Term("glasses", "眼镜")]) == [("glasses", "眼镜")]


def test_any_of_several_translations_is_right():
    assert checked("accuracy, accuracy, accuracy", "精度、准确率") == [
        ("accuracy", "精度"), ("accuracy", "准确率"), ("accuracy", ""),
    ]  # fmt: skip


def test_a_term_is_not_said_within_the_name_of_another():
    assert checked("a class", "分类") == [("class", "")]
    assert checked("class and classification", "分类与类") == [("class", "类"), ("classification", "分类")]
    assert checked("tokenize", "词元") == [("tokenize", "")]


def test_nothing_is_demanded_of_a_text_without_terms():
    assert checked("nothing", "词元") == []


def test_the_signature_is_that_of_the_terms_and_languages():
    signatures = {
        Glossary(TERMS, "en", "zh").signature,
        Glossary(TERMS, "en", "ja").signature,
        Glossary(TERMS[:1], "en", "zh").signature,
    }
    assert len(signatures) == 3
    assert Glossary(list(TERMS), "en", "zh").signature in signatures
    assert len(Glossary(TERMS, "en", "zh")) == 7
