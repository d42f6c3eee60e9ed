"""What all commands share with the terminal: bars on stderr, results on stdout, errors in one line."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amts.progress import Step
    from amts.sync.records import Problem

# Work shorter than this needs no bar.
PATIENCE_SECONDS = 2.0


class Bars:
    """Draws progress on stderr: a bar on a terminal, otherwise one line a task; nothing for short work."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._task = ""
        self._progress: Any = None
        self._bar: Any = None

    def __enter__(self) -> Bars:
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress:
            self._progress.stop()

    def __call__(self, step: Step) -> None:
        """Take one step of progress."""
        if time.monotonic() - self._started < PATIENCE_SECONDS:
            return
        if sys.stderr.isatty():
            self._draw(step)
        elif step.task != self._task:
            print(f"{step.task} ...", file=sys.stderr, flush=True)
        self._task = step.task

    def _draw(self, step: Step) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        if self._progress is None:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
            self._progress.start()
        if step.task != self._task:
            if self._bar is not None:
                self._progress.remove_task(self._bar)
            self._bar = self._progress.add_task(step.task, total=step.total or None)
        self._progress.update(self._bar, completed=step.done, total=step.total or None)


def show_json(data: Any) -> None:
    """Print data for machines."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def show_table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """Print a table for people; the first column is left-aligned, the others right-aligned."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    # A file name such as `[slug].md` is no markup.
    Console(width=None if sys.stdout.isatty() else 120, highlight=False, markup=False, emoji=False).print(table)


def exit_code_of(problems: Iterable[Problem]) -> int:
    """Return the exit code of the gravest problem; 0 without any."""
    return max((each.error.exit_code for each in problems), default=0)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun in the right form."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
