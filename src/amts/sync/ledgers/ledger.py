"""What is known of each translated document, in one small text file per document and language.

    # amts ledger 1
    # sync 2 of 0c5a7be1f09d: source 3f1c… target 77ab… commit 19de… engine phrase
    +k2j3h4g5           +aqx7h4gb  m
    zzj3h4g5,k2j3abcd   m7j3h4g5   h!
    =rt5ygh2w           =rt5ygh2w  c
    # end

A line is a row, tabs between its fields: units of the source, units of the translation that say the same (`-` for none;
`+` before one that begins a block, `=` before an opaque one), who made these, `!` if a person has confirmed them, and
what a person's sentence `follows`, if that is an older source.

The facts that change with each sync are a line that stands before the first row that the sync changed, never at a
place of its own: so git merges two branches that changed different rows. Such a line names the rows that it was written
with by a hash. Rows that no such line fits were merged, or changed by hand since: they are read all the same, but say
nothing of the bytes of the translation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import PurePath
from typing import TYPE_CHECKING

from amts.errors import LedgerError, PathError
from amts.storage.files import write_atomically
from amts.sync.records import Ledger, Mention, Origin, Row
from amts.sync.units import blob

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_FIRST, _LAST = "# amts ledger 1", "# end"
_CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_SIDE = "[+=]?[a-z2-7]{8}(?:,[+=]?[a-z2-7]{8})*"
_ROW = re.compile(
    rf"(?!-\s+-)(?:{_SIDE}|-)\s+(?:{_SIDE}|-)\s+[{''.join(Origin)}]!?(?:\s+[0-9a-f]{{40}}:[a-z2-7]{{8}})?"
)
_SYNC = re.compile(
    r"# sync ([0-9]{1,9}) of ([0-9a-f]{12}):"
    r"(?: source ([0-9a-f]+))?(?: target ([0-9a-f]+))?(?: commit ([0-9a-f]+))?(?: engine (.+))?"
)
_FACTS = ("source", "target", "commit", "engine")
# So many lines of earlier syncs stay: each that goes is a change, with which another branch's may meet.
_EARLIER = 2


@dataclass(frozen=True, slots=True)
class _Sync:
    """The facts of one sync, a hash of the rows that it wrote, and before which of them it stands."""

    number: int
    rows: str
    facts: tuple[str, ...]
    place: int = 0

    def line(self) -> str:
        facts = (f" {name} {fact}" for name, fact in zip(_FACTS, self.facts, strict=True) if fact)
        return f"# sync {self.number} of {self.rows}:{''.join(facts)}"


@dataclass(frozen=True, slots=True)
class _Text:
    """What a ledger's file says: its rows as they are written, and the syncs."""

    lines: Sequence[str] = ()
    syncs: Sequence[_Sync] = ()


def ledger_path(state: Path, tag: str, name: str) -> Path:
    """Return where the ledger of a document's translation into a language lies.

    Raises:
        PathError: the document's name leads elsewhere.
    """
    parts = re.split(r"[/\\]", name)
    if ".." in parts or "" in (parts[0], parts[-1]) or "\0" in name or PurePath(name).anchor:
        msg = f"a document cannot be called {name!r}: expected a path below the project's folder, such as guide/start"
        raise PathError(msg)
    return state / "ledger" / tag / f"{name}.txt"


