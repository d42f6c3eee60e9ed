"""The plots of docs/adaptation.md, drawn from its own tables.

python benchmarks/plots.py      # writes docs/images/*.svg anew

A table whose first column is headed `BLEU, LANGUAGES` becomes bars, one with numbers of pairs as its columns learning
curves. Rows without a number in each column, and averages, are left out.
"""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from amts.evaluation.metrics import BLEU
from amts.evaluation.report import draw_bars, draw_curve
from amts.evaluation.result import PLAIN, Arm, Evaluation, Leakage
from amts.records import Score

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "adaptation.md"
IMAGES = DOCS / "images"
LEARNT = "sentence pairs of the book learnt"
WHOLE, AVERAGE = "all together", "average"
Row = tuple[str, list[float]]


def tables(page: str) -> Iterator[tuple[list[str], list[Row]]]:
    """Yield each table of a page: its header, and of its rows those with a number in each column."""
    lines = iter(page.splitlines())
    for line in lines:
        if line.startswith("|"):
            header, _, *rows = [_cells(each) for each in (line, *takewhile(lambda each: each.startswith("|"), lines))]
            numbers = [(row[0], [_number(cell) for cell in row[1:]]) for row in rows]
            yield (
                header,
                [(label, [n for n in found if n is not None]) for label, found in numbers if None not in found],
            )


def plots(page: str) -> dict[str, str]:
    """Return the pictures of a page by their file names."""
    pictures = {}
    for header, rows in tables(page):
        if header[0].startswith("BLEU, "):
            pictures[f"{_slug(header[0])}.svg"] = draw_bars(_arms(header, rows))
        if header[0] == LEARNT:
            pairs = [int(_number(cell) or 0) for cell in header[1:]]
            for label, values in rows:
                pictures[f"pairs-{_slug(label)}.svg"] = draw_curve(_curve(label, pairs, values))
    return pictures


def _arms(header: list[str], rows: list[Row]) -> Evaluation:
    arms = []
    for column, name in enumerate(header[1:]):
        scores = {label: _bleu(values[column]) for label, values in rows if label != AVERAGE}
        arms.append(Arm(name, "", scores.pop(WHOLE), scores, {}))
    return _evaluation(header[0], arms)


def _curve(label: str, pairs: list[int], values: list[float]) -> Evaluation:
    found = zip(pairs, values, strict=True)
    arms = [Arm(f"sentence:{n}" if n else PLAIN, "", _bleu(value), {}, {"pairs": n}) for n, value in found]
    return _evaluation(f"{label}, by the number of sentence pairs learnt", arms)


def _evaluation(title: str, arms: list[Arm]) -> Evaluation:
    return Evaluation(title, "", "", tuple(arms), (), Leakage(0, 0, ()), {}, (), "")


def _bleu(value: float) -> tuple[Score, ...]:
    return (Score(BLEU, value, ""),)


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("**", "") for cell in line.strip().strip("|").split("|")]


def _number(cell: str) -> float | None:
    found = re.match(r"[\d,]+(?:\.\d+)?", cell)
    return float(found[0].replace(",", "")) if found else None


def _slug(text: str) -> str:
    return re.sub(r"\W+", "-", text.lower())


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    for name, picture in plots(PAGE.read_text(encoding="utf-8")).items():
        (IMAGES / name).write_text(picture, encoding="utf-8")
        print(IMAGES / name)


if __name__ == "__main__":
    main()
