"""Checks that every document format must pass, for our tests and for authors of plug-ins."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from amts.documents.splice import MAX_BYTES
from amts.engines.pseudo import Pseudo
from amts.errors import DocumentError
from amts.records import BlockKind
from amts.translation.document import translate_document
from amts.translation.integrity import round_trip_failure
from amts.translation.rereading import misread
from amts.translation.verification.verify import verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.documents.protocol import Format
    from amts.records import Document, Finding

_LANGUAGES = ("en", "zh", "es", "ja")
_NEW_TEXT = "新 text"
_NEW_ADDRESS = "new/address.html"
# What every format must take, whatever it makes of it, or refuse with a clear error if it has an outer syntax.
_AWKWARD_CONTENTS = (
    b"", b"\n", b"\r\n\r\n", b"\r", b"\x00", b"\xef\xbb\xbf", b"\xef\xbb\xbfA byte order mark.\n", b"No line break",
    "深度学习。\u3000\u2028é e\u0301 😀\n".encode(), "⟦1⟧ ⟦2⟧⟧\n".encode(), b"One.\rTwo.\r\rThree.\r",
)  # fmt: skip


def check_format(format_class: type[Format], samples: Sequence[bytes]) -> None:
    """Check that a format gives back what it was given, changes only what it is told to, and says what is wrong.

    Args:
        format_class: the class registered in the family `amts.formats`.
        samples: documents of the format, each with at least one text.

    Raises:
        AssertionError: a check failed; the message says which.
    """
    format_ = format_class()
    _check_suffixes(format_)
    for number, content in enumerate(_AWKWARD_CONTENTS):
        name = f"awkward content {number}"
        if not _complaint(format_, content, name):
            _check_round_trip(format_, format_.parse(content, name))
    for number, content in enumerate(samples):
        document = format_.parse(content, f"sample {number}")
        assert any(block.text for block in document.blocks), f"{document.name}: no text was found in it"
        _check_round_trip(format_, document)
        _check_change(format_, document)
        _check_links(format_, document)
        failure = pseudo_failure(document, format_)
        assert not failure, f"{document.name}: pseudo-translated: {failure}"
    _check_refusals(format_)


def _check_suffixes(format_: Format) -> None:
    assert format_.suffixes, "a format must have a suffix"
    for suffix in format_.suffixes:
        assert re.fullmatch(r"\.[a-z0-9]+", suffix), f"suffix {suffix!r} is not like .md"


def _check_round_trip(format_: Format, document: Document) -> None:
    for tag in _LANGUAGES:
        failure = round_trip_failure(document, format_, tag)
        assert not failure, failure
    assert format_.parse(document.content, document.name) == document, f"{document.name}: parsed differently again"
    assert format_.render(document, {}) == document.content, f"{document.name}: render with no texts changes it"


def _check_change(format_: Format, document: Document) -> None:
    """Change one text after another: it must be found in the result, and all other bytes as they were."""
    for index, block in enumerate(document.blocks):
        if block.text:
            rendered = format_.parse(format_.render(document, {index: _NEW_TEXT}), document.name)
            assert rendered.body.startswith(document.body[: block.start]), f"{document.name}: text {index} moved"
            assert rendered.body.endswith(document.body[block.end :]), f"{document.name}: text {index} spilt over"
            changed = rendered.body[block.start : len(rendered.body) - len(document.body) + block.end].decode()
            assert _NEW_TEXT in changed, f"{document.name}: text {index} was not replaced, but by {changed!r}"


def _check_links(format_: Format, document: Document) -> None:
    """Change every address: it must be found in the result, and all other bytes as they were."""
    links = format_.links(document)
    for address in links.addresses:
        found = document.body[address.start : address.end].decode()
        assert found == address.text, f"{document.name}: address {address.text!r} reads {found!r}"
        rendered = format_.parse(format_.render(document, {}, {address: _NEW_ADDRESS}), document.name)
        expected = document.body[: address.start] + _NEW_ADDRESS.encode() + document.body[address.end :]
        assert rendered.body == expected, f"{document.name}: address {address.text!r} was not replaced alone"
    for anchor in links.anchors:
        heading = anchor.block is None or document.blocks[anchor.block].kind is BlockKind.HEADING
        assert heading, f"{document.name}: anchor {anchor.name!r} is made by block {anchor.block}, which is no heading"


def _check_refusals(format_: Format) -> None:
    for content, name in ((b"ab\xffcd", "broken"), (b" " * (MAX_BYTES + 1), "huge")):
        complaint = _complaint(format_, content, name)
        assert complaint, f"parsing the {name} document must raise a DocumentError"
        assert complaint.startswith(f"{name}: "), f"the complaint does not name the document: {complaint}"


def _complaint(format_: Format, content: bytes, name: str) -> str:
    try:
        format_.parse(content, name)
    except DocumentError as error:
        return str(error)
    return ""


def pseudo_failure(document: Document, format_: Format) -> str:
    """Pseudo-translate a document and read it again.

    Returns:
        Nothing if every segment was replaced, the result has the structure of the document, and exactly the
        replaced texts are read from it again; otherwise what is wrong, and where.
    """
    # Also what people have translated in it is translated anew.
    unapproved = replace(document, blocks=tuple(replace(block, approved=False) for block in document.blocks))
    result = translate_document(unapproved, format_, Pseudo(), "en", "en")
    if result.findings:
        return _shown(result.findings)
    again = format_.parse(result.content, document.name, document.options)
    # A document that holds translations may have held broken ones before.
    before = {(each.block, each.reason) for each in verify(document, document)}
    findings = [each for each in verify(document, again) if (each.block, each.reason) not in before]
    if findings:
        return _shown(findings)
    return _shown(misread(document, again, {block.index: block.text for block in result.blocks}))


def _shown(findings: Sequence[Finding]) -> str:
    return "; ".join(f"{each.reason} in block {each.block}: {each.detail}" for each in findings[:3])
