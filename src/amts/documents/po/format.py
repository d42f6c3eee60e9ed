"""Catalogues of gettext (PO and POT): messages and their translations, with exact byte positions.

Read by the grammar of gettext; only the literals of translations are ever written anew, and the mark `fuzzy` of what
got a new one is taken off. Of a plural, `msgid` is the text of the first form and `msgid_plural` that of the others;
where a language has one form only, that is the plural. As many forms are translated as stand in the file, but no more
than `nplurals` of its header; a template (POT), which knows no language, has two.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from amts.documents.declared_encoding import declaring_utf8
from amts.documents.po.literals import CONTENT, LITERALS, Layout, decoded, layout_of
from amts.documents.po.markup import message_marks
from amts.documents.protocol import AS_USUAL, UNCHANGED
from amts.documents.splice import decode, replaced
from amts.errors import DocumentError
from amts.records import Block, BlockKind, Document, Links

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from amts.records import Address, ReadingOptions

_BOM = b"\xef\xbb\xbf"
_ENTRY = re.compile(
    rb"""(?P<comments>(?:[ \t\r\f\v]*+(?:\#(?!~)[^\n]*+)?\n|(?!))*+)\s*+
    (?: (?P<obsolete>\#~[^\n]*+(?:\n[ \t]*+\#~[^\n]*+|(?!))*+)
      | \#[^\n]*+\Z
      | domain\s++%(text)s
      | (?:msgctxt\s*+(?P<context>%(text)s)\s*+)?
        msgid\s*+(?P<message>%(text)s)\s*+
        (?:msgid_plural\s*+(?P<plural>%(text)s)\s*+)?
        (?P<forms>(?:msgstr(?:\[\d+\]|(?!))?+\s*+%(text)s\s*+|(?!))++)
      | \Z
    )"""
    % {b"text": LITERALS},
    re.X,
)
_FORM = re.compile(rb"msgstr(?:\[(\d+)\]|(?!))?+\s*+(%s)" % LITERALS)
_HEADER = re.compile(rb'^msgid[ \t]++""\s++msgstr\s*+(%s)' % LITERALS, re.M)
_DECLARED = re.compile(
    rb'^msgid[ \t]++""\s++msgstr(?:\s*+"%s")*?\s*+"[^"\n]*?charset=([^\s\\"]+)' % CONTENT, re.M | re.I
)
_CHARSET = re.compile(rb"charset=([^\s\\\"]+)", re.I)
# What a template has until somebody fills it in.
_UTF8 = frozenset({b"utf-8", b"utf8", b"charset"})
_PLURALS = re.compile(rb"nplurals\s*=\s*(\d{1,3})")
_FUZZY = re.compile(rb"^[ \t]*#,(?:[^\n]*[ \t,])?fuzzy(?=[ \t\r\n,])", re.M)
_FORMAT = re.compile(rb"^[ \t]*#,(?:[^\n]*[ \t,])?(?!no-)[a-z-]+-format\b", re.M)
_FLAGS_OR_PREVIOUS = re.compile(rb"^[ \t]*#[,|][^\n]*\n", re.M)
_FUZZY_FLAG = re.compile(rb",[ \t]*fuzzy[ \t]*(?=[\r\n,])")
_WHOLE_LINE = re.compile(
    rb"[ \t\r\f\v]*+(?:#[^\n]*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?|domain)\s*+)?(?:%s)?)[ \t\r\f\v]*+"
    % LITERALS
)


class Po:
    """Messages for translation; a block holds one with the place of its translation."""

    suffixes: ClassVar[tuple[str, ...]] = (".po", ".pot")

    def parse(self, content: bytes, name: str, options: ReadingOptions = AS_USUAL) -> Document:
        """Find the messages and what they are translated as."""
        header = _header(content)
        _check_charset(header, name)
        decode(content, name)
        plurals = _PLURALS.search(header)
        most = int(plurals[1]) if plurals else 0
        blocks: list[Block] = []
        for entry in _entries(content, name):
            blocks += _blocks(entry, most, content, name)
        return Document(name, "po", content, tuple(blocks), content, options=options)

    def render(
        self, document: Document, texts: Mapping[int, str], addresses: Mapping[Address, str] = UNCHANGED
    ) -> bytes:
        """Replace some translations; an entry all of whose forms are new is no longer fuzzy.

        What a template says of its encoding, `charset=CHARSET`, becomes UTF-8 with the first text that needs it.
        """
        new = {
            document.blocks[index].start: text
            for index, text in texts.items()
            if text != document.blocks[index].written
        }
        rendered = replaced(document.body, _edits(document, new)) if new else document.content
        return declaring_utf8(rendered, document.content, _DECLARED)

    def links(self, document: Document) -> Links:
        """Return nothing: what messages point to, their program knows."""
        return Links()


def _header(content: bytes) -> bytes:
    found = _HEADER.search(content)
    return found[1] if found else b""


def _check_charset(header: bytes, name: str) -> None:
    charset = _CHARSET.search(header)
    if charset and charset[1].lower() not in _UTF8:
        msg = (
            f"{name}: its header says charset={charset[1].decode(errors='replace')}, expected UTF-8: "
            "convert it with `msgconv --to-code=UTF-8`"
        )
        raise DocumentError(msg)


def _entries(content: bytes, name: str) -> Iterator[re.Match[bytes]]:
    """Yield what stands in a catalogue: each match has its comments, and a message or obsolete ones.

    Raises:
        DocumentError: something else stands in it (the message has the line).
    """
    position = len(_BOM) if content.startswith(_BOM) else 0
    while position < len(content):
        entry = _ENTRY.match(content, position)
        if entry is None:
            raise _syntax_error(content, position, name)
        yield entry
        position = entry.end()


def _syntax_error(content: bytes, position: int, name: str) -> DocumentError:
    """Say which line of an entry cannot be read, or the first of one that is incomplete."""
    first = 0
    for line in content[position:].split(b"\n"):
        if not _WHOLE_LINE.fullmatch(line):
            return _error(content, position, name, "neither a comment, nor a keyword with a text in double quotes")
        if line.startswith(b"msg"):
            first = first or position + 1
        elif not line.strip() and first:
            break
        position += len(line) + 1
    place = max(first - 1, 0)
    return _error(content, place, name, "no whole entry begins here: expected msgctxt, if any, msgid and msgstr")


def _error(content: bytes, position: int, name: str, problem: str) -> DocumentError:
    end = content.find(b"\n", position)
    line = content[position : end if end >= 0 else len(content)].decode(errors="replace").strip()
    number = content.count(b"\n", 0, position) + 1
    return DocumentError(f"{name}: line {number}: {line[:60]!r}: {problem}; `msgfmt --check` tells more")


def _blocks(entry: re.Match[bytes], most: int, content: bytes, name: str) -> Iterator[Block]:
    """Yield the forms of an entry's message, or the entry as an opaque block."""
    if entry["obsolete"]:
        yield Block(BlockKind.DIRECTIVE, *entry.span("obsolete"), key="obsolete")
    if not entry["forms"]:
        return
    comments = entry["comments"]
    fuzzy = b"fuzzy" in comments and _FUZZY.search(comments) is not None
    formatted = b"-format" in comments and _FORMAT.search(comments) is not None
    for source, form in _forms(entry, most, content, name):
        text, target = source.strip(), _decoded(form, 2, content, name).strip()
        if text:
            marks, held = (message_marks(each, formatted=formatted) for each in (text, target))
            approved = bool(target) and not fuzzy
            yield Block(BlockKind.PARAGRAPH, *form.span(2), text, marks,
                        target=target, target_inlines=held, approved=approved)  # fmt: skip
        else:
            header = not source and not entry["context"]
            kind = BlockKind.FRONT_MATTER if header else BlockKind.DIRECTIVE
            yield Block(kind, entry.start("message"), form.end(2), key="header" if header else "")


def _forms(entry: re.Match[bytes], most: int, content: bytes, name: str) -> Iterator[tuple[str, re.Match[bytes]]]:
    """Yield the places of an entry's translation, each with the text to translate there."""
    message = _decoded(entry, "message", content, name)
    forms = list(_FORM.finditer(content, *entry.span("forms")))
    if entry["plural"] is None:
        yield message, forms[0]
        return
    plural = _decoded(entry, "plural", content, name)
    most = most or len(forms)
    for form in forms:
        number = int(form[1] or 0)
        if number < most:
            yield (plural if number or most == 1 else message), form


def _decoded(match: re.Match[bytes], group: str | int, content: bytes, name: str) -> str:
    try:
        return decoded(match[group])
    except ValueError as error:
        raise _error(content, match.start(group), name, f"a text that cannot be read ({error})") from error


def _edits(document: Document, new: Mapping[int, str]) -> Iterator[tuple[int, int, bytes]]:
    """Yield what to replace for new texts, given by where they stand."""
    body, header = document.body, _HEADER.search(document.body)
    layout = layout_of(body[header.end() :] if header else body)
    plurals = _PLURALS.search(header[1]) if header else None
    for entry in _entries(body, document.name):
        forms = _forms(entry, int(plurals[1]) if plurals else 0, body, document.name) if entry["forms"] else ()
        changed = [(source, form, new.get(form.start(2))) for source, form in forms]
        for source, form, text in changed:
            if text is not None:
                yield *form.span(2), _written(text, source, form.start(2), layout, body)
        if b"fuzzy" in entry["comments"] and all(text is not None for _, _, text in changed):
            yield from _without_fuzzy(entry, body)


def _written(text: str, source: str, start: int, layout: Layout, body: bytes) -> bytes:
    """Return the literals for a text, with the white space that its source begins and ends with: msgfmt insists."""
    if text:
        text = source[: len(source) - len(source.lstrip())] + text + source[len(source.rstrip()) :]
    before = body[body.rfind(b"\n", 0, start) + 1 : start].decode()
    indentation = before[: len(before) - len(before.lstrip())]
    newline = "\r\n" if body.endswith(b"\r", 0, max(body.find(b"\n"), 0)) else "\n"
    return f"{newline}{indentation}".join(layout.literals(text, len(before))).encode()


def _without_fuzzy(entry: re.Match[bytes], body: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield what takes off the mark `fuzzy` from an entry, with what its message was before."""
    if not _FUZZY.search(entry["comments"]):
        return
    for line in _FLAGS_OR_PREVIOUS.finditer(body, *entry.span("comments")):
        flags = _FUZZY_FLAG.sub(b"", line[0])
        previous = line[0].lstrip().startswith(b"#|")
        yield *line.span(), b"" if previous or flags.strip() == b"#" else flags
