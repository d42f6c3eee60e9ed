from __future__ import annotations

from dataclasses import replace

from amts.evaluation.tables import chapters, fact_rows, score_rows


def test_documents_come_first_and_the_corpus_last(evaluation):
    assert [row.label for row in score_rows(evaluation)] == ["intro/a.md", "b.md", "All documents"]


def test_the_best_arm_is_marked_which_has_the_least_ter(evaluation):
    corpus = score_rows(evaluation)[-1]
    assert [[(cell.text, cell.best) for cell in cells] for cells in corpus.cells] == [
        [("20.11", False), ("28.90", True)],
        [("30.22", False), ("43.00", True)],
        [("70.33", False), ("57.50", True)],
    ]


def test_arms_with_equal_scores_have_no_best_one(evaluation):
    ter = score_rows(evaluation)[1].cells[2]
    assert [(cell.text, cell.best) for cell in ter] == [("60.00", False), ("60.00", False)]


def test_a_missing_score_leaves_its_cell_empty(evaluation):
    without = replace(evaluation.arms[0], documents={})
    row = score_rows(replace(evaluation, arms=(without, evaluation.arms[1])))[0]
    assert [(cell.text, cell.best) for cell in row.cells[0]] == [("", False), ("25.68", False)]


def test_every_fact_of_any_arm_has_a_row(evaluation):
    assert [(row.label, row.cells) for row in fact_rows(evaluation.arms)] == [
        ("training pairs", ("0", "14,210")),
        ("train seconds", ("", "1.23")),
        ("tuned on", ("", "c.md")),
    ]


def test_facts_are_told_in_words_and_terms_in_one_row(evaluation):
    facts = {"train_seconds": 3, "strategy_mix": "mix kept", "terms_applied": 1231, "terms_missed": 94}
    arms = evaluation.arms[0], replace(evaluation.arms[1], facts=facts)
    assert [(row.label, row.cells) for row in fact_rows(arms)][1:] == [
        ("Seconds to choose, learn and judge", ("", "3")),
        ("Strategy mix", ("", "mix kept")),
        ("Terms as demanded", ("", "1,231 of 1,325 (92.9 %)")),
    ]


def test_examples_are_grouped_by_document_and_numbered_through(evaluation):
    first, second = evaluation.examples
    grouped = chapters(replace(evaluation, examples=(first, second, first)))
    assert [(each.name, [place for place, _ in each.examples]) for each in grouped] == [
        ("intro/a.md", [1, 3]),
        ("b.md", [2]),
    ]
    assert grouped[1].scores == (("base", "30.0"), ("adapted", "29.0"))
