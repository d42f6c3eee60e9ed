"""How fast units are followed from one version of a page to the next, by the size of the page and what has changed.

python benchmarks/revision.py FOLDER [--sizes 500 2000 10000]

FOLDER holds Markdown; pages are made of its units, one document after the other, each unit once. In a share of the
sentences one word is replaced; `moved`: the quarters of the page are in reverse order, and one sentence in ten is
changed; `new`: none of the sentences was there. Times are those of the processor, the best of three.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from amts.documents.formats import find_documents, read_document
from amts.placeholders import unmask
from amts.records import Segment
from amts.sync.following.revision import follow
from amts.sync.units import key, units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.sync.records import Unit

SHARES = (0.0, 0.01, 0.1, 0.5, 1.0)


def distinct_units(folder: Path) -> Iterator[Unit]:
    seen = set()
    for path in find_documents(folder, ".md"):
        for unit in units(read_document(path), "en"):
            if unit.mention.key not in seen:
                seen.add(unit.mention.key)
                yield unit


def edited(page: Sequence[Unit], share: float, chance: random.Random) -> list[Unit]:
    return [one_word_replaced(unit, chance) if unit.segment and chance.random() < share else unit for unit in page]


def one_word_replaced(unit: Unit, chance: random.Random) -> Unit:
    words = unmask(unit.segment).split() if unit.segment else []
    words[chance.randrange(len(words))] = f"word{chance.randrange(10_000)}"
    text = " ".join(words)
    return replace(unit, mention=replace(unit.mention, key=key(text)), segment=Segment(text))


def moved(page: Sequence[Unit]) -> list[Unit]:
    quarter = -(-len(page) // 4)
    return [unit for start in range(3 * quarter, -1, -quarter) for unit in page[start : start + quarter]]


def report(label: str, base: Sequence[Unit], source: Sequence[Unit]) -> None:
    times = []
    for _ in range(3):
        start = time.process_time()
        fates = follow(base, source)
        times.append(time.process_time() - start)
    followed = sum(fate.base is not None for fate in fates) / len(fates)
    speed = f"{min(times) * 1000:9.1f} ms {len(source) / min(times):10.0f} units/s"
    print(f"{len(source):7} {label:8} {speed} {followed:9.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 2000, 10_000])
    options = parser.parse_args()
    found = list(islice(distinct_units(options.folder), 2 * max(options.sizes)))
    print("  units changed         time                followed")
    for size in options.sizes:
        if 2 * size > len(found):
            parser.error(f"{options.folder} has {len(found)} different units, too few for pages of {size}")
        chance = random.Random(size)
        page = found[:size]
        for share in SHARES:
            report(f"{share:.0%}", page, edited(page, share, chance))
        report("moved", page, edited(moved(page), 0.1, chance))
        report("new", page, found[size : 2 * size])


if __name__ == "__main__":
    main()
