"""How well existing translations are adopted: the source found for each, and the sentences aligned with it.

python benchmarks/adoption.py SOURCES TRANSLATIONS TAG               # what led to each source, and how much is aligned
python benchmarks/adoption.py SOURCES TRANSLATIONS TAG --blind       # without originals X_origin.md, compared with them
python benchmarks/adoption.py SOURCES TRANSLATIONS TAG --sample 200  # rows drawn at random, to be read

SOURCES is a clone with the whole history of the sources, TRANSLATIONS a folder or a clone with translations at the same
paths, which the sources may have left since. Blind, only translations with a stored original are looked at.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from amts.documents.formats import format_of
from amts.mining.book import Entry
from amts.placeholders import unmask
from amts.storage.git import Repository
from amts.sync.adopting.adoption import adopt
from amts.sync.adopting.originals import original_of
from amts.sync.units import units

if TYPE_CHECKING:
    from amts.records import Document
    from amts.sync.adopting.adoption import Adopted


def entries(sources: Path, translations: Path, *, stored: bool) -> list[Entry]:
    paths = [path for path in sorted(translations.rglob("*.md")) if not path.stem.endswith("_origin")]
    names = [path.relative_to(translations).as_posix() for path in paths if original_of(path) or not stored]
    return [Entry(name, sources / name, translations / name) for name in names]


def parsed(content: bytes, each: Adopted) -> Document:
    return format_of(each.entry.source.name).parse(content, each.entry.name, each.entry.reading)


def difference(first: bytes, second: bytes, each: Adopted) -> float:
    """Return which share of the segments of one of two texts the other does not have."""
    ours, theirs = (Counter(unit.mention.key for unit in units(parsed(text, each), "en")) for text in (first, second))
    return max((ours - theirs).total(), (theirs - ours).total()) / max(theirs.total(), 1)


def print_traces(adopted: list[Adopted]) -> None:
    for trace, count in Counter(each.trace for each in adopted).most_common():
        sureness = [each.sureness for each in adopted if each.trace is trace]
        print(f"{count:5} by {trace.value}, sureness {sum(sureness) / len(sureness):.2f}")
    rows = [row for each in adopted for row in each.ledger.rows]
    both = sum(bool(row.sources and row.targets) for row in rows)
    print(f"{len(rows)} rows, {both} with both sides; aligned {sum(a.aligned for a in adopted) / len(adopted):.3f}")


def print_differences(adopted: list[Adopted], sources: Repository) -> None:
    """Print whether the sources found are the stored originals, and whether the history holds such a version at all."""
    histories = sources.histories([sources.relative(each.entry.source) for each in adopted])
    found = possible = 0
    for each in adopted:
        original = original_of(each.entry.target)
        content = original.read_bytes() if original else b""
        far = difference(each.base, content, each)
        found += far < 0.01
        blobs = {revision.blob for revision in histories[sources.relative(each.entry.source)]}
        near = far < 0.01 or any(difference(text, content, each) < 0.01 for text in sources.blobs(blobs) if text)
        possible += near
        if far >= 0.01:
            print(f"{far:7.1%} {each.trace.value:20} {each.entry.name}{'' if near else '  (not in the history)'}")
    print(f"{found} of {len(adopted)} are the stored original or differ in under 1 % of its segments")
    print(f"{possible} of {len(adopted)} have such a version in their history")


def print_sample(adopted: list[Adopted], tag: str, size: int) -> None:
    rows = [
        (each, row)
        for each in adopted
        for row in each.ledger.rows
        if row.sources and row.targets and not row.sources[0].opaque
    ]
    texts: dict[tuple[str, str], str] = {}
    for each in adopted:
        for side, document in (("en", parsed(each.base, each)), (tag, each.entry.read_target())):
            for unit in units(document, side):
                texts[f"{side} {each.entry.name}", unit.mention.key] = (
                    unmask(unit.segment) if unit.segment else unit.text
                )
    for number, (each, row) in enumerate(random.Random(0).sample(rows, size), start=1):
        print(f"{number}. {each.entry.name}")
        for side, mentions in (("en", row.sources), (tag, row.targets)):
            print(
                f"   {side}: "
                + " | ".join(" ".join(texts[f"{side} {each.entry.name}", one.key].split()) for one in mentions)
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", type=Path)
    parser.add_argument("translations", type=Path)
    parser.add_argument("tag")
    parser.add_argument("--blind", action="store_true")
    parser.add_argument("--sample", type=int, default=0)
    options = parser.parse_args()
    sources, translations = (Repository.find(path) for path in (options.sources, options.translations))
    found = entries(options.sources, options.translations, stored=options.blind)
    start = time.perf_counter()
    adopted = adopt(found, "en", options.tag, sources, translations, originals=not options.blind).adopted
    print(f"{len(adopted)} of {len(found)} adopted in {time.perf_counter() - start:.0f} s")
    print_traces(adopted)
    if options.blind and sources:
        print_differences(adopted, sources)
    if options.sample:
        print_sample(adopted, options.tag, options.sample)


if __name__ == "__main__":
    main()
