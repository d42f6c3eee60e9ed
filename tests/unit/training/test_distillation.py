import pytest

from amts.testing import tiny_models
from amts.training.decoding import Decoder
from amts.training.distillation import Direction, directions_of, distill, nearest
from amts.training.encoded import EncodedCorpus, write_corpus
from amts.training.recipe import DistillSettings, ModelSettings
from amts.training.vocabulary import END, UNKNOWN

SETTINGS = {"student": ModelSettings(), "beam": 2, "candidates": 2}


@pytest.fixture
def corpus(vocabulary, tmp_path):
    """Sixty pairs, the first thirty into German, the others back; every third reference says something else."""
    rows = []
    for number, pair in enumerate(tiny_models.pairs(60, "general", seed=9)):
        ours, theirs = (pair.source.text, pair.target.text)[:: 1 if number < 30 else -1]
        said = "bb bb bb" if number % 3 == 0 else theirs
        rows.append((vocabulary.source(ours, "de" if number < 30 else "en"), vocabulary.target(said)))
    return write_corpus(tmp_path / "corpus", rows)


def run(folder, corpus, model, vocabulary, **settings):
    directions = [Direction("en", "de", range(30)), Direction("de", "en", range(30, 60))]
    found = DistillSettings(**SETTINGS | settings)
    return distill(folder, corpus, directions, Decoder(model, vocabulary), vocabulary, found)


def texts(corpus, vocabulary):
    return [(vocabulary.text(ours), vocabulary.text(theirs)) for ours, theirs in
            zip(corpus.sources, corpus.targets, strict=True)]  # fmt: skip


@pytest.mark.slow
def test_the_targets_are_the_teachers_whatever_the_references_say(corpus, model, vocabulary, tmp_path):
    report = run(tmp_path / "out", corpus, model, vocabulary)
    made = texts(EncodedCorpus.open(tmp_path / "out" / "train"), vocabulary)
    right = [theirs == tiny_models.translated(ours) for ours, theirs in made[:30]]
    assert sum(right) >= 27
    assert report["pairs"] == 60
    assert 0.5 < report["same_as_reference"] < 0.7


@pytest.mark.slow
def test_a_share_of_the_references_can_stay(corpus, model, vocabulary, tmp_path):
    run(tmp_path / "out", corpus, model, vocabulary, references=1.0)
    assert texts(EncodedCorpus.open(tmp_path / "out" / "train"), vocabulary) == texts(corpus, vocabulary)


@pytest.mark.slow
def test_what_suggests_its_source_least_is_left_out(corpus, model, vocabulary, tmp_path):
    report = run(tmp_path / "out", corpus, model, vocabulary, references=1.0, drop=0.3)
    kept = [theirs for _, theirs in texts(EncodedCorpus.open(tmp_path / "out" / "train"), vocabulary)]
    assert 40 <= report["pairs"] <= 44
    assert kept.count("bb bb bb") <= 4


@pytest.mark.slow
def test_a_killed_run_goes_on_with_the_parts_that_it_has(corpus, model, vocabulary, tmp_path, monkeypatch):
    monkeypatch.setattr("amts.training.distillation._PART", 10)
    whole = run(tmp_path / "whole", corpus, model, vocabulary)
    asked = []
    translate = Decoder.translate

    def dying(self, rows, beam, candidates=1):
        asked.append(len(rows))
        if len(asked) == 4:
            raise KeyboardInterrupt
        return translate(self, rows, beam, candidates)

    monkeypatch.setattr(Decoder, "translate", dying)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "part", corpus, model, vocabulary)
    assert run(tmp_path / "part", corpus, model, vocabulary) == whole
    assert asked == [10] * 7
    made = [texts(EncodedCorpus.open(tmp_path / name / "train"), vocabulary) for name in ("whole", "part")]
    assert made[0] == made[1]


def test_of_several_translations_the_one_nearest_to_the_reference_is_taken(vocabulary):
    rows = [vocabulary.target(text) for text in ("ba bo", "ba bi du fo", "ba bi du ga")]
    assert nearest(rows, vocabulary.target("ba bi du ga ."), vocabulary, "de") == rows[2]
    assert nearest(rows, rows[1], vocabulary, "de") == rows[1]
    assert nearest(rows[:1], rows[1], vocabulary, "de") == rows[0]


def test_rows_are_found_by_their_direction():
    report = {"directions": [{"from": "en", "to": "de", "pairs": 3}, {"from": "de", "to": "en", "pairs": 2}]}
    assert directions_of(report) == [Direction("en", "de", range(3)), Direction("de", "en", range(3, 5))]


def test_where_the_teacher_says_nothing_that_can_be_learnt_the_reference_stays_and_is_counted(vocabulary, tmp_path):
    rows = [(vocabulary.source(text, "de"), vocabulary.target(text)) for text in ("ba bo", "du fo", "bi", "ga")]
    good = vocabulary.target("cb")
    answers = [[[END]], [[good[0]] * 399 + [END]], [[UNKNOWN, END]], [good]]

    class Teacher:
        def translate(self, rows, beam, candidates=1):
            return answers

    folder, settings = tmp_path / "out", DistillSettings(student=ModelSettings(), candidates=1)
    arguments = [Direction("en", "de", range(4))], Teacher(), vocabulary, settings
    report = distill(folder, write_corpus(tmp_path / "corpus", rows), *arguments, align=False)
    targets = [row.tolist() for row in EncodedCorpus.open(folder / "train").targets]
    assert targets == [*(target for _, target in rows[:3]), good]
    assert (report["unusable"], report["same_as_reference"]) == (3, 0.75)
