"""Tables with a header as CSV and TSV: the fields of some columns are texts; quotes and line ends stay as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from amts.documents.datasets.fields import DELIMITERS, encoding_of, lines, rows, said
from amts.documents.datasets.values import Value, check_columns, record_name, value_blocks, wanted, with_texts
from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.documents.splice import decode
from amts.records import BlockKind, Document, Links

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from amts.documents.datasets.fields import Field
    from amts.records import Address, ReadingOptions

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class _Table:
    """How a table is written."""

    text: str
    delimiter: str
    quotes: bool = True

    def rows(self) -> Iterator[list[Field]]:
        return rows(self.text, self.text.startswith(_BOM), self.delimiter, quotes=self.quotes)

    def header(self) -> list[str]:
        """Return the names of the columns."""
        return [said(self.text, field).strip() for field in next(self.rows(), ())]

    def pairs_quotes(self) -> bool:
        """Whether quotes are used as such: all rows have equally many fields, and a quote that opens one closes it."""
        widths: set[int] = set()
        for row in self.rows():
            widths.add(len(row))
            if len(widths) > 1 or any(not each.quoted and self.text.startswith('"', each.start) for each in row):
                return False
        return True


class Csv:
    """The format of tables with commas, or semicolons, tabs or bars, between fields."""

    suffixes: ClassVar[tuple[str, ...]] = (".csv",)
    name: ClassVar[str] = "csv"

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the fields that are texts; a table whose header has no known column is opaque."""
        text = decode(content, name)
        table = self._table(text, options)
        header = table.header()
        check_columns(options, header, name)
        columns = [index for index, column in enumerate(header) if _is_wanted(column, options)]
        values = _values(table, header, columns) if columns else ()
        blocks = tuple(value_blocks(text, values, BlockKind.CELL))
        return Document(name, self.name, content, blocks, content, options=options)

    def render(
        self, document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED
    ) -> bytes:
        """Replace the texts of some fields."""
        return with_texts(document, texts)

    def links(self, document: Document) -> Links:
        """Return nothing: tables have no links that a tool may follow."""
        return Links()

    def _table(self, text: str, options: ReadingOptions) -> _Table:
        """Return the table as read with the delimiter that gives the most columns asked for."""
        tables = [_Table(text, delimiter) for delimiter in DELIMITERS]
        return max(tables, key=lambda table: sum(_is_wanted(column, options) for column in table.header()))


class Tsv(Csv):
    """The format of tables with tabs between fields."""

    suffixes: ClassVar[tuple[str, ...]] = (".tsv",)
    name: ClassVar[str] = "tsv"

    def _table(self, text: str, options: ReadingOptions) -> _Table:
        """Return the table; where quotes do not pair up, they are signs like any other."""
        table = _Table(text, "\t")
        return table if '"' not in text or table.pairs_quotes() else _Table(text, "\t", quotes=False)


def _is_wanted(column: str, options: ReadingOptions) -> bool:
    return (column if options.columns else column.lower()) in wanted(options)


def _values(table: _Table, header: Sequence[str], columns: Sequence[int]) -> Iterator[Value]:
    """Yield the lines of the texts in all rows; a row with more or fewer fields than the header has none."""
    encoding = encoding_of(table.delimiter, quotes=table.quotes)
    found = table.rows()
    next(found)
    for row in found:
        if len(row) != len(header):
            yield Value(row[0].start - row[0].quoted, row[-1].end + row[-1].quoted, "", encoding, "")
            continue
        record = record_name((name, said(table.text, field)) for name, field in zip(header, row, strict=True))
        for index in columns:
            for line in lines(table.text, row[index], encoding):
                yield Value(*line, record)
