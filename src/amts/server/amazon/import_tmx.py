"""Parallel data in Translation Memory eXchange (TMX 1.4b): a record a translation unit."""

from __future__ import annotations

import io
import re
from math import isnan
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from amts.errors import DataError, LanguageError
from amts.parallel.tmx_units import props
from amts.server.amazon.import_records import Intake, Record
from amts.server.amazon.languages_table import code_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ENTITY = re.compile(rb"<!ENTITY", re.I)
_DEEPEST = 100


def check_harmless(content: bytes) -> None:
    """Refuse XML that declares entities: there is no need for them, but to make little text much.

    Raises:
        DataError: it declares some.
    """
    if _ENTITY.search(content):
        msg = "Invalid TMX format. Entities must not be declared: write characters as they are"
        raise DataError(msg)


def read_tmx(content: bytes, *, strict: bool = False) -> Intake:
    """Read the units of a file.

    Args:
        content: of the file, known to be UTF-8.
        strict: whether Amazon's limits hold: its languages, the size of segments.

    Raises:
        DataError: it is not well-formed, declares entities, is not TMX, or does not say its source language.
    """
    check_harmless(content)
    try:
        return _read(content, strict=strict)
    except ElementTree.ParseError as error:
        line, column = error.position
        reason = str(error).partition(":")[0]
        msg = f"Invalid TMX format. Line {line}, column {column + 1}: {reason}"
        raise DataError(msg) from error
    except (ValueError, LookupError) as error:
        msg = f"Invalid TMX format. {error}: save the file as UTF-8"
        raise DataError(msg) from error


def _read(content: bytes, *, strict: bool) -> Intake:
    intake: Intake | None = None
    for number, element in enumerate(_elements(content)):
        if intake is None:
            if _name(element) != "header":
                break
            intake = Intake(_source(element, strict=strict), strict)
            continue
        where = f"Number {number} TU element"
        try:
            intake.take(where, _record(element, intake))
        except (DataError, LanguageError) as error:
            intake.fail(where, f"Invalid TMX format. {error}")
    if intake is None:
        msg = "Invalid TMX format. There must be a header, with the attribute srclang, before the body"
        raise DataError(msg)
    return intake


def _elements(content: bytes) -> Iterator[Element]:
    """Yield the header and each unit; a unit is emptied afterwards."""
    parents: list[Element] = []
    for event, element in ElementTree.iterparse(io.BytesIO(content), events=("start", "end")):
        if event == "start":
            _check_place(parents, element)
            parents.append(element)
            continue
        parents.pop()
        if _name(element) in ("header", "tu"):
            yield element
            parents[-1].clear()


def _check_place(parents: list[Element], element: Element) -> None:
    if not parents and _name(element) != "tmx":
        msg = f"Invalid TMX format. The root element is {_name(element)}, not tmx"
        raise DataError(msg)
    if len(parents) > _DEEPEST:
        msg = f"Invalid TMX format. Elements are nested more than {_DEEPEST} levels deep"
        raise DataError(msg)


def _source(header: Element, *, strict: bool) -> str:
    try:
        return code_of(header.get("srclang", ""), strict=strict)
    except LanguageError as error:
        msg = f"Invalid TMX format. The attribute srclang of the header must be the source language: {error}"
        raise DataError(msg) from error


def _record(unit: Element, intake: Intake) -> Record:
    """Return what a unit says.

    Raises:
        DataError: it has not exactly one text in the source language, no other one, or one without a language.
        LanguageError: one is in no language that is known.
    """
    variants = [child for child in unit if _name(child) == "tuv"]
    texts = [(_language(variant, strict=intake.strict), _text(variant)) for variant in variants]
    sources = [text for language, text in texts if language == intake.source]
    if len(sources) != 1:
        msg = f"One tu element should contain exactly one tuv element with the source language code: {intake.source}"
        raise DataError(msg)
    targets = {language: text for language, text in texts if language != intake.source}
    if not targets:
        msg = "One tu element should contain at least two tuv elements"
        raise DataError(msg)
    changed = max((each.get("changedate", "") for each in (unit, *variants)), default="")
    return Record(sources[0], targets, changed, _confidence(unit))


def _confidence(unit: Element) -> float | None:
    """Return how sure AMTS was of a unit; None if it is not from AMTS."""
    try:
        confidence = float(props(unit)["confidence"])
    except (KeyError, ValueError):
        return None
    return None if isnan(confidence) else min(max(confidence, 0.0), 1.0)


def _language(variant: Element, *, strict: bool) -> str:
    tag = variant.get(_LANG) or variant.get("lang")
    if not tag:
        msg = "Each tuv element must have the attribute xml:lang"
        raise DataError(msg)
    return code_of(tag, strict=strict)


def _text(variant: Element) -> str:
    """Return the text of a variant; what inline elements such as bpt hold is markup as the text's own is."""
    seg = next((child for child in variant if _name(child) == "seg"), None)
    if seg is None:
        msg = "Each tuv element must contain a seg element"
        raise DataError(msg)
    return "".join(seg.itertext())


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
