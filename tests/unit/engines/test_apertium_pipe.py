import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from amts.engines.apertium import open_apertium, open_from_settings
from amts.engines.apertium_pipe import ApertiumPipe, kept_running
from amts.errors import EngineError, MissingExtraError
from amts.records import Mark, MarkKind, Segment

END = b"[end]\0"
# Answers each piece in capital letters, and ends at `die`.
ECHO = """
import os, sys
while part := os.read(0, 65536):
    if b"die" in part: sys.exit(1)
    os.write(1, part.upper().replace(b"[END]", b"[end]"))
"""


def pipe_of(script=ECHO, timeout=20.0, life=100):
    return ApertiumPipe([sys.executable, "-c", script], "apertium xho-zul", timeout, life)


def ask(pipe, text):
    return pipe.ask(text.encode() + END, END).removesuffix(END).decode()


def number(pipe):
    return pipe._process.pid


def members(group):
    """Return the living processes of a group."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat=,comm="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return [row for row in rows if row[0] == str(group) and not row[1].startswith("Z")]


def is_gone(process):
    with pytest.raises(ProcessLookupError):
        os.killpg(process, 0)
    return True


@pytest.fixture
def apertium(tmp_path):
    try:
        return open_from_settings("en", "es", tmp_path), open_apertium("en", "es")
    except MissingExtraError as error:
        pytest.skip(str(error))


def test_the_same_programs_are_asked_again():
    pipe = pipe_of()
    assert ask(pipe, "one\0") == "ONE\0"
    first = number(pipe)
    assert (ask(pipe, "two\0"), number(pipe)) == ("TWO\0", first)


def test_more_than_any_buffer_holds_is_answered():
    text = "words and words\0" * 100_000
    assert ask(pipe_of(), text) == text.upper()


def test_programs_that_end_are_an_error_and_new_ones_answer_the_next_question():
    pipe = pipe_of()
    with pytest.raises(EngineError, match="apertium xho-zul ended"):
        ask(pipe, "die\0")
    assert ask(pipe, "again\0") == "AGAIN\0"
    os.killpg(number(pipe), signal.SIGKILL)
    pipe._process.wait()
    assert ask(pipe, "again\0") == "AGAIN\0"


def test_programs_that_hang_are_stopped():
    pipe = pipe_of("import os\nwhile True: os.read(0, 9)", timeout=0.2)
    with pytest.raises(EngineError, match=r"took longer than 0\.2 s"):
        ask(pipe, "one\0")
    assert is_gone(number(pipe))


def test_new_programs_take_over_after_some_questions():
    pipe = pipe_of(life=2)
    seen = [(ask(pipe, "a\0"), number(pipe))[1] for _ in range(4)]
    assert (seen[0], seen[2]) == (seen[1], seen[3])
    assert seen[0] != seen[2]
    assert is_gone(seen[0])


def test_no_program_outlives_who_asked():
    pipe = pipe_of()
    ask(pipe, "one\0")
    process = number(pipe)
    del pipe
    assert is_gone(process)


def test_a_mode_that_cannot_be_read_is_not_kept_running(tmp_path):
    assert kept_running(str(tmp_path / "apertium"), tmp_path / "xho-zul.mode", 1.0) is None


def test_programs_kept_running_say_what_new_ones_say(apertium):
    kept, anew = apertium
    assert kept.pipe is not None
    bold = (Mark(MarkKind.OPEN, "*"), Mark(MarkKind.CLOSE, "*"), Mark(MarkKind.CODE, "`x`"))
    segments = [
        Segment("The house is red."),
        Segment("A ⟦1⟧red house⟦2⟧ has ⟦3⟧ and 5 dogs, hasn't it?", bold),
        Segment("[x] ^y$ {z} \\ @ <b> ~ é 😀"),
        Segment("one\ntwo"),
        Segment(""),
    ]
    assert kept.translate(segments) == anew.translate(segments)
    for segment in segments:
        assert kept.translate([segment]) == anew.translate([segment])


def test_the_programs_end_by_themselves_when_who_asked_dies(apertium):
    script = """
        import os, pathlib
        from amts.engines.apertium import open_from_settings
        from amts.records import Segment
        engine = open_from_settings("en", "es", pathlib.Path())
        engine.translate([Segment("a house")])
        print(engine.pipe._process.pid, flush=True)
        os.kill(os.getpid(), 9)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, check=False)
    deadline = time.monotonic() + 20
    while members(int(done.stdout)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert members(int(done.stdout)) == []
