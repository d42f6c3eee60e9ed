"""Terminology in Translation Memory eXchange (TMX 1.4b): a unit for each entry, with its options as properties."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from amts.errors import DataError, PathError
from amts.parallel.inline import local_name, seg_pieces
from amts.parallel.terminology.intake import OPTIONS, Intake, known_tag
from amts.storage.files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from amts.parallel.terminology.terms import Entry, ReadTerminology, Terminology

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_OPTION = "x-amts-"
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="amts" creationtoolversion="1" segtype="phrase" o-tmf="amts" adminlang="en" \
srclang={source} datatype="plaintext"/>
<body>
"""


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
    root = _root(path)
    header = next((element for element in root if local_name(element) == "header"), None)
    source = known_tag(header.get("srclang", "") if header is not None else "")
    units = [element for element in root.iter() if local_name(element) == "tu"]
    variants = [[_variant(child) for child in unit if local_name(child) == "tuv"] for unit in units]
    languages = dict.fromkeys([source] * bool(source) + [tag for texts in variants for tag, _ in texts if tag])
    intake = Intake(list(languages), both_ways=both_ways or not source)
    for number, (unit, texts) in enumerate(zip(units, variants, strict=True), start=1):
        named = dict(texts)
        if "" in named or len(named) < len(texts):
            reason = "unknown-language" if "" in named else "repeated-language"
            intake.leave_out(number, " | ".join(text for _, text in texts), reason)
        else:
            intake.take(number, [named.get(tag, "") for tag in languages], _options(unit))
    return intake.result()


def write_units(path: Path, terminology: Terminology) -> None:
    """Write a unit for each entry."""
    units = (_unit(entry, terminology.languages) for entry in terminology.entries)
    head = _HEAD.format(source=quoteattr(terminology.languages[0]))
    write_atomically(path, f"{head}{''.join(units)}</body>\n</tmx>\n".encode())


def _root(path: Path) -> Element:
    try:
        root = ElementTree.parse(path).getroot()
    except OSError as error:
        msg = f"cannot read {path} ({error.strerror}): name an existing file"
        raise PathError(msg) from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        msg = f"{path}: not well-formed XML ({error}): export the file again"
        raise DataError(msg) from error
    if local_name(root) != "tmx":
        msg = f"{path}: its root is <{local_name(root)}>, not <tmx>: name a TMX file"
        raise DataError(msg)
    return root


def _variant(variant: Element) -> tuple[str, str]:
    """Return the tag of a variant's language, empty if that is unknown, and its text without codes."""
    seg = next((child for child in variant if local_name(child) == "seg"), None)
    words = [piece for piece in seg_pieces(seg) if isinstance(piece, str)] if seg is not None else []
    return known_tag(variant.get(_LANG) or variant.get("lang") or ""), "".join(words)


def _options(unit: Element) -> dict[str, str]:
    props = {child.get("type", ""): child.text or "" for child in unit if local_name(child) == "prop"}
    return {name: props[_OPTION + name] for name in OPTIONS if _OPTION + name in props}


def _unit(entry: Entry, languages: tuple[str, ...]) -> str:
    options = "".join(
        f'<prop type="{_OPTION}{name}">{"yes" if getattr(entry, field) else "no"}</prop>'
        for name, field in OPTIONS.items()
    )
    variants = "".join(
        f"<tuv xml:lang={quoteattr(tag)}><seg>{escape(text)}</seg></tuv>"
        for tag, text in zip(languages, entry.texts, strict=True)
        if text
    )
    return f"<tu>{options}\n{variants}</tu>\n"
