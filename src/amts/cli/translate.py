"""`amts translate`: translate what is missing."""

from __future__ import annotations

import sys
from collections import Counter
from concurrent.futures import Future, wait
from dataclasses import asdict
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amts.cli.console import Bars, counted, show_json
from amts.cli.project import Base, From, Json, Pair, Project, Source, open_book
from amts.cli.terms import without_terms
from amts.errors import InputError
from amts.evaluation.difference import changes
from amts.placeholders import unmask
from amts.progress import silent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from amts.adaptation.gate import Verdict
    from amts.progress import Progress
    from amts.records import Segment, Translation
    from amts.workspace import Workspace, Written

_WORDS = {
    "untranslated": "left in the source language",
    "anchor": "a link lost its place",
    "number": "look at a number",
}


def translate(
    names: Annotated[list[str] | None, typer.Argument(help="Documents by name; default: all that are missing.")] = None,
    project: Project = Path(),
    source: Source = None,
    pair: Pair = "",
    source_tag: From = "",
    target_tag: Annotated[str, typer.Option("--to", help="The language of the translations; several: zh,es.")] = "",
    data: Annotated[str, typer.Option("--data", help="Learn from this parallel data, not from the translations.")] = "",
    base: Base = "",
    explain: Annotated[
        bool, typer.Option("--explain", help="With --json: for each sentence the pairs behind it, and without them.")
    ] = False,
    max_cost: Annotated[
        float | None,
        typer.Option(
            "--max-cost",
            help="Spend no more, and nothing if it may cost more; of several languages each has an equal share.",
            min=0,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Translate the documents that have no translation yet; a file that exists is never overwritten.

    Example: amts translate --to zh

    Without a project: amts translate page.md --from en --to zh
    """
    if explain and not json:
        msg = "--explain goes with --json: an explanation of each sentence is too long for a terminal"
        raise InputError(msg)
    tags = list(dict.fromkeys(target_tag.split(",")))
    _check_sources(data, source, tags)
    books = [open_book(project, source, pair, source_tag, tag, base, names or ()) for tag in tags]
    share = None if max_cost is None else max_cost / len(books)
    with Bars() as bars:
        served = [_estimate(*book, names or (), share, data, bars) for book in books]
    for tag, estimate in zip(tags, served, strict=True):
        show_estimate(f"to {tag} this" if len(tags) > 1 else "this", estimate)
    with Bars() as bars:
        # Of several languages at the same time, one shows how far it is.
        works = [
            partial(workspace.translate, target, names or (), data, silent if index else bars, explain=explain)
            for index, (workspace, target) in enumerate(books)
        ]
        done = _at_once(works) if len(works) > 1 and all(served) else [work() for work in works]
    for book in books:
        _show_left_out(*book)
    if json:
        found = [(each, target) for (_, target), written in zip(books, done, strict=True) for each in written]
        show_json([_as_json(each, target if explain else "") for each, target in found])
        return
    for book, written in zip(books, done, strict=True):
        _show_language(*book, written)


def _check_sources(data: str, source: Path | None, tags: Sequence[str]) -> None:
    if data and source:
        msg = "--data names parallel data of a project: leave --source out, or --data"
        raise InputError(msg)
    if len(tags) > 1 and (data or source):
        msg = "--data and --source are for one language: call amts translate once for each"
        raise InputError(msg)


def _at_once(works: Sequence[Callable[[], list[Written]]]) -> list[list[Written]]:
    """Do all works at the same time, and only then raise what went wrong; an interruption waits for none of them."""
    results: list[Future[list[Written]]] = [Future() for _ in works]

    def do(work: Callable[[], list[Written]], result: Future[list[Written]]) -> None:
        try:
            result.set_result(work())
        except BaseException as error:
            result.set_exception(error)

    for work, result in zip(works, results, strict=True):
        Thread(target=do, args=(work, result), daemon=True).start()
    wait(results)
    return [result.result() for result in results]


def _show_language(workspace: Workspace, target: str, written: Sequence[Written]) -> None:
    """Say what became of the documents in a language."""
    for each in written:
        _show(each)
    if written and written[0].verdicts:
        print(f"adaptation to {target}: {'; '.join(map(str, written[0].verdicts))}")
    if spent := workspace.spent(target):
        print(f"spent: {spent}")
    if not written:
        print(f"nothing to do: every document is translated into {target}")


def _estimate(
    workspace: Workspace, target: str, names: Sequence[str], max_cost: float | None, data: str, progress: Progress
) -> str:
    """Return what the work may cost, empty for no service, and see to it that it costs no more."""
    if max_cost is not None:
        workspace.limit_cost(max_cost)
    return workspace.estimate(target, names, max_cost, data=data, progress=progress)


def show_estimate(what: str, estimate: str) -> None:
    """Say on stderr what something may cost, if anything."""
    if estimate:
        print(f"{what} may cost {estimate}, without what is in the cache", file=sys.stderr)


def _show_left_out(workspace: Workspace, target: str) -> None:
    """Say on stderr what was left to the fallback, and what of the files with terms is not used."""
    for reason, count in workspace.passed_on.items():
        print(f"{counted(count, 'segment')} left to the fallback: {reason}", file=sys.stderr)
    for file in workspace.term_files(target):
        if not file.terms:
            print(f"{file.path}: {without_terms(file, (workspace.settings.source, target))}", file=sys.stderr)
        lines, terms = len(file.read.left_out), len(file.overruled)
        found = [f"{counted(lines, 'line')} left out"] * bool(lines)
        found += [f"{counted(terms, 'term')} not used, as a file before it says otherwise"] * bool(terms)
        if found:
            print(f"{file.path}: {', '.join(found)}: see amts terms --to {target}", file=sys.stderr)


def _origins(written: Written) -> Counter[str]:
    return Counter(origin for block in written.document.blocks for origin in block.origins)


def _show(written: Written) -> None:
    origins = _origins(written)
    found = ", ".join(f"{count} from {origin}" for origin, count in origins.most_common())
    repaired = f", {counted(len(written.document.repairs), 'repair')}" if written.document.repairs else ""
    verdict = "NOT WRITTEN, it would be broken" if written.refused else "structure checked, nothing broken"
    print(f"{written.entry.target}: {counted(origins.total(), 'sentence')} ({found}){repaired}; {verdict}")
    if written.terms:
        print(f"    {len(written.terms.applied)} of {counted(len(written.terms.uses), 'term')} as demanded")
        for use in dict.fromkeys((use.source, use.target) for use in written.terms.missed):
            print(f"    a term is not as demanded: {use[0]} = {use[1]}")
    for finding in (*written.document.findings, *written.links):
        print(f"    {_WORDS.get(finding.reason, finding.reason)}: {finding.detail}")


def _as_json(written: Written, explained_in: str = "") -> dict[str, Any]:
    """Return what became of a document; with a language, an explanation of each sentence in it."""
    return {
        "document": written.entry.name,
        "written": None if written.refused else str(written.entry.target),
        "sentences": dict(_origins(written)),
        "untranslated": [each.detail for each in written.document.findings if each.reason == "untranslated"],
        "findings": [asdict(each) for each in (*written.document.findings, *written.links)],
        "repairs": [asdict(each) for each in written.document.repairs],
        "strategies": [_verdict(each) for each in written.verdicts],
        **({"terms": [asdict(each) for each in written.terms.uses]} if written.terms else {}),
        **(
            {"explanations": [_explanation(*each, explained_in) for each in written.document.sentences]}
            if explained_in
            else {}
        ),
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    """Return whether a strategy was used, with the figures that decided it, if it was judged."""
    judged = verdict.comparison
    return {
        "strategy": verdict.strategy,
        "used": verdict.kept,
        "reason": verdict.reason,
        "metric": judged.metric if judged else None,
        "held_out": judged.segments if judged else 0,
        "difference": round(judged.difference, 2) if judged else None,
        "interval": [round(bound, 2) for bound in judged.interval] if judged else None,
    }


def _explanation(source: Segment, translation: Translation, tag: str) -> dict[str, Any]:
    """Return why a sentence is translated so, with what adaptation changed: pieces of the text before and after it."""
    text = unmask(translation.segment)
    plain = unmask(translation.plain) if translation.plain else None
    return {
        "source": unmask(source),
        "translation": text,
        "origin": translation.origin,
        "engine": translation.engine,
        "plain": plain,
        "changed": [list(piece) for piece in changes(plain, text, tag)] if plain else [],
        "pairs": [
            {
                "score": round(match.score, 3),
                "source": unmask(match.pair.source),
                "target": unmask(match.pair.target),
                "document": match.pair.document,
            }
            for match in translation.matches
        ],
    }
