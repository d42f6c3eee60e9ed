"""The nouns of synchronization: units of documents, what is known of each translated one, and how sources change."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amts.errors import AmtsError
    from amts.records import Segment


@dataclass(frozen=True, slots=True)
class Problem:
    """A document with which something cannot be done, and why."""

    name: str
    error: AmtsError


class Origin(StrEnum):
    """Who made the translation of a sentence, as far as the ledger knows; a text that is no longer it is a person's.

    A PROPOSAL is a person's sentence in which a machine has changed what the source has changed.
    """

    HUMAN = "h"
    MEMORY = "t"
    MACHINE = "m"
    PROPOSAL = "p"
    COPIED = "c"


class Change(StrEnum):
    """How a sentence of the source has changed, by what it means for its translation; the gravest last."""

    NONE = "none"
    COSMETIC = "cosmetic"
    LINK = "link"
    CODE = "code"
    NUMBER = "number"
    TERM = "term"
    MEANING = "meaning"
    NEGATION = "negation"
    SECURITY = "security"


@dataclass(frozen=True, slots=True)
class Mention:
    """A unit as the ledger names it: a sentence or an opaque block.

    Attributes:
        key: a hash by which the same is found again, white space aside.
        first: whether it begins a block.
        opaque: whether it is a block that is not translated.
    """

    key: str
    first: bool
    opaque: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence of a document, or an opaque block of it.

    Attributes:
        mention: its key, and what it is.
        block: the index of its block in the document.
        segment: the sentence as it stands, its markup masked; None for an opaque block, and where only the ledger is
            left of a source.
        gap: the white space behind it within its block.
        text: what an opaque block says itself; empty where only the ledger is left of a source.
    """

    mention: Mention
    block: int
    segment: Segment | None = None
    gap: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the ledger: units of the source and those of the translation that say the same.

    Attributes:
        sources: those of the source; empty if a person has added something.
        targets: those of the translation as it was when the ledger was written; empty if it has none.
        origin: who made these.
        reviewed: whether a person has seen and confirmed them.
        follows: for a person's translation that still says what an older source said, `BLOB:KEY`: that source's
            identifier and the key of its unit; empty if it says what the units in `sources` say.
    """

    sources: tuple[Mention, ...]
    targets: tuple[Mention, ...]
    origin: Origin
    reviewed: bool = False
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is known of one translated document.

    Attributes:
        source: the identifier (git's of a blob, computed from the bytes) of the source that the rows are about.
        target: that of the translation's bytes when the ledger was written.
        rows: all units of both sides, in the order of the translation.
        commit: the commit that the source's bytes were taken from, if known.
        engine: the signature of the engine that translated last.
    """

    source: str
    target: str
    rows: tuple[Row, ...]
    commit: str = ""
    engine: str = ""


@dataclass(frozen=True, slots=True)
class Bead:
    """A row of the ledger found again in the translation as it stands now.

    Attributes:
        sources: indexes of units of the base, the source that the ledger is about; a contiguous range.
        targets: indexes of units of the translation as it stands.
        origin: who made these: a person, if they are no longer what the ledger says.
        reviewed: as in the row, or whether a person has changed them.
        follows: as in the row; empty if a person has changed the targets since.
    """

    sources: range
    targets: range
    origin: Origin
    reviewed: bool = False
    follows: str = ""
