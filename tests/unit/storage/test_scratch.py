import subprocess
import sys

import pytest

from amts.errors import PathError
from amts.storage.scratch import scratch_folder

# Makes a folder with a file in it, says so, and ends without tidying up, as when it is killed, once it is told to.
KILLED = """
import os, sys
from pathlib import Path
from amts.storage.scratch import scratch_folder
with scratch_folder(Path(sys.argv[1]), ".work-") as folder:
    (folder / "file").write_text("x")
    print(folder.name, flush=True)
    sys.stdin.readline()
    os._exit(9)
"""


def folders(parent):
    return [path.name for path in parent.iterdir() if path.is_dir()]


@pytest.fixture
def other(tmp_path):
    """Another process that works in a folder, and the name of that."""
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process, process.stdout.readline().strip()
        process.kill()


def test_the_folder_is_there_for_the_block_alone(tmp_path):
    with scratch_folder(tmp_path / "new", ".work-") as folder:
        assert folders(tmp_path / "new") == [folder.name]
    assert folders(tmp_path / "new") == []


def test_what_a_killed_process_left_is_deleted_and_nothing_else(tmp_path, other):
    process, left = other
    (tmp_path / "engine").mkdir()
    process.communicate("now")
    assert process.returncode == 9
    assert sorted(folders(tmp_path)) == [left, "engine"]
    with scratch_folder(tmp_path, ".work-") as folder:
        assert sorted(folders(tmp_path)) == sorted([folder.name, "engine"])


def test_a_folder_in_which_somebody_works_stays(tmp_path, other):
    _, theirs = other
    with scratch_folder(tmp_path, ".work-") as first, scratch_folder(tmp_path, ".work-") as second:
        assert sorted(folders(tmp_path)) == sorted([theirs, first.name, second.name])
    assert folders(tmp_path) == [theirs]
    assert (tmp_path / theirs / "file").read_text() == "x"


def test_a_lock_that_cannot_be_is_an_error(tmp_path):
    (tmp_path / ".work-lock").mkdir()
    with pytest.raises(PathError, match=r"cannot lock .*\.work-lock"), scratch_folder(tmp_path, ".work-"):
        pass
