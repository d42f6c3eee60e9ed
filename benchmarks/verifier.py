"""What the verifier finds of breakages planted in people's translations, and what it says of those as they are.

python benchmarks/verifier.py planted FOLDER TAG [--each 20] [--seed 1]   # a table of kinds: planted, found
python benchmarks/verifier.py alarms FOLDER TAG                           # breaking findings, to be judged by reading
python benchmarks/verifier.py sentences FOLDER TAG                        # how often each check of a sentence fires

FOLDER has translated documents `x.md` in the language TAG beside the English ones they were made from, `x_origin.md`.
A breakage is found if the broken document has a finding that the unbroken one has not, with a reason that fits, at most
15 lines from the place.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from plantings import KINDS, PREAMBLE, Breakage, Page

from amts.alignment.paths import parse_template
from amts.documents.formats import read_document
from amts.mining.book import align_book, entries
from amts.records import Finding, Level
from amts.translation.verification.texts import objections
from amts.translation.verification.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator

NEAR = 15


def pages(folder: Path, tag: str) -> Iterator[Page]:
    for origin in sorted(folder.rglob("*_origin.md")):
        path = origin.with_name(origin.name.replace("_origin", ""))
        if path.is_file():
            yield Page(str(path.relative_to(folder)), read_document(origin), read_document(path), tag)


def planted(folder: Path, tag: str, each: int, seed: int) -> None:
    every = list(pages(folder, tag))
    sums: Counter[str] = Counter()
    print(f"{'kind':18} planted found")
    for kind, (breakage, reasons) in KINDS.items():
        rng = random.Random(f"{seed} {kind}")
        results = list(attempts(every, breakage, reasons, rng, each))
        found = sum(not missed for missed in results)
        sums.update(planted=len(results), found=found)
        print(f"{kind:18} {len(results):7} {found:5}")
        for missed in filter(None, results):
            print(f"    missed: {missed}")
    print(f"{'all':18} {sums['planted']:7} {sums['found']:5} ({sums['found'] / max(sums['planted'], 1):.1%})")


def attempts(
    every: list[Page], breakage: Breakage, reasons: frozenset[str], rng: random.Random, each: int
) -> Iterator[str]:
    """Break up to `each` pages, the same one again only if there are too few; yield what was missed, or nothing."""
    done = 0
    for _ in range(8):
        for page in rng.sample(every, len(every)):
            if done == each:
                return
            broken = breakage(page, rng)
            if broken and broken[0] != page.text:
                done += 1
                yield missed(page, *broken, reasons)


def missed(page: Page, text: str, place: int, reasons: frozenset[str]) -> str:
    """Nothing if the breakage is found; otherwise where it is, and what was found instead."""
    languages = ("en", page.tag)
    source, target = page.source, page.target
    if text.startswith("---") and not page.text.startswith("---"):
        source, target = (page.again(PREAMBLE + each.content.decode()) for each in (source, target))
    before = Counter(identity(each) for each in verify(source, target, languages))
    fresh = []
    for finding in verify(source, page.again(text), languages):
        if before[identity(finding)]:
            before[identity(finding)] -= 1
        else:
            fresh.append(finding)
    line = text.count("\n", 0, place) + 1
    if any(each.reason in reasons and abs(each.line - line) <= NEAR for each in fresh):
        return ""
    instead = [(each.reason, each.line) for each in fresh[:6]]
    return f"{page.name}:{line} {text[max(place - 30, 0) : place + 40]!r}; found {instead}"


def identity(finding: Finding) -> tuple[str, int, str]:
    return finding.reason, finding.block, finding.detail


def alarms(folder: Path, tag: str) -> None:
    counts: Counter[tuple[str, bool]] = Counter()
    documents = 0
    for page in pages(folder, tag):
        findings = verify(page.source, page.target, ("en", tag))
        counts.update((each.reason, each.breaking) for each in findings)
        breaking = [each for each in findings if each.breaking]
        documents += bool(breaking)
        for each in breaking:
            print(f"{page.name}:{each.line}: {each.reason}: {each.detail}")
    print("\nreason             breaking  not breaking")
    for reason in sorted({reason for reason, _ in counts}):
        print(f"{reason:18} {counts[reason, True]:8} {counts[reason, False]:13}")
    print(f"{documents} documents have breaking findings")


def sentences(folder: Path, tag: str) -> None:
    found = entries(folder, parse_template("{stem}_origin.md={stem}.md"))
    pairs = [pair for pair in align_book(found, "en", tag).pairs if pair.level is Level.SENTENCE]
    fired = Counter(each.reason for pair in pairs for each in objections(pair.source, pair.target, ("en", tag)))
    print(f"{len(pairs)} sentence pairs")
    for reason, count in sorted(fired.items()):
        print(f"{reason:18} {count:6} ({count / max(len(pairs), 1):.2%})")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["planted", "alarms", "sentences"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("tag")
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.what == "planted":
        planted(arguments.folder, arguments.tag, arguments.each, arguments.seed)
    else:
        {"alarms": alarms, "sentences": sentences}[arguments.what](arguments.folder, arguments.tag)
