"""Units as lines of JSON and as a table: for scripts, and for people with a spreadsheet."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any, ClassVar

from amts.errors import InputError
from amts.placeholders import placeholder
from amts.translation.handover.merging import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.records import Segment
    from amts.translation.handover.units import Unit

# The last cell is never empty: some spreadsheets leave out empty ones at the end of a row, which would look cut off.
_COLUMNS = ("document", "id", "source", "target", "legend", "note", "kind")
_NEEDED = ("document", "id", "target")
# Spreadsheets write and read such a first line.
_SEPARATOR_LINE = re.compile(r"sep=([^\r\n])\r?\n", re.I)
_LONGEST_CELL = 20_000_000


class JsonLinesForm:
    """One JSON object a line, marks among it."""

    suffix: ClassVar[str] = ".jsonl"

    def write(self, units: Sequence[Unit], source_tag: str, target_tag: str) -> bytes:  # noqa: ARG002
        """Return the units as lines."""
        return "".join(f"{json.dumps(_record(unit), ensure_ascii=False)}\n" for unit in units).encode()

    def read(self, content: bytes, name: str, units: Sequence[Unit]) -> list[Answer]:  # noqa: ARG002
        """Return the translations.

        Raises:
            InputError: a line is not an object with the texts that were handed out.
        """
        lines = _decoded(content, name).split("\n")
        return [_answer(line, f"{name}, line {number}") for number, line in enumerate(lines, start=1) if line.strip()]


class TableForm:
    """Comma-separated values with a column that tells what each placeholder stands for."""

    suffix: ClassVar[str] = ".csv"

    def write(self, units: Sequence[Unit], source_tag: str, target_tag: str) -> bytes:  # noqa: ARG002
        """Return the units as rows, with a byte order mark, by which spreadsheets recognise UTF-8."""
        file = io.StringIO()
        rows = csv.writer(file, lineterminator="\r\n")
        rows.writerow(_COLUMNS)
        rows.writerows(
            (unit.document, unit.id, unit.source.text, unit.target, _legend(unit.source), unit.note, unit.kind)
            for unit in units
        )
        return b"\xef\xbb\xbf" + file.getvalue().encode()

    def read(self, content: bytes, name: str, units: Sequence[Unit]) -> list[Answer]:  # noqa: ARG002
        """Return the translations; columns may have moved, and `;` or tabs may separate them.

        Raises:
            InputError: a column is missing, a row is cut off or has too many cells, or the file is not text.
        """
        rows = _rows(_decoded(content, name), name)
        _, header = next(rows, (1, []))
        columns = [cell.strip().lower() for cell in header]
        missing = [column for column in _NEEDED if column not in columns]
        if missing:
            msg = f"{name}: no column {' '.join(missing)} in the first row: leave the columns as they were handed out"
            raise InputError(msg)
        return [_answer_in(row, columns, f"{name}, line {line}") for line, row in rows]


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a table with the lines they end in."""
    said = _SEPARATOR_LINE.match(text)
    body = text[said.end() :] if said else text
    delimiter = said[1] if said else max(",;\t", key=body.partition("\n")[0].count)
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    before = 1 if said else 0
    try:
        for row in reader:
            if row:
                yield before + reader.line_num, row
    except csv.Error as error:
        msg = f"{name}, line {before + reader.line_num}: {error}: save the table again as comma-separated values"
        raise InputError(msg) from error


def _answer_in(row: Sequence[str], columns: Sequence[str], where: str) -> Answer:
    if len(row) < len(columns) or any(row[len(columns) :]):
        msg = f"{where}: {len(row)} cells, expected {len(columns)}: the file is cut off, or a cell is not quoted"
        raise InputError(msg)
    cells = dict(zip(columns, row, strict=False))
    return Answer(cells["document"], cells["id"], cells.get("source"), cells["target"])


def _record(unit: Unit) -> dict[str, Any]:
    return {
        "document": unit.document,
        "id": unit.id,
        "kind": unit.kind,
        "line": unit.line,
        "source": unit.source.text,
        "target": unit.target,
        "marks": [{"number": n, "kind": mark.kind, "text": mark.text} for n, mark in enumerate(unit.source.marks, 1)],
        "note": unit.note,
    }


def _answer(line: str, where: str) -> Answer:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        msg = f"{where}: no JSON ({error}): each line must be one object, as it was handed out"
        raise InputError(msg) from error
    if not isinstance(record, dict) or not all(isinstance(record.get(key), str) for key in _NEEDED):
        msg = f"{where}: expected an object with the texts {', '.join(_NEEDED)}"
        raise InputError(msg)
    source = record.get("source")
    document, unit_id = (record[key].encode(errors="replace").decode() for key in ("document", "id"))
    return Answer(document, unit_id, source if isinstance(source, str) else None, record["target"])


def _legend(source: Segment) -> str:
    return "  ".join(f"{placeholder(number)} {mark.text}" for number, mark in enumerate(source.marks, start=1))


def _decoded(content: bytes, name: str) -> str:
    """Return a text in UTF-8, or in UTF-16 if its first bytes say so."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        what = "UTF-16, as its first bytes say," if wide else "UTF-8"
        msg = f"{name}: not {what} at byte offset {error.start}: save the file as UTF-8"
        raise InputError(msg) from error
