"""`amts align`: pair the sentences of documents with those of their translations."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from amts.cli.console import Bars, show_json
from amts.cli.parallel import write_pairs
from amts.cli.project import From, Json, Pair, Project, Source, To, open_book
from amts.errors import InputError
from amts.records import Level

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
    workspace, target = open_book(project, source, pair, source_tag, target_tag)
    source_language = workspace.settings.source
    with Bars() as bars:
        alignment = workspace.align(target, bars)
    sentences = [each for each in alignment.pairs if each.level is Level.SENTENCE]
    if out:
        write_pairs(out, sentences, source_language, target)
    if rejected:
        _write_rejected(rejected, alignment.rejected)
    if save:
        known = {data.name for data in workspace.parallel.list()}
        if save in known:
            workspace.parallel.update(save, alignment.pairs)
        else:
            workspace.parallel.create(save, source_language, target, alignment.pairs)
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
        _show(summary)


def _show(summary: dict[str, Any]) -> None:
    print(f"{summary['documents']} documents aligned in {summary['seconds']} s")
    for reason, count in sorted(summary["rejected"].items()):
        print(f"rejected: {count:,} {reason}")
    share = 100 * summary["certain"] / max(summary["sentence_pairs"], 1)
    print(
        f"{summary['sentence_pairs']:,} sentence pairs ({share:.1f} % with confidence >= {CERTAIN}), "
        f"{summary['paragraph_pairs']:,} paragraph pairs"
    )


def _write_rejected(path: Path, rejected: Any) -> None:
    import csv
    import io

    from amts.placeholders import unmask
    from amts.storage.files import write_atomically

    if path.suffix != ".tsv":
        msg = f"{path}: rejected pairs are written as .tsv"
        raise InputError(msg)
    text = io.StringIO()
    rows = csv.writer(text, delimiter="\t", lineterminator="\n")
    rows.writerow(["reason", "level", "confidence", "document", "source", "target"])
    for each in rejected:
        found = each.pair
        rows.writerow(
            [each.reason, found.level, found.confidence, found.document, unmask(found.source), unmask(found.target)]
        )
    write_atomically(path, text.getvalue().encode())
