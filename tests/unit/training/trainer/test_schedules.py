import pytest

from amts.errors import InputError
from amts.training.trainer.schedules import alignment_factor, factor
from amts.training.trainer.settings import TrainerSettings


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("cosine", [0.1, 1.0, 0.5, 0.0]),
        ("inverse-square-root", [0.1, 0.953, 0.405, 0.3]),
        ("trapezoid", [0.1, 1.0, 1.0, 0.0]),
        ("constant", [0.1, 1.0, 1.0, 1.0]),
    ],
)
def test_the_rate_rises_and_falls(schedule, expected):
    settings = TrainerSettings(steps=110, warmup=10, schedule=schedule)
    found = [factor(settings, step) for step in (0, 10, 60, 110)]
    assert found == pytest.approx(expected, abs=1e-3)


def test_a_trapezoid_falls_in_a_straight_line():
    settings = TrainerSettings(steps=100, warmup=1, schedule="trapezoid", decay=0.2)
    assert [factor(settings, step) for step in (79, 80, 90, 95)] == pytest.approx([1.0, 1.0, 0.5, 0.25])


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"optimizer": "adamw"}, "no setting 'optimizer'"),
        ({"optimiser": "sgd"}, "adamw, muon"),
        ({"steps": 1.5}, "expected is int"),
        ({"steps": 0}, "at least 1"),
        ({"warmup": -3}, "warmup is -3: expected a number of at least 0"),
        ({"learning_rate": -1.0}, "at least 0"),
        ({"average": -2}, "at least 0"),
        ({"dropout": 5}, "dropout is 5: expected a number from 0 to 1"),
        ({"label_smoothing": -1}, "from 0 to 1"),
        ({"ema": 2.0}, "from 0 to 1"),
        ({"curriculum": 1}, "expected is bool"),
    ],
)
def test_wrong_settings_are_refused(values, told):
    with pytest.raises(InputError, match=told):
        TrainerSettings.read(values)


def test_a_whole_number_will_do_for_a_fraction():
    assert TrainerSettings.read({"clip": 1, "steps": 7}) == TrainerSettings(clip=1, steps=7)


def test_alignments_count_ever_less_until_they_do_not():
    settings = TrainerSettings(steps=100, alignment_weight=0.8, alignment_until=0.5)
    assert [alignment_factor(settings, step) for step in (0, 25, 50, 90)] == pytest.approx([0.8, 0.4, 0.0, 0.0])
    assert alignment_factor(TrainerSettings(alignment_weight=0.8, alignment_until=0.0), 0) == 0
