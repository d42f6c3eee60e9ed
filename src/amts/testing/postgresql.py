"""A PostgreSQL server of one's own for tests, where its programs are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER = Path("/usr/lib/postgresql")


def postgresql_programs() -> Path | None:
    """Return the folder with the programs of the newest PostgreSQL on this machine; None if there is none."""
    installed = (path.parent for path in _FOLDER.glob("*/bin/initdb"))
    found = shutil.which("initdb")
    return max(installed, key=lambda path: float(path.parent.name), default=Path(found).parent if found else None)


@contextmanager
def postgresql_server(programs: Path) -> Iterator[str]:
    """Run a server for the length of a block; yields the URL of its only database.

    It is reached by a socket in a folder of its own, not by a port. As it refuses to run as root, root has it run as
    the user `postgres`.
    """
    folder = Path(tempfile.mkdtemp(prefix="amts-pg-"))
    user = "postgres" if os.geteuid() == 0 else None
    control: list[str | Path] = [programs / "pg_ctl", "-D", folder / "data", "-w"]
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    try:
        if user:
            shutil.chown(folder, user)
        _run([programs / "initdb", "-D", folder / "data", "-U", "amts", "-A", "trust", "-E", "UTF8"], user)
        _run([*control, "-l", folder / "log", "-o", options, "start"], user)
        try:
            yield f"postgresql+psycopg://amts@/postgres?host={folder}"
        finally:
            _run([*control, "-m", "immediate", "stop"], user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str | Path], user: str | None) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/", user=user)
