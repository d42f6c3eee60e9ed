"""`amts documents extract` and `merge`: texts out to a translator's own tool, translations back in."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amts.cli.console import Bars, counted, show_json
from amts.cli.handover_files import check_extract, check_free, check_merge, documents_at, outputs, passed_over_line
from amts.cli.project import Json, Reading
from amts.documents.formats import format_of
from amts.errors import InputError, IntegrityError, PathError
from amts.languages import language
from amts.progress import track
from amts.storage.files import write_atomically
from amts.translation.handover.homes import have_texts, homes
from amts.translation.handover.merging import merge as merged_with
from amts.translation.handover.merging import shortened
from amts.translation.handover.units import extract as units_of
from amts.translation.handover.units import index_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from amts.records import Document
    from amts.translation.handover.forms import Form
    from amts.translation.handover.merging import Answer, Merged
    from amts.translation.handover.units import Unit

    Units = Mapping[str, Sequence[Unit]]

Paths = Annotated[list[Path], typer.Argument(help="Documents, or folders of them.")]
Force = Annotated[bool, typer.Option("--force", help="Write over files that exist.")]
_MOST_NAMES = 3


def extract(
    paths: Paths,
    out: Annotated[Path, typer.Option("--out", "-o", help="The .xlf, .po, .csv or .jsonl file to write.")],
    source: Annotated[str, typer.Option("--source", help="The language of the documents.")] = "en",
    target: Annotated[str, typer.Option("--target", help="The language to translate into.")] = "",
    project: Reading = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Write the texts of documents to one file, for translation in another tool.

    Example: amts documents extract docs -o segments.xlf --source en --target zh
    """
    form = _form(out)
    check_free([out], force=force)
    tags = language(source).tag, language(target).tag if target else ""
    found = documents_at(paths, project)
    check_extract(out, found)
    units = [unit for document in found.documents.values() for unit in units_of(document)]
    write_atomically(out, form.write(units, *tags))
    if json:
        number = len({unit.document for unit in units})
        show_json({"texts": len(units), "documents": number, "written": str(out), "passed_over": found.passed_over})
        return
    print(f"wrote {counted(len(units), 'text')} to {out}; when they are translated: amts documents merge {out} ...")
    _show_passed_over(found.passed_over)


