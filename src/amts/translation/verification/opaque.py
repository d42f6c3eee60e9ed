"""Whether what people do not translate is what it was: code, equations, directives, HTML, front matter, pictures."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from amts.documents.embedded.code import code_key
from amts.documents.splice import replaced
from amts.records import BlockKind, Finding
from amts.translation.verification.addresses import same_address
from amts.translation.verification.line_difference import first_difference, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from amts.records import Block, Document

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_TAG = re.compile(r"<\s*+(/?[A-Za-z][\w:.-]*+)((?:\"[^\"]*\"|'[^']*'|[^<>\"']|(?!))*+)>")
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
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.|(?!))*+\"|'(?:[^'\\\n]|\\.|(?!))*+'")
_WORD = re.compile(r"[A-Za-z]{2}")
_NO_WORD = re.compile(r"[\d/\\_=%{}<>@]")


class _Difference(NamedTuple):
    """How two blocks differ: the reason code (empty: that of their kind), in which line, and in words."""

    reason: str
    line: int
    detail: str
    breaking: bool = True


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
    """Compare an opaque block with the one in its place, of the same kind; None if nothing differs.

    The finding's `line` is how many lines into the block it is.
    """
    block, twin = source.blocks[index], target.blocks[other]
    ours, theirs = own_bytes(source, index).decode(), own_bytes(target, other).decode()
    if ours == theirs and block.key == twin.key:
        return None
    reason, line, detail, breaking = _CHECKS.get(block.kind, _any)(ours or block.key, theirs or twin.key)
    if block.key and _without_space(block.key) == _without_space(twin.key):
        if _may_differ(block, ours, theirs):
            return None
        if reason == "code":
            changed = _other_command(ours, theirs)
            reason, line, detail, breaking = changed or _Difference(
                "comment", *first_difference(ours, theirs), breaking=False
            )
        breaking = breaking and block.kind is not BlockKind.IMAGE
    elif _SIZE.match(ours) and _SIZE.match(theirs):
        breaking = False
    return Finding(reason or block.kind.value, index, detail, breaking, line)


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


def _other_command(ours: str, theirs: str) -> _Difference | None:
    """Return which command, or string that nobody reads, is another one in code with an equal key, if any is."""
    for here, there in zip(_unread(ours), _unread(theirs), strict=True):
        if here - there and there - here:
            new = min(there - here)
            line = next((at for at, line in enumerate(theirs.splitlines()) if new in _without_space(line)), 0)
            return _Difference("code", line, shown(min(here - there), new))
    return None


def _unread(code: str) -> tuple[Counter[str], Counter[str]]:
    """Return the commands in code that look like comments, and the strings without words."""
    commands = (
        same_address(each[0]) if each["address"] else _without_space(each[0]) for each in _COMMAND.finditer(code)
    )
    strings = (each[0][1:-1] for each in _STRING.finditer(code))
    return Counter(commands), Counter(each for each in strings if each.isascii() and _is_no_word(each))


def _is_no_word(string: str) -> bool:
    return not _WORD.search(string) or (string.split() == [string] and _NO_WORD.search(string) is not None)


def _any(ours: str, theirs: str) -> _Difference:
    return _Difference("", *first_difference(ours, theirs))


def _code(ours: str, theirs: str) -> _Difference:
    if _is_closed(ours) and not _is_closed(theirs):
        return _Difference("fence", first_difference(ours, theirs)[0], "the fence at its end is missing")
    return _Difference("code", *first_difference(ours, theirs, _code_of_line))


def _code_of_line(line: str) -> str:
    return code_key(line).removeprefix("code::")


def _is_closed(code: str) -> bool:
    """Whether a fenced block of code ends with its fence; code without a fence needs none."""
    opening = _FENCE.match(code)
    if not opening:
        return True
    first, _, rest = code.rstrip().rpartition("\n")
    return bool(first) and rest.strip(" \t>").startswith(opening[1]) and not rest.strip(" \t>" + opening[1][0])


def _html(ours: str, theirs: str) -> _Difference:
    return _Difference("html", *first_difference(ours, theirs), breaking=tags(ours) != tags(theirs))


def tags(text: str) -> list[str]:
    """Return the tags in HTML, with their attributes but for those that people read."""
    return [
        " ".join([name.lower(), *sorted(f"{key}={value.strip(chr(34) + chr(39))}" for key, value in kept)])
        for name, inside in _TAG.findall(text)
        for kept in [[pair for pair in _ATTRIBUTE.findall(inside) if pair[0].lower() not in _READ]]
    ]


def _front_matter(ours: str, theirs: str) -> _Difference:
    keys, others = (Counter(_FRONT_MATTER_KEY.findall(text)) for text in (ours, theirs))
    if keys != others:
        return _Difference("front-matter", *first_difference(ours, theirs, _key_of_line))
    strays = _strays(theirs)
    if len(strays) > len(_strays(ours)):
        line = theirs.splitlines()[strays[0]]
        return _Difference("front-matter", strays[0], f"no longer parses: {line.strip()[:80]!r}")
    return _Difference("front-matter", *first_difference(ours, theirs), breaking=False)


def _key_of_line(line: str) -> str:
    key = _FRONT_MATTER_KEY.match(line)
    return key[1] if key else ""


def _strays(front_matter: str) -> list[int]:
    """Return the lines that are neither key, item, comment, continuation nor fence, or leave a quote open."""
    return [at for at, line in enumerate(front_matter.splitlines()) if _is_stray(line) or _leaves_open(line)]


def _is_stray(line: str) -> bool:
    known = re.match(r"[ \t]|-|#|\.\.\.|\+\+\+|[\]\[{}]", line) or _FRONT_MATTER_KEY.match(line)
    return bool(line.strip()) and not known


def _leaves_open(line: str) -> bool:
    return line.partition(":")[2].lstrip().startswith('"') and line.count('"') % 2 == 1


_CHECKS: dict[BlockKind, Callable[[str, str], _Difference]] = {
    BlockKind.CODE: _code,
    BlockKind.HTML: _html,
    BlockKind.FRONT_MATTER: _front_matter,
}
