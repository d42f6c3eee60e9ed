"""The three ways in which office programs write a paragraph as runs: in texts, in drawings, in the cells of a sheet.

A run has properties and text: `<w:r><w:rPr/><w:t>`, `<a:r><a:rPr/><a:t>`, `<r><rPr/><t>`. What else may stand in a
paragraph, and what of it readers see, differs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from amts.errors import DocumentError
from amts.records import MarkKind

if TYPE_CHECKING:
    from collections.abc import Mapping

# The names of namespaces begin so, of the usual kind and of the strict one.
_ROOTS = (rb"http://schemas\.openxmlformats\.org/", rb"http://purl\.oclc\.org/ooxml/")
_NEVER_SEEN = frozenset({"rPr", "pPr", "!--", "?", "![CDATA["})


@dataclass(frozen=True, slots=True)
class Syntax:
    """A way of writing runs.

    Attributes:
        encoding: the name of what writes it (see `amts.documents.encodings`).
        namespace: what its elements belong to, as a pattern without the root.
        prefixes: those that the names of its elements may have.
        unseen: the elements that readers do not see; they may go when a paragraph is written anew.
        unseen_properties: the run properties that readers do not see.
        wrappers: the elements around runs that are formatting of a kind, such as a link.
        kinds: what some of the elements that are no text are.
        single: whether a run holds one text element and nothing else, in which white space is what it is; otherwise
            several with tabs or breaks between them, and white space is but a blank.
        says_space: whether a text element says that the blanks at its ends count.
    """

    encoding: str
    namespace: bytes
    prefixes: tuple[str, ...]
    unseen: frozenset[str] = _NEVER_SEEN
    unseen_properties: frozenset[str] = frozenset()
    wrappers: frozenset[str] = frozenset()
    kinds: Mapping[str, MarkKind] = field(default_factory=dict)
    single: bool = True
    says_space: bool = True

    def named(self, name: bytes) -> str:
        """Return the name of an own element without its prefix; others keep theirs, such as `a:p`."""
        return _named(name, self.prefixes)

    def prefix_in(self, stretch: bytes) -> str:
        """Return the prefix that own elements have in a stretch."""
        return next(each for each in self.prefixes if b"<" + each.encode() in stretch)

    def is_in(self, part: bytes, where: str) -> bool:
        """Whether a part may have elements that are written so.

        Args:
            part: XML.
            where: what the part is called in the error.

        Raises:
            DocumentError: it may, but with prefixes that no office program writes.
        """
        declared = rb"xmlns(?::([\w.-]+))?\s*=\s*[\"'](?:" + b"|".join(_ROOTS) + rb")" + self.namespace + rb"[\"']"
        found = {prefix.decode() for prefix in re.findall(declared, part)}
        if found - {prefix.rstrip(":") for prefix in self.prefixes}:
            raise self._without_prefix(where)
        return bool(found)

    def check(self, part: bytes, where: str) -> None:
        """Raise a DocumentError if a part has no elements that are written so, or with other prefixes."""
        if not self.is_in(part, where):
            raise self._without_prefix(where)

    def _without_prefix(self, where: str) -> DocumentError:
        prefix = " or ".join(each or "none" for each in self.prefixes)
        msg = f"{where} does not have the prefix {prefix} for its elements: save the document with an office program"
        return DocumentError(msg)


@lru_cache(maxsize=4096)
def _named(name: bytes, prefixes: tuple[str, ...]) -> str:
    text = name.decode()
    return text.removeprefix(next((each for each in prefixes if each and text.startswith(each)), ""))


TEXT = Syntax(
    "docx",
    rb"wordprocessingml/(?:2006/)?main",
    ("w:",),
    unseen=_NEVER_SEEN | {"proofErr", "lastRenderedPageBreak"},
    unseen_properties=frozenset({"lang", "noProof", "rPrChange", "ins", "bCs", "iCs", "szCs", "kern", "spacing", "w"}),
    wrappers=frozenset({"hyperlink", "ins", "moveTo", "smartTag", "customXml", "sdt", "bdo", "dir"}),
    kinds={
        "br": MarkKind.BREAK, "cr": MarkKind.BREAK, "m:oMath": MarkKind.MATH, "m:oMathPara": MarkKind.MATH,
        "footnoteReference": MarkKind.NOTE, "endnoteReference": MarkKind.NOTE, "commentReference": MarkKind.NOTE,
    },
    single=False,
)  # fmt: skip
DRAWING = Syntax(
    "drawing",
    rb"drawingml/(?:2006/)?main",
    ("a:",),
    unseen=_NEVER_SEEN | {"endParaRPr"},
    unseen_properties=frozenset(
        {
            "lang",
            "altLang",
            "dirty",
            "err",
            "noProof",
            "smtClean",
            "smtId",
            "bmk",
            "extLst",
        }
    ),
    kinds={"br": MarkKind.BREAK, "fld": MarkKind.ROLE, "a14:m": MarkKind.MATH},
    says_space=False,
)
SHEET = Syntax(
    "cell",
    rb"spreadsheetml/(?:2006/)?main",
    ("x:", ""),
    unseen=_NEVER_SEEN | {"rPh", "phoneticPr"},
    unseen_properties=frozenset({"family", "charset", "scheme"}),
)
