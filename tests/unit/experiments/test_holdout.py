from dataclasses import replace
from pathlib import Path

import pytest

from amts.adaptation.makers import Trained
from amts.errors import DataError, InputError
from amts.evaluation.result import to_json, value_of
from amts.experiments.arms import parse_plan
from amts.experiments.holdout import evaluate, labels, select
from amts.mining.book import Entry
from amts.progress import silent
from amts.records import Level
from amts.testing.fakes import DictionaryEngine, DictionaryTrainer


class Signing(DictionaryEngine):
    """A dictionary engine that signs its translations."""

    def translate(self, segments):
        return [replace(answer, engine=self.signature) for answer in super().translate(segments)]


class Watched(DictionaryTrainer):
    """A trainer of signing engines that remembers what it was given to learn from."""

    def __init__(self):
        self.learnt = []

    def train(self, pairs, *arguments):
        self.learnt.append(list(pairs))
        return Signing(super().train(pairs, *arguments).words)


@pytest.fixture(scope="module")
def held_out(toy_entries, tmp_path_factory):
    """An evaluation with two chapters held out, and what its trainer was given."""
    trainer = Watched()
    held, rest = select(toy_entries, ["1", "3.md"])
    steps = []
    experiment = evaluate(held, rest, "en", "eo", Trained(trainer), tmp_path_factory.mktemp("cache"), steps.append)
    return experiment, trainer, steps


def test_documents_are_held_out_by_name(toy_entries):
    held, rest = select(toy_entries, ["3", "1.md", "3.md"])
    assert [entry.name for entry in held] == ["3.md", "1.md"]
    assert [entry.name for entry in rest] == ["0.md", "2.md", "4.md"]


def test_an_untranslated_document_cannot_be_held_out_and_teaches_nothing(toy_entries):
    missing = Entry("5.md", toy_entries[0].source, Path("nowhere.md"))
    with pytest.raises(InputError, match=r"5\.md cannot be held out, because it has no translation.*nowhere\.md"):
        select([*toy_entries, missing], ["5.md"])
    assert missing not in select([*toy_entries, missing], ["0"])[1]


def test_something_must_be_left_to_learn_from(toy_entries):
    with pytest.raises(InputError, match="all 2 translated documents are held out"):
        select(toy_entries[:2], ["0", "1"])


def test_an_unknown_name_is_refused(toy_entries):
    with pytest.raises(InputError, match="'chapter' is none of the 5 documents"):
        select(toy_entries, ["chapter"])


def test_documents_are_called_by_the_last_part_of_their_names_if_that_tells_them_apart(toy_entries):
    nested = [replace(toy_entries[0], name="a/x.md"), replace(toy_entries[1], name="b/y.md")]
    assert labels(nested) == ["x", "y"]
    assert labels([*nested, replace(toy_entries[2], name="c/x.md")]) == ["a/x.md", "b/y.md", "c/x.md"]


def test_both_arms_learn_from_the_same_documents_at_their_own_level(held_out):
    experiment, trainer, _ = held_out
    assert [arm.name for arm in experiment.evaluation.arms] == ["paragraph", "sentence"]
    assert [{pair.level for pair in learnt} for learnt in trainer.learnt] == [{Level.PARAGRAPH}, {Level.SENTENCE}]
    assert {pair.document for learnt in trainer.learnt for pair in learnt} == {"0.md", "2.md", "4.md"}


def test_no_held_out_sentence_is_learnt_from(held_out):
    experiment, trainer, _ = held_out
    sources = {example.source for example in experiment.evaluation.examples}
    assert sources.isdisjoint(pair.source.text for learnt in trainer.learnt for pair in learnt)


def test_the_arms_are_scored_and_compared(held_out):
    evaluation = held_out[0].evaluation
    for arm in evaluation.arms:
        assert list(arm.documents) == ["1", "3"]
        assert 20 < value_of(arm.corpus, "bleu") < 100
    (comparison,) = evaluation.comparisons
    assert (comparison.baseline_name, comparison.system_name) == ("paragraph", "sentence")
    assert comparison.segments == len(evaluation.examples)


def test_every_example_has_a_translation_by_each_arm_and_says_where_from(held_out):
    for example in held_out[0].evaluation.examples:
        assert set(example.outputs) == {"paragraph", "sentence"}
        assert all(example.outputs.values())
        assert set(example.origins["sentence"].split()) <= {"engine", "retry", "memory", "source", "kept"}


def test_every_example_names_the_engine_that_made_it(held_out):
    evaluation = held_out[0].evaluation
    for arm in evaluation.arms:
        signatures = {name for example in evaluation.examples for name in example.engines[arm.name]}
        assert len(signatures) == 1
        assert str(arm.facts["engine"]).endswith(*signatures)


def test_the_translated_documents_are_kept_by_arm(held_out):
    outputs = held_out[0].outputs
    assert [document.name for document in outputs["sentence"]] == ["1.md", "3.md"]


def test_the_facts_say_what_the_numbers_rest_on(held_out):
    experiment, trainer, _ = held_out
    facts = experiment.evaluation.arms[1].facts
    assert facts["pairs"] == len(trainer.learnt[1])
    assert str(facts["engine"]).startswith("memory:")
    assert "+dictionary:" in str(facts["engine"])
    assert str(facts["engine"]) in experiment.evaluation.signature


def test_progress_is_reported(held_out):
    tasks = {step.task for step in held_out[2]}
    assert {"read documents", "translate (paragraph)", "translate (sentence)"} <= tasks


def test_the_same_evaluation_has_the_same_numbers(held_out, toy_entries, tmp_path):
    held, rest = select(toy_entries, ["1", "3"])
    again = evaluate(held, rest, "en", "eo", Trained(DictionaryTrainer()), tmp_path)
    evaluations = [held_out[0].evaluation, again.evaluation]
    first, second = (
        to_json(replace(each, arms=tuple(replace(arm, facts={}) for arm in each.arms))) for each in evaluations
    )
    assert first == second


def test_one_level_makes_one_arm(toy_entries, tmp_path):
    held, rest = select(toy_entries, ["0"])
    experiment = evaluate(
        held, rest, "en", "eo", Trained(DictionaryTrainer()), tmp_path, silent, [parse_plan("sentence")]
    )
    assert [arm.name for arm in experiment.evaluation.arms] == ["sentence"]
    assert experiment.evaluation.comparisons == ()


def test_what_cannot_be_scored_is_an_error(toy_entries, tmp_path):
    only_code = Entry("code.md", tmp_path / "a.md", tmp_path / "b.md")
    for path in (only_code.source, only_code.target):
        path.write_text("```\nx\n```\n\n`a` 5\n", encoding="utf-8")
    with pytest.raises(DataError, match="nothing can be scored"):
        evaluate([only_code], toy_entries, "en", "eo", Trained(DictionaryTrainer()), tmp_path)
