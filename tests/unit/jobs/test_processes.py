import os
import subprocess
import sys

from amts.jobs.processes import identity, is_alive, this_process


def test_this_process_lives():
    assert is_alive(this_process()) is True


def test_a_process_that_has_ended_does_not_live_even_before_anybody_has_waited_for_it():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = identity(process.pid)
    assert is_alive(name) is True
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert is_alive(name) is False
    process.communicate()
    assert is_alive(name) is False


def test_a_number_given_again_is_another_process():
    place, number, birth = this_process().rsplit("|", 2)
    assert is_alive(f"{place}|{number}|{int(birth) + 1}") is False


def test_of_processes_elsewhere_nothing_is_known():
    _, number, birth = this_process().rsplit("|", 2)
    assert is_alive(f"another start|pid:[1]|{number}|{birth}") is None
    assert is_alive("a name somebody gave") is None
