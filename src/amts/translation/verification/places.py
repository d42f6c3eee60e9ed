"""Where in a translated document something was found: a line, a cell of a notebook, a paragraph of office documents."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amts.records import Document, Finding


class Places:
    """The places of a translated document, as people call them."""

    def __init__(self, document: Document) -> None:
        """Nothing is counted before something is found."""
        self._document = document

    def placed(self, finding: Finding, position: int) -> Finding:
        """Return a finding with its place.

        Args:
            finding: says in `line` how many lines further on it is.
            position: a byte of the document's body.
        """
        if self._document.body == self._document.content:
            return replace(finding, line=bisect_right(self._lines, position) + finding.line)
        words = self._words(position, finding.line)
        return replace(finding, line=0, detail=f"{words}: {finding.detail}" if words else finding.detail)

    @cached_property
    def _lines(self) -> list[int]:
        """The bytes at which the lines of the body begin."""
        return [0, *(found.end() for found in re.finditer(b"\n", self._document.body))]

    @cached_property
    def _cells(self) -> list[int]:
        """The bytes at which the cells of a notebook begin."""
        from amts.documents.notebook.cells import cell_sources  # here: it is needed for notebooks only

        return [
            source.start for source in cell_sources(json.loads(self._document.content.decode("utf-8-sig"))["cells"])
        ]

    def _words(self, position: int, further: int) -> str:
        match self._document.format:
            case "notebook":
                cell = bisect_right(self._cells, position)
                first = bisect_right(self._lines, self._cells[cell - 1]) if cell else 1
                return f"cell {cell}, line {bisect_right(self._lines, position) - first + 1 + further}" if cell else ""
            case "docx" | "pptx" | "xlsx" as format_:
                before = sum(bool(block.text) and block.start <= position for block in self._document.blocks)
                return f"{'text' if format_ == 'xlsx' else 'paragraph'} {max(before, 1)}"
        return ""
