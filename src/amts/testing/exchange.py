"""Checks that every exchange format must pass, for our tests and for authors of plug-ins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amts.errors import AmtsError, DataError
from amts.placeholders import placeholder
from amts.records import Level, Mark, MarkKind, Pair, Segment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amts.parallel.protocol import Exchange

_LANGUAGES = ("en", "zh")
_OLD = b"the file that was there before"
_AWKWARD_TEXTS = (
    ("A tab\there, a comma, a semicolon; a pipe |.", "制表符\t在此，逗号，分号；竖线|。"),
    ('"Quoted" and ""doubly"" quoted', "“引用”与\"'混合'\""),
    ("Three\nlines\r\nof text\rin all", "三\n行\r\n文\r字"),
    ("  spaces at both ends  ", "\u3000两端的空格\u3000"),
    ("<b>&amp; ]]> &#13; <!-- x --> 1 < 2 > 0", "<seg>&lt;/seg> 与 &nbsp;"),
    ("=1+1", "=HYPERLINK(1)"),
    ("😀 e\u0301 \u2028 \u0085 \u00a0 \ufeff \u202b", "𠮷野家 ﷺ"),
    ("⟦ ⟧ ⟦x⟧ [[1]] {0} %s", "⟦⟧ 〚1〛"),
    ("en", "zh"),
    ("Use `a, b` and then `<c>&`.", "先用 `a, b`，再用 `<c>&`。"),
    ("`x\t\"y\"`", "变量 `x\t\"y\"` 🙂"),
)  # fmt: skip


def check_exchange(exchange_class: type[Exchange], folder: Path) -> None:
    """Check that a format gives back what it was given, says what is wrong, and leaves nothing half done.

    Args:
        exchange_class: the class registered in the family `amts.exchange`.
        folder: an empty folder to write in.

    Raises:
        AssertionError: a check failed; the message says which.
    """
    exchange = exchange_class()
    assert re.fullmatch(r"\.[a-z0-9.]+", exchange.suffix), f"suffix {exchange.suffix!r} is not like .tmx"
    _check_round_trip(exchange, folder)
    _check_bad_files(exchange, folder)
    _check_failure(exchange, folder)


def awkward_pairs() -> tuple[Pair, ...]:
    """Return pairs that break careless formats; their only markup is code in backquotes."""
    pairs = []
    for number, (source, target) in enumerate(_AWKWARD_TEXTS):
        level = (Level.SENTENCE, Level.PARAGRAPH)[number % 2]
        confidence = (1.0, 0.1 + 0.2, 0.0)[number % 3]
        pairs.append(Pair(code_masked(source), code_masked(target), level, confidence, f'a, "b"/{number}.md'))
    return tuple(pairs)


def code_masked(text: str, _language: str = "") -> Segment:
    """Return raw text as a segment whose marks are its code in backquotes: a `read_segment` for checks."""
    pieces = re.split(r"(`[^`]*`)", text)
    marks = tuple(Mark(MarkKind.CODE, code) for code in pieces[1::2])
    numbers = (placeholder(number) for number in range(1, len(marks) + 1))
    return Segment("".join(next(numbers) if place % 2 else piece for place, piece in enumerate(pieces)), marks)


def _check_round_trip(exchange: Exchange, folder: Path) -> None:
    path = folder / "new folder" / f"pairs{exchange.suffix}"
    pairs = awkward_pairs()
    assert not any(map(exchange.unwritable, pairs)), "a format must be able to hold the awkward pairs"
    written = exchange.write(path, iter(pairs), *_LANGUAGES)
    assert written == len(pairs), f"write returned {written} for {len(pairs)} pairs"
    found = exchange.read(path, *_LANGUAGES, code_masked)
    assert not found.rejected, f"read rejected what write wrote: {found.rejected}"
    for before, after in zip(pairs, found.kept, strict=True):
        assert before == after, f"wrote {before}, read {after}"
    assert exchange.write(path, (), *_LANGUAGES) == 0, "write must return 0 for no pairs"
    assert exchange.read(path, *_LANGUAGES, code_masked).kept == (), "a file written of no pairs must have none"


def _check_bad_files(exchange: Exchange, folder: Path) -> None:
    path = folder / f"bad{exchange.suffix}"
    assert "missing" in _complaint(exchange, folder / f"missing{exchange.suffix}")
    for content in (b"", b"\xff\xfe\x00\x01 not text \x80", b"neither language\r\nis here\r\n"):
        path.write_bytes(content)
        assert path.name in _complaint(exchange, path), f"the error for {content!r} must name the file"
    path.unlink()


def _complaint(exchange: Exchange, path: Path) -> str:
    try:
        exchange.read(path, *_LANGUAGES, code_masked)
    except AmtsError as error:
        return str(error)
    msg = f"reading {path.name}, which is no {exchange.suffix} file, must raise an AmtsError"
    raise AssertionError(msg)


def _check_failure(exchange: Exchange, folder: Path) -> None:
    path = folder / "kept" / f"old{exchange.suffix}"
    path.parent.mkdir()
    path.write_bytes(_OLD)
    try:
        exchange.write(path, _failing(), *_LANGUAGES)
    except DataError:
        pass
    else:
        msg = "write must let the error of its pairs through"
        raise AssertionError(msg)
    assert path.read_bytes() == _OLD, "a write that fails must leave the old file"
    assert [file.name for file in path.parent.iterdir()] == [path.name], "a write that fails must leave no other file"


def _failing() -> Iterator[Pair]:
    yield from awkward_pairs()
    msg = "the pairs end here"
    raise DataError(msg)
