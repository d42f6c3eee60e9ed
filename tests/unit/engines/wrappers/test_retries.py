import pytest

from amts.engines.wrappers import Retrying
from amts.engines.wrappers.retries import Backoff, UnavailableError
from amts.errors import BudgetError, DataError, EngineError
from amts.records import Segment, Translation


class Failing:
    """Fails with some errors, one after the other, then answers."""

    signature = "failing"

    def __init__(self, *errors):
        self.errors = list(errors)

    def translate(self, segments):
        if self.errors:
            raise self.errors.pop(0)
        return [Translation(segment, "engine") for segment in segments]


def patience(pauses, chance=1.0, **options):
    return Backoff(sleep=pauses.append, chance=lambda: chance, **options)


def test_pauses_double_up_to_the_longest():
    pauses = []
    engine = Retrying(Failing(*[EngineError("no")] * 5), patience(pauses, attempts=6, first=1, longest=6))
    assert engine.translate([Segment("a")]) == [Translation(Segment("a"), "engine")]
    assert pauses == [1, 2, 4, 6, 6]


def test_chance_makes_a_pause_up_to_half_as_long():
    pauses = []
    Retrying(Failing(EngineError("no"), EngineError("no")), patience(pauses, chance=0.0)).translate([Segment("a")])
    assert pauses == [0.5, 1.0]


def test_who_says_how_long_to_wait_is_believed():
    pauses = []
    Retrying(Failing(UnavailableError("later", 30)), patience(pauses)).translate([Segment("a")])
    assert pauses == [30]


def test_who_wants_to_be_left_alone_for_too_long_is():
    pauses = []
    with pytest.raises(UnavailableError, match="tomorrow"):
        Retrying(Failing(UnavailableError("tomorrow", 86_400)), patience(pauses)).translate([Segment("a")])
    assert pauses == []


def test_the_last_error_is_raised():
    pauses = []
    errors = [EngineError(text) for text in ("first", "second", "third")]
    with pytest.raises(EngineError, match="third"):
        Retrying(Failing(*errors), patience(pauses, attempts=3)).translate([Segment("a")])
    assert len(pauses) == 2


@pytest.mark.parametrize("error", [BudgetError("spent"), DataError("too few"), KeyboardInterrupt()])
def test_what_time_does_not_change_is_not_tried_again(error):
    with pytest.raises(type(error)):
        Retrying(Failing(error), patience([])).translate([Segment("a")])


def test_the_answers_are_the_engines():
    assert Retrying(Failing()).signature == "failing"


def test_only_the_batch_that_failed_is_asked_for_again():
    asked = []

    class FailingSecond(Failing):
        def translate(self, segments):
            asked.append("".join(segment.text for segment in segments))
            return super().translate(segments) if len(asked) == 2 else Failing().translate(segments)

    engine = FailingSecond(EngineError("no"))
    answers = Retrying(engine, patience([]), batch=2).translate([Segment(letter) for letter in "abcde"])
    assert [answer.segment.text for answer in answers] == list("abcde")
    assert asked == ["ab", "cd", "cd", "e"]
