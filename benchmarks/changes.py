"""How changes of sentences are classified, against labels by people.

python benchmarks/changes.py LABELLED [--part test] [--book FOLDER] [--wrong]

LABELLED is a table with tabs and a first row of names: `part` (any name, such as dev or test), `tag` (the language),
`label` (a value of `Change`), `old` and `new`. A sentence is the JSON of its masked text and its marks, as in
`["See ⟦1⟧.", [["role", ":ref:`a`"]]]`; an opaque block is a JSON string. `--book` counts the words of the documents in
a folder, by which misspellings are known. `--wrong` prints what was classified otherwise.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from amts.documents.formats import find_documents, read_document
from amts.mining.book import passages, segments
from amts.records import Mark, MarkKind, Segment
from amts.sync.changes import classify, classify_opaque, counted_words, rolls_forward
from amts.sync.records import Change

if TYPE_CHECKING:
    from collections.abc import Mapping

ROUNDS = 20


def side(text: str) -> Segment | str:
    read = json.loads(text)
    if isinstance(read, str):
        return read
    return Segment(read[0], tuple(Mark(MarkKind(kind), mark) for kind, mark in read[1]))


def rows(path: Path, part: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        found = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in found if part in ("", row["part"])]


def book_words(folder: Path | None) -> Counter[str]:
    if not folder:
        return Counter()
    documents = (read_document(path) for path in find_documents(folder, ".md"))
    return counted_words(each for document in documents for each in segments(passages(document, "en")))


def classified(row: Mapping[str, str], vocabulary: Mapping[str, int]) -> Change:
    old, new = side(row["old"]), side(row["new"])
    if isinstance(old, str) or isinstance(new, str):
        return classify_opaque(str(old), str(new))
    return classify(old, new, row["tag"], vocabulary=vocabulary)


def share(part: int, whole: int) -> str:
    return f"{part / whole:7.1%} ({part}/{whole})" if whole else "      - (0/0)"


def report(counts: Counter[tuple[Change, Change]]) -> None:
    print(f"{'label | said':12}" + "".join(f"{said:>10}" for said in Change))
    for label in Change:
        print(f"{label:12}" + "".join(f"{counts[label, said] or '.':>10}" for said in Change))
    print(f"\n{'':16}{'precision':20}{'recall':20}")
    for name, chosen in [*((each, {each}) for each in Change), ("rolls forward", set(filter(rolls_forward, Change)))]:
        right = sum(count for (label, said), count in counts.items() if label in chosen and said in chosen)
        said = sum(count for (_, said), count in counts.items() if said in chosen)
        labelled = sum(count for (label, _), count in counts.items() if label in chosen)
        print(f"{name:16}{share(right, said):20}{share(right, labelled):20}")


def speed(found: list[dict[str, str]], vocabulary: Mapping[str, int]) -> None:
    pairs = [(side(row["old"]), side(row["new"]), row["tag"]) for row in found]
    sentences = [(old, new, tag) for old, new, tag in pairs if isinstance(old, Segment) and isinstance(new, Segment)]
    start = time.process_time()
    for _ in range(ROUNDS):
        for old, new, tag in sentences:
            classify(old, new, tag, vocabulary=vocabulary)
    taken = time.process_time() - start
    print(f"\n{ROUNDS * len(sentences) / taken:,.0f} sentences a second")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--part", default="")
    parser.add_argument("--book", type=Path)
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    csv.field_size_limit(sys.maxsize)
    found = rows(options.labelled, options.part)
    vocabulary = book_words(options.book)
    said = [classified(row, vocabulary) for row in found]
    for row, change in zip(found, said, strict=True):
        if options.wrong and change != row["label"]:
            print(f"{row['label']} -> {change}\n  {row['old']}\n  {row['new']}")
    report(Counter((Change(row["label"]), change) for row, change in zip(found, said, strict=True)))
    speed(found, vocabulary)


if __name__ == "__main__":
    main()
