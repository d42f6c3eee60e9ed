import time
from threading import Barrier, Event, Thread

import pytest

from amts.errors import EngineError
from amts.records import Segment, Translation
from amts.server.sharing import SLICE, Shared


class Gate:
    """An engine that waits to be let through, and remembers what it was asked."""

    signature = "gate"

    def __init__(self):
        self.asked = []
        self.entered, self.open = Event(), Event()

    def translate(self, segments):
        self.asked.append([segment.text for segment in segments])
        self.entered.set()
        assert self.open.wait(10)
        if any(segment.text == "bad" for segment in segments):
            msg = "bad text"
            raise EngineError(msg)
        return [Translation(Segment(segment.text.upper()), "engine") for segment in segments]


def ask_all(shared, texts):
    """Ask from one thread a text, the others while the first one is being answered; return the answers by text."""
    found = {}

    def ask(text):
        try:
            found[text] = [each.segment.text for each in shared.translate([Segment(text)])]
        except EngineError as error:
            found[text] = error

    return found, [Thread(target=ask, args=(text,)) for text in texts]


def run(shared, gate, texts):
    found, threads = ask_all(shared, texts)
    threads[0].start()
    assert gate.entered.wait(10)
    for thread in threads[1:]:
        thread.start()
    deadline = time.monotonic() + 10
    while shared._together and len(shared._waiting) < len(texts) - 1 and time.monotonic() < deadline:
        time.sleep(0)
    gate.open.set()
    for thread in threads:
        thread.join(10)
    return found


def test_what_is_asked_while_the_engine_is_busy_is_asked_together():
    gate = Gate()
    found = run(Shared(gate), gate, ["a", "b", "c", "d"])
    assert found == {"a": ["A"], "b": ["B"], "c": ["C"], "d": ["D"]}
    assert [sorted(each) for each in gate.asked] == [["a"], ["b", "c", "d"]]


def test_one_bad_text_fails_nobody_elses():
    gate = Gate()
    found = run(Shared(gate), gate, ["a", "b", "bad", "d"])
    assert (found["b"], found["d"]) == (["B"], ["D"])
    assert str(found["bad"]) == "bad text"


def test_engines_that_look_at_neighbours_are_asked_for_each_caller_alone():
    gate = Gate()
    run(Shared(gate, together=False), gate, ["a", "b", "c"])
    assert sorted(gate.asked) == [["a"], ["b"], ["c"]]


def test_a_long_document_is_asked_in_slices():
    gate = Gate()
    gate.open.set()
    texts = [Segment(f"{number}") for number in range(2 * SLICE + 1)]
    assert [each.segment.text for each in Shared(gate).translate(texts)] == [each.text for each in texts]
    assert [len(each) for each in gate.asked] == [SLICE, SLICE, 1]


def test_an_engine_that_leaves_answers_out_is_an_error():
    class Short:
        signature = "short"

        def translate(self, segments):
            return []

    with pytest.raises(EngineError, match="0 answers for 1 segments"):
        Shared(Short()).translate([Segment("a")])


def test_many_threads_each_get_their_own_answers():
    gate = Gate()
    gate.open.set()
    shared, start, wrong = Shared(gate), Barrier(8), []

    def ask(name):
        start.wait(10)
        for number in range(50):
            text = f"{name}-{number}"
            if shared.translate([Segment(text)])[0].segment.text != text.upper():
                wrong.append(text)

    threads = [Thread(target=ask, args=(name,)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert wrong == []
