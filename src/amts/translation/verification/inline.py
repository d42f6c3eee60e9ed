"""Whether the markup within texts is what it was: inline code, mathematics, roles, links, notes, emphasis, tags."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from amts.records import Finding, MarkKind
from amts.translation.verification.addresses import same_address
from amts.translation.verification.opaque import tags

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from amts.records import Block

_UNCOUNTED = frozenset({MarkKind.ESCAPE, MarkKind.BREAK})
# Labels and heading identifiers are literal marks that lead somewhere; other literal marks are signs of the text.
_LABEL = re.compile(r":label:`|\{#|\(\w[\w-]*\)=")
_PLACEHOLDER = re.compile(r"[%$#]?\{[^{}]*\w|\{\{|%[(\d.]?\w")
_SLOT = re.compile(r"\[([\w.-]+)\s+:\s")
_MACRO = re.compile(r"(?:(?:link|xref|mailto):|(?=(?:https?|ftp|irc)://))\+*([^\s\[\]]+?)\+*\[")
_ROLE = re.compile(r":[\w:.+-]+:`?")
_DESTINATION = re.compile(r"\]\(\s*<?([^\s>)]*)|\s*<([^<>`]+)>`_{0,2}\Z")
# A bare address may be followed by a sign of full width, which belongs to the text.
_BEHIND_ADDRESS = re.compile(r"[^\x00-\x7f].*")
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
# Of a pair of tags: without them the page is what it was, as without other emphasis.
_EMPHASIS = re.compile(r"</?(?:b|i|u|s|em|strong|emphasis)\b(?!-|:)")
_DOLLAR = re.compile(r"\$(?!\d)")
_SIGNS = {"code": "`", "math": "$", "emphasis": "*", "link": "]("}


def inline_markup(block: Block) -> Counter[str]:
    """Return how often each stretch of markup stands in a block; its white space does not count."""
    return Counter("".join(block.text[inline.start : inline.end].split()) for inline in block.inlines)


def markup_of(*blocks: Block) -> Counter[str]:
    """Return the markup of texts as a translation must have it: `kind content`, how often.

    What may differ is left out: white space, words in mathematics, the language of an address, the sign of emphasis.
    """
    return Counter(found for block in blocks for found in _identities(block) if found)


def _identities(block: Block) -> Iterator[str]:
    """Yield what of each mark must be the same; nothing for marks that may differ."""
    opened: list[str] = []
    for inline in block.inlines:
        mark = block.text[inline.start : inline.end]
        if inline.kind is MarkKind.OPEN:
            opened.append(mark)
        opening = opened.pop() if inline.kind is MarkKind.CLOSE and opened else ""
        # A bracket alone says something only if the one that opens the pair does not.
        if inline.kind not in _UNCOUNTED and (mark != "]" or opening in ("", "[")):
            yield _compared(inline.kind, mark)


@lru_cache(maxsize=4096)
def _compared(kind: MarkKind, mark: str) -> str:
    bare = "".join(mark.split())
    match kind:
        case MarkKind.CODE:
            return "code " + bare.strip("`")
        case MarkKind.MATH:
            return "math " + math_tokens(mark)
        case MarkKind.LITERAL:
            return f"label {bare}" if _LABEL.match(mark) else f"markup {bare}" if _PLACEHOLDER.match(mark) else ""
        case MarkKind.HTML:
            return "html " + (" ".join(tags(mark)) or bare)
        case MarkKind.URL:
            return "link " + same_address(_BEHIND_ADDRESS.sub("", bare.strip("<>")))
        case MarkKind.OPEN:
            return _opening(mark, bare)
        case MarkKind.CLOSE:
            return _closing(mark, bare)
    return f"{kind.value} {bare}"


def _opening(mark: str, bare: str) -> str:
    """Return what an opening mark says; most signs have all in what closes them."""
    if mark.startswith("<"):
        return f"emphasis {bare}" if _EMPHASIS.match(mark) else "html " + " ".join(tags(mark))
    slot, macro = _SLOT.match(mark), _MACRO.fullmatch(mark)
    if slot:
        return f"label [{slot[1]} : ]"
    if macro:
        return "link " + same_address(macro[1])
    return f"role {bare}" if _ROLE.fullmatch(mark) else ""


def _closing(mark: str, bare: str) -> str:
    destination = _DESTINATION.match(mark)
    if destination:
        return "link " + same_address(destination[1] or destination[2] or "")
    if mark.startswith("]"):
        return "link " + bare
    if mark.startswith("<"):
        return "" if _EMPHASIS.match(mark) else "html " + " ".join(tags(mark))
    return "emphasis " + bare.strip("()[]").replace("_", "*")


def math_tokens(text: str) -> str:
    """Return mathematics without its words, white space, delimiters and closing punctuation."""
    bare = _SPACE_IN_MATH.sub("", _WORDS_IN_MATH.sub("", unicodedata.normalize("NFKC", text)))
    return _ORDINAL.sub("", bare).rstrip(".,;:。，；：、")


def markup_signs(blocks: Iterable[Block]) -> frozenset[str]:
    """Return the signs that are markup in a document; in another one, such as plain text, they may well be text."""
    marks = {block.text[inline.start : inline.end] for block in blocks for inline in block.inlines}
    return frozenset(sign for sign in _SIGNS.values() if any(sign in mark for mark in marks))


def inline_findings(
    source: Sequence[Block], target: Sequence[Block], index: int, signs: Collection[str]
) -> list[Finding]:
    """Compare the markup of texts that correspond; where it stands among them does not matter.

    A loss is breaking if nothing like it is left, or a sign of it is seen in the text; what is new, or mentioned once
    more or less often, breaks no page.

    Args:
        source: the texts.
        target: their translations.
        index: the index of the source's block that is to be named.
        signs: those that are markup in the document.
    """
    ours, theirs = markup_of(*source), markup_of(*target)
    changed: dict[str, tuple[list[str], list[str]]] = {}
    for found in sorted(ours.keys() | theirs.keys()) if ours != theirs else ():
        if ours[found] != theirs[found]:
            kind = found.partition(" ")[0]
            changed.setdefault(kind, ([], []))[ours[found] < theirs[found]].append(found)
    strays = _strays(source, target, signs) | _unpaired(theirs - ours)
    return [
        Finding(_REASONS.get(kind, "markup"), index, _shown(lost, added, strays.get(kind, "")),
                kind in strays or _is_lost(kind, lost, theirs))
        for kind in [*changed, *(kind for kind in strays if kind not in changed)]
        for lost, added in [changed.get(kind, ((), ()))]
    ]  # fmt: skip


def _shown(lost: Sequence[str], added: Sequence[str], stray: str) -> str:
    names = [[each.partition(" ")[2] for each in found] for found in (lost, added)]
    changed = [f"lost {names[0]}, added {names[1]}"] if lost or added else []
    return "; ".join(changed + ([f"a stray {stray} that the source has not"] if stray else []))


def _is_lost(kind: str, lost: Sequence[str], found: Counter[str]) -> bool:
    """Whether something is gone; emphasis is a matter of style in many scripts."""
    gone = [each.partition(" ")[2] for each in lost if not found[each]]
    match kind:
        case "emphasis":
            return False
        case "math":
            return _is_not_spread(gone, found)
    return bool(gone)


def _is_not_spread(gone: Sequence[str], found: Counter[str]) -> bool:
    """Whether lost mathematics stands in no other one now, as `$a, b$` does in `$a$, $b$`, or `$0$` in `$[0, 1]$`."""
    others = {other.removeprefix("math ") for other in found if other.startswith("math ")}
    together = "\0".join(others)
    return any(content not in together and not others.issuperset(filter(None, content.split(","))) for content in gone)


def _strays(source: Sequence[Block], target: Sequence[Block], signs: Collection[str]) -> dict[str, str]:
    """Return the sign of each kind of markup that readers see in the translation, as one of a pair was lost."""
    ours, theirs = ("\0".join(map(_plain, side)) for side in (source, target))
    return {kind: sign for kind, sign in _SIGNS.items() if sign in signs and _count(sign, theirs) > _count(sign, ours)}


def _unpaired(added: Counter[str]) -> dict[str, str]:
    """Return a new tag of emphasis that has lost its partner: all that follows would be emphasised."""
    names = [f"<{found.removeprefix('html ')}>" for found in added if found.startswith("html ")]
    emphasis = next(filter(_EMPHASIS.match, names), "")
    return {"html": emphasis} if emphasis else {}


def _count(sign: str, text: str) -> int:
    """Return how often a sign stands in a text; the dollar of a price does not count."""
    return len(_DOLLAR.findall(text)) if sign == "$" else text.count(sign)


def _plain(block: Block) -> str:
    """Return a text without its markup."""
    pieces, position = [], 0
    for inline in block.inlines:
        pieces.append(block.text[position : inline.start])
        position = inline.end
    return "\0".join([*pieces, block.text[position:]])
