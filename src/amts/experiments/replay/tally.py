"""Adds up what each arm of a replay costs, file by file, and what became of what was reused."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from amts.evaluation.significance import saving
from amts.evaluation.workload import BASELINES, Share, Work, Workload
from amts.experiments.replay.arms import Follow
from amts.experiments.replay.costs import MODELS, READING, VARIANTS, Deed, edits
from amts.experiments.replay.judged import Standing
from amts.placeholders import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amts.evaluation.significance import Saving
    from amts.experiments.replay.arms import Arm, Offer, Past
    from amts.experiments.replay.judged import Case, Judged

_GRAVE = re.compile(r"\d+|\b(?:not?|never|none|nor|cannot|without)\b|n['’]t\b")
NEAREST = "read and edited, nearest of several references"
_MODELS = (READING, *(model for model in MODELS if model is not READING), *VARIANTS)
MODEL_WORDS = {
    "read and edited": "each word of a suggestion costs 0.3 of a translated one, and so much more as is edited",
    "keystrokes": "only what is edited costs: an upper bound of what is saved",
    "timed": "each word of a suggestion costs 1/1.66 of a translated one",
    "read and edited, reading 0.25": "as read and edited, reading costs 0.25",
    "read and edited, reading 0.35": "as read and edited, reading costs 0.35",
    "read and edited, what rolls forward too": "as read and edited, all that rolls forward is looked at",
    "timed, fastest": "each word of a suggestion costs 1/2.3 of a translated one",
    "timed, slowest": "each word of a suggestion costs 1/0.93 of a translated one",
    NEAREST: "as read and edited, edits counted to the nearest of the final text, later ones and the memory's",
}


@dataclass(slots=True)
class _ArmTally:
    """What an arm has cost so far."""

    costs: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))
    sentences: Counter[Deed] = field(default_factory=Counter)
    words: dict[Deed, float] = field(default_factory=lambda: defaultdict(float))
    read: dict[Deed, float] = field(default_factory=lambda: defaultdict(float))
    overwritten: int = 0


class Tally:
    """Adds up events of one kind.

    Args:
        name: what the events are.
        description: the same in a sentence.
        arms: by name.
        tag: the language of the translations.
        ratio: how many words of translation a word of the source has, on average.
    """

    def __init__(self, name: str, description: str, arms: Mapping[str, Arm], tag: str, ratio: float) -> None:
        self.name, self.description, self.tag, self.ratio = name, description, tag, ratio
        self.arms = arms
        self.counts: Counter[str] = Counter()
        self._documents: set[str] = set()
        self._tallies = {name: _ArmTally() for name in arms}
        self._quality: dict[str, Counter[bool]] = defaultdict(Counter)

    def add(self, case: Case, past: Past) -> None:
        """Add an event."""
        measured = [each for each in case.judged if each.final or each.standing is not Standing.SAME]
        self._documents.add(case.event.document)
        self.counts["events"] += 1
        for each in measured:
            self.counts[f"{each.standing} sentences"] += 1
        self.counts["sentences without a final translation"] += sum(not each.final for each in case.judged)
        for each in measured:
            if each.kept and each.soon:
                whose = "a person's" if each.by_person else "a draft's"
                hit = each.kept != each.soon
                self.note(f"unchanged sentences, {whose}, that people edited all the same", hit=hit)
        for name, arm in self.arms.items():
            offers = arm.offers(measured, past)
            self._count(name, case.event.document, measured, offers, past)
            if isinstance(arm, Follow):
                self._judge(name, measured, offers)

    def _count(self, name: str, document: str, judged: Sequence[Judged], offers: Sequence[Offer], past: Past) -> None:
        tally = self._tallies[name]
        for model in _MODELS:
            tally.costs[model.name][document] += model.overhead * self.ratio
        tally.costs[NEAREST][document] += READING.overhead * self.ratio
        for each, offer in zip(judged, offers, strict=True):
            final, nearest = self._edits(each, offer, past)
            for model in _MODELS:
                tally.costs[model.name][document] += model.cost(offer.deed, each.words, final)
            tally.costs[NEAREST][document] += READING.cost(offer.deed, each.words, nearest)
            tally.sentences[offer.deed] += 1
            tally.words[offer.deed] += each.words
            tally.read[offer.deed] += READING.cost(offer.deed, each.words, final)
            tally.overwritten += each.by_person and not offer.own

    def _edits(self, judged: Judged, offer: Offer, past: Past) -> tuple[float, float]:
        """Return how much has to be edited to have the final text, and to have the nearest of several."""
        if offer.deed in (Deed.SCRATCH, Deed.UNTOUCHED, Deed.BESIDE) or not judged.final:
            return 1.0, 1.0
        final = edits(offer.text, [judged.final.text], self.tag)
        if not final:
            return 0.0, 0.0
        known = past.memory.exact(judged.source)
        others = (*judged.later, *((known.text,) if known else ()))
        return final, min(final, edits(offer.text, others, self.tag)) if others else final

    def _judge(self, name: str, judged: Sequence[Judged], offers: Sequence[Offer]) -> None:
        """Note what people have made of what was carried over, and whether that was safe."""
        for each, offer in zip(judged, offers, strict=True):
            if offer.deed is Deed.ROLLED and each.old:
                hit = _grave(each.old.source.text) != _grave(each.source.text)
                self.note(f"sentences rolled forward by {name} with another number or negation", hit=hit)
            if offer.deed is Deed.ROLLED and each.final:
                hit = offer.text != each.final.text
                self.note(f"sentences rolled forward by {name} that people edited", hit=hit)
            if offer.deed is Deed.PROPOSAL and each.final:
                self.note(f"proposals of {name} that are the final text", hit=offer.text == each.final.text)

    def note(self, name: str, *, hit: bool) -> None:
        """Count something else that belongs to the quality of what there is."""
        self._quality[name][hit] += 1

    def workload(self) -> Workload:
        """Return what the events come to."""
        counts = {"events": self.counts.pop("events", 0), "documents": len(self._documents), **self.counts}
        quality = {name: (found[True], found.total()) for name, found in self._quality.items()}
        works = tuple(self._work(name) for name in self.arms)
        return Workload(self.name, self.description, MODEL_WORDS, works, counts, quality)

    def _work(self, name: str) -> Work:
        tally = self._tallies[name]
        shares = {
            str(deed): Share(tally.sentences[deed], tally.words[deed], tally.read[deed])
            for deed in Deed
            if tally.sentences[deed]
        }
        savings = {each: self._savings(each, tally) for each in _before(name) if each in self.arms}
        costs = {model: sum(found.values()) for model, found in tally.costs.items()}
        return Work(name, self.arms[name].description, costs, savings, shares, tally.overwritten)

    def _savings(self, baseline: str, tally: _ArmTally) -> dict[str, Saving]:
        documents = sorted(self._documents)
        costs = self._tallies[baseline].costs
        found = {
            model: saving([costs[model][each] for each in documents], [tally.costs[model][each] for each in documents])
            for model in MODEL_WORDS
        }
        return {model: each for model, each in found.items() if each}


def _grave(text: str) -> list[str]:
    """Return the numbers and English negations of a masked text, which a change may not touch unseen."""
    return sorted(_GRAVE.findall(PLACEHOLDER.sub("", text.lower())))


def _before(name: str) -> tuple[str, ...]:
    """Return the baselines that an arm is told against: those that do less than it."""
    return BASELINES[: BASELINES.index(name)] if name in BASELINES else BASELINES
