"""Terminology as a table in a text file: Amazon Translate's custom terminology (CSV), and the same with tabs.

The first row names the columns: language tags, the one translated from first, and options where entries have some. A
table of one language lists what is not to be translated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amts.errors import DataError
from amts.parallel.terminology.intake import OPTIONS, Intake, known_tag, usual
from amts.parallel.text_tables import row_writer, table_rows
from amts.storage.files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from amts.parallel.terminology.terms import Entry, ReadTerminology, Terminology


def read_table(path: Path, delimiter: str, *, both_ways: bool = False) -> ReadTerminology:
    """Read a table.

    Args:
        path: the file.
        delimiter: what stands between cells.
        both_ways: whether entries whose row does not say may be translated from any of the languages.

    Raises:
        InputError: the file cannot be read.
        DataError: its first row names no language, or one twice; or its quotation marks do not match.
    """
    rows = table_rows(path, delimiter)
    _, header = next(rows, (0, []))
    names = [_column(name) for name in header]
    languages = [place for place, name in enumerate(names) if name and name not in OPTIONS]
    tags = [names[place] for place in languages]
    if not tags or len(set(tags)) < len(tags):
        msg = (
            f"{path}: its first row has the columns {', '.join(header) or 'none'}: it must name the language of "
            "each column by a tag, each once and the one translated from first, such as en,zh"
        )
        raise DataError(msg)
    intake = Intake(tags, both_ways=both_ways)
    for line, row in rows:
        cells = [*row, *[""] * (len(names) - len(row))]
        if any(cells[len(names) :]):
            intake.leave_out(line, " | ".join(row), "too-many-cells")
            continue
        options = {name: cells[place] for place, name in enumerate(names) if name in OPTIONS}
        intake.take(line, [cells[place] for place in languages], options)
    return intake.result([name for name, known in zip(header, names, strict=True) if not known])


def write_table(path: Path, delimiter: str, terminology: Terminology) -> None:
    """Write a table, with those options for which an entry is not what its row means without them."""
    entries = [(entry, usual(entry.texts, both_ways=False)) for entry in terminology.entries]
    options = [
        (name, field)
        for name, field in OPTIONS.items()
        if any(getattr(entry, field) != getattr(plain, field) for entry, plain in entries)
    ]
    with replacing(path) as file:
        write = row_writer(file, delimiter)
        write([*terminology.languages, *(name for name, _ in options)])
        for entry in terminology.entries:
            write([*entry.texts, *_chosen(entry, [field for _, field in options])])


def _chosen(entry: Entry, fields: Sequence[str]) -> Iterator[str]:
    return ("yes" if getattr(entry, field) else "no" for field in fields)


def _column(name: str) -> str:
    """Return what a column holds: an option, the language of this tag, or nothing known."""
    plain = name.strip().lower().replace(" ", "_").replace("-", "_")
    return plain if plain in OPTIONS else known_tag(name)
