import pytest

from amts.engines.amazon.waiting import Patience, wait_for
from amts.errors import EngineError


def test_pauses_grow_to_the_longest():
    pauses, found = [], iter([None] * 5 + ["done"])
    patience = Patience(first=1, longest=3, sleep=pauses.append)
    assert wait_for(lambda: next(found), "it", patience) == "done"
    assert pauses == [1, 1.5, 2.25, 3, 3]


def test_what_is_there_is_not_waited_for():
    assert wait_for(lambda: 0, "it", Patience(sleep=pytest.fail)) == 0


def test_patience_has_an_end():
    with pytest.raises(EngineError, match="the job takes longer than 2 s"):
        wait_for(lambda: None, "the job", Patience(first=1, limit=2, sleep=lambda seconds: None))
