"""Whether what people do not translate is what it was: code, equations, directives, HTML, front matter, pictures."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from amts.documents.splice import replaced
from amts.records import BlockKind, Finding

if TYPE_CHECKING:
    from collections.abc import Callable

    from amts.records import Document

_SPACE = re.compile(r"\s")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_TAG = re.compile(r"<\s*(/?[A-Za-z][\w:.-]*)((?:\"[^\"]*\"|'[^']*'|[^<>\"'])*)>")
_ATTRIBUTE = re.compile(r"([\w:@.-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
# Attributes that people read, and addresses, which have a check of their own.
_READ = frozenset({"alt", "title", "aria-label", "placeholder", "summary", "label", "href", "lang"})
_FRONT_MATTER_KEY = re.compile(r"^[ \t]*(?:- )?\"?([\w.-]+)\"?[ \t]*[:=](?:\s|$)", re.M)
# d2l writes the size of a picture as a directive; another size breaks nothing.
_SIZE = re.compile(rb"\s*:(?:width|height):")


def own_bytes(document: Document, index: int) -> bytes:
    """Return the bytes of an opaque block without those of the texts that it encloses."""
    block = document.blocks[index]
    enclosed = []
    for inner in document.blocks[index + 1 :]:
        if inner.start >= block.end:
            break
        if inner.text and inner.end <= block.end:
            enclosed.append((inner.start - block.start, inner.end - block.start, b""))
    own = document.body[block.start : block.end]
    return replaced(own, enclosed) if enclosed else own


def opaque_finding(source: Document, index: int, target: Document, other: int) -> Finding | None:
    """Compare an opaque block with the one in its place, of the same kind; None if nothing differs."""
    block, twin = source.blocks[index], target.blocks[other]
    ours, theirs = own_bytes(source, index), own_bytes(target, other)
    if ours == theirs and block.key == twin.key:
        return None
    reason, breaking = _CHECKS.get(block.kind, _any)(ours.decode(), theirs.decode())
    if block.key and _SPACE.sub("", block.key) == _SPACE.sub("", twin.key):
        if block.kind is not BlockKind.CODE:
            return None
        reason, breaking = reason if reason == "fence" else "comment", reason == "fence"
    elif _SIZE.match(ours) and _SIZE.match(theirs):
        breaking = False
    detail = _difference(ours or block.key.encode(), theirs or twin.key.encode())
    return Finding(reason or block.kind.value, index, detail, breaking)


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


def _difference(expected: bytes, found: bytes) -> str:
    """Return the first lines in which two blocks differ."""
    lines = zip_longest(expected.decode().splitlines(), found.decode().splitlines(), fillvalue="")
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
