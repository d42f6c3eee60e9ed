"""The translation units of a file in Translation Memory eXchange (TMX 1.4b), one after the other.

Files are streamed; nothing outside the file is ever fetched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from amts.errors import DataError, PathError
from amts.parallel.inline import escaped, local_name, seg_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import IO
    from xml.etree.ElementTree import Element

    from amts.parallel.inline import Code

TAIL = "</body>\n</tmx>\n"
_OWN = "x-amts-"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def head(source_language: str, segtype: str) -> str:
    """Return what stands before the units, which are translated from a language and each of a kind (`segtype`)."""
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
<header creationtool="amts" creationtoolversion="1" segtype="{segtype}" o-tmf="amts" adminlang="en" \
srclang={quoteattr(source_language)} datatype="plaintext"/>
<body>
"""


def prop(name: str, text: str) -> str:
    """Return a property of AMTS's own as XML; `props` reads it."""
    return f'<prop type="{_OWN}{name}">{escaped(text)}</prop>'


def variant(language: str, seg: str, properties: str = "") -> str:
    """Return a text in a language as XML; `seg` and `properties` are XML."""
    return f"<tuv xml:lang={quoteattr(language)}>{properties}<seg>{seg}</seg></tuv>"


def units(path: Path) -> Iterator[tuple[Element, Mapping[str, str]]]:
    """Yield each translation unit, with the attributes of the header; each is emptied afterwards.

    Raises:
        PathError: the file cannot be read.
        DataError: it is not well-formed XML, or not TMX.
    """
    try:
        with path.open("rb") as file:
            yield from _parsed(file, path)
    except OSError as error:
        msg = f"cannot read {path} ({error.strerror}): name an existing file"
        raise PathError(msg) from error
    except ElementTree.ParseError as error:
        line, column = error.position
        reason = str(error).partition(":")[0]
        msg = f"{path}, line {line}, column {column + 1}: not well-formed XML ({reason}): export the file again"
        raise DataError(msg) from error
    except (ValueError, LookupError) as error:
        msg = f"{path}: {error}: save the file as UTF-8"
        raise DataError(msg) from error


def _parsed(file: IO[bytes], path: Path) -> Iterator[tuple[Element, Mapping[str, str]]]:
    events = ElementTree.iterparse(file, events=("start", "end"))
    _, root = next(events)
    if local_name(root) != "tmx":
        msg = f"{path}: its root is <{local_name(root)}>, not <tmx>: name a TMX file"
        raise DataError(msg)
    header: Mapping[str, str] = {}
    parent = root
    for event, element in events:
        name = local_name(element)
        if event == "start" and name == "body":
            parent = element
        elif event == "end" and name == "header":
            header = element.attrib
        elif event == "end" and name == "tu":
            yield element, header
            parent.clear()


def variants(unit: Element) -> list[tuple[str, Element]]:
    """Return the texts of a unit, each with its language as the file has it."""
    found = [child for child in unit if local_name(child) == "tuv"]
    return [(each.get(_LANG) or each.get("lang") or "", each) for each in found]


def pieces(variant: Element) -> list[str | Code]:
    """Return the text and the codes of a variant, in order."""
    seg = next((child for child in variant if local_name(child) == "seg"), None)
    return [] if seg is None else seg_pieces(seg)


def props(element: Element) -> dict[str, str]:
    """Return the properties of AMTS's own that a unit or variant has, by name."""
    found = ((child.get("type", ""), child.text or "") for child in element if local_name(child) == "prop")
    return {name.removeprefix(_OWN): text for name, text in found if name.startswith(_OWN)}
