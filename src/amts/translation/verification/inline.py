"""Whether the markup within texts is what it was: inline code, mathematics, roles, links, notes, emphasis, tags."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from amts.placeholders import PLACEHOLDER, numbers
from amts.records import Finding, MarkKind
from amts.translation.verification.opaque import tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amts.records import Block, Inline, Segment

_UNCOUNTED = frozenset({MarkKind.ESCAPE, MarkKind.BREAK})
# Labels and heading identifiers are literal marks that lead somewhere; other literal marks are signs of the text.
_LABEL = re.compile(r":label:`|\{#|\(\w[\w-]*\)=")
_DESTINATION = re.compile(r"\]\(\s*<?([^\s>)]*)")
# A bare address may be followed by a sign of full width, which belongs to the text.
_BEHIND_ADDRESS = re.compile(r"[^\x00-\x7f].*")
_LANGUAGE = re.compile(r"(?:[a-z]{2,3}(?:[-_][A-Za-z]{2,4})?|en-us)\Z")
_WORDS_IN_MATH = re.compile(r"\\(?:text|mathrm|mbox|textrm)\s*\{[^{}]*\}")
_SPACE_IN_MATH = re.compile(r"\\[,;:! ]|\\q?quad(?![A-Za-z])|\s|[>$]")
# `$i^{\mathrm{th}}$` is 第 $i$: what is left of an ordinal when its words are gone.
_ORDINAL = re.compile(r"\^(?:\{\})?$")
# The reason code of each kind of markup. Without emphasis a page is not broken, unless its signs are left over.
_REASONS = {
    "code": "inline-code",
    "math": "math",
    "role": "role",
    "link": "link",
    "note": "note",
    "label": "label",
    "html": "html",
    "emphasis": "emphasis",
}
_SIGNS = {"code": "`", "math": "$", "emphasis": "*", "link": "]("}
_STRAY = {_REASONS[kind]: sign for kind, sign in _SIGNS.items()}


def inline_markup(block: Block) -> Counter[str]:
    """Return how often each stretch of markup stands in a block; its white space does not count."""
    return Counter("".join(block.text[inline.start : inline.end].split()) for inline in block.inlines)


def keeps_marks(source: Segment, target: Segment) -> bool:
    """Whether a translated segment has each placeholder as often as its source, paired ones well nested.

    Nor may it have a bracket of a placeholder besides: such a bracket is markup, which the source would have masked.
    """
    if Counter(numbers(source.text)) != Counter(numbers(target.text)):
        return False
    return _nesting(target) == _nesting(source) and not set("⟦⟧") & set(PLACEHOLDER.sub("", target.text))


def _nesting(segment: Segment) -> frozenset[tuple[int, int]]:
    """Return which opening mark is closed by which closing one; 0 stands for none."""
    pairs: set[tuple[int, int]] = set()
    opened: list[int] = []
    for number in numbers(segment.text):
        kind = segment.marks[number - 1].kind
        if kind is MarkKind.OPEN:
            opened.append(number)
        elif kind is MarkKind.CLOSE:
            pairs.add((opened.pop() if opened else 0, number))
    return frozenset(pairs | {(number, 0) for number in opened})


def markup_of(block: Block) -> Counter[str]:
    """Return the markup of a text as a translation must have it: `kind content`, how often.

    What may differ is left out: white space, words in mathematics, the language of an address, the sign of emphasis.
    """
    return Counter(found for inline in block.inlines for found in _identity(inline, block.text))


def _identity(inline: Inline, text: str) -> Iterator[str]:
    """Yield what of a mark must be the same; nothing for marks that may differ."""
    if inline.kind not in _UNCOUNTED:
        found = _compared(inline.kind, text[inline.start : inline.end])
        if found:
            yield found


@lru_cache(maxsize=4096)
def _compared(kind: MarkKind, mark: str) -> str:
    bare = "".join(mark.split())
    match kind:
        case MarkKind.CODE:
            return "code " + bare.strip("`")
        case MarkKind.MATH:
            return "math " + math_tokens(mark)
        case MarkKind.LITERAL:
            return f"label {bare}" if _LABEL.match(mark) else ""
        case MarkKind.HTML:
            return "html " + (" ".join(tags(mark)) or bare)
        case MarkKind.URL:
            return "link " + same_address(_BEHIND_ADDRESS.sub("", bare.strip("<>")))
        case MarkKind.OPEN:
            return "html " + " ".join(tags(mark)) if mark.startswith("<") else ""
        case MarkKind.CLOSE:
            return _closing(mark, bare)
    return f"{kind.value} {bare}"


def _closing(mark: str, bare: str) -> str:
    destination = _DESTINATION.match(mark)
    if destination:
        return "link " + same_address(destination[1])
    if mark.startswith("]"):
        return "link " + bare
    if mark.startswith("<"):
        return "html " + " ".join(tags(mark))
    return "emphasis " + bare.strip("()[]").replace("_", "*")


def math_tokens(text: str) -> str:
    """Return mathematics without its words, white space, delimiters and closing punctuation."""
    bare = _SPACE_IN_MATH.sub("", _WORDS_IN_MATH.sub("", unicodedata.normalize("NFKC", text)))
    return _ORDINAL.sub("", bare).rstrip(".,;:。，；：、")


def same_address(address: str) -> str:
    """Return an address without what differs between languages: fragment, way up, language, `_origin`."""
    path, _, fragment = address.partition("#")
    if not path:
        return "#" if fragment else ""
    scheme, found, rest = path.rpartition("://")
    parts = [part for part in rest.split("/") if part not in (".", "..") and not _LANGUAGE.match(part)]
    if found:
        host = parts[0].split(".") if parts else []
        parts[:1] = [".".join(label for label in host[:-2] if not _LANGUAGE.match(label) or label == "www"), *host[-2:]]
        parts = [part for part in parts if part]
    if parts:
        parts[-1] = re.sub(r"_origin(?=\.|$)|\.[a-z]{2}(?:-[A-Za-z]{2,4})?(?=\.\w+$)", "", parts[-1])
    return scheme.removesuffix("s") + found + "/".join(part for part in parts if part)


def inline_findings(source: Sequence[Block], target: Sequence[Block], index: int) -> list[Finding]:
    """Compare the markup of texts that correspond; where it stands among them does not matter.

    A loss is breaking if nothing like it is left; what is new, or mentioned once more or less often, breaks no page.

    Args:
        source: the texts.
        target: their translations.
        index: the index of the source's block that is to be named.
    """
    ours: Counter[str] = sum((markup_of(block) for block in source), Counter())
    theirs: Counter[str] = sum((markup_of(block) for block in target), Counter())
    if ours == theirs:
        return []
    changed: dict[str, tuple[list[str], list[str]]] = {}
    for found in sorted(ours.keys() | theirs.keys()):
        if ours[found] != theirs[found]:
            kind = found.partition(" ")[0]
            changed.setdefault(kind, ([], []))[ours[found] < theirs[found]].append(found)
    left_over = _left_over(source, target)
    return [
        Finding(_REASONS.get(kind, "markup"), index, _shown(lost, added), _is_breaking(kind, lost, theirs, left_over))
        for kind, (lost, added) in changed.items()
    ]


def _shown(lost: Sequence[str], added: Sequence[str]) -> str:
    names = [[each.partition(" ")[2] for each in found] for found in (lost, added)]
    return f"lost {names[0]}, added {names[1]}"


def _is_breaking(kind: str, lost: Sequence[str], found: Counter[str], left_over: str) -> bool:
    """Whether something is gone; emphasis is a matter of style in many scripts, but not its signs left over."""
    if kind == "emphasis":
        return _SIGNS[kind] in left_over
    return any(not found[each] and not _spread(each, found) for each in lost)


def _spread(lost: str, found: Counter[str]) -> bool:
    """Whether lost mathematics stands in other mathematics now: `$a, b$` as `$a$, $b$`, or `$0$` in `$[0, 1]$`."""
    kind, _, content = lost.partition(" ")
    if kind != "math":
        return False
    others = [other.partition(" ")[2] for other in found if other.startswith("math ")]
    parts = [part for part in content.split(",") if part]
    return any(content in other for other in others) or all(part in others for part in parts)


def stray_findings(source: Sequence[Block], target: Sequence[Block], index: int) -> list[Finding]:
    """Return findings of signs of markup that readers see, as one of a pair was lost in the translation."""
    return [
        Finding(kind, index, f"a stray {sign} that the source has not")
        for kind, sign in _STRAY.items()
        if sign in _left_over(source, target)
    ]


def _left_over(source: Sequence[Block], target: Sequence[Block]) -> str:
    """Return the signs of markup that stand in the translation's text more often than in the source's."""
    ours, theirs = ("".join(_plain(block) for block in side) for side in (source, target))
    return "".join(sign for sign in _SIGNS.values() if theirs.count(sign) > ours.count(sign))


def _plain(block: Block) -> str:
    """Return a text without its markup."""
    pieces, position = [], 0
    for inline in block.inlines:
        pieces.append(block.text[position : inline.start])
        position = inline.end
    return "\0".join([*pieces, block.text[position:]])