def read_ledger(path: Path) -> Ledger:
    """Read a ledger; one that git has merged, or a person changed, has no `target`: what its bytes were is not known.

    Raises:
        PathError: it cannot be read.
        LedgerError: it is damaged, or has conflicts that are not resolved.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        msg = f"{path} cannot be read ({error.strerror}): run `amts adopt` for a translation without a ledger"
        raise PathError(msg) from error
    return parse_ledger(content, str(path))


def parse_ledger(content: bytes, name: str) -> Ledger:
    """Return the ledger that a file's bytes hold, as `read_ledger` does; `name` is for messages.

    Raises:
        LedgerError: it is damaged, or has conflicts that are not resolved.
    """
    text = _parsed(content, name)
    rows = tuple(map(_row, text.lines))
    if sync := _latest(text.syncs, _hash(text.lines)):
        source, target, commit, engine = sync.facts
        return Ledger(source, target, rows, commit, engine)
    sync = _latest(text.syncs)
    source, _, commit, engine = sync.facts if sync else ("",) * len(_FACTS)
    return Ledger(source, "", rows, commit, engine)


def write_ledger(path: Path, ledger: Ledger) -> bool:
    """Write a ledger, and return whether its file has changed.

    Raises:
        PathError: it cannot be written.
    """
    old = path.read_bytes() if path.is_file() else b""
    text = ledger_text(ledger, old)
    if text == _decoded(old):
        return False
    write_atomically(path, text.encode())
    return True


def ledger_text(ledger: Ledger, old: bytes = b"") -> str:
    """Return a ledger as it is written, with no more differences from the file that it replaces than need be."""
    try:
        before = _parsed(old, "")
    except LedgerError:
        before = _Text()
    lines = [_line(row) for row in ledger.rows]
    facts = (ledger.source, ledger.target, ledger.commit, " ".join(ledger.engine.split()))
    syncs = _syncs(lines, facts, before)
    found = [_FIRST]
    for place, line in enumerate([*lines, _LAST]):
        found += [sync.line() for sync in syncs if sync.place == place]
        found.append(line)
    return "\n".join(found) + "\n"


def _syncs(lines: Sequence[str], facts: tuple[str, ...], before: _Text) -> Sequence[_Sync]:
    """Return the facts to write: these before the first row that is new, and earlier ones where none is."""
    rows, front, back = _hash(lines), *_equal_ends(before.lines, lines)
    latest = _latest(before.syncs, rows) if lines == before.lines else None
    if latest and latest.facts == facts:
        return before.syncs
    number = max((sync.number for sync in before.syncs), default=0) + 1
    new = _Sync(number, rows, facts, latest.place if latest else front)
    shift = len(lines) - len(before.lines)
    kept = [
        sync if sync.place <= front else replace(sync, place=sync.place + shift)
        for sync in before.syncs
        if sync.rows != rows and (sync.place <= front or sync.place > len(before.lines) - back)
    ]
    return [*sorted(kept, key=_number)[-_EARLIER:], new]


def _latest(syncs: Iterable[_Sync], rows: str = "") -> _Sync | None:
    """Return the latest sync, of those that wrote these rows if any are given."""
    return max((sync for sync in syncs if rows in ("", sync.rows)), key=_number, default=None)


def _number(sync: _Sync) -> int:
    return sync.number


def _equal_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how many lines are equal at the beginning, and how many of the others at the end."""
    front = _equal(zip(old, new, strict=False))
    return front, _equal(zip(old[front:][::-1], new[front:][::-1], strict=False))


def _equal(lines: Iterable[tuple[str, str]]) -> int:
    return sum(1 for _ in takewhile(lambda both: both[0] == both[1], lines))


def _hash(lines: Iterable[str]) -> str:
    return blob("\n".join(lines).encode())[:12]


def _line(row: Row) -> str:
    origin = f"{row.origin}{'!' if row.reviewed else ''}"
    return "\t".join(filter(None, (_side(row.sources), _side(row.targets), origin, row.follows)))


def _side(mentions: Iterable[Mention]) -> str:
    return ",".join(f"{_sign(mention)}{mention.key}" for mention in mentions) or "-"


def _sign(mention: Mention) -> str:
    return "=" if mention.opaque else "+" if mention.first else ""


def _decoded(content: bytes) -> str:
    return "\n".join(content.decode("utf-8-sig", "replace").splitlines()) + "\n"


def _parsed(content: bytes, name: str) -> _Text:
    lines = [line.rstrip() for line in _decoded(content).rstrip().split("\n")]
    for number, line in enumerate(lines, start=1):
        if line.startswith(_CONFLICT):
            raise _conflict(name, number)
    for number, expected in ((1, _FIRST), (len(lines), _LAST)):
        if lines[number - 1] != expected:
            raise _damaged(name, number, lines[number - 1], f"the line {expected!r}")
    rows: list[str] = []
    syncs: list[_Sync] = []
    for number, line in enumerate(lines[1:-1], start=2):
        if _ROW.fullmatch(line):
            rows.append("\t".join(line.split()))
        elif match := _SYNC.fullmatch(line):
            syncs.append(_Sync(int(match[1]), match[2], match.groups("")[2:], len(rows)))
        elif line:
            raise _damaged(name, number, line, "a row such as '+k2j3h4g5<TAB>+aqx7h4gb<TAB>m'")
    return _Text(rows, syncs)


def _row(line: str) -> Row:
    sources, targets, origin, *follows = line.split("\t")
    return Row(_mentions(sources), _mentions(targets), Origin(origin[0]), origin.endswith("!"), "".join(follows))


def _mentions(side: str) -> tuple[Mention, ...]:
    return tuple(map(_mention, side.split(","))) if side != "-" else ()


def _mention(text: str) -> Mention:
    return Mention(text[1:], first=True, opaque=text[0] == "=") if text[0] in "+=" else Mention(text, first=False)


def _conflict(name: str, number: int) -> LedgerError:
    return LedgerError(
        f"{name}: line {number}: expected the ledger of one branch, found a merge that is not finished: take the "
        "file of the branch whose translation you keep (`git checkout --ours` or `--theirs`), then run `amts sync`"
    )


def _damaged(name: str, number: int, line: str, expected: str) -> LedgerError:
    return LedgerError(
        f"{name}: line {number}: expected {expected}, found {line[:80]!r}: "
        "take the file from git again, or delete it and run `amts adopt`"
    )
