"""How fast retrieval is, what it finds of what there is, and what memory it takes, on real pairs.

python benchmarks/retrieval.py FILE [--pairs 200000] [--queries 300] [--judged 100] [--fts]

FILE holds `document<TAB>source<TAB>target`, shuffled (`-`: standard input, so that a packed file can be piped in). The
first pairs are indexed, the next are the queries; then the same from target to source. What there is: the five best
fuzzy matches (edit distance) among all texts; `read`: they are among the 40 that are read closely. Times are those of
the processor. `--fts` compares with SQLite's full-text search, asked for the same terms: its 300 best by BM25, ranked
by fuzzy match only.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from itertools import accumulate, islice
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from amts.parallel.retrieval import Retriever
from amts.parallel.retrieval_index import PairIndex
from amts.parallel.similarity import comparable, most_alike, terms
from amts.records import Pair, Segment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Search = Callable[[str, int], Sequence[str]]

BUCKETS = (0.9, 0.8, 0.7, 0.6, 0.5)
READ = 40
BUDGET = 100_000


def rows(name: str, count: int) -> list[tuple[str, str, str]]:
    with sys.stdin if name == "-" else Path(name).open(encoding="utf-8") as file:
        split = (tuple(line.rstrip("\n").split("\t")) for line in file)
        return list(islice((row for row in split if len(row) == 3), count))


def arrays(pairs: Sequence[Pair]) -> Search:
    with tempfile.TemporaryDirectory() as folder:
        made, read = (timed(PairIndex, pairs, Path(folder)) / 1000 for _ in range(2))
        tracemalloc.start()
        index = PairIndex(pairs, Path(folder))
        taken = tracemalloc.get_traced_memory()[0] / len(pairs)
        tracemalloc.stop()
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    print(f"    made in {made:.1f} s, read in {read:.1f} s, {taken:.0f} bytes a pair, file of {size / 1e6:.0f} MB")
    retriever = Retriever(index)
    times = sorted(timed(retriever.add, [pair]) for pair in pairs[:600])
    print(f"    a pair is added in {statistics.median(times):.3f} ms, at most {times[-1]:.0f} ms")
    return lambda text, limit: [match.pair.source.text for match in retriever.relevant(Segment(text), limit)]


def full_text(pairs: Sequence[Pair]) -> Search:
    texts = sorted({comparable(pair.source.text) for pair in pairs})
    counts = Counter(term for text in texts for term in terms(text))
    start = time.process_time()
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(terms, content='')")
    database.executemany(
        "INSERT INTO texts(rowid, terms) VALUES (?, ?)", ((n, " ".join(terms(t))) for n, t in enumerate(texts))
    )
    print(f"    made in {time.process_time() - start:.1f} s")

    def search(text: str, limit: int) -> list[str]:
        rarest = sorted((term for term in terms(comparable(text)) if term in counts), key=counts.__getitem__)
        read = accumulate(counts[term] for term in rarest)
        used = [term for term, total in zip(rarest, read, strict=True) if total <= BUDGET] or rarest[:1]
        query = " OR ".join(f'"{term}"' for term in used) or '""'
        found = database.execute("SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT 300", (query,))
        candidates = [texts[number] for (number,) in found]
        return [candidates[place] for place, _ in most_alike(comparable(text), candidates, READ)][:limit]

    return search


def timed(act: Callable[..., object], *arguments: object) -> float:
    """Return how many milliseconds of the processor an act takes."""
    start = time.process_time()
    act(*arguments)
    return (time.process_time() - start) * 1000


def report_times(search: Search, queries: Sequence[str]) -> None:
    times = sorted(timed(search, query, 5) for query in queries)
    print(f"    median {statistics.median(times):.1f} ms, p95 {times[len(times) * 95 // 100]:.1f} ms")


def report_recall(search: Search, texts: Sequence[str], queries: Sequence[str]) -> None:
    there: Counter[float] = Counter()
    read: Counter[float] = Counter()
    five: Counter[float] = Counter()
    for query in map(comparable, queries):
        found = [comparable(text) for text in search(query, READ)]
        similarity = Levenshtein.normalized_similarity
        for text, score, _ in process.extract(query, texts, scorer=similarity, limit=5, score_cutoff=BUCKETS[-1]):
            bucket = next(each for each in BUCKETS if score >= each)
            there[bucket] += 1
            read[bucket] += text in found
            five[bucket] += text in found[:5]
    for bucket in (*BUCKETS, 0.0):
        counts = [sum(c.values()) if not bucket else c[bucket] for c in (there, read, five)]
        label = f"from {bucket}" if bucket else "all"
        shares = [f"{count / max(counts[0], 1):6.1%}" for count in counts[1:]]
        print(f"    {label:9} {counts[0]:5} there, {shares[0]} read, {shares[1]} among the five")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--pairs", type=int, default=200_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--judged", type=int, default=100)
    parser.add_argument("--fts", action="store_true")
    options = parser.parse_args()
    every = rows(options.file, options.pairs + options.queries)
    for side, label in ((1, "source"), (2, "target")):
        pairs = [Pair(Segment(row[side]), Segment(row[3 - side]), document=row[0]) for row in every[: options.pairs]]
        queries = [row[side] for row in every[options.pairs :]]
        texts = sorted({comparable(pair.source.text) for pair in pairs})
        for method in (arrays, full_text) if options.fts else (arrays,):
            print(f"{label}, {len(pairs)} pairs, {method.__name__}")
            search = method(pairs)
            report_times(search, queries)
            report_recall(search, texts, queries[: options.judged])


if __name__ == "__main__":
    main()
