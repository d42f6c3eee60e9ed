"""What happened to translated documents: their first translations, and the source moving on with people following."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from amts.alignment.paths import PathTemplate
    from amts.experiments.replay.history import MainLine, Step


class Kind(StrEnum):
    """How an event is known: a first translation, a stored original that changed, or a newer source that was met."""

    FIRST = "first"
    ORIGINAL = "original"
    UPSTREAM = "upstream"


@dataclass(frozen=True, slots=True)
class State:
    """A document after a step of its repository: the contents of its stored source and of its translation, if any."""

    step: int
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Event:
    """A source that moved on, or appeared, and the translation that followed. Contents are named by identifiers.

    Attributes:
        document: the path of its stored source.
        kind: how the event is known.
        step: the number of the step in which people followed; only what was there before it may be used.
        source: the new source.
        versions: the translation's states from that step on, until its source moves on again.
        followed: the source that the translation followed before; empty for a first translation.
        before: the translation as it was; empty if there was none.
        draft: the first state of the translation, if it came together with its source.
    """

    document: str
    kind: Kind
    step: int
    source: str
    versions: tuple[str, ...]
    followed: str = ""
    before: str = ""
    draft: str = ""


class Upstream(Protocol):
    """Knows the repository that sources come from."""

    def met(self, followed: str, before: str, after: str, step: Step) -> str:
        """Return the newer source that a translation meets with a step, and did not before; empty if it meets none."""
        ...


def timelines(line: MainLine, template: PathTemplate) -> dict[str, list[State]]:
    """Return the states of each document whose source is stored in the repository, by the source's last path."""
    states: dict[str, list[State]] = {}
    contents: dict[str, str] = {}
    for step in line.steps:
        for old, new in step.renames.items():
            if old in states and template.counterpart(new) and new not in states:
                states[new] = states.pop(old)
        contents |= {path: blob or "" for path, blob in step.blobs.items()}
        for path in _touched(step, template, states):
            target = contents.get(template.counterpart(path) or "", "")
            states.setdefault(path, []).append(State(step.number, contents.get(path, ""), target))
    return states


def _touched(step: Step, template: PathTemplate, known: Iterable[str]) -> list[str]:
    """Return the sources of which, or of whose translations, a step has written something."""
    sources = {path for path in step.blobs if template.counterpart(path)}
    targets = {path for path in step.blobs if path not in sources}
    return sorted(sources | {path for path in known if template.counterpart(path) in targets})


def find_events(line: MainLine, template: PathTemplate, upstream: Upstream | None = None) -> list[Event]:
    """Return what happened to all documents, in order.

    A source that moves on and moves on again before anybody has touched the translation is one event; if it moves
    back, none.

    Args:
        line: the history of the repository with the translations.
        template: tells the path of a translation from that of its source.
        upstream: the repository that the sources come from, if translations may follow it without a stored source.
    """
    found = (
        event
        for path, states in timelines(line, template).items()
        for event in _events(path, states, line.steps, upstream)
    )
    return sorted(found, key=lambda event: (event.step, event.document))


def _events(path: str, states: Sequence[State], steps: Sequence[Step], upstream: Upstream | None) -> Iterator[Event]:
    """Yield the events of a document: each begins with a change of the translation after one of its source."""
    event: Event | None = None
    versions: list[str] = []
    stored = followed = said = draft = ""
    for number, state in enumerate(states):
        if not state.target or state.target == said or not (state.source or followed):
            continue
        newer = state.source if state.source and state.source != stored else ""
        kind = Kind.ORIGINAL if followed else Kind.FIRST
        if followed and not newer and upstream:
            newer, kind = upstream.met(followed, said, state.target, steps[state.step]), Kind.UPSTREAM
        if newer and newer != followed:
            if event:
                yield replace(event, versions=tuple(versions))
            if kind is Kind.FIRST and not (number and states[number - 1].source):
                draft = state.target
            event = Event(path, kind, state.step, newer, (), followed, said, draft)
            versions, followed = [], newer
        stored, said = state.source or stored, state.target
        versions.append(said)
    if event:
        yield replace(event, versions=tuple(versions))
