"""Which processes of this machine live, as far as that can be told without asking them."""

from __future__ import annotations

import os
import platform
from functools import cache
from pathlib import Path

_PROC = Path("/proc")
# Of the fields in `stat` after the name of the program.
_STATE, _BIRTH = 0, 19
_GONE = ("Z", "X", "x")


def identity(pid: int) -> str:
    """Return what tells a process from all others, here and elsewhere, also when its number is given again."""
    return f"{_place()}|{pid}|{_birth(pid)}"


def is_alive(identity: str) -> bool | None:
    """Whether the process with an identity lives; None if that cannot be known from here."""
    place, _, process = identity.rpartition("|")[0].rpartition("|")
    birth = identity.rpartition("|")[2]
    if not birth or place != _place():
        return None
    return _birth(int(process)) == birth


@cache
def _place() -> str:
    """Return what processes that can see each other have in common: this start of this machine, and a container."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}|{(_PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return platform.node()


def _birth(pid: int) -> str:
    """Return when a process was started, in ticks since the machine was; empty if there is none, or no telling."""
    try:
        fields = (_PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return ""
    return "" if fields[_STATE].decode() in _GONE else fields[_BIRTH].decode()


def this_process() -> str:
    """Return the identity of the process that asks."""
    return identity(os.getpid())
