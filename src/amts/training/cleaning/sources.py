"""Where pairs come from: tables, packed tables, translation memories, and lexicons with texts."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from amts import plugins
from amts.errors import DataError, InputError
from amts.languages import language
from amts.parallel.intake import outcome
from amts.placeholders import collapsed, matched
from amts.records import Pair, Rejection
from amts.training.pseudo_parallel import pseudo_pairs
from amts.training.recipe import SOURCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from amts.parallel.protocol import Exchange
    from amts.records import Segment
    from amts.training.recipe import CorpusSettings

    ReadSegment = Callable[[str, str], Segment]

_OTHER = "-"
_PACKED = ".zst"


@dataclass(frozen=True, slots=True)
class Found:
    """A pair as a corpus has it.

    Attributes:
        pair: the pair, in the order of the corpus' languages.
        source: where it comes from.
        reason: why it cannot be used; empty if it can.
    """

    pair: Pair
    source: str
    reason: str = ""


def read_corpus(corpus: CorpusSettings, read_segment: ReadSegment) -> Iterator[Found]:
    """Yield what is in a corpus.

    Args:
        corpus: the corpus, its paths as they are on this machine.
        read_segment: makes a masked segment of raw text and the tag of its language.

    Raises:
        InputError: a file cannot be read.
        DataError: its columns are others than expected.
    """
    return islice(_all(corpus, read_segment), corpus.limit or None)


def _all(corpus: CorpusSettings, read_segment: ReadSegment) -> Iterator[Found]:
    if corpus.kind == "lexicon":
        return _pseudo(corpus)
    if corpus.kind == "made-up":
        return _made_up(corpus)
    if corpus.columns:
        return _rows(corpus, read_segment)
    return _exchanged(corpus, read_segment)


def _made_up(corpus: CorpusSettings) -> Iterator[Found]:
    from amts.testing import toy_language

    yield from (Found(pair, corpus.source) for pair in toy_language.pairs(corpus.limit, seed=1))


def _pseudo(corpus: CorpusSettings) -> Iterator[Found]:
    for made in pseudo_pairs(Path(corpus.path), Path(corpus.lexicon), *corpus.languages):
        pair = made.pair if isinstance(made, Rejection) else made
        yield Found(pair, corpus.source, made.reason if isinstance(made, Rejection) else "")


def _exchanged(corpus: CorpusSettings, read_segment: ReadSegment) -> Iterator[Found]:
    path = Path(corpus.path)
    name = path.suffix.lower().lstrip(".")
    if name not in plugins.names("amts.exchange"):
        endings = ", ".join(f".{each}" for each in plugins.names("amts.exchange"))
        msg = f"{path}: corpora are read as {endings}; of any other table, such as .tsv.zst, say its columns"
        raise InputError(msg)
    exchange = cast("Exchange", plugins.load("amts.exchange", name)())
    imported = exchange.read(path, *corpus.languages, read_segment)
    yield from (Found(_collapsed(pair), corpus.source) for pair in imported.kept)
    yield from (Found(each.pair, corpus.source, each.reason) for each in imported.rejected)


def _rows(corpus: CorpusSettings, read_segment: ReadSegment) -> Iterator[Found]:
    """Yield the rows of a table without a header, whose cells hold no tabs."""
    path = Path(corpus.path)
    source, target = corpus.languages
    places = {_column(column): place for place, column in enumerate(corpus.columns)}
    if source not in places or target not in places:
        msg = f"{path}: the columns are {', '.join(corpus.columns)}: expected {source} and {target} among them"
        raise DataError(msg)
    for number, line in enumerate(_lines(path), start=1):
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) != len(corpus.columns):
            msg = f"{path}, line {number}: {len(cells)} columns, expected {len(corpus.columns)}"
            raise DataError(msg)
        ours = read_segment(cells[places[source]], source)
        theirs = matched(ours, read_segment(cells[places[target]], target))
        made = outcome(ours, theirs, "", "", "")
        pair, reason = (made.pair, made.reason) if isinstance(made, Rejection) else (made, "")
        yield Found(_collapsed(pair), cells[places[SOURCE]] if SOURCE in places else corpus.source, reason)


def _column(name: str) -> str:
    return name if name in (SOURCE, _OTHER) else language(name).tag


def _collapsed(pair: Pair) -> Pair:
    return Pair(collapsed(pair.source), collapsed(pair.target), pair.level, pair.confidence, pair.document)


def _lines(path: Path) -> Iterator[str]:
    for number, line in enumerate(_packed(path) if path.suffix == _PACKED else _plain(path), start=1):
        try:
            yield line.decode()
        except UnicodeDecodeError as error:
            msg = f"{path}, line {number}: {error}: expected UTF-8; convert the file, such as by iconv"
            raise DataError(msg) from error


def _plain(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def _packed(path: Path) -> Iterator[bytes]:
    program = shutil.which("zstd")
    if not program:
        msg = f"{path} is packed: install the program zstd, or unpack it where it is there"
        raise InputError(msg)
    with subprocess.Popen([program, "-dcq", str(path)], stdout=subprocess.PIPE) as run:
        try:
            yield from cast("IO[bytes]", run.stdout)
            if run.wait():
                msg = f"{path} cannot be unpacked: it is damaged, or no zst file: fetch it again"
                raise InputError(msg)
        finally:
            run.kill()
