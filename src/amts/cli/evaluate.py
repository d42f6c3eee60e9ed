"""`amts evaluate`: hold documents out, translate them, and score the result."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amts.cli.console import Bars, counted, show_table
from amts.cli.project import Base, From, Json, Pair, Project, Source, To, check_not_a_file, open_book
from amts.cli.replay import Window, play_history
from amts.cli.translate import show_estimate
from amts.errors import InputError
from amts.evaluation.markdown import markdown_tables
from amts.evaluation.report import render_report
from amts.evaluation.result import Evaluation, to_json, value_of
from amts.evaluation.wording import terms_in_words
from amts.experiments.arms import PLAIN
from amts.storage.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.experiments.holdout import Experiment
    from amts.mining.book import Entry
    from amts.workspace import Workspace

MaxCost = Annotated[
    float | None,
    typer.Option("--max-cost", help="Spend no more, and nothing if an arm may cost more than its equal share.", min=0),
]
Arms = Annotated[
    str,
    typer.Option(
        "--arms",
        help="What to compare, baseline first: general, plain, paragraph, sentence, sentence:30 (a share of them); "
        "with --replay: B0, B1, B2, B3, A0, A, Z.",
    ),
]
Replay = Annotated[
    bool, typer.Option("--replay", help="Play the history of the repository again instead of holding documents out.")
]
Upstream = Annotated[
    Path | None, typer.Option("--upstream", help="With --replay: the repository that the sources come from.")
]
Since = Annotated[str, typer.Option("--since", help="With --replay: the first day, such as 2021-01-31.")]
Until = Annotated[str, typer.Option("--until", help="With --replay: the last day.")]
Triples = Annotated[
    Path | None, typer.Option("--triples", help="With --replay: a file for sources, drafts and final texts.")
]


def evaluate(
    more: Annotated[list[str] | None, typer.Argument(help="Further held-out documents.", metavar="[NAME]...")] = None,
    hold_out: Annotated[
        list[str] | None, typer.Option("--hold-out", help="A document to hold out; further names may follow it.")
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", help="The folder for scores.json, index.html and the translations.")
    ] = Path("evaluation"),
    arms: Arms = "",
    base: Base = "",
    max_cost: MaxCost = None,
    project: Project = Path(),
    source: Source = None,
    pair: Pair = "",
    source_tag: From = "",
    target_tag: To = "",
    json: Json = False,
    replay: Replay = False,
    upstream: Upstream = None,
    since: Since = "",
    until: Until = "",
    triples: Triples = None,
) -> None:
    """Learn from all documents but the held-out ones, translate those, and score them against their translations.

    With --replay: play the history again, and say what translators would have had to do.

    Example: amts evaluate --project examples/handbook --to es --hold-out 05-linear-regression --out evaluation
    """
    compared = arms.replace(",", " ").split()
    if replay:
        if max_cost is not None:
            msg = "--max-cost goes with --hold-out: leave it out with --replay"
            raise InputError(msg)
        check_not_a_file(out)
        workspace, target = open_book(project, source, pair, source_tag, target_tag, base)
        play_history(workspace, target, compared, out, Window(upstream, since, until), triples, json=json)
        return
    if upstream or since or until or triples:
        msg = "--upstream, --since, --until and --triples go with --replay: say --replay too, or leave them out"
        raise InputError(msg)
    names = [*(hold_out or ()), *(more or ())]
    if not names:
        msg = "nothing is held out: name documents with --hold-out; see 'amts status' for their names"
        raise InputError(msg)
    check_not_a_file(out)
    workspace, target = open_book(project, source, pair, source_tag, target_tag, base)
    _hold_out(workspace, target, names, compared, out, max_cost, json=json)


def _hold_out(
    workspace: Workspace,
    target: str,
    names: Sequence[str],
    arms: Sequence[str],
    out: Path,
    max_cost: float | None,
    *,
    json: bool,
) -> None:
    """Translate held-out documents, write down what came of it, and show it."""
    _check_apart(out, workspace.entries(target))
    _show_costs(workspace, target, names, arms, max_cost)
    with Bars() as bars:
        experiment = workspace.evaluate(target, names, bars, arms)
    write_experiment(out, experiment)
    if json:
        print(to_json(experiment.evaluation), end="")
    else:
        show(experiment.evaluation)
        if spent := workspace.spent(target):
            print(f"spent: {spent}")
        print(f"\nscores: {out / 'scores.json'}\nreport: {out / 'index.html'}\ntables: {out / 'scores.md'}")


def _show_costs(
    workspace: Workspace, target: str, names: Sequence[str], arms: Sequence[str], max_cost: float | None
) -> None:
    """Say on stderr what the arms may cost, see to it that they cost no more, and which arm there is not."""
    if max_cost is not None:
        workspace.limit_cost(max_cost)
    plans = workspace.plans(target, arms)
    share = None if max_cost is None else max_cost / len(plans)
    show_estimate(f"each of {counted(len(plans), 'arm')}", workspace.estimate_arm(target, names, share))
    if not arms and PLAIN not in plans:
        print("no plain arm: the engine knows nothing but the pairs that it learns from", file=sys.stderr)


def _check_apart(out: Path, entries: Sequence[Entry]) -> None:
    """Refuse a folder with documents of the project: what is written there would be taken for translations."""
    folder = out.resolve()
    for path in (path for entry in entries for path in (entry.source, entry.target)):
        if folder in path.resolve().parents and path.exists():
            msg = f"{out} holds documents of the project, such as {path}: name another folder with --out"
            raise InputError(msg)


def write_experiment(out: Path, experiment: Experiment) -> None:
    """Write the scores, the report and the translated documents of each arm."""
    for arm, documents in experiment.outputs.items():
        folder = arm.replace(":", "-")  # no name of a folder on Windows
        for document in documents:
            name = document.name if "." in document.name.rsplit("/", 1)[-1] else document.name + ".md"
            write_atomically(out / folder / name, document.content)
    write_atomically(out / "index.html", render_report(experiment.evaluation).encode())
    write_atomically(out / "scores.json", to_json(experiment.evaluation).encode())
    write_atomically(out / "scores.md", markdown_tables(experiment.evaluation).encode())


def show(evaluation: Evaluation) -> None:
    """Print the scores as a table, and what they rest on."""
    arms = evaluation.arms
    columns = ["document", *(f"{arm.name} {metric}" for arm in arms for metric in ("BLEU", "chrF2++"))]
    rows = []
    for name, scores in [
        *((n, [arm.documents[n] for arm in arms]) for n in arms[0].documents),
        ("all", [arm.corpus for arm in arms]),
    ]:
        rows.append([name, *(f"{value_of(each, metric):.1f}" for each in scores for metric in ("bleu", "chrf2++"))])
    show_table(f"{evaluation.source_language} to {evaluation.target_language}", columns, rows)
    for each in evaluation.comparisons:
        low, high = each.interval
        print(
            f"{each.system_name} against {each.baseline_name}: {each.difference:+.2f} BLEU, {each.relative:+.1%} "
            f"(95 % interval {low:+.2f} to {high:+.2f}, p = {each.p_value:.3f})"
        )
    for arm in arms:
        facts = arm.facts
        print(
            f"{arm.name}: {facts['pairs']:,} pairs, trained in {facts['train_seconds']} s, "
            f"translated {facts['words_per_second']:,} words/s"
        )
        for verdict in (value for name, value in facts.items() if name.startswith("strategy_")):
            print(f"    {verdict}")
        if terms := terms_in_words(facts):
            print(f"    terms as demanded: {terms}")
    leak = evaluation.leakage
    print(
        f"held-out sentences also in the training data: {leak.shared_boilerplate} of {leak.held_out} are boilerplate; "
        f"{len(leak.shared_other)} others were taken out of it"
    )
    if leak.shared_base:
        print(f"pairs of the base left out because they hold such a sentence: {leak.shared_base}")
    if leak.shared_names:
        print(f"learnt from documents called like a held-out one: {', '.join(leak.shared_names)}")
