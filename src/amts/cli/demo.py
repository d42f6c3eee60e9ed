"""`amts demo`: the whole way, on the sample book."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from amts.cli.console import Bars
from amts.cli.evaluate import show, write_experiment
from amts.cli.project import check_not_a_file
from amts.documents.formats import read_document
from amts.errors import PathError
from amts.evaluation.report import render_side_by_side
from amts.settings import FILE_NAME
from amts.storage.files import write_atomically
from amts.translation.verification.verify import verify
from amts.workspace import open_workspace

if TYPE_CHECKING:
    from amts.workspace import Written

# Held out to put numbers to the demo: it is translated, so that its translation can be scored.
_HELD_OUT = "09-neural-networks"


def demo(
    out: Annotated[Path, typer.Option("--out", help="The folder for the book and the reports.")] = Path("demo"),
) -> None:
    """Learn from eleven translated chapters of the sample book, and translate the twelfth into two languages.

    Example: amts demo --out demo
    """
    check_not_a_file(out)
    book = out / "handbook"
    _copy_book(book)
    workspace = open_workspace(book)
    print(f"The sample book: {book}")
    # First the proof: once chapter 12 is translated by machine, it would be learnt from like any translation.
    for target in workspace.targets:
        print(f"\nHow good will it be? Chapter {_HELD_OUT} held out, translated and scored, {target}:", flush=True)
        with Bars() as bars:
            experiment = workspace.evaluate(target, [_HELD_OUT], bars)
        write_experiment(out / f"evaluation-{target}", experiment)
        show(experiment.evaluation)
    print("\nThe chapter that nobody has translated:", flush=True)
    written: dict[str, Written] = {}
    for target in workspace.targets:
        with Bars() as bars:
            for each in workspace.translate(target, progress=bars):
                written[target] = each
                report(target, each)
    page = out / "chapter-12.html"
    write_atomically(page, _side_by_side(written).encode())
    print("\nLook at:")
    for path in (page, *(each.entry.target for each in written.values()),
                 *(out / f"evaluation-{target}" / "index.html" for target in workspace.targets)):  # fmt: skip
        print(f"    {path}")


def _copy_book(book: Path) -> None:
    """Copy the sample book, its untranslated chapter untranslated, in place of an earlier demo's copy."""
    source = _sample_book()
    if book.exists() and not _is_copy(book, source):
        msg = f"{book} exists and is no copy of the sample book: name another folder with --out"
        raise PathError(msg)
    shutil.rmtree(book, ignore_errors=True)
    shutil.copytree(source, book, ignore=shutil.ignore_patterns(".amts"))


def _is_copy(book: Path, source: Path) -> bool:
    """Whether a folder has what makes the sample book: its own words about itself, and its settings."""
    return all(
        (book / name).is_file() and (book / name).read_bytes() == (source / name).read_bytes()
        for name in ("README.md", FILE_NAME)
    )


def _sample_book() -> Path:
    """Return where the sample book lies: in the installed package, or in a checkout."""
    installed = Path(str(files("amts"))) / "examples" / "handbook"
    checkout = Path(str(files("amts"))).parents[1] / "examples" / "handbook"
    for place in (installed, checkout):
        if (place / "amts.toml").is_file():
            return place
    msg = f"the sample book is neither at {installed} nor at {checkout}: install amts again"
    raise PathError(msg)


def report(target: str, written: Written) -> None:
    """Say what was translated, and check it once more from the file."""
    source = read_document(written.entry.source)
    findings = verify(source, read_document(written.entry.target))
    sentences = sum(len(block.origins) for block in written.document.blocks)
    print(
        f"{target}: {written.entry.name}, {sentences} sentences; "
        f"check: {len(source.blocks)} blocks compared, {len(findings)} changed in structure, "
        f"{_left(written)} left in English"
    )


def _left(written: Written) -> int:
    """Return how many texts stayed in the source language."""
    return sum(finding.reason == "untranslated" for finding in written.document.findings)


def _side_by_side(written: dict[str, Written]) -> str:
    first, *_ = written.values()
    rows, origins = [], []
    for number, block in enumerate(first.document.blocks):
        cells = [each.document.blocks[number] for each in written.values()]
        rows.append([" ".join(text.split()) for text in (block.source, *(cell.text for cell in cells))])
        origins.append(["", *("+".join(dict.fromkeys(cell.origins)) for cell in cells)])
    notes = [
        f"{target}: all {len(each.document.blocks)} text blocks keep their code, mathematics, links and tables; "
        f"{_left(each)} left in English"
        for target, each in written.items()
    ]
    title = f"{first.entry.name}: translated with what the other chapters taught"
    return render_side_by_side(title, ["en", *written], rows, notes, origins)
