"""The programs of a mode of Apertium, kept running between questions: starting them takes longer than answering."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
import weakref
from contextlib import suppress
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from amts.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

# After so many questions new programs take over, lest they need more and more memory.
LIFE = 5_000
_PART = 1 << 16


class ApertiumPipe:
    """Asks programs that go on running; if they fail, the next question starts new ones.

    Args:
        command: starts them.
        name: what they are called in messages.
        timeout: the seconds that one answer may take.
        life: how many questions the same programs are asked.
    """

    def __init__(self, command: list[str], name: str, timeout: float, life: int = LIFE) -> None:
        self._command = command
        self._name = name
        self._timeout = timeout
        self._life = life
        self._left = 0
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._end: Any = weakref.finalize(self, lambda: None)

    def ask(self, text: bytes, last: bytes) -> bytes:
        """Return what the programs say to a text, up to the answer to the last piece of it.

        Raises:
            EngineError: they end, or take too long.
        """
        with self._lock:
            process = self._running()
            try:
                return _exchange(process, text, last, self._timeout)
            except BaseException as error:
                self._end()
                if not isinstance(error, OSError | EOFError):
                    raise
                ended = "took longer than" if isinstance(error, TimeoutError) else "ended within"
                msg = f"{self._name} {ended} {self._timeout:g} s without an answer, and was stopped"
                raise EngineError(msg) from error

    def _running(self) -> subprocess.Popen[bytes]:
        process = self._process
        if process is None or not self._end.alive or not self._left or process.poll() is not None:
            self._end()
            pipe = subprocess.PIPE
            # A session of its own: they are many, and must end together.
            process = subprocess.Popen(
                self._command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, start_new_session=True
            )
            os.set_blocking(cast("IO[bytes]", process.stdin).fileno(), False)
            self._process, self._left = process, self._life
            self._end = weakref.finalize(self, _stop, process)
        self._left -= 1
        return process


def kept_running(program: str, mode: Path, timeout: float) -> ApertiumPipe | None:
    """Return the programs of a mode, to be kept running; None if this version of Apertium cannot do that."""
    shell, reader = shutil.which("bash"), shutil.which("apertium-wblank-mode", path=os.path.dirname(program))  # noqa: PTH120
    if not shell or not reader:
        return None
    # What the program `apertium` itself runs; its script would hold answers back until it is asked more.
    read = subprocess.run([reader, "-z", str(mode)], capture_output=True, text=True, check=False)
    if read.returncode or not read.stdout.strip():
        return None
    return ApertiumPipe([shell, "-c", read.stdout, "apertium", "-n", ""], f"apertium {mode.stem}", timeout)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the programs and let go of what led to them."""
    with suppress(ProcessLookupError):  # all may have ended
        os.killpg(process.pid, signal.SIGKILL)
    for stream in (process.stdin, process.stdout):
        if stream:
            stream.close()
    process.wait()


def _exchange(process: subprocess.Popen[bytes], text: bytes, last: bytes, timeout: float) -> bytes:
    """Write and read at once, as much as goes: neither side may wait for the other for ever.

    Raises:
        TimeoutError: it takes too long.
        EOFError: the programs have ended.
    """
    sink, source = (cast("IO[bytes]", stream).fileno() for stream in (process.stdin, process.stdout))
    deadline = time.monotonic() + timeout
    left, received = memoryview(text), bytearray()
    with DefaultSelector() as selector:
        selector.register(sink, EVENT_WRITE)
        selector.register(source, EVENT_READ)
        while not received.endswith(last):
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError
            for key, _ in ready:
                if key.fd == source:
                    part = os.read(source, _PART)
                    if not part:
                        raise EOFError
                    received += part
                elif left:
                    left = left[os.write(sink, left[:_PART]) :]
                else:
                    selector.unregister(sink)
    return bytes(received)
