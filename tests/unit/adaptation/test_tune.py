import sys
from dataclasses import dataclass

import pytest

from amts.adaptation.protocol import Task
from amts.errors import EngineError, MissingExtraError
from amts.records import Mark, MarkKind, Match, Pair, Segment
from amts.testing import tiny_models
from amts.testing.engines import check_engine
from amts.testing.fakes import DictionaryEngine

pytest.importorskip("ctranslate2", reason="needs the extra 'neural'")
torch = pytest.importorskip("torch", reason="needs the extra 'tune'")
pytest.importorskip("transformers", reason="needs the extra 'tune'")

from amts.adaptation.tune import Tune, TuneOptions  # noqa: E402
from amts.engines.neural.engine import open_neural  # noqa: E402

GENERAL = tiny_models.pairs(1200)
# Tiny models learn in larger steps than those of a real size.
OPTIONS = {
    "learning_rate": 2e-3,
    "epochs": 20.0,
    "batch_tokens": 400,
    "interpolation": 0.9,
    "faster": (),
    "project": False,
}
DOCUMENTS = TuneOptions(project=False)


@dataclass
class Shared:
    """An index that scores pairs by the words that they share with a segment."""

    pairs: list

    def relevant(self, segment, limit=5):
        words = set(segment.text.split())
        return sorted((self.match(words, pair) for pair in self.pairs), key=lambda match: -match.score)[:limit]

    def match(self, words, pair):
        other = set(pair.source.text.split())
        return Match(pair, 2 * len(words & other) / (len(words) + len(other)))


