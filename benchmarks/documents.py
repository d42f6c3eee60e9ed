"""What documents of many formats go through: identity, pseudo-translation, text out of reach, speed, memory.

python benchmarks/documents.py pseudo PATH...   # every segment replaced; lists the files that do not survive it
python benchmarks/documents.py opaque PATH...   # words that stay untranslatable, by format
python benchmarks/documents.py speed PATH...    # MB/s of parse and render, and peak memory, by format
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
import tracemalloc
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from amts.documents.formats import SELDOM_DOCUMENTS, find_documents, format_of, read_document
from amts.documents.splice import replaced
from amts.errors import AmtsError
from amts.records import BlockKind
from amts.testing.formats import pseudo_failure
from amts.words import count_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amts.records import Block, Document

# A block of these kinds may hold words for people that are not to be translated; of HTML, what is outside of tags.
_UNREACHED = (BlockKind.OPAQUE, BlockKind.HTML)
_UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.S | re.I)


def documents(paths: list[Path]) -> Iterator[tuple[Path, Document]]:
    for root in paths:
        for path in find_documents(root, also=SELDOM_DOCUMENTS):
            try:
                yield path, read_document(path)
            except AmtsError as error:
                print(f"passed over: {error}")


def pseudo(paths: list[Path]) -> None:
    total: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for path, document in documents(paths):
        total[document.format] += 1
        failure = pseudo_failure(document, format_of(path.name))
        if failure:
            failed[document.format] += 1
            print(f"{path}: {failure}"[:300])
    for name in sorted(total):
        print(f"{name:12} {total[name]:5} files, {failed[name]:4} failed")
    count = total.total()
    print(f"{count} files, {count - failed.total()} pass ({(count - failed.total()) / max(count, 1):.2%})")


def opaque(paths: list[Path]) -> None:
    reached: Counter[str] = Counter()
    unreached: Counter[str] = Counter()
    for _, document in documents(paths):
        for block in document.blocks:
            if block.text:
                reached[document.format] += count_words(block.text, "en")
            elif block.kind in _UNREACHED:
                unreached[document.format] += count_words(_visible(document, block), "en")
    for name in sorted(reached):
        print(_share(name, reached[name], unreached[name]))
    print(_share("all", reached.total(), unreached.total()))


def _share(name: str, reached: int, unreached: int) -> str:
    share = unreached / max(reached + unreached, 1)
    return f"{name:12} {reached:9,} words to translate, {unreached:7,} opaque ({share:.2%})"


def _visible(document: Document, block: Block) -> str:
    """Return what people read of an opaque block: no tags, comments or scripts, no texts that it encloses."""
    texts = [(each.start, each.end, b" ") for each in document.blocks if each.text and within(each, block)]
    raw = (
        replaced(document.body[: block.end], texts)[block.start :] if texts else document.body[block.start : block.end]
    )
    return _UNSEEN.sub(" ", raw.decode(errors="replace"))


def within(inner: Block, outer: Block) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def speed(paths: list[Path]) -> None:
    contents: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    for path, document in documents(paths):
        contents[document.format].append((path.name, document.content))
    for name, files in sorted(contents.items()):
        size = sum(len(content) for _, content in files)
        files *= max(1, 2_000_000 // max(size, 1))
        size = sum(len(content) for _, content in files) / 1e6
        parse, render = zip(*(_pass(files) for _ in range(3)), strict=True)
        both = [size / (ours + theirs) for ours, theirs in zip(parse, render, strict=True)]
        print(
            f"{name:12} {size:6.1f} MB: parse {size / statistics.median(parse):6.1f} MB/s, "
            f"render {size / statistics.median(render):7.1f} MB/s, both {statistics.median(both):6.1f} MB/s, "
            f"memory {_memory(files)}"
        )


def _pass(files: list[tuple[str, bytes]]) -> tuple[float, float]:
    parse = render = 0.0
    for name, content in files:
        ours, theirs = _parse_and_render(name, content)
        parse, render = parse + ours, render + theirs
    return parse, render


def _parse_and_render(name: str, content: bytes) -> tuple[float, float]:
    """Return the seconds of both; every text is changed."""
    format_ = format_of(name)
    began = time.process_time()
    document = format_.parse(content, name)
    parsed = time.process_time()
    format_.render(document, {index: f"{each.written} " for index, each in enumerate(document.blocks) if each.text})
    return parsed - began, time.process_time() - parsed


def _memory(files: list[tuple[str, bytes]]) -> str:
    """Return the peak of parse and render of the largest file, as a multiple of its size.

    Of a file of a few kB it says little: what is allocated once, whatever the size, counts in full.
    """
    name, content = max(files, key=lambda file: len(file[1]))
    tracemalloc.start()
    _parse_and_render(name, content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return f"{peak / len(content):.1f} x file ({len(content) / 1000:,.0f} kB)"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["pseudo", "opaque", "speed"])
    parser.add_argument("paths", nargs="+", type=Path)
    arguments = parser.parse_args()
    {"pseudo": pseudo, "opaque": opaque, "speed": speed}[arguments.what](arguments.paths)
