from __future__ import annotations

from dataclasses import replace

import pytest

from amts.evaluation.chart import SPAN, bleu_chart, whisker
from amts.evaluation.significance import Comparison


def test_the_corpus_stands_above_the_documents_with_a_bar_for_each_arm(evaluation):
    chart = bleu_chart(evaluation)
    assert [group.label for group in chart.groups] == ["All documents", "intro/a.md", "b.md"]
    assert [group.whole for group in chart.groups] == [True, False, False]
    assert [(bar.name, bar.value) for bar in chart.groups[2].bars] == [("base", 30), ("adapted", 29)]


def test_the_axis_ends_at_a_mark_that_no_bar_exceeds(evaluation):
    chart = bleu_chart(evaluation)
    assert [tick.value for tick in chart.ticks] == [0, 10, 20, 30]
    assert chart.groups[2].bars[0].width == pytest.approx(SPAN)
    assert chart.groups[1].bars[0].width == pytest.approx(SPAN * 10.004 / 30)


def test_bars_lie_below_one_another_within_the_plot(evaluation):
    chart = bleu_chart(evaluation)
    tops = [bar.top for group in chart.groups for bar in group.bars]
    assert tops == sorted(set(tops))
    assert tops[-1] + 15 < chart.plot < chart.height


def test_an_arm_that_lacks_a_document_has_no_bar_but_keeps_its_colour(evaluation):
    without = replace(evaluation.arms[0], documents={})
    chart = bleu_chart(replace(evaluation, arms=(without, evaluation.arms[1])))
    assert [(bar.arm, bar.name) for bar in chart.groups[1].bars] == [(1, "adapted")]


def test_the_description_reads_the_chart_out(evaluation):
    assert bleu_chart(evaluation).description == (
        "All documents: base 20.1, adapted 28.9. intro/a.md: base 10.0, adapted 25.7. b.md: base 30.0, adapted 29.0."
    )


def test_a_chart_of_nothing_still_has_an_axis(evaluation):
    assert [tick.value for tick in bleu_chart(replace(evaluation, arms=())).ticks] == [0, 5]


def test_an_interval_is_drawn_around_zero_on_the_scale_of_its_metric():
    small = Comparison("bleu", 10.0, 12.0, 2.0, 0.01, (1.0, 3.0))
    large = Comparison("bleu", 10.0, 47.0, 37.0, 0.01, (35.0, 38.0))
    line = whisker(small, [small, large])
    assert [tick.value for tick in line.ticks] == [-40, 0, 40]
    assert line.ticks[1].place == 50
    assert (line.low, line.point, line.high) == pytest.approx((50 + 46 / 40, 50 + 92 / 40, 50 + 138 / 40))
