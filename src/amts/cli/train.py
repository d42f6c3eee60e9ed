"""`amts train`: make a base model by a recipe."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amts.cli.console import Bars, show_json, show_table
from amts.cli.project import Json
from amts.errors import InputError
from amts.mining.text import read_segment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.training.build import Build, Outcome

_WORK = Path(".amts") / "training"
# What of a report is worth a line, by the name of the step.
_HEADLINES = {
    "vocabulary": ("tokens",),
    "encode": ("pairs", "target_tokens"),
    "distill": ("pairs", "dropped", "same_as_reference"),
    "quantize": ("bytes", "teacher_bytes"),
    "package": ("name", "wheel"),
}


def train(
    recipe: Annotated[Path, typer.Argument(help="The recipe, such as recipes/tiny.toml.")],
    inputs: Annotated[
        list[str] | None, typer.Option("--input", help="A path that the recipe asks for: NAME=PATH; once for each.")
    ] = None,
    work: Annotated[
        Path | None, typer.Option("--work", help="Where results are kept (default: .amts/training/NAME).")
    ] = None,
    until: Annotated[str, typer.Option("--until", help="Stop after this step, such as encode or teacher.")] = "",
    plan: Annotated[bool, typer.Option("--plan", help="Only say which steps would be run.")] = False,
    json: Json = False,
) -> None:
    """Make a base model by a recipe; steps whose inputs have not changed are not run again.

    Example: amts train recipes/tiny.toml
    """
    rank, processes = _processes()
    build = open_build(recipe, inputs or (), work, rank, processes)
    chosen = build.chosen(until)
    if plan:
        rows = [[step.name, "done before" if build.outcome(step) else "to do", str(build.folder(step))]
                for step in chosen]  # fmt: skip
        show_json([dict(zip(("step", "state", "folder"), row, strict=True)) for row in rows]) if json else show_table(
            "", ["step", "", "folder"], rows
        )
        return
    if rank:
        build.run(until)
        return
    if not json:
        waiting = [step.name for step in chosen if build.outcome(step) is None]
        print(f"steps: {', '.join(step.name for step in chosen)}; to do: {', '.join(waiting) or 'none'}", flush=True)
    with Bars() as bars:
        outcomes = build.run(until, bars)
    if json:
        show_json([_as_json(each) for each in outcomes])
    else:
        _show(outcomes)


def _processes() -> tuple[int, int]:
    """Return the number of this process and how many run the recipe together, as `torchrun` says."""
    if "TORCHELASTIC_RUN_ID" not in os.environ:
        return 0, 1
    return int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])


def open_build(
    recipe: Path, inputs: Sequence[str], work: Path | None, rank: int = 0, processes: int = 1
) -> Build:  # fmt: skip
    """Return the build of a recipe; of several processes that run it together, the first one writes.

    Raises:
        InputError: the recipe, or a path that it asks for, is wrong.
    """
    from amts.training.build import Build
    from amts.training.recipe_file import read_recipe
    from amts.training.steps.plan import steps_of

    found = read_recipe(recipe, dict(_input(each) for each in inputs))
    text = recipe.read_text(encoding="utf-8-sig")
    return Build(steps_of(found, text, read_segment), work or _WORK / found.name, rank, processes)


def _input(text: str) -> tuple[str, Path]:
    name, equals, path = text.partition("=")
    if not (name and equals and path):
        msg = f"--input {text!r}: expected NAME=PATH, such as --input corpus=pairs.tsv"
        raise InputError(msg)
    return name, Path(path)


def _as_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "step": outcome.name,
        "folder": str(outcome.folder),
        "seconds": outcome.seconds,
        "cached": outcome.cached,
        "report": outcome.report,
    }


def _show(outcomes: Sequence[Outcome]) -> None:
    """Print the steps, what cleaning took out, and the scores."""
    rows = [[each.name, "done before" if each.cached else "done", f"{each.seconds:,.1f}", _headline(each)]
            for each in outcomes]  # fmt: skip
    show_table("", ["step", "", "seconds", "result"], rows)
    for each in outcomes:
        if each.name == "clean":
            _show_rejected(each.report)
        if each.name == "evaluate":
            _show_scores(each.report["scores"])


def _headline(outcome: Outcome) -> str:
    if outcome.name == "clean":
        return ", ".join(
            f"{languages}: {each['kept']:,} of {each['found']:,} pairs kept"
            for languages, each in outcome.report.items()
        )  # fmt: skip
    if outcome.name == "evaluate":
        return f"{len(outcome.report['scores'])} scores"
    names = _HEADLINES.get(outcome.name, ("steps", "best_bleu", "bleu"))
    found = ((name, outcome.report[name]) for name in names if name in outcome.report)
    return ", ".join(f"{name.replace('_', ' ')} {_number(value)}" for name, value in found)


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _show_rejected(report: dict[str, Any]) -> None:
    for languages, each in report.items():
        found = ", ".join(f"{count:,} {reason}" for reason, count in each["rejected"].items())
        print(f"{languages}: {each['held_out']:,} held out; left out: {found or 'none'}")


def _show_scores(scores: Sequence[dict[str, Any]]) -> None:
    rows = [
        [f"{each['model']}, {each['source']} to {each['target']}, beam {each['beam']}", f"{each['bleu']:.2f}",
         f"{each['chrf']:.2f}", f"{each['words_per_second']:,}", f"{each['bytes'] / 1e6:.1f}"]
        for each in scores
    ]  # fmt: skip
    show_table("", ["on held-out pairs", "BLEU", "chrF2++", "words/s", "MB"], rows)
