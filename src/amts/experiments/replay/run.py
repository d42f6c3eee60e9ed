"""Plays a history again: each event with what was there before it, and what people made of it as the yardstick."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING

from amts.adaptation.word_links import WordLinks, tokens
from amts.errors import DataError, InputError
from amts.evaluation.workload import Replay
from amts.experiments.replay.arms import Drafted, Learnt, Past
from amts.experiments.replay.costs import AUDIT, OVERHEAD, READING, edits, words
from amts.experiments.replay.events import Kind, find_events, timelines
from amts.experiments.replay.judged import QUIET, Standing, judge
from amts.experiments.replay.past import Aligner, pairs_of, sides_before
from amts.experiments.replay.tally import Tally
from amts.experiments.replay.texts import Library
from amts.experiments.replay.upstream import Revisions
from amts.placeholders import collapsed, unmask
from amts.progress import silent, track
from amts.sync.following.revision import follow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from amts.adaptation.customise import Customised
    from amts.alignment.paths import PathTemplate
    from amts.evaluation.workload import Workload
    from amts.experiments.replay.arms import Arm
    from amts.experiments.replay.events import Event
    from amts.experiments.replay.history import MainLine
    from amts.experiments.replay.judged import Case
    from amts.progress import Progress
    from amts.records import Pair, ReadingOptions, Segment

    # From the pairs that were there, and the sentences that were to be translated then, an engine.
    Engines = Callable[[Sequence[Pair], Sequence[Segment]], Customised]

_FIRST, _WORDLESS = "first translations", "updates without changed sentences"
GROUPS = {
    "updates": "the source moved on, people followed, and most sentences of the translation were a person's",
    _WORDLESS: "the source moved on in code, equations or markup around sentences, in none of its sentences",
    "updates of drafts": "the source moved on while most sentences of the translation were still the first draft's",
    _FIRST: "the translation of a source that had none",
}


@dataclass(frozen=True, slots=True)
class History:
    """What is to be played again.

    Attributes:
        line: the repository with the translations, and the sources beside them.
        template: tells the path of a translation from that of its source.
        languages: of the sources and of the translations.
        reading: how documents are read.
        upstream: the repository that the sources come from.
        since: events before this day are not measured, though known.
        until: nor those after this day.
    """

    line: MainLine
    template: PathTemplate
    languages: tuple[str, str]
    reading: ReadingOptions
    upstream: MainLine | None = None
    since: date = date.min
    until: date = date.max


@dataclass(frozen=True, slots=True)
class Triple:
    """A sentence with its draft and what people made of it."""

    document: str
    commit: str
    day: str
    source: str
    draft: str
    final: str
    edits: float


@dataclass(frozen=True, slots=True)
class Played:
    """What a replay gives: its numbers, and the post-edits in it."""

    replay: Replay
    triples: tuple[Triple, ...]


def play(
    history: History, arms: Mapping[str, Arm], engines: Engines | None = None, progress: Progress = silent
) -> Played:
    """Play a history again.

    Args:
        history: what is to be played again.
        arms: by name; first translations are played too if that of their drafts is among them.
        engines: makes the engine of a year from what was there when the first event of the year began.
        progress: told about all steps.

    Raises:
        InputError: there are no events.
        GitError: git cannot read a repository.
    """
    scene = _Scene(history, progress, with_first=any(isinstance(arm, Drafted) for arm in arms.values()))
    if not scene.measured:
        msg = (
            f"{history.line.root}: no translation has followed a source between {history.since} and {history.until}: "
            "name an earlier --since or a later --until, and check the template of paths"
        )
        raise InputError(msg)
    tallies = {
        group: Tally(group, text, _fitting(arms, group), history.languages[1], scene.ratio)
        for group, text in GROUPS.items()
    }
    triples: list[Triple] = []
    for case, past in scene.cases(engines):
        tally = tallies[_group(case)]
        tally.add(case, past)
        for hit in scene.revisions(case.event):
            tally.note("sentences that people edited within as many commits while the source stayed", hit=hit)
        triples += scene.triples(case)
    workloads = tuple(tally.workload() for tally in tallies.values() if tally.counts["events"])
    return Played(scene.replay(workloads, arms), tuple(triples))


def _fitting(arms: Mapping[str, Arm], group: str) -> dict[str, Arm]:
    """Return the arms for a kind of event: only a first translation begins with a draft."""
    return {name: arm for name, arm in arms.items() if group == _FIRST or not isinstance(arm, Drafted)}


def _group(case: Case) -> str:
    if case.event.kind is Kind.FIRST:
        return _FIRST
    if all(each.standing is Standing.SAME for each in case.judged):
        return _WORDLESS
    before = [each.by_person for each in case.judged if each.kept or each.old]
    return "updates" if 2 * sum(before) >= len(before) else "updates of drafts"


class _Scene:
    """A history with its events found, and read."""

    def __init__(self, history: History, progress: Progress, *, with_first: bool) -> None:
        self.history, self.progress = history, progress
        self.steps = history.line.steps
        states = timelines(history.line, history.template)
        contents = history.line.contents(
            b for found in states.values() for s in found for b in (s.source, s.target) if b
        )
        revisions = Revisions(history.upstream, contents) if history.upstream else None
        self.events = find_events(history.line, history.template, revisions)
        self.states = {path: [(state.step, state.target) for state in found] for path, found in states.items()}
        suffix = history.template.source[history.template.source.rfind(".") :]
        texts = revisions.contents if revisions else contents
        self.library = Library(texts, history.languages, suffix, history.reading)
        self.measured = [
            event
            for event in self.events
            if history.since <= self._day(event) <= history.until and (with_first or event.kind is not Kind.FIRST)
        ]
        self.final = Aligner(self.library, progress).beads(
            {str(place): (event.source, event.versions[-1]) for place, event in enumerate(self.measured)}
        )
        self.ratio = self._ratio()

    def _day(self, event: Event) -> date:
        return self.steps[event.step].date.date()

    def _ratio(self) -> float:
        """Return how many words of translation a word of the source has."""
        pairs = [bead.pair for beads in self.final.values() for bead in beads]
        ours, theirs = (
            sum(len(words(getattr(pair, side).text, tag)) for pair in pairs)
            for side, tag in zip(("source", "target"), self.history.languages, strict=True)
        )
        return theirs / ours if ours else 1.0

    def cases(self, engines: Engines | None) -> Iterator[tuple[Case, Past]]:
        """Yield the events in order, each with what was there before it."""
        by_step: dict[int, list[int]] = defaultdict(list)
        for place, event in enumerate(self.measured):
            by_step[event.step].append(place)
        aligner = Aligner(self.library, silent)
        made: dict[int, Learnt | None] = {}
        for step, places in track(list(by_step.items()), "replay events", len(by_step), self.progress):
            events = [self.measured[place] for place in places]
            sides = sides_before(self.events, self.states, step)
            # A translation that was removed for a while is not among them, but is what people began with.
            sides |= {event.document: (event.followed, event.before) for event in events if event.followed}
            beads = aligner.beads(sides, sides.keys() - {event.document for event in events})
            pairs = pairs_of(beads)
            year = self.steps[step].date.year
            if engines and year not in made:
                made[year] = self._learnt(engines, pairs, [source for source, _ in sides.values()])
            past = Past(pairs, self.history.languages, made.get(year))
            for place, event in zip(places, events, strict=True):
                before = beads.get(event.document, []) if event.followed else []
                final = self.final[str(place)]
                yield judge(event, self.library, before, final, self.ratio, self.history.languages[0]), past

    def _learnt(self, engines: Engines, pairs: Sequence[Pair], sources: Sequence[str]) -> Learnt | None:
        at_hand = [collapsed(each) for blob in sources for each in self.library.source(blob).sentences]
        try:
            engine = engines(pairs, at_hand)
        except DataError:  # too little was translated yet: there was no engine then
            return None
        ours, theirs = self.history.languages
        return Learnt(engine, WordLinks.learn((tokens(p.source, ours), tokens(p.target, theirs)) for p in pairs))

    def revisions(self, event: Event) -> Iterator[bool]:
        """Yield for sentences of a translation whether people edited them within a few commits, the source staying."""
        for place in range(QUIET, len(event.versions) - QUIET - 1, QUIET + 1):
            was, now = (self.library.target(event.versions[at]) for at in (place, place + QUIET + 1))
            same = {fate.base for fate in follow(was.units, now.units) if fate.same}
            yield from (number not in same for number in was.places)

    def triples(self, case: Case) -> Iterator[Triple]:
        """Yield the post-edits of a first translation that began with a draft."""
        step = self.steps[case.event.step]
        for each in case.judged if case.event.kind is Kind.FIRST and case.event.draft else ():
            if each.first and each.final:
                distance = edits(each.first.text, [each.final.text], self.history.languages[1])
                day = step.date.date().isoformat()
                source, draft, final = map(unmask, (each.source, each.first, each.final))
                yield Triple(case.event.document, step.commit, day, source, draft, final, round(distance, 4))

    def replay(self, workloads: tuple[Workload, ...], arms: Mapping[str, Arm]) -> Replay:
        """Return the result with what it depends on."""
        days = sorted(self._day(event) for event in self.measured)
        said = [[event.document, event.kind, event.source, *event.versions] for event in self.measured]
        digest = hashlib.sha256(json.dumps([said, list(arms)]).encode()).hexdigest()[:8]
        kinds = Counter(event.kind for event in self.measured)
        settings = {"audit": AUDIT, "reading": READING.read, "overhead_in_words_of_the_source": OVERHEAD}
        settings |= {"words_of_translation_a_word_of_the_source": round(self.ratio, 3), "quiet_commits": QUIET}
        settings |= {f"events_known_by_{kind}": count for kind, count in sorted(kinds.items())}
        return Replay(
            f"Replay of {self.history.line.root.name}",
            *self.history.languages,
            days[0].isoformat(),
            days[-1].isoformat(),
            workloads,
            f"replay.v1:{digest}|amts:{version('amts')}",
            settings,
        )
