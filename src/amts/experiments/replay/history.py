"""The history of a repository as its readers saw it: the states of its files along the main line, from git."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from amts.errors import InputError
from amts.storage.git import Repository

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

# Merges are shown as what they brought to the main line; what lies behind them is not walked.
_LOG = ("log", "--first-parent", "-m", "--reverse", "--raw", "-z", "--no-abbrev",
        "--find-renames", "--no-color", "--encoding=UTF-8", "--format=%x01%H%x00%at%x00%s")  # fmt: skip
_NOTHING = re.compile("0+")


@dataclass(frozen=True, slots=True)
class Step:
    """A commit of the main line.

    Attributes:
        number: its place on the line, from 0.
        commit: its identifier.
        date: when its author wrote it.
        subject: the first line of its message.
        blobs: the identifiers of the contents that it gave to files, by path; None for a file that it removed.
        renames: the new names of files that it renamed.
    """

    number: int
    commit: str
    date: datetime
    subject: str
    blobs: Mapping[str, str | None]
    renames: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MainLine:
    """The commits of a repository along its main line, the oldest first, and the contents of files."""

    root: Path
    steps: tuple[Step, ...]

    @cached_property
    def states(self) -> dict[str, list[tuple[int, str | None]]]:
        """The contents of each path in turn, each with the number of the step that brought it."""
        found: dict[str, list[tuple[int, str | None]]] = defaultdict(list)
        for step in self.steps:
            for path, blob in step.blobs.items():
                found[path].append((step.number, blob))
        return dict(found)

    def contents(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """Return the contents of these identifiers that the repository has."""
        wanted = list(dict.fromkeys(blobs))
        answers = zip(wanted, Repository(self.root).blobs(wanted), strict=True)
        return {blob: content for blob, content in answers if content is not None}


def read_main_line(folder: Path) -> MainLine:
    """Read the history of the repository that a folder lies in.

    Raises:
        GitError: git cannot read it.
        InputError: the folder lies in no repository.
    """
    repository = Repository.find(folder)
    if repository is None:
        msg = f"{folder} lies in no git repository (or git is not installed): a replay needs one with its history"
        raise InputError(msg)
    log = repository.ask(*_LOG)
    return MainLine(repository.root, tuple(_steps(log)))


def _steps(log: bytes) -> Iterator[Step]:
    for number, part in enumerate(log.split(b"\x01")[1:]):
        commit, date, subject, *rest = part.split(b"\0")
        blobs, renames = _written(rest)
        when = datetime.fromtimestamp(int(date), UTC)
        yield Step(number, commit.decode(), when, subject.decode("utf-8", "replace"), blobs, renames)


def _written(tokens: list[bytes]) -> tuple[dict[str, str | None], dict[str, str]]:
    """Return the contents that the tokens of a raw log give to paths, and the new names of renamed ones."""
    blobs: dict[str, str | None] = {}
    renames: dict[str, str] = {}
    rest = iter(tokens)
    for token in rest:
        if not token.lstrip(b"\n").startswith(b":"):
            continue
        *_, blob, status = token.decode().split()
        before = after = os.fsdecode(next(rest))
        if status[0] in "RC":
            after = os.fsdecode(next(rest))
        if status[0] == "R":
            blobs[before], renames[before] = None, after
        blobs[after] = None if _NOTHING.fullmatch(blob) else blob
    return blobs, renames
