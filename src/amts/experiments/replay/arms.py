"""The arms of a replay: what each would have put before a translator, sentence by sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from amts.adaptation.customise import MEMORY_CONFIDENCE
from amts.errors import InputError
from amts.experiments.replay.costs import Deed
from amts.experiments.replay.judged import Standing
from amts.parallel.memory import TranslationMemory
from amts.parallel.retrieval import Retriever
from amts.parallel.retrieval_index import PairIndex
from amts.placeholders import matched
from amts.sync.changes import classify, rolls_forward
from amts.sync.proposing.proposals import Changed, Proposer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amts.adaptation.customise import Customised
    from amts.adaptation.word_links import WordLinks
    from amts.engines.protocol import Engine
    from amts.experiments.replay.judged import Judged
    from amts.records import Pair, Segment

# Translators are shown a fuzzy match from this likeness on.
FUZZY = 0.7


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt from pairs at some time before an event.

    Attributes:
        engine: learnt from them.
        links: tell which word translates which.
    """

    engine: Customised
    links: WordLinks


@dataclass(frozen=True)
class Past:
    """All that was there before an event.

    Attributes:
        pairs: of all documents as they were.
        languages: of the sources and of the translations.
        learnt: from pairs that were there before; None: nothing.
    """

    pairs: Sequence[Pair]
    languages: tuple[str, str]
    learnt: Learnt | None = None

    @cached_property
    def memory(self) -> TranslationMemory:
        """Exact matches among the surest pairs."""
        return TranslationMemory(pair for pair in self.pairs if pair.confidence >= MEMORY_CONFIDENCE)

    @cached_property
    def index(self) -> Retriever:
        """Fuzzy matches among them."""
        return Retriever(PairIndex(pair for pair in self.pairs if pair.confidence >= MEMORY_CONFIDENCE))


@dataclass(frozen=True, slots=True)
class Offer:
    """What a translator finds for a sentence: what was done with it, and a text to begin with.

    Attributes:
        deed: what was done.
        text: the masked text; empty if there is none.
        own: whether it is made from the translation that there was.
    """

    deed: Deed
    text: str = ""
    own: bool = False


_SCRATCH = Offer(Deed.SCRATCH)


class Arm(Protocol):
    """A way to bring a translation up to date."""

    @property
    def description(self) -> str:
        """What it does, in words."""
        ...

    def offers(self, judged: Sequence[Judged], past: Past) -> list[Offer]:
        """Return what it offers for each sentence."""
        ...


@dataclass(frozen=True, slots=True)
class Retranslate:
    """Everything again."""

    description: str = "changed files are translated again from scratch"

    def offers(self, judged: Sequence[Judged], past: Past) -> list[Offer]:  # noqa: ARG002
        """Offer nothing."""
        return [_SCRATCH] * len(judged)


@dataclass(frozen=True, slots=True)
class Reuse:
    """What the source has not changed stays; the rest is looked up in the memory, or comes from a machine.

    Attributes:
        description: what it does.
        fuzzy: whether similar sentences are offered too.
        machine: whether the plain engine translates what is not found.
    """

    description: str
    fuzzy: bool = False
    machine: bool = False

    def offers(self, judged: Sequence[Judged], past: Past) -> list[Offer]:
        """Offer what there was, or what is like it."""
        found = [_kept(each) or _remembered(each, past) or self._similar(each, past) for each in judged]
        return _translated(judged, found, past.learnt.engine.plain if self.machine and past.learnt else None)

    def _similar(self, judged: Judged, past: Past) -> Offer | None:
        best = next(iter(past.index.relevant(judged.source, 1)), None) if self.fuzzy else None
        if best is None or best.score < FUZZY:
            return None
        text = matched(judged.source, best.pair.target).text
        own = judged.old is not None and best.pair.target.text == judged.old.target.text
        return Offer(Deed.FUZZY, text, own)