@dataclass
class Scored:
    """An index that finds all pairs, with one score."""

    pairs: list
    score: float

    def relevant(self, segment, limit=5):
        return [Match(pair, self.score) for pair in self.pairs[:limit]]


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """Return a folder; until it is no longer needed, torch keeps to one core, which for tiny models is fastest."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield tmp_path_factory.mktemp("tune")
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def untrained(cache):
    return open_neural(str(tiny_models.marian(cache / "random")), "en", "de", cache)


def task(cache, pairs, segments=(), index=None):
    asked = segments or [pair.source for pair in pairs]
    return Task(asked, pairs, index or Shared(pairs), "en", "de", cache)


@pytest.mark.parametrize(("score", "epochs", "rate"), [(0.2, 0, 0.0), (0.25, 1, 5e-5), (0.64, 2, 8e-5), (1.0, 4, 1e-4)])
def test_the_more_alike_the_pairs_the_more_is_learnt(untrained, cache, score, epochs, rate):
    pairs = tiny_models.pairs(5)
    tuned = Tune(DOCUMENTS).adapt(untrained, task(cache, pairs, index=Scored(pairs, score)))
    assert [(done.epochs, done.learning_rate) for done in tuned.tunings] == [(epochs, pytest.approx(rate))] * bool(
        epochs
    )
    assert (tuned.signature == untrained.signature) == (epochs == 0)


def test_pairs_that_would_teach_something_wrong_are_left_out_with_the_reason(untrained, cache):
    mark = (Mark(MarkKind.CODE, "`x`"),)
    good = tiny_models.pairs(3)
    bad = [
        Pair(Segment("ba ⟦1⟧ .", mark), Segment("cb .", mark)),
        Pair(Segment("⟦1⟧ 1", mark), Segment("⟦1⟧ 1", mark)),
        Pair(Segment("ba " * 300), Segment("cb " * 300)),
    ]
    tuned = Tune(DOCUMENTS).adapt(untrained, task(cache, good, index=Scored([*bad, *good][:5], 1.0)))
    (done,) = tuned.tunings
    assert done.learnt == set(good[:2])
    assert [(each.pair, each.reason) for each in done.rejected] == list(
        zip(bad, ["unmatched-markup", "empty", "too-long"], strict=True)
    )


def test_the_pairs_learnt_for_a_segment_are_named_with_its_translation(untrained, cache):
    pairs = tiny_models.pairs(30)
    tuned = Tune(TuneOptions(per_segment=1, project=False)).adapt(untrained, task(cache, pairs))
    (done,) = tuned.tunings
    assert len(done.learnt) == 27
    answers = tuned.translate([*(pair.source for pair in pairs), Segment("no such words")])
    learnt = [(Match(pair, 1.0),) if pair in done.learnt else () for pair in pairs]
    assert [answer.matches for answer in answers] == [*learnt, ()]
    assert {answer.engine for answer in answers} == {tuned.signature}


def test_the_same_tuning_is_found_again_and_another_is_made(untrained, cache):
    pairs = tiny_models.pairs(8, seed=5)
    first = Tune().adapt(untrained, task(cache, pairs))
    made = sorted(cache.glob("tuned-*"))
    assert Tune().adapt(untrained, task(cache, pairs)).signature == first.signature
    assert sorted(cache.glob("tuned-*")) == made
    other = Tune(TuneOptions(learning_rate=1e-3)).adapt(untrained, task(cache, pairs))
    assert other.signature != first.signature
    assert not list(cache.glob(".tuning-*/"))


def test_what_does_not_serve_held_out_pairs_is_not_used(untrained, cache):
    # Far too large steps lead away from whatever is right.
    pairs = tiny_models.pairs(30)
    options = TuneOptions(**OPTIONS | {"learning_rate": 1.0, "interpolation": 1.0})
    tuned = Tune(options).adapt(untrained, task(cache, pairs))
    (done,) = tuned.tunings
    assert done.losses[-1] >= done.losses[0]
    assert not done.helped
    assert tuned.signature == untrained.signature
    assert tuned.translate([pairs[0].source])[0].matches == ()


@pytest.mark.parametrize(("largest", "lessons"), [(10**9, 2), (0, 1)])
def test_all_pairs_of_a_project_are_learnt_by_models_that_do_so_in_minutes(
    untrained, cache, monkeypatch, largest, lessons
):
    monkeypatch.setattr("amts.adaptation.tune.SMALL", largest)
    monkeypatch.setattr("amts.adaptation.tune.has_card", lambda: False)
    pairs = tiny_models.pairs(19)
    tuned = Tune(TuneOptions(faster=())).adapt(untrained, task(cache, pairs, [pairs[0].source]))
    assert [len(done.learnt) for done in tuned.tunings] == [19, 5][-lessons:]


def test_only_neural_engines_with_their_weights_are_tuned(untrained, cache, tmp_path):
    pairs = tiny_models.pairs(4)
    without_weights = open_neural(str(untrained.model.folder), "en", "de", cache)
    dictionary = DictionaryEngine({"ba": "cb"})
    assert Tune().fits(untrained)
    assert not Tune().fits(without_weights)
    assert not Tune().fits(dictionary)
    with pytest.raises(EngineError, match=r"dictionary:.* cannot be tuned"):
        Tune().adapt(dictionary, task(cache, pairs))


def test_without_torch_the_command_to_install_it_is_named(untrained, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'amts\[tune\]'"):
        Tune().adapt(untrained, task(tmp_path, tiny_models.pairs(4)))


@pytest.fixture(scope="module", params=["marian", "m2m100"])
def trained(request, cache):
    """Return an engine that translates its general subject, and knows nothing of the special one."""
    random = getattr(tiny_models, request.param)(cache / f"{request.param}-random")
    weights = tiny_models.trained(random, cache / request.param, GENERAL)
    return open_neural(str(weights), "en", "de", cache)


@pytest.mark.slow
def test_a_new_subject_is_learnt_and_the_old_one_is_not_forgotten(trained, cache):
    general, special = tiny_models.pairs(100, seed=9), tiny_models.pairs(100, "special", seed=9)
    parallel = tiny_models.pairs(600, "special", seed=3)
    work = task(cache, parallel, [pair.source for pair in special])
    before = tiny_models.exact(trained, general)
    assert before >= 0.8
    assert tiny_models.exact(trained, special) == 0.0

    tuned = Tune(TuneOptions(per_segment=10, **OPTIONS), GENERAL).adapt(trained, work)
    assert tiny_models.exact(tuned, special) >= 0.7
    assert tiny_models.exact(tuned, general) >= before - 0.15
    check_engine(tuned, [pair.source for pair in special[:5]])

    # Without general pairs beside them it forgets.
    forgetful = Tune(TuneOptions(per_segment=10, replay=0.0, **OPTIONS)).adapt(trained, work)
    assert tiny_models.exact(forgetful, general) < before - 0.5


@pytest.mark.slow
def test_documents_are_learnt_on_top_of_their_project_which_is_learnt_once(trained, cache):
    parallel = tiny_models.pairs(300, "special", seed=3)
    tune = Tune(TuneOptions(**OPTIONS | {"project": True}), GENERAL)
    first = tune.adapt(trained, task(cache, parallel, [pair.source for pair in parallel[:40]]))
    project, document = first.tunings
    assert len(project.learnt) == 270
    assert len(document.learnt) < 200
    made = set(cache.glob("tuned-*"))
    second = tune.adapt(trained, task(cache, parallel, [pair.source for pair in parallel[40:80]]))
    assert second.tunings[0] == project
    assert len(set(cache.glob("tuned-*")) - made) == 1
    special = tiny_models.pairs(100, "special", seed=9)
    assert tiny_models.exact(second, special) >= 0.5
