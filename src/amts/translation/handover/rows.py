"""Units as lines of JSON and as a table: for scripts, and for people with a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, ClassVar

from amts.errors import InputError
from amts.placeholders import placeholder
from amts.translation.handover.units import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.records import Segment
    from amts.translation.handover.units import Unit

_COLUMNS = ("document", "id", "kind", "source", "target", "legend", "note")
_NEEDED = ("document", "id", "source", "target")
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
            (unit.document, unit.id, unit.kind, unit.source.text, unit.target, _legend(unit.source), unit.note)
            for unit in units
        )
        return b"\xef\xbb\xbf" + file.getvalue().encode()

    def read(self, content: bytes, name: str, units: Sequence[Unit]) -> list[Answer]:  # noqa: ARG002
        """Return the translations; columns may have moved, and `;` may separate them.

        Raises:
            InputError: a column is missing, or the file is not text.
        """
        text = _decoded(content, name)
        first = text.partition("\n")[0]
        csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), restval="")
        missing = [column for column in _NEEDED if column not in (reader.fieldnames or ())]
        if missing:
            msg = f"{name}: no column {' '.join(missing)} in the first row: leave the columns as they were handed out"
            raise InputError(msg)
        try:
            return [Answer(*(row[column] for column in _NEEDED)) for row in reader]
        except csv.Error as error:
            msg = f"{name}, line {reader.line_num}: {error}: save the table again as comma-separated values"
            raise InputError(msg) from error


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
    return Answer(*(record[key].encode(errors="replace").decode() for key in _NEEDED))


def _legend(source: Segment) -> str:
    return "  ".join(f"{placeholder(number)} {mark.text}" for number, mark in enumerate(source.marks, start=1))


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{name}: not UTF-8 at byte offset {error.start}: save the file as UTF-8"
        raise InputError(msg) from error