def merge(
    translations: Annotated[Path, typer.Argument(help="The translated file.")],
    paths: Paths,
    out: Annotated[
        str,
        typer.Option(
            "--out", "-o", help="The file to write; of several documents, or with a / at its end, the folder."
        ),
    ],
    fuzzy: Annotated[
        bool, typer.Option("--fuzzy", help="Take translations that are marked as unfinished too.")
    ] = False,
    project: Reading = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Put the translations of a file that `extract` wrote into the documents; what does not fit is reported.

    If anything that was translated does not fit, the rest is written, and the exit code is 6.

    Example: amts documents merge segments.xlf docs -o docs-zh
    """
    form = _form(translations)
    found = documents_at(paths, project, translations)
    places = outputs(out, paths, found)
    check_merge(places, translations, found, force=force)
    units = {name: units_of(document) for name, document in found.documents.items()}
    answers, homeless = _by_document(_read(form, translations, units), units, translations)
    results = _merged(found.documents, answers, fuzzy=fuzzy)
    for name, result in results.items():
        write_atomically(places[name], result.content)
    report = {name: _report(places[name], result, units[name]) for name, result in results.items()}
    if json:
        lost = [{"document": each.document, "id": each.id, "source": each.source} for each in homeless]
        show_json({"documents": report, "not_put_in": lost, "passed_over": found.passed_over})
    else:
        _show(report, homeless)
        _show_passed_over(found.passed_over)
    _fail_if_refused(results, homeless)


def _form(path: Path) -> Form:
    from amts.translation.handover.forms import form_for  # here: its parts load on use

    return form_for(path.name)


def _read(form: Form, file: Path, units: Units) -> list[Answer]:
    if not file.is_file():
        msg = f"{file}: no such file"
        raise PathError(msg)
    return form.read(file.read_bytes(), str(file), [unit for own in units.values() for unit in own])


def _by_document(
    answers: Sequence[Answer], units: Units, file: Path
) -> tuple[dict[str, list[Answer]], list[Answer]]:  # fmt: skip
    """Return the translations by document, and those of no document here.

    Raises:
        InputError: none is of a text that a document has.
    """
    home = homes(answers, units)
    found: dict[str, list[Answer]] = defaultdict(list)
    homeless: list[Answer] = []
    for answer in answers:
        if answer.document in home:
            found[home[answer.document]].append(answer)
        elif answer.target.strip():
            homeless.append(answer)
    if any(units.values()) and not have_texts(found, units):
        raise InputError(_other_documents(answers, units, file))
    return found, homeless


def _other_documents(answers: Sequence[Answer], units: Units, file: Path) -> str:
    named, theirs = _names(units), _names(dict.fromkeys(answer.document for answer in answers if answer.document))
    if theirs and theirs != named:
        return f"{file} is for {theirs}; you named {named}: name the documents that its texts were extracted from"
    return f"{file}: none of its texts is in {named}: name the documents that they were extracted from"


def _names(names: Iterable[str]) -> str:
    """Return some names for a message."""
    chosen = list(names)
    rest = len(chosen) - _MOST_NAMES
    return ", ".join(map(shortened, chosen[:_MOST_NAMES])) + (f" and {rest} more" if rest > 0 else "")


def _merged(
    documents: Mapping[str, Document], answers: Mapping[str, list[Answer]], *, fuzzy: bool
) -> dict[str, Merged]:
    with Bars() as bars:
        return {
            name: merged_with(document, format_of(name), answers.get(name, []), fuzzy=fuzzy)
            for name, document in track(documents.items(), "merge", len(documents), bars)
        }


def _report(path: Path, result: Merged, units: Sequence[Unit]) -> dict[str, Any]:
    by_index = {index_of(unit.id): unit for unit in units}
    findings = []
    for finding in result.findings:
        unit = by_index.get(finding.block)
        where = {"line": unit.line, "id": unit.id} if unit else {"line": None, "id": None}
        told = {"reason": finding.reason, "detail": finding.detail, "breaking": finding.breaking}
        findings.append(told | where)
    return {"written": str(path), "merged": result.merged, "findings": findings}


def _show(report: dict[str, dict[str, Any]], homeless: Sequence[Answer]) -> None:
    for name, each in report.items():
        counts = Counter(finding["reason"] for finding in each["findings"])
        rest = "".join(f", {count} {reason}" for reason, count in counts.items())
        print(f"{each['written']}: {counted(each['merged'], 'translation')} put in{rest}")
        for finding in each["findings"]:
            if finding["breaking"]:
                print(f"    {_said(name, finding)}")
    for name, count in Counter(answer.document for answer in homeless if answer.document).items():
        print(f"not put in: {counted(count, 'translation')} of {shortened(name)}, which is no document named here")
    for answer in homeless:
        if not answer.document:
            print(f"source-changed: in none of the documents: {shortened(answer.source or answer.target)!r}")


def _said(name: str, finding: dict[str, Any]) -> str:
    place = f"{name}:{finding['line']}" if finding["line"] else name
    unit = f" (unit {finding['id']})" if finding["id"] else ""
    return f"{place}: {finding['reason']}: {finding['detail']}{unit}"


def _show_passed_over(passed_over: Mapping[str, int]) -> None:
    line = passed_over_line(passed_over)
    if line:
        print(line)


def _fail_if_refused(results: Mapping[str, Merged], homeless: Sequence[Answer]) -> None:
    refused = sum(finding.breaking for result in results.values() for finding in result.findings) + len(homeless)
    if refused:
        msg = f"{counted(refused, 'translation')} did not fit and {'was' if refused == 1 else 'were'} left out"
        raise IntegrityError(msg)
