"""`amts documents extract` and `merge`: texts out to a translator's own tool, translations back in."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amts.cli.console import Bars, counted, show_json
from amts.cli.project import Json, Reading, reading_of
from amts.documents.formats import find_documents, format_of, read_document
from amts.errors import InputError, PathError
from amts.languages import language
from amts.progress import track
from amts.storage.files import write_atomically
from amts.translation.handover.units import extract as units_of
from amts.translation.handover.units import merge as merged_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amts.records import Document
    from amts.translation.handover.forms import Form
    from amts.translation.handover.units import Answer, Merged

Paths = Annotated[list[Path], typer.Argument(help="Documents, or folders of them.")]
Force = Annotated[bool, typer.Option("--force", help="Write over files that exist.")]


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
    _check_free([out], force=force)
    tags = language(source).tag, language(target).tag if target else ""
    units = [unit for document in _documents(paths, out, project).values() for unit in units_of(document)]
    write_atomically(out, form.write(units, *tags))
    if json:
        show_json({"texts": len(units), "documents": len({unit.document for unit in units}), "written": str(out)})
        return
    print(f"wrote {counted(len(units), 'text')} to {out}; when they are translated: amts documents merge {out} ...")


def merge(
    translations: Annotated[Path, typer.Argument(help="The translated file.")],
    paths: Paths,
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write; of several documents, the folder.")],
    project: Reading = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Put the translations of a file that `extract` wrote into the documents; what does not fit is reported.

    Example: amts documents merge segments.xlf docs -o docs-zh
    """
    form = _form(translations)
    if not translations.is_file():
        msg = f"{translations}: no such file"
        raise PathError(msg)
    documents = _documents(paths, translations, project)
    outputs = _outputs(out, paths, list(documents))
    _check_free(outputs.values(), force=force)
    units = [unit for document in documents.values() for unit in units_of(document)]
    answers, homeless = _by_document(form.read(translations.read_bytes(), str(translations), units), documents)
    results: dict[str, Merged] = {}
    with Bars() as bars:
        for name, document in track(documents.items(), "merge", len(documents), bars):
            results[name] = merged_with(document, format_of(document.name), answers[name])
    for name, result in results.items():
        write_atomically(outputs[name], result.content)
    report = {name: _report(outputs[name], result) for name, result in results.items()}
    if json:
        show_json({"documents": report, "source-changed": [answer.source for answer in homeless]})
        return
    _show(report, homeless)


def _form(path: Path) -> Form:
    from amts.translation.handover.forms import form_for  # here: its parts load on use

    return form_for(path.name)


def _documents(paths: Sequence[Path], handover: Path, project: Path | None) -> dict[str, Document]:
    """Return the documents by name: the path below the folder that was given; the file handed over is none of them."""
    found: dict[str, Document] = {}
    for root in paths:
        reading = reading_of(root, project)
        for path in find_documents(root, also=[".svg"] if reading.drawings else ()):
            if path.resolve() == handover.resolve():
                continue
            name = path.relative_to(root).as_posix() if path != root else path.name
            if name in found:
                msg = f"{path}: another document is called {name} too: name one folder that holds both"
                raise InputError(msg)
            found[name] = read_document(path, name, reading)
    return found


def _outputs(out: Path, paths: Sequence[Path], names: Sequence[str]) -> dict[str, Path]:
    """Return where each document is to be written: one that was named itself into a file, others into a folder."""
    if len(paths) == 1 and paths[0].is_file() and not out.is_dir():
        return dict.fromkeys(names, out)
    if out.exists() and not out.is_dir():
        msg = f"{out} is a file: name a folder for {counted(len(names), 'document')} with --out"
        raise PathError(msg)
    return {name: out / name for name in names}


def _check_free(paths: Any, *, force: bool) -> None:
    """Refuse to write over what somebody may have made, before the work."""
    for path in paths:
        if path.exists() and not force:
            msg = f"{path} exists already: name another file with --out, or say --force"
            raise PathError(msg)


def _by_document(
    answers: Sequence[Answer], documents: dict[str, Document]
) -> tuple[dict[str, list[Answer]], list[Answer]]:  # fmt: skip
    """Return the translations by document, and those of no document here."""
    found: dict[str, list[Answer]] = defaultdict(list)
    homeless: list[Answer] = []
    for answer in answers:
        if answer.document in documents:
            found[answer.document].append(answer)
        elif answer.target.strip():
            homeless.append(answer)
    return found, homeless


def _report(path: Path, result: Merged) -> dict[str, Any]:
    findings = [{"reason": each.reason, "block": each.block, "detail": each.detail} for each in result.findings]
    return {"written": str(path), "merged": result.merged, "findings": findings}


def _show(report: dict[str, dict[str, Any]], homeless: Sequence[Answer]) -> None:
    for each in report.values():
        counts = Counter(finding["reason"] for finding in each["findings"])
        rest = "".join(f", {count} {reason}" for reason, count in counts.items())
        print(f"{each['written']}: {counted(each['merged'], 'translation')} put in{rest}")
        for finding in each["findings"]:
            if finding["reason"] != "untranslated":
                print(f"    {finding['reason']} in block {finding['block'] + 1}: {finding['detail']}")
    for answer in homeless:
        print(f"source-changed: in none of the documents: {' '.join(answer.source.split())[:80]}")
