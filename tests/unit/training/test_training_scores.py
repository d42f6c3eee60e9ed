import pytest

from amts.errors import DataError
from amts.training.recipe import EvaluateSettings
from amts.training.scores import as_json, check_publishable, score_model

WAYS = [("en", "zh")]


def row(model, bleu, beam=1, target="zh"):
    return {"model": model, "source": "en", "target": target, "beam": beam, "bleu": bleu}


@pytest.mark.slow
def test_a_model_is_scored_on_what_people_wrote(model, told):
    found = score_model("model", model, ("en", "de"), told[1200:1260], beam=2)
    assert found.bleu > 90
    assert found.chrf > 90
    assert found.words_per_second > 0
    assert found.bytes == sum(path.stat().st_size for path in model.iterdir())
    assert (found.pairs, found.beam) == (60, 2)
    assert "tok:13a" in found.signatures[0]
    assert as_json([found])[0]["source"] == "en"


def test_a_student_much_worse_than_its_teacher_is_not_published():
    scores = [row("model", 30.0), row("teacher", 29.0), row("teacher", 31.2, beam=4)]
    check_publishable(scores, WAYS, EvaluateSettings(bound=1.25))
    with pytest.raises(
        DataError, match=r"30.0 BLEU from en to zh with beam 1, 1.20 less than its teacher's.*allows 1.0"
    ):
        check_publishable(scores, WAYS, EvaluateSettings(bound=1.0))


def test_each_direction_has_its_own_teacher():
    scores = [
        row("model", 30.0),
        row("model", 20.0, target="es"),
        row("teacher", 30.0),
        row("teacher", 20.5, target="es"),
    ]
    check_publishable(scores, [*WAYS, ("en", "es")], EvaluateSettings(bound=0.5))


def test_a_model_below_the_least_is_not_published_even_without_a_teacher():
    check_publishable([row("model", 30.0)], WAYS, EvaluateSettings(least=30.0))
    with pytest.raises(DataError, match=r"the recipe asks for 30\.5"):
        check_publishable([row("model", 30.0)], WAYS, EvaluateSettings(least=30.5))


def test_a_model_without_a_score_in_one_of_its_directions_is_not_published():
    with pytest.raises(DataError, match="nothing was held out to score translations from en to es"):
        check_publishable([row("model", 99.0), row("teacher", 9.0, target="es")], [*WAYS, ("en", "es")],
                          EvaluateSettings(bound=100.0))  # fmt: skip
