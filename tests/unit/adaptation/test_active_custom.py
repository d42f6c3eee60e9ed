from dataclasses import dataclass, field, replace

import pytest

from amts.adaptation.active_custom import ActiveCustom
from amts.adaptation.customise import customise
from amts.adaptation.protocol import Task
from amts.adaptation.strategies import usual_strategies
from amts.errors import EngineError
from amts.parallel.retrieval import Retriever
from amts.parallel.retrieval_index import PairIndex
from amts.progress import silent
from amts.records import Mark, MarkKind, Pair, Segment
from amts.testing.fakes import DictionaryEngine, DictionaryTrainer
from amts.testing.toy_language import VOCABULARY, pairs

CODE = (Mark(MarkKind.CODE, "`x`"),)
PAIRS = [
    Pair(Segment("The house ⟦1⟧.", CODE), Segment("La domo ⟦1⟧.", CODE)),
    Pair(Segment("The dog."), Segment("La hundo."), confidence=0.5),
    Pair(Segment("a" * 2000), Segment("b")),
]


@dataclass(frozen=True)
class Service(DictionaryEngine):
    """Keeps what it is customised with."""

    words: dict = field(default_factory=lambda: VOCABULARY)
    learnt: list = field(default_factory=list)
    signature: str = "service"

    def with_parallel_data(self, tmx, document, variant, progress):
        self.learnt.append((tmx.decode(), [segment.text for segment in document], variant))
        return replace(self, signature=f"service customised {variant}")


@pytest.fixture
def task(tmp_path):
    def make(found, texts=()):
        segments = [Segment(text) for text in texts]
        return Task(segments, found, Retriever(PairIndex(found)), "en", "zh-Hant", tmp_path, silent)

    return make


def test_the_pairs_are_handed_over_as_the_service_takes_them(task):
    service = Service()
    ActiveCustom().adapt(service, task(PAIRS))
    [(tmx, _, variant)] = service.learnt
    assert 'srclang="en"' in tmx
    assert 'The house &lt;span translate="no"&gt;1&lt;/span&gt;.' in tmx
    assert '<tuv xml:lang="zh-TW"><seg>La hundo.</seg></tuv>' in tmx
    assert (tmx.count("<tu>"), variant) == (2, "")


def test_what_is_known_for_sure_is_not_announced(task):
    service = Service()
    found = [*PAIRS, Pair(Segment("The bird."), Segment("La birdo."))]
    ActiveCustom().adapt(service, task(found, ["The bird.", "The dog.", "The tree."]))
    assert service.learnt[0][1] == ["The dog.", "The tree."]


def test_without_a_pair_that_the_service_takes_the_engine_stays_as_it_is(task):
    service = Service()
    assert ActiveCustom().adapt(service, task(PAIRS[2:])) is service
    assert service.learnt == []


def test_an_engine_that_takes_no_parallel_data_is_refused(task):
    engine = DictionaryEngine(VOCABULARY)
    assert not ActiveCustom().fits(engine)
    with pytest.raises(EngineError, match="takes no parallel data"):
        ActiveCustom().adapt(engine, task(PAIRS))


def test_it_is_chosen_by_the_ability():
    chosen = usual_strategies(Service(), DictionaryTrainer())
    assert [strategy.name for strategy in chosen] == ["active-custom", "repair"]


def test_when_it_is_judged_the_service_learns_twice_from_what_is_left_and_from_all(task):
    service = Service()
    customise(lambda lesson: service, [ActiveCustom()], task(pairs(1600)))
    assert [variant for *_, variant in service.learnt] == ["", "all"]
    assert service.learnt[0][0].count("<tu>") < service.learnt[1][0].count("<tu>")
