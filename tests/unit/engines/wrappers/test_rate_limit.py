from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.engines.wrappers import Pace, RateLimited
from amts.records import Segment
from amts.testing.engines import check_engine
from amts.testing.fakes import DictionaryEngine


class Time:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now = 0.0

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


class Timed(DictionaryEngine):
    """A dictionary engine that writes down when it is asked for how many words."""

    def __init__(self, time):
        super().__init__({"dog": "hundo"})
        object.__setattr__(self, "asked", [])
        object.__setattr__(self, "time", time)

    def translate(self, segments):
        self.asked.append((self.time.now, sum(len(segment.text.split()) for segment in segments)))
        return super().translate(segments)


def limited(batch=50, tag="en", **limits):
    time = Time()
    engine = Timed(time)
    return engine, RateLimited(engine, tag, Pace(**limits, clock=time.clock, sleep=time.sleep), batch)


def words(*counts):
    return [Segment(" ".join(["dog"] * count)) for count in counts]


def test_only_so_many_requests_are_made_in_a_minute():
    engine, wrapper = limited(requests=2, batch=1)
    wrapper.translate(words(1, 1, 1, 1, 1))
    assert [time for time, _ in engine.asked] == [0, 0, 60, 60, 120]


def test_only_so_many_words_are_asked_for_in_a_minute():
    engine, wrapper = limited(words=10)
    wrapper.translate(words(4, 4, 4, 9))
    assert engine.asked == [(0, 8), (60, 4), (120, 9)]


def test_a_segment_of_more_words_is_asked_for_alone():
    engine, wrapper = limited(words=10)
    wrapper.translate(words(4, 30, 4))
    assert engine.asked == [(0, 4), (60, 30), (120, 4)]


def test_a_batch_has_no_more_segments_than_allowed():
    engine, wrapper = limited(batch=2)
    wrapper.translate(words(1, 1, 1))
    assert engine.asked == [(0, 2), (0, 1)]


def test_words_of_a_script_without_spaces_are_counted():
    engine, chinese = limited(words=2, tag="zh")
    chinese.translate([Segment("学习算法"), Segment("学习算法")])
    assert [time for time, _ in engine.asked] == [0, 60]


@given(st.lists(st.integers(1, 12), max_size=30), st.integers(1, 4), st.integers(1, 20))
def test_no_minute_has_more_than_is_allowed(counts, requests, most):
    engine, wrapper = limited(requests=requests, words=most, batch=3)
    assert len(wrapper.translate(words(*counts))) == len(counts)
    for start, _ in engine.asked:
        minute = [asked for time, asked in engine.asked if start <= time < start + 60]
        assert len(minute) <= requests
        assert sum(minute) <= most or len(minute) == 1
    assert sum(asked for _, asked in engine.asked) == sum(counts)


@pytest.mark.parametrize("batch", [1, 50])
def test_the_wrapper_keeps_the_contract_and_the_signature(batch):
    engine = DictionaryEngine({"dog": "hundo"})
    check_engine(RateLimited(engine, "en", Pace(), batch), words(2, 3))
    assert RateLimited(engine, "en", Pace()).signature == engine.signature


def test_those_who_ask_at_the_same_time_wait_for_one_another():
    time = Time()
    pace = Pace(requests=3, clock=time.clock, sleep=time.sleep)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: pace.wait(), range(10)))
    assert time.now == 180
