from datetime import date

import pytest

from amts.adaptation.customise import Customised
from amts.errors import DataError, InputError
from amts.evaluation.workload import replay_json
from amts.experiments.replay.arms import parse_arms
from amts.experiments.replay.run import History, play
from amts.records import ReadingOptions, Segment, Translation


def history(line, template, since=date.min, until=date.max):
    return History(line, template, ("en", "eo"), ReadingOptions(), None, since, until)


@pytest.fixture(scope="session")
def played(toy_line):
    from amts.alignment.paths import parse_template
    from amts.testing.toy_history import TEMPLATE

    return play(history(toy_line, parse_template(TEMPLATE)), parse_arms(["B1", "B2", "A0", "Z"]))


def workload(played, name):
    return next(each for each in played.replay.workloads if each.name == name)


def work(workload, name):
    return next(each for each in workload.works if each.name == name)


def test_all_that_happened_is_measured_by_its_kind(played):
    assert [(each.name, each.counts["events"]) for each in played.replay.workloads] == [
        ("updates", 1),
        ("first translations", 6),
    ]
    assert (played.replay.since, played.replay.until) == ("2021-01-01", "2021-01-06")


def test_the_one_new_sentence_of_an_update_is_all_that_is_translated(played):
    update = workload(played, "updates")
    assert (update.counts["same sentences"], update.counts["new sentences"]) == (18, 1)
    assert work(update, "B1").shares["from scratch"].sentences == 1
    assert work(update, "B1").shares["beside a change"].sentences == 2
    assert work(update, "B1").shares["untouched"].sentences == 16
    assert work(update, "B0").shares["from scratch"].sentences == 19


def test_everything_again_replaces_all_that_people_wrote_and_the_others_nothing(played):
    update = workload(played, "updates")
    assert work(update, "B0").overwritten > 10
    assert [work(update, name).overwritten for name in ("B1", "B2", "A0")] == [0, 0, 0]


def test_unchanged_sentences_that_people_leave_alone_are_told(played):
    (person, _) = (workload(played, "updates").quality[f"unchanged sentences, {whose}, that people edited all the same"]
                   for whose in ("a person's", "a draft's"))  # fmt: skip
    assert person[0] == 0
    assert person[1] > 10


def test_a_draft_saves_what_need_not_be_edited(played):
    first = workload(played, "first translations")
    assert work(first, "B1").savings["B0"]["keystrokes"].value == 0
    saved = {name: each.value for name, each in work(first, "Z").savings["B0"].items()}
    assert 0.3 < saved["read and edited"] < saved["keystrokes"] < 1
    assert "Z" not in {each.name for each in workload(played, "updates").works}


def test_the_triples_are_the_drafts_and_what_became_of_them(played):
    drafts = {triple.source: triple for triple in played.triples if triple.document == "0_origin.md"}
    triple = drafts["The red window carries the table."]
    assert (triple.draft, triple.final) == ("La fenestro ruga portas lo tablo.", "La fenestro ruga portas la tablo.")
    assert 0 < triple.edits < 0.2
    assert triple.day == "2021-01-01"


def test_the_same_replay_says_the_same(played, toy_line, template):
    again = play(history(toy_line, template), parse_arms(["B1", "B2", "A0", "Z"]))
    assert replay_json(again.replay) == replay_json(played.replay)


def test_an_engine_learns_only_from_what_was_there_before(toy_line, template):
    lessons = []

    class Silent:
        signature = "silent"

        def translate(self, segments):
            return [Translation(Segment("nenio", each.marks), "engine") for each in segments]

    def make(pairs, at_hand):
        lessons.append({pair.target.text for pair in pairs})
        return Customised(Silent(), Silent())

    play(history(toy_line, template, since=date(2021, 1, 5)), parse_arms(["B3", "A"]), make)
    (lesson,) = lessons
    assert "La fenestro ruga portas la tablo." in lesson
    assert "La infano juna trovas la boato blanka." not in lesson


def test_without_enough_pairs_there_is_no_engine_and_the_work_is_from_scratch(toy_line, template):
    def make(pairs, at_hand):
        msg = "too few"
        raise DataError(msg)

    played = play(history(toy_line, template, since=date(2021, 1, 5)), parse_arms(["A"]), make)
    assert work(workload(played, "updates"), "A").shares["from scratch"].sentences == 1


def test_a_window_without_events_is_refused(toy_line, template):
    with pytest.raises(InputError, match="no translation has followed a source between 2022-01-01 and"):
        play(history(toy_line, template, since=date(2022, 1, 1)), parse_arms(["B1"]))


def test_an_unknown_arm_is_refused():
    with pytest.raises(InputError, match="a replay has no arm 'B9'"):
        parse_arms(["B9"])
