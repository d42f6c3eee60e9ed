"""Parallel data as tables, comma- or tab-separated: a record a line, whose fields may be quoted but not span lines."""

from __future__ import annotations

import re
from functools import cache

from amts.errors import DataError, LanguageError
from amts.parallel.amazon_limits import FORMULA
from amts.server.amazon.import_records import Intake, Record
from amts.server.amazon.languages_table import code_of

_LINE = re.compile(r"([^\r\n]*+)(?:\r\n|\n|\r|(?<=[^\r\n])\Z)")
_LEAST_COLUMNS = 2


def read_table(text: str, delimiter: str, *, strict: bool = False) -> Intake:
    """Read a table whose first row has the codes of the languages, the one translated from first.

    Args:
        text: of the file.
        delimiter: what stands between fields.
        strict: whether Amazon's limits hold: its languages, the size of segments, doubled quotation marks, no field
            like a formula.

    Raises:
        DataError: the first row does not name two languages or more, each once.
    """
    lines = (match[1] for match in _LINE.finditer(text, text.startswith("\ufeff")))
    languages = _languages(fields(next(lines, ""), delimiter), strict=strict)
    intake = Intake(languages[0], strict)
    for number, line in enumerate(lines, start=2):
        content = f"Line {number}"
        row = fields(line, delimiter)
        if not line.strip():
            intake.skip(content, "The line is empty.")
        elif row is None or (strict and line.count('"') % 2):
            intake.fail(
                content, "A quotation mark is not doubled, or a field that begins with one does not end with one."
            )
        elif len(row) != len(languages):
            intake.fail(content, f"The line has {len(row)} fields, not {len(languages)}: quote those with delimiters.")
        elif not _like_formulas(intake, content, row):
            intake.take(content, Record(row[0], dict(zip(languages[1:], row[1:], strict=True))))
    return intake


def _like_formulas(intake: Intake, content: str, row: list[str]) -> bool:
    """Whether a row is refused because of a field that spreadsheets would take for a formula."""
    found = next((field for field in row if field.startswith(FORMULA)), None)
    if found is None:
        return False
    message = f"A field begins with {found[0]}, which Amazon Translate does not allow in CSV and TSV files."
    (intake.fail if intake.strict else intake.note)(content, message)
    return intake.strict


def fields(line: str, delimiter: str) -> list[str] | None:
    """Return the fields of a line, or None if its quotation marks do not match.

    A quotation mark is doubled in any field, also in one that is not quoted.
    """
    found = []
    position = 0
    pattern = _field(delimiter)
    while match := pattern.match(line, position):
        found.append((match["quoted"] if match["quoted"] is not None else match["plain"]).replace('""', '"'))
        if match.end() == len(line) and not match["delimiter"]:
            return found
        position = match.end()
    return None


@cache
def _field(delimiter: str) -> re.Pattern[str]:
    other = re.escape(delimiter)
    quoted, plain = r'"(?P<quoted>(?:[^"]++|""|(?!))*+)"', rf'(?P<plain>(?!"(?!"))[^{other}]*+)'
    return re.compile(rf"(?:{quoted}|{plain})(?P<delimiter>{other}|\Z)")


def _languages(header: list[str] | None, *, strict: bool) -> list[str]:
    names = header or []
    try:
        found = [code_of(name, strict=strict) for name in names]
    except LanguageError as error:
        msg = f"Invalid header: the first row must have the codes of the languages, such as en and zh: {error}"
        raise DataError(msg) from error
    if len(found) < _LEAST_COLUMNS or len(set(found)) < len(found):
        shown = ", ".join(names) or "nothing"
        msg = f"Invalid header: the first row has {shown}; it must have two languages or more, each once"
        raise DataError(msg)
    return found
