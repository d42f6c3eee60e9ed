"""What Amazon Translate takes as parallel data, and why it would skip a record; and files that it takes as they are."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amts.errors import DataError, InputError, LanguageError
from amts.languages import language
from amts.parallel.inline import escaped, plain
from amts.parallel.text_tables import file_text
from amts.parallel.tmx_units import TAIL, pieces, prop, units, variant, variants

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from xml.etree.ElementTree import Element

    # The number of a record, what is wrong with it as a record, and its texts, the source first.
    Record = tuple[int, tuple[str, str] | None, tuple[str, ...]]

# In bytes of UTF-8.
LONGEST_SEGMENT = 1000
_LONGEST_CODE = 5
# XML 1.0 cannot hold these, not even by number.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Spreadsheets would take such a cell for a formula.
FORMULA = ("=", "+", "-", "@")
_DELIMITERS = {".csv": ",", ".tsv": "\t"}


@dataclass(frozen=True, slots=True)
class Skip:
    """A record that is skipped, or a translation in it.

    Attributes:
        record: its number; in a table that of its line, otherwise from 1.
        reason: the code of the reason.
        detail: what was found.
    """

    record: int
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Check:
    """What Amazon would make of parallel data.

    Attributes:
        languages: the source's first; empty if they are not from a file.
        records: how many there are.
        skips: what is skipped.
    """

    languages: tuple[str, ...]
    records: int
    skips: tuple[Skip, ...]


def check_texts(records: Iterable[Sequence[str]]) -> Check:
    """Check records of texts, the source first, which are to be written as TMX."""
    return _checked((), ((number, None, tuple(texts)) for number, texts in enumerate(records, start=1)))


def check_file(path: Path) -> Check:
    """Check a file as Amazon would read it: CSV, TSV or TMX by its ending.

    Raises:
        InputError: the file cannot be read, or has another ending.
        DataError: it is malformed as a whole.
    """
    if path.suffix.lower() == ".tmx":
        source, records = _units(path)
        return _checked((source,) if source else (), records)
    delimiter = _DELIMITERS.get(path.suffix.lower())
    if delimiter is None:
        msg = f"{path}: Amazon Translate takes parallel data as .csv, .tsv or .tmx"
        raise InputError(msg)
    lines = [line.removesuffix("\r") for line in file_text(path).split("\n")]
    header = tuple(cell.strip() for cell in _cells(lines[0], delimiter)) if lines[0] else ()
    _check_header(path, header)
    return _checked(header, _rows(lines[1:], delimiter, len(header)))


def tmx(records: Iterable[Sequence[str]], codes: Sequence[str], confidences: Iterable[float]) -> bytes:
    """Return records as a file in TMX; texts are plain text to it, whatever markup is in them.

    Args:
        records: texts with their translations.
        codes: Amazon's codes of their languages.
        confidences: how likely it is that the texts of each record belong together: a property that AMTS's own server
            reads, and others pass over.
    """
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n<header creationtool="amts" '
        'creationtoolversion="1" segtype="sentence" o-tmf="amts" adminlang="en" '
        f'srclang="{codes[0]}" datatype="plaintext"/>\n<body>\n'
    )
    units = (
        prop("confidence", repr(float(confidence))) + "".join(map(_written, codes, texts))
        for texts, confidence in zip(records, confidences, strict=True)
    )
    return "".join([head, *(f"<tu>{unit}</tu>\n" for unit in units), TAIL]).encode()


def _written(code: str, text: str) -> str:
    return variant(code, escaped(text)) if text else ""


def _checked(languages: tuple[str, ...], records: Iterable[Record]) -> Check:
    """Check records in turn; of those with the same source only the last one counts."""
    skips: list[Skip] = []
    seen: dict[str, int] = {}
    count = 0
    for number, wrong, texts in records:
        count += 1
        found = [wrong] if wrong else list(_objections(texts))
        skips += (Skip(number, *each) for each in found)
        if not wrong and _is_imported(texts, found):
            if texts[0] in seen:
                skips.append(Skip(seen[texts[0]], "duplicate", f"record {number} has the same source"))
            seen[texts[0]] = number
    return Check(languages, count, tuple(sorted(skips, key=lambda skip: skip.record)))


def _is_imported(texts: tuple[str, ...], found: Sequence[tuple[str, str]]) -> bool:
    """Whether the source of a record and one of its translations at least are taken."""
    sides = [reason.rpartition("-")[2] for reason, _ in found]
    return "source" not in sides and sides.count("target") < len(texts) - 1


def _objections(texts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for index, text in enumerate(texts):
        side = "target" if index else "source"
        size = len(text.encode(errors="replace"))
        if not text.strip():
            yield f"empty-{side}", ""
        elif size > LONGEST_SEGMENT:
            yield f"long-{side}", f"{size} bytes, at most {LONGEST_SEGMENT}: {text[:60]}..."
        elif bad := _NOT_XML.search(text):
            yield f"no-text-{side}", f"has the character U+{ord(bad[0]):04X}: {text[:60]!r}"


def _check_header(path: Path, header: tuple[str, ...]) -> None:
    try:
        known = len(header) > 1 and all(language(tag) and len(tag) <= _LONGEST_CODE for tag in header)
    except LanguageError:
        known = False
    if not known:
        msg = (
            f"{path}: its first line is {', '.join(header) or 'empty'}: Amazon Translate wants the codes of the "
            "languages and no other columns, the source's first, such as en,zh"
        )
        raise DataError(msg)


def _rows(lines: Sequence[str], delimiter: str, columns: int) -> Iterator[Record]:
    """Yield a record for each line: a cell cannot go over several."""
    for number, line in enumerate(lines, start=2):
        if line.strip():
            cells = _cells(line, delimiter)
            yield number, _wrong_row(line, cells, columns), tuple(cells)


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _wrong_row(line: str, cells: Sequence[str], columns: int) -> tuple[str, str] | None:
    if line.count('"') % 2:
        return "open-quote", f"a quotation mark is not doubled, or a cell goes over several lines: {line[:60]}"
    if len(cells) != columns:
        return "columns", f"{len(cells)} cells, the first line has {columns}: {line[:60]}"
    formula = next((cell for cell in cells if cell.startswith(FORMULA)), "")
    return ("formula", f"a cell begins with {formula[0]}: {formula[:60]}") if formula else None


def _units(path: Path) -> tuple[str, Iterator[Record]]:
    """Return the source language of a TMX file, and its records."""
    found = [(unit_record(unit), header.get("srclang", "")) for unit, header in units(path)]
    source = found[0][1] if found else ""
    if found and not source:
        msg = f"{path}: its header has no srclang, the language of the sources"
        raise DataError(msg)
    return source, (_unit(number, texts, source) for number, (texts, _) in enumerate(found, start=1))


def unit_record(unit: Element) -> list[tuple[str, str]]:
    """Return the texts of a unit with their languages."""
    return [(tag, plain(pieces(each))) for tag, each in variants(unit)]


def _unit(number: int, texts: Sequence[tuple[str, str]], source: str) -> Record:
    sources = [text for tag, text in texts if tag.lower() == source.lower()]
    targets = [text for tag, text in texts if tag.lower() != source.lower()]
    wrong = None
    if len(sources) != 1 or not targets:
        tags = ", ".join(tag for tag, _ in texts) or "none"
        wrong = "languages", f"needs one text in {source} and one or more in others, has {tags}"
    return number, wrong, (*sources[:1], *targets)
