"""`amts documents`: check that documents are read and written without a byte changed, and lead where they should."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amts.cli import handover
from amts.cli.console import Bars, show_json
from amts.cli.project import Json, Reading, reading_of
from amts.documents.formats import SELDOM_DOCUMENTS, find_documents, format_of, read_document
from amts.errors import AmtsError, InputError, IntegrityError, PathError
from amts.languages import language
from amts.progress import track
from amts.storage.files import exists
from amts.translation.integrity import round_trip_failure
from amts.translation.links.check import LinkCheck, Tree, anchor_names, check_links, newly_dead
from amts.translation.verification.verify import verify

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from amts.records import Document, Finding, ReadingOptions

app = typer.Typer(help="Check documents; translate them in another tool.", no_args_is_help=True, rich_markup_mode=None)

# Folders of tools, besides all hidden ones: what is in them is nobody's document.
_TOOL_FOLDERS = frozenset({"node_modules", "__pycache__"})


@dataclass(frozen=True, slots=True)
class _Check:
    """What to check of each document: its links too; that of its source, if it is a translation."""

    against: Path | None
    links: bool
    tag: str
    languages: tuple[str, str] | None
    reading: ReadingOptions
    tree: Tree


@dataclass(slots=True)
class _Report:
    """What became of one document: why it failed as a whole, or what was found in it, and how many links it has."""

    name: str
    failure: str = ""
    findings: list[Finding] = field(default_factory=list)
    links: Counter[str] = field(default_factory=Counter)

    @property
    def broken(self) -> bool:
        """Whether the document is not what it should be, its links aside."""
        return bool(self.failure) or any(each.breaking and each.reason != "dead-link" for each in self.findings)

    @property
    def failed(self) -> bool:
        """Whether anything in the document is broken."""
        return bool(self.failure) or any(each.breaking for each in self.findings)

    @property
    def lines(self) -> list[str]:
        """What there is to say about the document."""
        failure = [f"{self.name}: {self.failure}"] if self.failure else []
        return failure + [f"{self.name}:{each.line or 1}: {_said(each)}" for each in self.findings]


@app.callback()
def callback() -> None:
    """Check documents; translate them in another tool."""


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(help="Documents, or folders of them.")],
    against: Annotated[
        Path | None, typer.Option("--against", help="The document, or folder, that these are translations of.")
    ] = None,
    links: Annotated[
        bool,
        typer.Option(
            "--links", help="Check that links within the tree lead somewhere; of translations, those whose source's do."
        ),
    ] = False,
    source: Annotated[str, typer.Option("--source", "--language", help="The language of the documents.")] = "en",
    target: Annotated[
        str,
        typer.Option(
            "--target", help="With --against: the language of the translations; what they say is compared too."
        ),
    ] = "",
    project: Reading = None,
    json: Json = False,
) -> None:
    """Take documents apart to sentences and put them together again; they must come out identical, byte for byte.

    With --against, compare the structure of translations with that of their sources instead.

    Example: amts documents check examples/handbook --links
    """
    tag, languages = language(source).tag, (source, language(target).tag) if target else None
    if target and not against:
        msg = f"--target {target} says what translations are checked for: name the sources with --against"
        raise InputError(msg)
    if against and not against.exists():
        msg = f"{against}: no such file or folder"
        raise PathError(msg)
    found = [(path, root) for root in paths for path in find_documents(root, also=SELDOM_DOCUMENTS)]
    reading = reading_of(paths[0], project)
    tree = Tree(lambda path: exists(Path(path)), cache(partial(_anchors, reading)))
    what = _Check(against, links, tag, languages, reading, tree)
    with Bars() as bars:
        reports = [_report(path, root, what) for path, root in track(found, "check", len(found), bars)]
    passed_over = _passed_over(paths, {path for path, _ in found})
    if json:
        show_json(_as_json(reports, passed_over, what))
    else:
        _show(reports, passed_over, what)
    failed = sum(report.failed for report in reports)
    if failed:
        msg = f"{failed} of {len(found)} documents failed the check"
        raise IntegrityError(msg)


def _report(path: Path, root: Path, what: _Check) -> _Report:
    """Check one document."""
    report = _Report(str(path))
    try:
        document = read_document(path, options=what.reading)
        source = _source_of(path, root, what)
        if source is None:
            report.failure = _without_name(round_trip_failure(document, format_of(path.name), what.tag), path)
        else:
            report.findings += verify(source, document, what.languages)
        if what.links:
            _check_links_of(document, path, source, what.tree, report)
    except AmtsError as error:
        report.failure = _without_name(str(error), path)
    except OSError as error:
        report.failure = f"cannot be read ({error.strerror})"
    return report


def _without_name(message: str, path: Path) -> str:
    return message.removeprefix(f"{path}: ")


def _source_of(path: Path, root: Path, what: _Check) -> Document | None:
    """Return the document that this one is a translation of, called by its whole path."""
    if what.against is None:
        return None
    below = path.relative_to(root) if path != root else path.name
    place = what.against if what.against.is_file() else what.against / below
    return read_document(place, options=what.reading)


def _check_links_of(document: Document, path: Path, source: Document | None, tree: Tree, report: _Report) -> None:
    found = _link_check(document, path, tree)
    dead = list(found.dead.values())
    if source is not None:
        dead = list(newly_dead(_link_check(source, Path(source.name), tree), found))
    report.findings += dead
    report.links.update(links=found.checked, dead=len(dead), unknown=found.unknown)


def _link_check(document: Document, path: Path, tree: Tree) -> LinkCheck:
    links = format_of(path.name).links(document)
    return check_links(document, links, path.resolve().as_posix(), tree)


def _anchors(reading: ReadingOptions, path: str) -> Set[str] | None:
    """Return the names of the places in a document; None if it is none, or cannot be read."""
    try:
        document = read_document(Path(path), options=reading)
        return anchor_names(document, format_of(path).links(document))
    except AmtsError:
        return None


def _passed_over(roots: Sequence[Path], found: Set[Path]) -> dict[str, int]:
    """Count the files that are no documents by their suffix, the most first; what tools keep is left out."""
    kinds = Counter(
        path.suffix.lower() or "without a suffix"
        for root in roots
        if root.is_dir()
        for path in root.rglob("*")
        if path not in found and path.is_file() and not _of_tools(path.relative_to(root))
    )
    return dict(sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0])))


def _of_tools(path: Path) -> bool:
    return any(part.startswith(".") or part in _TOOL_FOLDERS for part in path.parts)


def _said(finding: Finding) -> str:
    """Return a finding in words; `!` marks what breaks the document."""
    if finding.reason == "dead-link":
        return f"dead link {finding.detail}"
    return f"{'! ' if finding.breaking else ''}{finding.reason}: {finding.detail}"


def _show(reports: Sequence[_Report], passed_over: dict[str, int], what: _Check) -> None:
    for report in reports:
        for line in report.lines:
            print(line)
    if passed_over:
        kinds = ", ".join(f"{number} {kind}" for kind, number in passed_over.items())
        print(f"passed over: {kinds} (no format)")
    if what.links:
        print(_links_line(_links_of(reports)))
    broken = sum(report.broken for report in reports)
    word = "identical" if what.against is None else "intact"
    print(f"{len(reports)} files, {len(reports) - broken} {word}, {broken} failed")


def _links_of(reports: Sequence[_Report]) -> Counter[str]:
    return sum((report.links for report in reports), Counter())


def _links_line(links: Counter[str]) -> str:
    unknown = f", {links['unknown']} not checked (from the site's root, or with variables)" if links["unknown"] else ""
    return f"{links['links']} links, {links['links'] - links['dead']} resolve, {links['dead']} dead{unknown}"


def _as_json(reports: Sequence[_Report], passed_over: dict[str, int], what: _Check) -> dict[str, Any]:
    failed = {report.name: report.failure or _breaking(report) for report in reports if report.failed}
    broken = sum(report.broken for report in reports)
    links = _links_of(reports)
    return {
        "files": len(reports),
        "identical": len(reports) - broken,
        "failed": failed,
        "findings": [_finding_as_json(report.name, each) for report in reports for each in report.findings],
        "passed_over": passed_over,
        **({"links": {name: links[name] for name in ("links", "dead", "unknown")}} if what.links else {}),
    }


def _breaking(report: _Report) -> str:
    return "; ".join(f"{each.reason}: {each.detail}" for each in report.findings if each.breaking)


def _finding_as_json(name: str, finding: Finding) -> dict[str, Any]:
    return {
        "file": name,
        "line": finding.line,
        "reason": finding.reason,
        "detail": finding.detail,
        "breaking": finding.breaking,
    }


app.command()(handover.extract)
app.command()(handover.merge)
