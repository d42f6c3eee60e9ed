"""Tables in text files: rows of cells, with commas or tabs between them (RFC 4180)."""

from __future__ import annotations

import codecs
import csv
import io
from typing import IO, TYPE_CHECKING

from amts.errors import DataError, InputError, PathError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

_LONGEST_CELL = 20_000_000


def file_text(path: Path) -> str:
    """Return the text of a UTF-8 file.

    Raises:
        InputError: it cannot be read, or is not UTF-8.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        msg = f"cannot read {path} ({error.strerror}): name an existing file"
        raise PathError(msg) from error
    try:
        return content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        msg = (
            f"{path}: not UTF-8 at byte offset {error.start} (byte 0x{content[error.start]:02x}): "
            "save the file as UTF-8"
        )
        raise InputError(msg) from error


def table_rows(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, each with the number of the line that it begins in.

    Raises:
        InputError: the file cannot be read, or is not UTF-8.
        DataError: quotation marks do not match; guessing would run rows together.
    """
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))  # by default 128 KiB, less than a long page
    reader = csv.reader(io.StringIO(file_text(path), newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        msg = (
            f"{path}, row at line {line}: {error}: a cell that begins with a quotation mark must end "
            "with one, and each one within it must be doubled"
        )
        raise DataError(msg) from error


def row_writer(file: IO[bytes], delimiter: str) -> Callable[[Iterable[str]], object]:
    """Return what writes a row to a file, as `table_rows` reads it."""
    # Both characters of the line end, so that the csv module quotes a cell that has either of them.
    return csv.writer(codecs.getwriter("utf-8")(file), delimiter=delimiter, lineterminator="\r\n").writerow
