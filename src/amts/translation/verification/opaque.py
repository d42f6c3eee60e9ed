"""Whether what people do not translate is what it was: code, equations, directives, HTML, front matter, pictures."""

from __future__ import annotations

import re
from collections import Counter
from itertools import zip_longest
from typing import TYPE_CHECKING

from amts.documents.splice import replaced
from amts.records import BlockKind, Finding
from amts.translation.verification.addresses import same_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from amts.records import Block, Document

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_TAG = re.compile(r"<\s*+(/?[A-Za-z][\w:.-]*+)((?:\"[^\"]*\"|'[^']*'|[^<>\"'])*+)>")
_ATTRIBUTE = re.compile(r"(?<![\w:@.-])([\w:@.-]++)\s*+=\s*+(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
# Attributes that people read, and addresses, which have a check of their own.
_READ = frozenset({"alt", "title", "aria-label", "placeholder", "summary", "label", "href", "lang"})
_FRONT_MATTER_KEY = re.compile(r"^[ \t]*(?:- )?\"?([\w.-]+)\"?[ \t]*[:=](?:\s|$)", re.M)
# d2l writes the size of a picture as a directive; another size breaks nothing.
_SIZE = re.compile(r"\s*:(?:width|height):")
# The keys of what a translation has of its own: comments, what catalogues say of themselves, lines that are drawn.
_OWN = re.compile(r"(?:comment|obsolete|header|transition)\Z|\w+ table:")
# The language of a record, such as en-US.
_LOCALE = re.compile(r"\b[a-z]{2,3}[-_][A-Z]{2}\b")
_FOLDER = re.compile(r"(?<![^\s:/])[^\s:/]*+/")
# What the key of code leaves out as a comment or a string, although machines read it.
_COMMAND = re.compile(
    r"(?P<address>\b[a-z]+://[^\s\"'<>`()\[\]{}，。；：、（）]+)"
    r"|(?<=[\w)\]])[ \t]*+//[ \t]*+\d+(?=[ \t]*+(?:$|[-+*/%),:;\]]))"
    r"|^[ \t]*+#(?:define|include|ifdef|ifndef|undef|pragma)\b.*"
    r"|:[ \t]*+#[0-9A-Fa-f]{3,8}\b",
    re.M,
)
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'")
_WORD = re.compile(r"[A-Za-z]{2}")
_NO_WORD = re.compile(r"[\d/\\_=%{}<>@]")


def own_bytes(document: Document, index: int) -> bytes:
    """Return the bytes of an opaque block without those of the texts that it encloses."""
    block = document.blocks[index]
    enclosed = []
    for other in range(index + 1, len(document.blocks)):
        inner = document.blocks[other]
        if inner.start >= block.end:
            break
        if inner.text and inner.end <= block.end:
            enclosed.append((inner.start - block.start, inner.end - block.start, b""))
    own = document.body[block.start : block.end]
    return replaced(own, enclosed) if enclosed else own


def opaque_finding(source: Document, index: int, target: Document, other: int) -> Finding | None:
    """Compare an opaque block with the one in its place, of the same kind; None if nothing differs."""
    block, twin = source.blocks[index], target.blocks[other]
    ours, theirs = own_bytes(source, index).decode(), own_bytes(target, other).decode()
    if ours == theirs and block.key == twin.key:
        return None
    reason, breaking = _CHECKS.get(block.kind, _any)(ours, theirs)
    detail = _difference(ours or block.key, theirs or twin.key)
    if block.key and _without_space(block.key) == _without_space(twin.key):
        if _may_differ(block, ours, theirs):
            return None
        if reason == "code":
            other_code = _other_code(ours, theirs)
            reason, breaking, detail = ("code", True, other_code) if other_code else ("comment", False, detail)
        breaking = breaking and block.kind is not BlockKind.IMAGE
    elif _SIZE.match(ours) and _SIZE.match(theirs):
        breaking = False
    return Finding(reason or block.kind.value, index, detail, breaking)


def _may_differ(block: Block, ours: str, theirs: str) -> bool:
    """Whether blocks with one key differ in nothing that must be the same.

    The key of an equation is all that must be, that of code is not; a picture may stand in another folder.
    """
    match block.kind:
        case BlockKind.CODE:
            return False
        case BlockKind.MATH:
            return True
        case BlockKind.IMAGE:
            ours, theirs = (_FOLDER.sub("", text) for text in (ours, theirs))
    bare, other = (_without_space(_LOCALE.sub("", text)) for text in (ours, theirs))
    return bare == other or _OWN.match(block.key) is not None


def _without_space(text: str) -> str:
    return "".join(text.split())


def _other_code(ours: str, theirs: str) -> str:
    """Return which command, or string that nobody reads, is another one in code with an equal key, if any is."""
    for here, there in zip(_unread(ours), _unread(theirs), strict=True):
        if here - there and there - here:
            return _difference(*("\n".join(sorted(side)) for side in (here - there, there - here)))
    return ""


def _unread(code: str) -> tuple[Counter[str], Counter[str]]:
    """Return the commands in code that look like comments, and the strings without words."""
    commands = (
        same_address(each[0]) if each["address"] else _without_space(each[0]) for each in _COMMAND.finditer(code)
    )
    strings = (each[0][1:-1] for each in _STRING.finditer(code))
    return Counter(commands), Counter(each for each in strings if each.isascii() and _is_no_word(each))


def _is_no_word(string: str) -> bool:
    return not _WORD.search(string) or (string.split() == [string] and _NO_WORD.search(string) is not None)


def _any(_: str, __: str) -> tuple[str, bool]:
    return "", True


def _code(ours: str, theirs: str) -> tuple[str, bool]:
    return ("fence" if _is_closed(ours) and not _is_closed(theirs) else "code"), True


def _is_closed(code: str) -> bool:
    """Whether a fenced block of code ends with its fence; code without a fence needs none."""
    opening = _FENCE.match(code)
    if not opening:
        return True
    first, _, rest = code.rstrip().rpartition("\n")
    return bool(first) and rest.strip(" \t>").startswith(opening[1]) and not rest.strip(" \t>" + opening[1][0])


def _html(ours: str, theirs: str) -> tuple[str, bool]:
    return "html", tags(ours) != tags(theirs)


def tags(text: str) -> list[str]:
    """Return the tags in HTML, with their attributes but for those that people read."""
    return [
        " ".join([name.lower(), *sorted(f"{key}={value.strip(chr(34) + chr(39))}" for key, value in kept)])
        for name, inside in _TAG.findall(text)
        for kept in [[pair for pair in _ATTRIBUTE.findall(inside) if pair[0].lower() not in _READ]]
    ]


def _front_matter(ours: str, theirs: str) -> tuple[str, bool]:
    keys = [sorted(_FRONT_MATTER_KEY.findall(text)) for text in (ours, theirs)]
    return "front-matter", keys[0] != keys[1] or _strays(theirs) > _strays(ours)


def _strays(front_matter: str) -> int:
    """Return how many lines are neither key, item, comment, continuation nor fence."""
    lines = front_matter.splitlines()
    return sum(
        bool(line.strip())
        and not re.match(r"[ \t]|-|#|\.\.\.|\+\+\+|[\]\[{}]", line)
        and not _FRONT_MATTER_KEY.match(line)
        for line in lines
    ) + sum(line.count('"') % 2 for line in lines if ":" in line and line.split(":", 1)[1].lstrip().startswith('"'))


_CHECKS: dict[BlockKind, Callable[[str, str], tuple[str, bool]]] = {
    BlockKind.CODE: _code,
    BlockKind.HTML: _html,
    BlockKind.FRONT_MATTER: _front_matter,
}


def _difference(expected: str, found: str) -> str:
    """Return the first lines in which two blocks differ."""
    lines = zip_longest(expected.splitlines(), found.splitlines(), fillvalue="")
    ours, theirs = next(((ours, theirs) for ours, theirs in lines if ours != theirs), ("", ""))
    return f"expected {ours.strip()[:80]!r}, found {theirs.strip()[:80]!r}"


def notebook_findings(source: Document, target: Document) -> list[Finding]:
    """Return a finding if a translated notebook breaks rules of the notebook format that its source keeps."""
    if target.format != "notebook" or target.content == source.content:
        return []
    from amts.documents.notebook.format import notebook_failure  # here: it is needed for notebooks only

    before = set(notebook_failure(source.content).splitlines())
    new = [line for line in notebook_failure(target.content).splitlines() if line not in before]
    return [Finding("notebook", 0, "; ".join(new))] if new else []
