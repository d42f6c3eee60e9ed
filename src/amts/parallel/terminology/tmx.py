"""Terminology in Translation Memory eXchange (TMX 1.4b): a unit for each entry, with its options as properties."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from amts.parallel.terminology.intake import OPTIONS, Intake, known_tag
from amts.parallel.tmx_units import TAIL, head, pieces, prop, props, units, variant, variants
from amts.storage.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from amts.parallel.terminology.terms import Entry, ReadTerminology, Terminology


def read_units(path: Path, *, both_ways: bool = False) -> ReadTerminology:
    """Read the units of a file; `line` of what is left out is the number of the unit.

    Args:
        path: the file.
        both_ways: whether entries may be translated from any of the languages where neither their unit nor the
            header's srclang (`*all*`) says so.

    Raises:
        PathError: the file cannot be read.
        DataError: it is not well-formed, or not TMX.
    """
    header: Mapping[str, str] = {}
    read = []
    for unit, header in units(path):  # noqa: B007  (the same one each time)
        read.append(([(known_tag(tag), _words(each)) for tag, each in variants(unit)], props(unit)))
    source = known_tag(header.get("srclang", ""))
    languages = dict.fromkeys([source] * bool(source) + [tag for texts, _ in read for tag, _ in texts if tag])
    intake = Intake(list(languages), both_ways=both_ways or not source)
    for number, (texts, options) in enumerate(read, start=1):
        named = dict(texts)
        if "" in named or len(named) < len(texts):
            reason = "unknown-language" if "" in named else "repeated-language"
            intake.leave_out(number, " | ".join(text for _, text in texts), reason)
        else:
            chosen = {name: options[name] for name in OPTIONS if name in options}
            intake.take(number, [named.get(tag, "") for tag in languages], chosen)
    return intake.result()


def write_units(path: Path, terminology: Terminology) -> None:
    """Write a unit for each entry."""
    written = "".join(_unit(entry, terminology.languages) for entry in terminology.entries)
    write_atomically(path, f"{head(terminology.languages[0], 'phrase')}{written}{TAIL}".encode())


def _words(variant: Element) -> str:
    """Return the text of a variant without codes."""
    return "".join(piece for piece in pieces(variant) if isinstance(piece, str))


def _unit(entry: Entry, languages: tuple[str, ...]) -> str:
    options = "".join(prop(name, "yes" if getattr(entry, field) else "no") for name, field in OPTIONS.items())
    texts = zip(languages, entry.texts, strict=True)
    return f"<tu>{options}\n{''.join(variant(tag, escape(text)) for tag, text in texts if text)}</tu>\n"
