from itertools import islice

from amts.progress import Step, silent, track


def test_track_yields_the_items_and_reports_a_step_after_each():
    steps = []
    assert list(track("ab", "read", 2, steps.append)) == ["a", "b"]
    assert steps == [Step("read", 0, 2), Step("read", 1, 2), Step("read", 2, 2)]


def test_a_step_is_reported_only_when_the_item_is_done():
    steps = []
    work = track("ab", "read", 2, steps.append)
    assert steps == []
    assert list(islice(work, 1)) == ["a"]
    assert steps == [Step("read", 0, 2)]


def test_the_start_is_reported_even_where_there_is_nothing_to_do():
    steps = []
    assert list(track([], "read", 0, steps.append)) == []
    assert steps == [Step("read", 0, 0)]


def test_silence_ignores_steps():
    assert list(track([1, 2], "read", 2, silent)) == [1, 2]
