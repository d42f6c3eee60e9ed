"""How long the status of a project takes, and how large its ledgers are.

python benchmarks/status.py BOOKS [--languages zh vi tr ja ko] [--pair '{stem}_origin.md={stem}.md'] [--changed 0.1]

BOOKS holds a folder per language, as the books of d2l do. Each is copied to a temporary folder, and each translation
gets a ledger that pairs its units with those of its source by their places: as large as a real one. Then the status of
all is looked up, with nothing cached (cold) and again (warm); with `--changed`, once more after so many of all sources
were changed in one sentence.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections import Counter
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from amts.alignment.paths import parse_template
from amts.documents.formats import format_of
from amts.mining.book import entries
from amts.sync.ledgers.ledger import ledger_path, write_ledger
from amts.sync.records import Ledger, Origin, Row
from amts.sync.status import language_status
from amts.sync.units import blob, units

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.mining.book import Entry
    from amts.records import Document


class Project:
    """Books in several languages with the ledgers of their translations."""

    def __init__(self, root: Path, languages: list[str], pair: str) -> None:
        self.root, self.languages, self.template = root, languages, parse_template(pair)
        self.kept: dict[str, bytes] = {}

    def found(self) -> Mapping[str, list[Entry]]:
        listed = {tag: entries(self.root / tag, self.template) for tag in self.languages}
        return {tag: [entry for entry in found if entry.translated] for tag, found in listed.items()}

    def adopt(self) -> None:
        sizes: Counter[str] = Counter()
        for tag, found in self.found().items():
            for entry in found:
                source, target = entry.read_source(), entry.read_target()
                sides = zip_longest(units(source, "en"), units(target, tag))
                rows = [Row(*(((unit.mention,) if unit else ()) for unit in both), Origin.MACHINE) for both in sides]
                self.kept[blob(source.content)] = source.content
                ledger = Ledger(blob(source.content), blob(target.content), tuple(rows), "0" * 40, "phrase")
                path = ledger_path(self.root, tag, entry.name)
                write_ledger(path, ledger)
                sizes += {"files": 1, "rows": len(rows), "bytes": path.stat().st_size}
        print(f"{sizes['files']} ledgers, {sizes['rows']:,} rows, {sizes['bytes'] / sizes['rows']:.1f} bytes a row")

    def read_base(self, ledger: Ledger, entry: Entry) -> Document | None:
        content = self.kept.get(ledger.source)
        return format_of(entry.source.name).parse(content, entry.name) if content else None

    def change(self, share: float) -> None:
        chosen = [entry for found in self.found().values() for entry in found][:: round(1 / share)]
        for entry in chosen:
            entry.source.write_bytes(entry.source.read_bytes() + b"\nOne sentence is new.\n")
        print(f"{len(chosen)} sources changed")

    def status(self, name: str) -> None:
        start, worked = time.perf_counter(), time.process_time()
        all_entries = self.found()
        listed = time.perf_counter()
        found = [language_status(all_entries[tag], self.root, ("en", tag), self.read_base) for tag in self.languages]
        end = time.perf_counter()
        states = sum((each.states for each in found), Counter())
        told = ", ".join(f"{count} {state}" for state, count in states.items())
        spent = f"{time.process_time() - worked:.2f} s of work, {listed - start:.2f} s to list the files"
        print(f"{name}: {end - start:.2f} s ({spent}): {told}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("books", type=Path)
    parser.add_argument("--languages", nargs="+", default=["zh", "vi", "tr", "ja", "ko"])
    parser.add_argument("--pair", default="{stem}_origin.md={stem}.md")
    parser.add_argument("--changed", type=float, default=0.0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for tag in arguments.languages:
            shutil.copytree(arguments.books / tag, Path(folder) / tag)
        project = Project(Path(folder), arguments.languages, arguments.pair)
        project.adopt()
        project.status("cold")
        project.status("warm")
        if arguments.changed:
            project.change(arguments.changed)
            project.status("after the change")
            project.status("warm")


if __name__ == "__main__":
    main()
