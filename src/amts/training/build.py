"""A recipe's steps, run like a build: a step whose inputs have not changed is not run again.

A step's folder is named by a hash of all that decides its result; `done.json` within it is written last. A folder
without it was left by a step that was killed: one that can go on does so, all others start anew.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from amts.errors import InputError
from amts.progress import silent
from amts.storage.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from amts.progress import Progress

DONE = "done.json"
# The hashes of the inputs, so that the work can go on where they are not: on a machine with a graphics card.
_INPUTS = "inputs.json"
_DIGITS = 12

Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a step works.

    Attributes:
        folder: gets the step's results.
        before: the folders of the steps that it needs, by their names.
        reports: what they reported.
        progress: told how far the step is.
    """

    folder: Path
    before: Mapping[str, Path] = field(default_factory=dict)
    reports: Mapping[str, Report] = field(default_factory=dict)
    progress: Progress = silent


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a build.

    Attributes:
        name: what it is called; the beginning of its folder's name.
        run: does the work, and returns what there is to report, as JSON can hold it.
        settings: what decides the result besides files: a change runs the step again.
        files: the files it reads.
        needs: the steps whose results it reads.
        goes_on: whether it goes on where it was killed, rather than starting anew.
        together: whether several processes may run it at the same time, as `torchrun` starts them.
    """

    name: str
    run: Callable[[Workplace], Report]
    settings: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[Path, ...] = ()
    needs: tuple[Step, ...] = ()
    goes_on: bool = False
    together: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a step.

    Attributes:
        name: its name.
        folder: where its results are.
        report: what it reported.
        seconds: how long it took, when it was run.
        cached: whether it had been run before.
    """

    name: str
    folder: Path
    report: Report
    seconds: float
    cached: bool


class Build:
    """Steps, and the folder that they work in.

    Args:
        steps: in an order in which each stands behind those that it needs.
        work: the folder.
        rank: the number of this process among those that run the build together; the first one writes.
        processes: how many they are.

    Raises:
        InputError: a file that a step reads is missing.
    """

    def __init__(self, steps: Sequence[Step], work: Path, rank: int = 0, processes: int = 1) -> None:
        self.steps = tuple(steps)
        self.work = work
        self._leads, self._alone = not rank, processes == 1
        digests = self._digests()
        self._inputs: dict[str, str] = {}
        for step in self.steps:
            files = [digests[path] for path in step.files]
            earlier = [self._inputs[needed.name] for needed in step.needs]
            content = json.dumps([step.name, step.settings, files, earlier], sort_keys=True, default=str)
            self._inputs[step.name] = hashlib.sha256(content.encode()).hexdigest()[:_DIGITS]

    def _digests(self) -> dict[Path, str]:
        """Return a hash of each input; of one that was left behind when the work was carried here, the noted one."""
        note = self.work / _INPUTS
        try:
            noted = json.loads(note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            noted = {}
        paths = dict.fromkeys(path for step in self.steps for path in step.files)
        digests = {
            path: _digest(path) if path.exists() or str(path) not in noted else noted[str(path)] for path in paths
        }
        kept = noted | {str(path): digest for path, digest in digests.items()}
        if kept != noted and self._leads:
            write_atomically(note, json.dumps(kept, indent=2).encode())
        return digests

    def folder(self, step: Step) -> Path:
        """Return the folder of a step's results."""
        return self.work / f"{step.name}-{self._inputs[step.name]}"

    def outcome(self, step: Step) -> Outcome | None:
        """Return what became of a step when it was run; None if it has to be run (again)."""
        try:
            found = json.loads((self.folder(step) / DONE).read_text(encoding="utf-8"))
            return Outcome(step.name, self.folder(step), found["report"], found["seconds"], cached=True)
        except (OSError, ValueError, KeyError):
            return None

    def chosen(self, until: str = "") -> tuple[Step, ...]:
        """Return the steps up to one; all without a name.

        Raises:
            InputError: there is no such step.
        """
        names = [step.name for step in self.steps]
        if until and until not in names:
            msg = f"there is no step {until!r} in this recipe: its steps are {', '.join(names)}"
            raise InputError(msg)
        return self.steps[: names.index(until) + 1] if until else self.steps

    def run(
        self, until: str = "", progress: Progress = silent, told: Callable[[Outcome], None] = lambda _: None
    ) -> list[Outcome]:
        """Run the steps that have not been run, in order.

        Args:
            until: the last one; all without a name.
            progress: told how far each step is.
            told: is told of each step that is done, or has been.

        Raises:
            InputError: several processes are to run a step that only one can.
        """
        outcomes: dict[str, Outcome] = {}
        chosen = self.chosen(until)
        if not self._alone:
            self._check_together(chosen)
        for step in chosen:
            outcomes[step.name] = self.outcome(step) or self._run(step, outcomes, progress)
            told(outcomes[step.name])
        return list(outcomes.values())

    def _check_together(self, steps: Sequence[Step]) -> None:
        for step in steps:
            if not step.together and self.outcome(step) is None:
                msg = (
                    f"the step {step.name} runs in one process: run it first, without torchrun, by --until {step.name}"
                )
                raise InputError(msg)

    def _run(self, step: Step, outcomes: Mapping[str, Outcome], progress: Progress) -> Outcome:
        folder = self.folder(step)
        if not step.goes_on:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        needed = [outcomes[each.name] for each in step.needs]
        started = time.monotonic()
        report = step.run(
            Workplace(
                folder,
                {each.name: each.folder for each in needed},
                {each.name: each.report for each in needed},
                progress,
            )
        )
        seconds = round(time.monotonic() - started, 2)
        content = json.dumps({"step": step.name, "seconds": seconds, "report": report}, ensure_ascii=False, indent=2)
        if self._leads:
            write_atomically(folder / DONE, content.encode())
        return Outcome(step.name, folder, report, seconds, cached=False)


def _digest(path: Path) -> str:
    """Return a hash of a file's content, or of all files in a folder with their names."""
    if path.is_dir():
        files = sorted(each for each in path.rglob("*") if each.is_file())
        listed = [f"{each.relative_to(path).as_posix()} {_digest(each)}" for each in files]
        return hashlib.sha256("\n".join(listed).encode()).hexdigest()
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        msg = f"{path} cannot be read ({error.strerror}): it is an input of the recipe; name it with --input"
        raise InputError(msg) from error
