"""The nouns of a project's status: how one translation stands, and all of a language."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from amts.sync.changes import severity
from amts.sync.records import Change

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """How a translation stands.

    MISSING: there is none. NOT_ADOPTED: nothing is known of what it was made from. BILINGUAL: it holds its source
    itself, as PO does, and other tools follow that. ORPHANED: its source is gone.
    DAMAGED: one of its files cannot be read, or has a merge in it that is not finished. BEHIND: its source says other
    things than it does. IN_STEP: it says what its source says.
    """

    MISSING = "missing"
    NOT_ADOPTED = "not-adopted"
    BILINGUAL = "bilingual"
    ORPHANED = "orphaned"
    DAMAGED = "damaged"
    BEHIND = "behind"
    IN_STEP = "in-step"


@dataclass(frozen=True, slots=True)
class Sentences:
    """How many sentences of a translation are whose, as far as is known.

    Attributes:
        human: a person's.
        memory: a person's from elsewhere.
        machine: a machine's.
        proposal: a person's in which a machine has changed something.
        copied: those of the source.
        reviewed: of all of these, what a person has confirmed.
        untranslated: sentences of the source that the translation leaves out.
    """

    human: int = 0
    memory: int = 0
    machine: int = 0
    proposal: int = 0
    copied: int = 0
    reviewed: int = 0
    untranslated: int = 0

    def __add__(self, other: Sentences) -> Sentences:
        """Return the sums."""
        return Sentences(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class DocumentStatus:
    """How the translation of a document stands.

    Attributes:
        name: what the document is called.
        state: how it stands, in a word.
        sentences: whose the translation is.
        changes: how many sentences and opaque blocks of the source say something else than the translation does, by
            what that means.
        new: how many the translation does not have.
        gone: how many the source no longer has.
        moved: how many stand elsewhere in the source now.
        new_words: the words of the new ones.
        changed_words: those of the changed ones, but for changes that leave the translation as it is.
        commit: that of the source which the translation was last in step with, if known.
        problem: what is wrong with its files, and what to do.
    """

    name: str
    state: State
    sentences: Sentences = Sentences()
    changes: Mapping[Change, int] = field(default_factory=dict)
    new: int = 0
    gone: int = 0
    moved: int = 0
    new_words: int = 0
    changed_words: int = 0
    commit: str = ""
    problem: str = ""

    @property
    def words(self) -> int:
        """How many words of the source are to be worked on."""
        return self.new_words + self.changed_words

    @property
    def severity(self) -> Change:
        """What the gravest change means; what is new or gone changes what the page means."""
        found = [*self.changes, *([Change.MEANING] if self.new or self.gone else [])]
        return max(found, key=severity, default=Change.NONE)


@dataclass(frozen=True)
class LanguageStatus:
    """How the translations into a language stand.

    Attributes:
        tag: the language.
        documents: all documents, and then what is orphaned.
    """

    tag: str
    documents: tuple[DocumentStatus, ...]

    @cached_property
    def states(self) -> Counter[State]:
        """How many documents stand how."""
        return Counter(each.state for each in self.documents)

    @cached_property
    def sentences(self) -> Sentences:
        """Whose the sentences are."""
        return sum((each.sentences for each in self.documents), Sentences())

    @cached_property
    def changes(self) -> Counter[Change]:
        """How many sentences have changed, by what that means."""
        return Counter({change: sum(each.changes.get(change, 0) for each in self.documents) for change in Change})

    @property
    def new_words(self) -> int:
        """The words that have no translation yet."""
        return sum(each.new_words for each in self.documents)

    @property
    def changed_words(self) -> int:
        """The words of changed sentences."""
        return sum(each.changed_words for each in self.documents)

    @property
    def severity(self) -> Change:
        """What the gravest change means."""
        return max((each.severity for each in self.documents), key=severity, default=Change.NONE)
