"""`amts align`: pair the sentences of documents with those of their translations."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amts.cli.console import Bars, show_json
from amts.cli.parallel import exchange_for, write_pairs
from amts.cli.project import From, Json, Pair, Project, Source, To, open_book
from amts.errors import InputError
from amts.records import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from amts.records import Rejection

# From this confidence on a pair is as good as certain.
CERTAIN = 0.9


def align(
    project: Project = Path(),
    source: Source = None,
    pair: Pair = "",
    source_tag: From = "",
    target_tag: To = "",
    save: Annotated[str, typer.Option("--save", help="Keep the pairs as parallel data of this name.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the sentence pairs to a .csv, .tsv or .tmx file.")
    ] = None,
    rejected: Annotated[
        Path | None, typer.Option("--rejected", help="Write rejected pairs with reasons to a .tsv file.")
    ] = None,
    json: Json = False,
) -> None:
    """Pair the sentences of documents with those of their translations.

    Example: amts align --project examples/handbook --to zh --out pairs.tsv
    """
    started = time.monotonic()
    _check(save, source, out, rejected)
    workspace, target = open_book(project, source, pair, source_tag, target_tag)
    with Bars() as bars:
        alignment = workspace.align(target, bars)
    sentences = [each for each in alignment.pairs if each.level is Level.SENTENCE]
    written = write_pairs(out, sentences, workspace.settings.source, target) if out else []
    if rejected:
        _write_rejected(rejected, alignment.rejected)
    if save:
        workspace.keep(save, target, alignment.pairs)
    certain = sum(each.confidence >= CERTAIN for each in sentences)
    summary = {
        "documents": len(alignment.runs),
        "sentence_pairs": len(sentences),
        "paragraph_pairs": len(alignment.pairs) - len(sentences),
        "certain": certain,
        "rejected": dict(Counter(f"{each.reason} ({each.pair.level})" for each in alignment.rejected)),
        "seconds": round(time.monotonic() - started, 1),
    }
    if json:
        show_json(summary)
    else:
        print("\n".join([*written, *_lines(summary)]))


def _check(save: str, source: Path | None, out: Path | None, rejected: Path | None) -> None:
    """Refuse what cannot be done before the work, not after it."""
    if save and source:
        msg = "--save keeps parallel data in a project: leave --source out, or write a file with --out"
        raise InputError(msg)
    if out:
        exchange_for(out)
    if rejected and rejected.suffix != ".tsv":
        msg = f"{rejected}: rejected pairs are written as .tsv"
        raise InputError(msg)


def _lines(summary: dict[str, Any]) -> Iterator[str]:
    yield f"{summary['documents']} documents aligned in {summary['seconds']} s"
    for reason, count in sorted(summary["rejected"].items()):
        yield f"rejected: {count:,} {reason}"
    share = 100 * summary["certain"] / max(summary["sentence_pairs"], 1)
    yield (
        f"{summary['sentence_pairs']:,} sentence pairs ({share:.1f} % with confidence >= {CERTAIN}), "
        f"{summary['paragraph_pairs']:,} paragraph pairs"
    )


def _write_rejected(path: Path, rejected: Iterable[Rejection]) -> None:
    import csv
    import io

    from amts.placeholders import unmask
    from amts.storage.files import write_atomically

    text = io.StringIO()
    rows = csv.writer(text, delimiter="\t", lineterminator="\n")
    rows.writerow(["reason", "level", "confidence", "document", "source", "target"])
    for each in rejected:
        found = each.pair
        rows.writerow(
            [each.reason, found.level, found.confidence, found.document, unmask(found.source), unmask(found.target)]
        )
    write_atomically(path, text.getvalue().encode())
