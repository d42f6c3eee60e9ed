"""Ctrl-C in the middle of the work."""

import signal
import subprocess
import sys

import pytest

# Without patience every task is named on stderr as soon as it begins: by that the test knows where the program is.
# Shells start background jobs with the signal ignored, which programs inherit.
PROGRAM = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from amts.cli import app, console
console.PATIENCE_SECONDS = 0
app.main()
"""


TASKS = ("read documents", "align, round 2 of 3", "train the phrase engine", "translate into eo")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
@pytest.mark.parametrize("task", TASKS)
def test_an_interrupt_leaves_nothing_half_written(amts, toy_book, snapshot, task):
    amts("init")
    before = snapshot(toy_book)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "translate"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )
    for line in process.stderr:
        if line.startswith(task):
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out) == (130, "")
    assert err.splitlines()[-1] == "amts: interrupted; no file is half-written"
    assert "Traceback" not in err
    after = snapshot(toy_book)
    assert {path: after[path] for path in before} == before
    new = {path for path in after.keys() - before.keys() if ".amts" not in path.parts}
    # At most the whole document: the signal may come after it was written.
    assert new <= {toy_book / "eo" / "11.md"} if task == TASKS[-1] else not new
    for path in new:
        assert amts("documents", "check", path, "--against", toy_book / "en" / "11.md")[0] == 0
    # At most whole engines: a training is made in a folder that goes with it.
    for engine in (toy_book / ".amts" / "cache" / "engines").glob("*/"):
        assert (engine / "engine.json").is_file()
