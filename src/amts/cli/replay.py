"""`amts evaluate --replay`: play a history again, and say what translators would have had to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from json import dumps
from typing import TYPE_CHECKING

from amts.adaptation.protocol import Task
from amts.alignment.paths import parse_template
from amts.cli.console import Bars, show_table
from amts.errors import InputError
from amts.evaluation.report import render_replay
from amts.evaluation.workload import BASELINES, percent, quality_in_words, replay_json, replay_markdown
from amts.experiments.replay.arms import NEED_ENGINE, parse_arms
from amts.experiments.replay.history import read_main_line
from amts.experiments.replay.run import History, play
from amts.parallel.retrieval import Retriever
from amts.parallel.retrieval_index import PairIndex
from amts.storage.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from amts.adaptation.customise import Customised
    from amts.evaluation.workload import Replay, Workload
    from amts.experiments.replay.run import Engines, Played
    from amts.progress import Progress
    from amts.records import Pair, Segment
    from amts.workspace import Workspace

# Those that need no engine.
_USUAL = ("B0", "B1", "B2", "A0", "Z")
# The other models are in the files.
_SHOWN = ("read and edited", "keystrokes", "timed")


@dataclass(frozen=True, slots=True)
class Window:
    """Which history is played again, as the command line says it.

    Attributes:
        upstream: the folder of the repository that the sources come from.
        since: the first day.
        until: the last day.
    """

    upstream: Path | None = None
    since: str = ""
    until: str = ""


def play_history(
    workspace: Workspace,
    target: str,
    names: Sequence[str],
    out: Path,
    window: Window,
    triples: Path | None = None,
    *,
    json: bool = False,
) -> None:
    """Play a project's history again, write what it says into a folder, and the post-edits into a file."""
    arms = parse_arms(names or _USUAL)
    history = _history(workspace, target, window)
    with Bars() as bars:
        engines = _engines(workspace, target, out / "engines", bars) if NEED_ENGINE & set(arms) else None
        played = play(history, arms, engines, bars)
    write_atomically(out / "replay.json", replay_json(played.replay).encode())
    write_atomically(out / "replay.md", replay_markdown(played.replay).encode())
    write_atomically(out / "index.html", render_replay(played.replay).encode())
    if triples:
        _write_triples(triples, played)
    if json:
        print(replay_json(played.replay), end="")
        return
    _show(played.replay)
    print(f"numbers: {out / 'replay.json'}\nreport: {out / 'index.html'}\ntables: {out / 'replay.md'}")


def _history(workspace: Workspace, target: str, window: Window) -> History:
    settings = workspace.settings
    return History(
        read_main_line(settings.root),
        parse_template(settings.targets[target]),
        (settings.source, target),
        settings.reading,
        read_main_line(window.upstream) if window.upstream else None,
        _day("--since", window.since) or date.min,
        _day("--until", window.until) or date.max,
    )


def _day(option: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        msg = f"{option} {text!r} is no day: expected one such as 2021-01-31"
        raise InputError(msg) from error


def _engines(workspace: Workspace, target: str, cache: Path, progress: Progress) -> Engines:
    maker = workspace.maker(target)

    def make(pairs: Sequence[Pair], at_hand: Sequence[Segment]) -> Customised:
        index = Retriever(PairIndex(pairs)).in_context(at_hand)
        return maker.customised(Task(at_hand, pairs, index, workspace.settings.source, target, cache, progress))

    return make


def _write_triples(path: Path, played: Played) -> None:
    """Write the post-edits of drafts, one a line, as JSON."""
    lines = (dumps(asdict(triple), ensure_ascii=False) + "\n" for triple in played.triples)
    write_atomically(path, "".join(lines).encode())


def _show(replay: Replay) -> None:
    """Print what each arm saves, by each model, and what became of what was reused."""
    for workload in replay.workloads:
        counts = ", ".join(f"{name} {count:,}" for name, count in workload.counts.items())
        print(f"{workload.name}, {replay.since} to {replay.until}: {counts}")
        for baseline in BASELINES:
            _show_savings(workload, baseline)
        for line in quality_in_words(workload):
            print(line)
        print()


def _show_savings(workload: Workload, baseline: str) -> None:
    works = [work for work in workload.works if baseline in work.savings]
    if works:
        rows = [[name, *(percent(work.savings[baseline].get(name)) for work in works)] for name in _SHOWN]
        rows.append(["people's sentences replaced", *(f"{work.overwritten:,}" for work in works)])
        show_table("", [f"saved against {baseline}", *(work.name for work in works)], rows)