@dataclass(frozen=True, slots=True)
class Follow:
    """AMTS: what is the same stays, small changes roll forward, a person's sentences are edited, the rest translated.

    Attributes:
        description: what it does.
        machine: whether it has an engine.
    """

    description: str
    machine: bool = True

    def offers(self, judged: Sequence[Judged], past: Past) -> list[Offer]:
        """Offer what a synchronization would leave in the file."""
        learnt = past.learnt if self.machine else None
        changed = [each for each in judged if each.standing is Standing.CHANGED]
        followed = dict(zip((each.places for each in changed), _followed(changed, past.languages, learnt), strict=True))
        found = [_kept(each) or followed.get(each.places) or _remembered(each, past) for each in judged]
        return _translated(judged, found, learnt.engine.engine if learnt else None)


@dataclass(frozen=True, slots=True)
class Drafted:
    """The translation's own first state, by whoever made it."""

    description: str = "the draft that came with the source"

    def offers(self, judged: Sequence[Judged], past: Past) -> list[Offer]:  # noqa: ARG002
        """Offer the draft."""
        return [Offer(Deed.DRAFT, each.first.text) if each.first else _SCRATCH for each in judged]


def _kept(judged: Judged) -> Offer | None:
    if judged.standing is not Standing.SAME:
        return None
    return Offer(Deed.BESIDE if judged.beside else Deed.UNTOUCHED, judged.kept, own=True)


def _remembered(judged: Judged, past: Past) -> Offer | None:
    target = past.memory.exact(judged.source)
    own = target is not None and judged.old is not None and target.text == judged.old.target.text
    return Offer(Deed.MEMORY, target.text, own) if target else None


def _followed(judged: Sequence[Judged], languages: tuple[str, str], learnt: Learnt | None) -> list[Offer]:
    """Return what becomes of translations whose source has changed."""
    olds = [each.old for each in judged if each.old]
    changed = [Changed(old.source, each.source, old.target) for each, old in zip(judged, olds, strict=True)]
    rolled = [rolls_forward(classify(each.old, each.new, languages[0])) for each in changed]
    waiting = [each for each, rolls in zip(changed, rolled, strict=True) if not rolls]
    proposer = Proposer(learnt.engine.engine if learnt else None, learnt.links if learnt else None, languages)
    proposals = iter(proposer.propose(waiting))
    offers = []
    for each, rolls in zip(changed, rolled, strict=True):
        proposal = None if rolls else next(proposals)
        deed = Deed.ROLLED if rolls else Deed.PROPOSAL if proposal else Deed.BEHIND
        offers.append(Offer(deed, matched(each.new, proposal or each.target).text, own=True))
    return offers


def _translated(judged: Sequence[Judged], offers: Sequence[Offer | None], engine: Engine | None) -> list[Offer]:
    """Return the offers, and for what there is none yet the engine's translation."""
    asked: Mapping[Segment, None] = {
        each.source: None for each, offer in zip(judged, offers, strict=True) if offer is None
    }
    if engine is None or not asked:
        return [offer or _SCRATCH for offer in offers]
    answers = dict(zip(asked, engine.translate(list(asked)), strict=True))
    return [
        offer or Offer(Deed.MACHINE, answers[each.source].segment.text)
        for each, offer in zip(judged, offers, strict=True)
    ]


ARMS: dict[str, Arm] = {
    "B0": Retranslate(),
    "B1": Reuse("the unchanged is kept, exact matches are reused"),
    "B2": Reuse("as B1, and similar sentences are offered", fuzzy=True),
    "B3": Reuse("as B1, and a machine without adaptation translates the rest", machine=True),
    "A0": Follow(
        "AMTS without an engine: cosmetic changes roll forward, people's sentences are edited minimally",
        machine=False,
    ),
    "A": Follow("AMTS: as A0, and an engine that has learnt from the translations translates the rest"),
    "Z": Drafted(),
}


NEED_ENGINE = frozenset({"B3", "A"})


def parse_arms(names: Sequence[str]) -> dict[str, Arm]:
    """Return the arms of these names, B0 always among them, since all are measured by it.

    Raises:
        InputError: there is no such arm.
    """
    wrong = next((name for name in names if name not in ARMS), None)
    if wrong is not None:
        msg = f"a replay has no arm {wrong!r}: there are {', '.join(ARMS)}"
        raise InputError(msg)
    return {name: arm for name, arm in ARMS.items() if name == "B0" or name in names}
