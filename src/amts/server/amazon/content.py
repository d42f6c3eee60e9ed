"""The content types of documents, and which of our formats each is."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from amts.server.amazon.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

PLAIN, HTML = "text/plain", "text/html"
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = f"{_OFFICE}.wordprocessingml.document"
# What AMTS reads and Amazon does not.
_OURS = {"text/markdown": "markdown", "application/x-ipynb+json": "notebook"}
DOCUMENT_TYPES: Mapping[str, str] = MappingProxyType({PLAIN: "plaintext", HTML: "html", DOCX: "docx"})
JOB_TYPES: Mapping[str, str] = MappingProxyType({
    **DOCUMENT_TYPES,
    f"{_OFFICE}.presentationml.presentation": "pptx",
    f"{_OFFICE}.spreadsheetml.sheet": "xlsx",
    "application/x-xliff+xml": "xliff",
})  # fmt: skip


def format_name(content_type: str, known: Mapping[str, str], code: str, *, strict: bool) -> str:
    """Return the name of the format of a content type.

    Args:
        content_type: as the request has it.
        known: the content types of the operation.
        code: the exception if it is none of them.
        strict: whether only Amazon's own are known.

    Raises:
        Fault: it is unknown.
    """
    known = known if strict else {**known, **_OURS}
    if content_type not in known:
        msg = f"The content type {content_type} is not supported: use one of {', '.join(sorted(known))}."
        raise Fault(code, msg)
    return known[content_type]
