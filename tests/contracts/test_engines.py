import pytest

from amts import plugins
from amts.engines.apertium import open_apertium
from amts.engines.llm.endpoint import Endpoint
from amts.engines.llm.engine import LlmEngine
from amts.engines.terminology import Terms, Way
from amts.errors import MissingExtraError
from amts.parallel.terminology.glossary import Glossary
from amts.parallel.terminology.terms import Term
from amts.records import Segment, Translation
from amts.testing.engines import check_engine, check_trainer
from amts.testing.fakes import DictionaryEngine, DictionaryTrainer, VandalEngine
from amts.testing.openai_server import ToyEndpoint
from amts.testing.toy_language import VOCABULARY

SENTENCES = [Segment("The red house.")]


TRAINED = [name for name in plugins.names("amts.engines") if hasattr(plugins.load("amts.engines", name), "train")]


@pytest.mark.slow
@pytest.mark.parametrize("name", TRAINED)
def test_a_trainer_and_its_engine_keep_the_contract(name, tmp_path):
    check_trainer(plugins.load("amts.engines", name), tmp_path / "cache")


def test_the_fakes_keep_the_contract(tmp_path):
    check_trainer(DictionaryTrainer, tmp_path / "cache")
    check_engine(DictionaryEngine(VOCABULARY), SENTENCES)


def test_a_model_behind_an_endpoint_keeps_the_contract():
    check_engine(LlmEngine(Endpoint(ToyEndpoint().post, "toy"), "toy", ("en", "eo")), SENTENCES)


def test_apertium_keeps_the_contract():
    try:
        engine = open_apertium("en", "es")
    except MissingExtraError as error:
        pytest.skip(str(error))
    check_engine(engine, [*SENTENCES, Segment("We train the model.")])


@pytest.mark.parametrize("way", Way)
def test_terms_keep_the_contract(way):
    glossary = Glossary([Term("house", "hejmo"), Term("red", "")], "en", "eo")
    check_engine(Terms(DictionaryEngine(VOCABULARY), glossary, (way,)), SENTENCES)


def test_the_built_in_engine_is_registered():
    assert "phrase" in plugins.names("amts.engines")


def test_the_contract_catches_a_vandal():
    with pytest.raises(AssertionError, match="was answered with"):
        check_engine(VandalEngine(), SENTENCES)


class Faulty(DictionaryEngine):
    """Answers as a dictionary does, but for what a test changes."""

    def translate(self, segments):
        return self.spoil(super().translate(segments))


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda answers: answers[1:], "answers for"),
        (lambda answers: [answer.segment for answer in answers], "was answered by a Segment"),
        (lambda answers: [Translation(Segment(a.segment.text), "engine") for a in answers], "with other marks"),
        (lambda answers: sorted(answers, key=str), "answered with other marks|another order"),
        (lambda answers: [Translation(Segment(f"{i} {a.segment.text}", a.segment.marks), "engine")
                          for i, a in enumerate(answers)], "another order"),
    ],
)  # fmt: skip
def test_the_contract_catches_wrong_answers(spoil, complaint):
    engine = type("Spoilt", (Faulty,), {"spoil": staticmethod(spoil)})(VOCABULARY)
    with pytest.raises(AssertionError, match=complaint):
        check_engine(engine, SENTENCES)


@pytest.mark.parametrize("signature", ["", " \n", "a\nb"])
def test_the_contract_catches_a_signature_that_is_none(signature):
    engine = type("Unsigned", (DictionaryEngine,), {"signature": signature})(VOCABULARY)
    with pytest.raises(AssertionError, match="signature"):
        check_engine(engine, SENTENCES)


def test_the_contract_catches_a_trainer_that_learns_from_nothing(tmp_path):
    class Boastful(DictionaryTrainer):
        MIN_PAIRS = 0

    with pytest.raises(AssertionError, match="3 pairs must be too few"):
        check_trainer(Boastful, tmp_path)


def test_the_contract_catches_a_trainer_that_learns_nothing(tmp_path):
    class Lazy(DictionaryTrainer):
        def train(self, *arguments):
            return DictionaryEngine({}) if super().train(*arguments) else None

    with pytest.raises(AssertionError, match="none of the 80 sentences"):
        check_trainer(Lazy, tmp_path)


def test_the_contract_catches_a_trainer_that_forgets_its_cache(tmp_path):
    class Forgetful(DictionaryTrainer):
        def train(self, pairs, source_tag, target_tag, cache, progress):
            engine = super().train(pairs, source_tag, target_tag, cache, progress)
            (cache / str(len(list(cache.iterdir())))).touch()
            return engine

    with pytest.raises(AssertionError, match="was made again"):
        check_trainer(Forgetful, tmp_path)
