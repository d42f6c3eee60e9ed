"""Units as a gettext catalogue, with their markup as text, since PO has no placeholders.

Texts that occur once need no context; of equal ones each has its own, so that their translations may differ.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, ClassVar

from amts.documents.po.format import Po
from amts.documents.po.literals import LITERALS, Layout, decoded
from amts.placeholders import unmask
from amts.records import Segment
from amts.translation.handover.homes import most_alike
from amts.translation.handover.merging import Answer
from amts.translation.handover.units import masked_like

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.records import Block
    from amts.translation.handover.units import Unit

_HEADER = 'msgid ""\nmsgstr ""\n"Project-Id-Version: \\n"\n{language}"MIME-Version: 1.0\\n"\n\
"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
# Long lines: tools wrap them as they like.
_LAYOUT = Layout(0, empty_first=True, by_line=True)
_CONTEXT = re.compile(rb"^msgctxt\s*+(%s)" % LITERALS, re.M)


class CatalogueForm:
    """A PO file, an entry a unit."""

    suffix: ClassVar[str] = ".po"

    def write(self, units: Sequence[Unit], source_tag: str, target_tag: str) -> bytes:  # noqa: ARG002
        """Return the units as entries."""
        language = f'"Language: {target_tag.replace("-", "_")}\\n"\n' if target_tag else ""
        count = Counter(_shown(unit) for unit in units)
        entries = "".join(f"\n{_entry(unit, repeated=count[_shown(unit)] > 1)}" for unit in units)
        return (_HEADER.format(language=language) + entries).encode()

    def read(self, content: bytes, name: str, units: Sequence[Unit]) -> list[Answer]:
        """Return the translations.

        Raises:
            DocumentError: the file is no PO catalogue in UTF-8.
        """
        by_text: dict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            by_text[_shown(unit)].append(unit)
        entries = list(_entries(content, name))
        present = {unit.document for unit in units}
        free = present - {document for _, document, _ in entries}
        answers = []
        for block, document, unit_id in entries:
            same = by_text[block.text]
            if document and document not in present:
                document = _home(document, [unit.document for unit in same if unit.document in free])
            answers.append(_answer(same[0] if same else None, block, document, unit_id))
        return answers


def _entries(content: bytes, name: str) -> Iterator[tuple[Block, str, str]]:
    """Yield the entries of a catalogue with the document and the id in their context; both empty if it has none."""
    position = 0
    for block in Po().parse(content, name).blocks:
        if block.text:
            document, _, unit_id = _context_between(content, position, block.start).rpartition(" ")
            yield block, document, unit_id
        position = block.end


def _home(document: str, others: Sequence[str]) -> str:
    """Return the document that one in a context is now, of those with the text: other entries do not name theirs."""
    found = list(dict.fromkeys(others))
    return found[0] if len(found) == 1 else most_alike(document, found) or document


def _entry(unit: Unit, *, repeated: bool) -> str:
    return "".join(f"{line}\n" for line in _lines(unit, repeated=repeated))


def _lines(unit: Unit, *, repeated: bool) -> Iterator[str]:
    yield f"#. {unit.kind}, {_one_line(unit.document)}"
    if unit.note:
        yield f"#. {_one_line(unit.note)}"
    yield f"#: {_reference(unit)}"
    if unit.target and not unit.approved:
        yield "#, fuzzy"
    if repeated:
        yield from _keyword("msgctxt", _context(unit))
    yield from _keyword("msgid", _shown(unit))
    yield from _keyword("msgstr", _with_markup(unit, unit.target))


def _keyword(word: str, text: str) -> Iterator[str]:
    first, *rest = _LAYOUT.literals(text, len(word) + 1)
    yield f"{word} {first}"
    yield from rest


def _reference(unit: Unit) -> str:
    """Return name and line; a name with blanks between the signs by which gettext keeps it together."""
    name = _one_line(unit.document)
    return f"\u2068{name}\u2069:{unit.line}" if " " in name else f"{name}:{unit.line}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _shown(unit: Unit) -> str:
    return _with_markup(unit, unit.source.text)


def _with_markup(unit: Unit, text: str) -> str:
    """Return a text with its markup; with placeholders where the markup could not be told from text afterwards."""
    return text if _is_ambiguous(unit.source) else unmask(Segment(text, unit.source.marks))


def _is_ambiguous(source: Segment) -> bool:
    return masked_like(source, unmask(source)) != source.text


def _context(unit: Unit) -> str:
    return f"{unit.document} {unit.id}"


def _context_between(content: bytes, start: int, end: int) -> str:
    """Return the context of the last entry that begins between two places."""
    found = list(_CONTEXT.finditer(content, start, end))
    return decoded(found[-1][1]) if found else ""


def _answer(unit: Unit | None, block: Block, document: str, unit_id: str) -> Answer:
    """Return the translation in an entry, with the markup that a unit of the same text has as placeholders."""
    if unit and not document:
        document, unit_id = unit.document, unit.id
    source, target = (_masked(unit, text) for text in (block.text, block.target or ""))
    return Answer(document, unit_id, source, target, block.approved)


def _masked(unit: Unit | None, text: str) -> str:
    return text if unit is None or _is_ambiguous(unit.source) else masked_like(unit.source, text)
