"""How long it takes to find that nothing is to be done, and to follow one changed sentence, by the size of the book.

python benchmarks/sync.py BOOK        # a folder with Markdown documents, such as the English text of a book

The engine is none (letters become capitals), so that only the work of synchronization itself is measured.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from amts.alignment.paths import parse_template
from amts.mining.book import entries
from amts.records import Segment, Translation
from amts.sync.act import Assistance, sync_all
from amts.sync.translations import Translations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.sync.act import Report

TEMPLATE = parse_template("en/**=de/**")


def assist(_: Sequence[Segment]) -> Assistance:
    """Return the engine that is none."""
    return Assistance(
        lambda segments: [Translation(Segment(each.text.upper(), each.marks), "engine") for each in segments],
        lambda changed: [None] * len(changed),
        "capitals",
    )


def sync(root: Path) -> Report:
    """Bring the book in a folder up to date, everything read anew."""
    translations = Translations(root, TEMPLATE, entries(root, TEMPLATE), ("en", "de"), root / ".amts")
    return sync_all(translations, assist, lambda _: None)


def timed(root: Path) -> tuple[Report, str]:
    """Sync, and return the seconds that the processor and the clock took."""
    wall, cpu = time.perf_counter(), time.process_time()
    report = sync(root)
    return report, f"{time.process_time() - cpu:.2f} s ({time.perf_counter() - wall:.2f} s by the clock)"


def make_book(root: Path, source: Path, copies: int) -> None:
    """Put copies of a book into a folder."""
    for number in range(copies):
        for path in sorted(source.rglob("*.md")):
            place = root / "en" / str(number) / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())


def change_a_word(root: Path) -> None:
    """Change one word of one sentence in the middle of the longest document."""
    path = max((root / "en" / "0").rglob("*.md"), key=lambda each: each.stat().st_size)
    lines = path.read_text(encoding="utf-8").split("\n")
    middle = min((at for at, line in enumerate(lines) if " the " in line), key=lambda at: abs(at - len(lines) // 2))
    lines[middle] = lines[middle].replace(" the ", " the other ", 1)
    path.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Measure a book, twice that book, and four times that book."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("book", type=Path)
    parser.add_argument("--copies", type=int, nargs="+", default=[1, 2, 4])
    options = parser.parse_args()
    for copies in options.copies:
        root = Path(tempfile.mkdtemp())
        try:
            make_book(root, options.book, copies)
            first, seconds = timed(root)
            print(f"{copies} times the book: {len(first.done)} documents, {len(first.problems)} problems")
            print(f"  all new:           {seconds}")
            _, seconds = timed(root)
            print(f"  nothing to do:     {seconds}")
            change_a_word(root)
            report, seconds = timed(root)
            items = [item.deed for done in report.done for item in done.synced.items] if report.done else []
            print(f"  one sentence:      {seconds}, {len(report.done)} document written, {items}")
        finally:
            shutil.rmtree(root)


if __name__ == "__main__":
    main()
