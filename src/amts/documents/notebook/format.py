"""Jupyter notebooks: the Markdown of their cells is text; only the string literals of changed lines are rewritten.

The body is the source of all cells, with a blank line between two. Key order, indentation, escapes, metadata, outputs
and attachments stay as they are in the file.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any, ClassVar

from amts.documents.embedded.code import code_key
from amts.documents.json_strings import load, style_of
from amts.documents.markdown.flavours import flavour_of
from amts.documents.markdown.format import Markdown
from amts.documents.notebook.cells import BETWEEN_CELLS, cell_sources, checked_cells, rewritten, source_leaves
from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.documents.splice import decode, encoded
from amts.records import Block, BlockKind, Document, Links

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from amts.documents.notebook.cells import CellSource, Edit
    from amts.records import Address, Anchor, ReadingOptions

_BOM = "\ufeff"
# IPython hands such a cell to another program; other magics, such as %%time, run the notebook's own language.
_OTHER_LANGUAGE = re.compile(r"\s*%%(bash|sh|html|javascript|js|latex|perl|ruby|R|sql|svg)\b")
_USUAL_LANGUAGE = "python"
_MARKDOWN = Markdown()


class Notebook:
    """The format of Jupyter notebooks, version 4."""

    suffixes: ClassVar[tuple[str, ...]] = (".ipynb",)

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the texts in the Markdown of the cells, and the code."""
        notebook = load(decode(content, name).removeprefix(_BOM), name)
        sources = [*cell_sources(checked_cells(notebook, name))]
        markdown = BETWEEN_CELLS.join(source.content for source in sources if _is_markdown(source))
        flavour = flavour_of(markdown, options)
        reading, language = replace(options, flavour=flavour), _language(notebook)
        blocks = tuple(block for source in sources for block in _blocks(source, language, name, reading))
        body = BETWEEN_CELLS.join(source.content for source in sources)
        return Document(name, "notebook", content, blocks, body, flavour, options)

    def render(
        self, document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED
    ) -> bytes:
        """Rewrite the literals of the lines in which texts or addresses change."""
        edits = _edits(document, texts, addresses)
        if not edits:
            return document.content
        text = document.content.decode()
        style, leaves = style_of(text), source_leaves(text)
        pieces: list[str] = []
        position = 0
        for source, within in _by_cell(_sources(document), edits):
            for start, end, new in rewritten(text, source, leaves[source.cell], within, style):
                pieces += (text[position:start], new)
                position = end
        pieces.append(text[position:])
        return "".join(pieces).encode()

    def links(self, document: Document) -> Links:
        """Find where the Markdown of the cells points, and its anchors."""
        starts = [block.start for block in document.blocks]
        reading = replace(document.options, flavour=document.flavour)
        addresses: list[Address] = []
        anchors: list[Anchor] = []
        for source in filter(_is_markdown, _sources(document)):
            found = _MARKDOWN.links(_MARKDOWN.parse(source.content, document.name, reading))
            addresses += (_moved(address, source.start) for address in found.addresses)
            anchors += (_numbered(anchor, bisect_left(starts, source.start)) for anchor in found.anchors)
        return Links(tuple(addresses), tuple(anchors))


def notebook_failure(content: bytes) -> str:
    """Return what nbformat finds wrong with a notebook, a line for each place; nothing if it is valid.

    The lines name places and rules but no text: a translation has the same ones as its source, unless it broke more.
    """
    from nbformat.validator import iter_validate  # here: heavy parts load on use

    try:
        notebook = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return f"not JSON: {error}"
    if not isinstance(notebook, dict):
        return "not an object"
    try:
        return "\n".join(sorted({_place_and_rule(error) for error in iter_validate(notebook)}))  # type: ignore[no-untyped-call]
    except (ImportError, AttributeError, TypeError) as error:
        return f"a version that nbformat does not know: {error}"


def _place_and_rule(error: Any) -> str:
    place = "/".join(map(str, error.relative_path))
    return f"{place or 'the notebook'}: {error.validator if isinstance(error.validator, str) else error.message}"


def _sources(document: Document) -> Iterator[CellSource]:
    return cell_sources(json.loads(document.content.decode().removeprefix(_BOM))["cells"])  # checked when parsed


def _is_markdown(source: CellSource) -> bool:
    return source.is_text and source.kind == "markdown"


def _language(notebook: Any) -> str:
    """Return what the code of a notebook is written in, as its metadata says."""
    metadata = notebook.get("metadata") if isinstance(notebook, dict) else None
    entries = metadata if isinstance(metadata, dict) else {}
    for entry, key in (("language_info", "name"), ("kernelspec", "language")):
        found = entries.get(entry)
        if isinstance(found, dict) and isinstance(found.get(key), str):
            return str(found[key]).lower()
    return _USUAL_LANGUAGE


def _blocks(source: CellSource, language: str, name: str, options: ReadingOptions) -> list[Block]:
    """Return the blocks of a cell, at their place in the notebook's body."""
    if _is_markdown(source):
        found: Iterable[Block] = _MARKDOWN.parse(source.content, name, options).blocks
    elif not source.content.strip():
        return []
    elif source.kind == "code":
        found = _code_blocks(source, language, options)
    else:
        found = (Block(BlockKind.OPAQUE, 0, len(source.content)),)
    return [_at(source.start, block) for block in found]


def _at(offset: int, block: Block) -> Block:
    """Move a block to its place; `replace` would take most of the time that the parser of Markdown takes."""
    return Block(block.kind, block.start + offset, block.end + offset, block.text, block.inlines, block.breaks,
                 block.level, block.key, block.encoding)  # fmt: skip


def _code_blocks(source: CellSource, language: str, options: ReadingOptions) -> list[Block]:
    content = source.content
    code = content.decode()
    other = _OTHER_LANGUAGE.match(code)
    language = other[1] if other else language
    blocks = [Block(BlockKind.CODE, 0, len(content), key=code_key(code, language))]
    if options.comments and source.is_text:
        from amts.documents.embedded.comments import comment_blocks  # here: it is seldom asked for

        blocks += comment_blocks(content, 0, len(content), language)
    return blocks


def _edits(document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str]) -> list[Edit]:
    """Return what to replace in the body, in order."""
    blocks = ((document.blocks[index], text) for index, text in texts.items())
    edits = [
        (block.start, block.end, encoded(block, text, document.body)) for block, text in blocks if text != block.text
    ]
    return sorted([*edits, *((address.start, address.end, new.encode()) for address, new in addresses.items())])


def _by_cell(sources: Iterable[CellSource], edits: Sequence[Edit]) -> Iterator[tuple[CellSource, Sequence[Edit]]]:
    """Yield the cells in which there is something to replace."""
    first = 0
    for source in sources:
        last = bisect_right(edits, source.end, lo=first, key=itemgetter(0))
        if first < last:
            yield source, edits[first:last]
        first = last


def _moved(address: Address, by: int) -> Address:
    return replace(address, start=address.start + by, end=address.end + by)


def _numbered(anchor: Anchor, first: int) -> Anchor:
    return anchor if anchor.block is None else replace(anchor, block=anchor.block + first)
