"""What a replay of a translation's history found: the data behind its JSON, its table and its page."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amts.evaluation.significance import Saving


BASELINES = ("B0", "B1")
"""The arms against which savings are told: everything again, and what any tool does that compares files."""


@dataclass(frozen=True, slots=True)
class Share:
    """The sentences to which one and the same thing happened: how many, their words, and what they cost."""

    sentences: int
    words: float
    cost: float


@dataclass(frozen=True, slots=True)
class Work:
    """What an arm costs.

    Attributes:
        name: of the arm.
        description: what it does.
        costs: in words, by cost model.
        savings: against each other arm, by its name and the cost model.
        shares: by what happened to sentences, with the cost by the main model.
        overwritten: how many sentences of people were replaced by something not made from them.
    """

    name: str
    description: str
    costs: Mapping[str, float]
    savings: Mapping[str, Mapping[str, Saving]]
    shares: Mapping[str, Share]
    overwritten: int


@dataclass(frozen=True, slots=True)
class Workload:
    """All arms on the same events.

    Attributes:
        name: what the events are.
        description: the same in a sentence.
        models: the cost models, by name, in words; the main one first.
        works: the arms, the baseline first.
        counts: of events, documents and so on.
        quality: what became of what was reused: how many of how many.
    """

    name: str
    description: str
    models: Mapping[str, str]
    works: tuple[Work, ...]
    counts: Mapping[str, int]
    quality: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Replay:
    """A history played again.

    Attributes:
        title: which history.
        source_language: tag of the language translated from.
        target_language: tag of the language translated into.
        since: the day of the first event.
        until: the day of the last one.
        workloads: by kind of event.
        signature: of the data and versions behind the numbers.
        settings: what else the numbers depend on.
    """

    title: str
    source_language: str
    target_language: str
    since: str
    until: str
    workloads: tuple[Workload, ...]
    signature: str
    settings: Mapping[str, float] = field(default_factory=dict)


def replay_json(replay: Replay) -> str:
    """Return all that a replay found; the same replay, the same text."""
    content = {
        "title": replay.title,
        "source_language": replay.source_language,
        "target_language": replay.target_language,
        "since": replay.since,
        "until": replay.until,
        "signature": replay.signature,
        "settings": dict(replay.settings),
        "workloads": [_workload(each) for each in replay.workloads],
    }
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _workload(workload: Workload) -> dict[str, Any]:
    return {
        "name": workload.name,
        "description": workload.description,
        "counts": dict(workload.counts),
        "quality": {name: {"of": total, "are": count} for name, (count, total) in workload.quality.items()},
        "arms": {work.name: _work(work) for work in workload.works},
    }


def _work(work: Work) -> dict[str, Any]:
    return {
        "description": work.description,
        "costs": {name: round(cost, 1) for name, cost in work.costs.items()},
        "savings": {
            against: {name: _saving(each) for name, each in by_model.items()}
            for against, by_model in work.savings.items()
        },
        "shares": {
            name: {"sentences": each.sentences, "words": round(each.words, 1), "cost": round(each.cost, 1)}
            for name, each in work.shares.items()
        },
        "overwritten": work.overwritten,
    }


def _saving(saving: Saving) -> dict[str, Any]:
    return {
        "value": round(saving.value, 4),
        "interval": [round(bound, 4) for bound in saving.interval],
        "clusters": saving.clusters,
        "signature": saving.signature,
    }


def replay_markdown(replay: Replay) -> str:
    """Return tables for each kind of event: what each arm saves, with intervals, and where it comes from."""
    pieces = []
    for workload in replay.workloads:
        counts = ", ".join(f"{name} {count:,}" for name, count in workload.counts.items())
        pieces.append(f"**{workload.name}**, {replay.since} to {replay.until}: {counts}\n")
        pieces += ["".join(f"| {' | '.join(row)} |\n" for row in table) for table in _ruled(workload)]
        pieces.append("".join(f"- {line}\n" for line in quality_in_words(workload)))
    return "\n".join(pieces)


def _ruled(workload: Workload) -> list[list[list[str]]]:
    return [[table[0], ["---"] * len(table[0]), *table[1:]] for _, table in workload_tables(workload)]


def workload_tables(workload: Workload) -> list[tuple[str, list[list[str]]]]:
    """Return tables with their titles, each a list of rows with the header first."""
    others = [against for against in BASELINES if any(against in work.savings for work in workload.works)]
    tables = [(f"Saved against {against}", _savings(workload, against)) for against in others]
    return [*tables, ("Where the work is", _shares(workload))]


def _savings(workload: Workload, against: str) -> list[list[str]]:
    works = [work for work in workload.works if against in work.savings]
    rows = [[model, *(percent(work.savings[against].get(model)) for work in works)] for model in workload.models]
    replaced = ["people's sentences replaced", *(f"{work.overwritten:,}" for work in works)]
    return [[f"saved against {against}", *(work.name for work in works)], *rows, replaced]


def _shares(workload: Workload) -> list[list[str]]:
    deeds = list(dict.fromkeys(deed for work in workload.works for deed in work.shares))
    rows = [[deed, *(_share(work.shares.get(deed)) for work in workload.works)] for deed in deeds]
    return [["words, and their cost", *(work.name for work in workload.works)], *rows]


def _share(share: Share | None) -> str:
    return f"{share.words:,.0f} ({share.cost:,.0f})" if share else ""


def percent(saving: Saving | None) -> str:
    """Return a saving with its interval, as it is shown."""
    if saving is None:
        return ""
    low, high = saving.interval
    return f"{saving.value:.1%} ({low:.1%} to {high:.1%})"


def quality_in_words(workload: Workload) -> list[str]:
    """Return what became of what was reused, a line each."""
    return [
        f"{name}: {count:,} of {total:,}" + (f" ({count / total:.1%})" if total else "")
        for name, (count, total) in workload.quality.items()
    ]
