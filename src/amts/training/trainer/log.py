"""The log of a training: a table as CSV, one row every so many updates and one for each validation."""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the log.

    Attributes:
        step: how many updates were made.
        epoch: counted from 0.
        target_tokens: seen so far.
        loss: the mean negative logarithm of the probability of a token since the last row.
        held_out_loss: the same on held-out pairs.
        bleu: on held-out pairs.
        tokens_per_second: of the targets, since the last row.
        seconds: since training began, interruptions left aside.
    """

    step: int
    epoch: int
    target_tokens: int
    loss: float | None
    held_out_loss: float | None
    bleu: float | None
    tokens_per_second: float | None
    seconds: float


class Log:
    """A log in a file.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def go_on(self, step: int, waiting: int) -> None:
        """Take out what will be written again: rows after an update, and of validations those not judged by then.

        Args:
            step: how many updates were made when training goes on.
            waiting: after which of them the weights were taken that are judged next.
        """
        rows = read_log(self._path) if self._path.is_file() else []
        self._write([row for row in rows if row.step <= step and (row.loss is not None or row.step < waiting)], "w")

    def add(self, row: Row) -> None:
        """Add a row."""
        self._write([row], "a")

    def _write(self, rows: Iterable[Row], mode: str) -> None:
        with self._path.open(mode, encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [field.name for field in fields(Row)], lineterminator="\n")
            if mode == "w":
                writer.writeheader()
            for row in rows:
                writer.writerow({name: _told(value) for name, value in asdict(row).items()})


def read_log(path: Path) -> list[Row]:
    """Return the rows of a log."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_row(values) for values in csv.DictReader(file) if None not in values.values()]


def _row(values: dict[str, str]) -> Row:
    whole = {name: int(values[name]) for name in ("step", "epoch", "target_tokens")}
    parts = {name: float(value) if value else None for name, value in values.items() if name not in whole}
    return Row(**whole, **parts)  # type: ignore[arg-type]


def _told(value: float | None) -> str:
    return "" if value is None else str(value) if isinstance(value, int) else f"{value:.4f}"
