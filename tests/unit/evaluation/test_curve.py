from dataclasses import replace
from xml.etree import ElementTree

import pytest

from amts.errors import DataError
from amts.evaluation.curve import learning_curve
from amts.evaluation.report import draw_curve, render_report
from amts.evaluation.result import Arm
from amts.records import Score


@pytest.fixture
def grown(evaluation):
    """An evaluation with shares of the pairs as arms."""
    found = [("plain", 0, 20.0), ("sentence:10", 100, 25.0), ("paragraph", 500, 99.0), ("sentence", 1000, 30.0)]
    arms = tuple(Arm(name, "", (Score("bleu", bleu, "x"),), {}, {"pairs": pairs}) for name, pairs, bleu in found)
    return replace(evaluation, arms=arms, comparisons=(), examples=())


def test_more_pairs_stand_further_right_and_a_better_score_higher(grown):
    curve = learning_curve(grown)
    assert [(point.pairs, point.value) for point in curve.points] == [(0, 20.0), (100, 25.0), (1000, 30.0)]
    assert [point.x for point in curve.points] == sorted(point.x for point in curve.points)
    assert [point.y for point in curve.points] == sorted((point.y for point in curve.points), reverse=True)
    assert all(0 <= point.y <= 100 for point in curve.points)
    assert curve.description == "0 pairs: 20.0 BLEU; 100 pairs: 25.0 BLEU; 1,000 pairs: 30.0 BLEU"


def test_two_points_are_no_curve(grown):
    assert learning_curve(replace(grown, arms=grown.arms[:2])) is None


def test_it_is_a_picture_of_its_own(grown):
    picture = ElementTree.fromstring(draw_curve(grown))
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(list(picture.iter("{http://www.w3.org/2000/svg}circle"))) == 3
    with pytest.raises(DataError, match="2 arms make no learning curve"):
        draw_curve(replace(grown, arms=grown.arms[:2]))


def test_the_report_shows_it(grown):
    assert "1,000 pairs" in render_report(grown)
    assert 'id="curve"' in render_report(grown)
