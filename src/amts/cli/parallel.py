"""`amts parallel`: named parallel data, made from the project's translations or from files."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from amts import plugins
from amts.adaptation.active_custom import as_records
from amts.cli.console import Bars, counted, show_json, show_table
from amts.cli.project import Json, Project, open_book
from amts.errors import InputError
from amts.languages import language
from amts.mining.text import read_segment
from amts.parallel.amazon_limits import check_file, check_texts
from amts.placeholders import unmask
from amts.records import Level
from amts.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from amts.parallel.amazon_limits import Check, Skip
    from amts.parallel.protocol import Exchange
    from amts.parallel.resource import ParallelData, ParallelStore
    from amts.records import Pair

app = typer.Typer(
    help="Create, update, list, show, delete and export parallel data.", no_args_is_help=True, rich_markup_mode=None
)
Name = Annotated[str, typer.Argument(help="The name of the parallel data.")]
File = Annotated[Path | None, typer.Option("--file", help="A .csv, .tsv or .tmx file; default: align the project.")]
Tag = Annotated[str, typer.Option("--from", help="With --file: the language of the sources.")]
To = Annotated[str, typer.Option("--to", help="The language of the translations.")]


@app.command()
def create(
    name: Name, project: Project = Path(), file: File = None, source_tag: Tag = "", target_tag: To = "",
    description: Annotated[str, typer.Option(help="What the data are.")] = "",
) -> None:  # fmt: skip
    """Make parallel data from the project's translations, or from a file.

    Example: amts parallel create handbook --project examples/handbook --to zh
    """
    source, target, pairs = _collect(project, file, source_tag, target_tag)
    data = _store(project).create(name, source, target, pairs, description)
    print(f"created {_summary(data)}")


@app.command()
def update(name: Name, project: Project = Path(), file: File = None, source_tag: Tag = "", target_tag: To = "") -> None:
    """Replace the pairs of parallel data by new ones; if that fails, the old ones stay.

    Example: amts parallel update handbook --project examples/handbook
    """
    store = _store(project)
    known = store.show(name)
    for given, own in ((source_tag, known.source_language), (target_tag, known.target_language)):
        if given and language(given).tag != own:
            msg = f"{name} is from {known.source_language} to {known.target_language}: create new data for {given}"
            raise InputError(msg)
    _, _, pairs = _collect(project, file, source_tag or known.source_language, target_tag or known.target_language)
    print(f"updated {_summary(store.update(name, pairs))}")


@app.command(name="list")
def list_(project: Project = Path(), json: Json = False) -> None:
    """List the project's parallel data.

    Example: amts parallel list
    """
    found = _store(project).list()
    if json:
        show_json([_as_json(data) for data in found])
        return
    if not found:
        print("no parallel data yet: amts parallel create NAME")
        return
    columns = ["name", "from", "to", "sentences", "paragraphs", "version"]
    rows = [
        [
            d.name,
            d.source_language,
            d.target_language,
            *(f"{_count(d, level):,}" for level in (Level.SENTENCE, Level.PARAGRAPH)),
            str(d.version),
        ]
        for d in found
    ]
    show_table("", columns, rows)


@app.command()
def show(
    name: Name,
    project: Project = Path(),
    level: Annotated[Level, typer.Option(help="Which pairs to show.")] = Level.SENTENCE,
    limit: Annotated[int, typer.Option(help="How many pairs to show.", min=0)] = 10,
    json: Json = False,
) -> None:
    """Show parallel data and the first of its pairs.

    Example: amts parallel show handbook --limit 5
    """
    store = _store(project)
    data = store.show(name)
    pairs = list(islice(store.pairs(name, level), limit))
    if json:
        rows = [
            {"source": unmask(pair.source), "target": unmask(pair.target),
             "confidence": pair.confidence, "document": pair.document}
            for pair in pairs
        ]  # fmt: skip
        show_json({**_as_json(data), "pairs": rows})
        return
    print(_summary(data))
    for pair in pairs:
        print(f"\n{pair.confidence:.2f}  {unmask(pair.source)}\n      {unmask(pair.target)}")


@app.command()
def delete(name: Name, project: Project = Path()) -> None:
    """Delete parallel data.

    Example: amts parallel delete handbook
    """
    _store(project).delete(name)
    print(f"deleted {name}")


@app.command()
def export(
    name: Name,
    out: Annotated[Path, typer.Argument(help="The .csv, .tsv or .tmx file to write.")],
    project: Project = Path(),
    level: Annotated[Level | None, typer.Option(help="Only pairs of this level; default: both.")] = None,
) -> None:
    """Write parallel data to a file.

    Example: amts parallel export handbook handbook.tmx --level sentence
    """
    store = _store(project)
    data = store.show(name)
    pairs = list(store.pairs(name, level))
    print("\n".join(write_pairs(out, pairs, data.source_language, data.target_language)))


@app.command()
def check(
    what: Annotated[str, typer.Argument(help="The name of parallel data, or a .csv, .tsv or .tmx file.")],
    service: Annotated[str, typer.Option("--for", help="Whose limits: amazon.")] = "amazon",
    project: Project = Path(),
    limit: Annotated[int, typer.Option(help="How many records to show of each reason.", min=0)] = 5,
    json: Json = False,
) -> None:
    """Say which records a service would skip, and why: a file as it is, parallel data as AMTS would send them.

    Example: amts parallel check handbook.csv --for amazon
    """
    if service != "amazon":
        msg = f"no limits are known for {service!r}: there are those of amazon"
        raise InputError(msg)
    file = Path(what)
    found = check_file(file) if file.suffix else check_texts(as_records(_store(project).pairs(what, Level.SENTENCE)))
    if json:
        show_json(asdict(found))
        return
    print("\n".join(_check_lines(found, limit)))


def _check_lines(found: Check, limit: int) -> Iterator[str]:
    skipped = len({skip.record for skip in found.skips})
    yield f"{counted(found.records, 'record')}, {skipped:,} of them skipped, whole or in part"
    by_reason: dict[str, list[Skip]] = {}
    for skip in found.skips:
        by_reason.setdefault(skip.reason, []).append(skip)
    for reason, skips in sorted(by_reason.items()):
        yield f"{reason}: {counted(len(skips), 'record')}"
        yield from (f"    {skip.record}: {skip.detail}".rstrip(": ") for skip in skips[:limit])


def write_pairs(path: Path, pairs: Sequence[Pair], source_tag: str, target_tag: str) -> list[str]:
    """Write pairs to a file in the format of its ending; return what there is to say about it."""
    exchange = exchange_for(path)
    written = exchange.write(path, pairs, source_tag, target_tag)
    left_out = Counter(filter(None, map(exchange.unwritable, pairs)))
    return [
        f"wrote {counted(written, 'pair')} to {path}",
        *(f"left out {counted(count, 'pair')}: {reason}" for reason, count in left_out.items()),
    ]


def exchange_for(path: Path) -> Exchange:
    """Return the exchange format for a file name.

    Raises:
        InputError: no format has its ending.
    """
    name = path.suffix.lower().lstrip(".")
    if name not in plugins.names("amts.exchange"):
        endings = ", ".join(f".{each}" for each in plugins.names("amts.exchange"))
        msg = f"{path}: parallel data are read and written as {endings}"
        raise InputError(msg)
    return cast("Exchange", plugins.load("amts.exchange", name)())


def _collect(project: Path, file: Path | None, source_tag: str, target_tag: str) -> tuple[str, str, Iterable[Pair]]:
    """Return the languages and the pairs that the options name, and say what was left out."""
    if file is None:
        workspace, target = open_book(project, None, "", "", target_tag)
        if source_tag and language(source_tag).tag != language(workspace.settings.source).tag:
            msg = f"the project's documents are in {workspace.settings.source}, not in {source_tag}: name a --file"
            raise InputError(msg)
        with Bars() as bars:
            return workspace.settings.source, target, workspace.align(target, bars).pairs
    if not source_tag or not target_tag:
        msg = "--file needs --from and --to, the languages of its pairs"
        raise InputError(msg)
    imported = exchange_for(file).read(file, source_tag, target_tag, read_segment)
    for reason, count in Counter(each.reason for each in imported.rejected).items():
        print(f"rejected {counted(count, 'pair')}: {reason}")
    return source_tag, target_tag, imported.kept


def _store(project: Path) -> ParallelStore:
    return open_workspace(project).parallel


def _count(data: ParallelData, level: Level) -> int:
    return data.pairs_by_level.get(level, 0)


def _summary(data: ParallelData) -> str:
    counts = ", ".join(counted(_count(data, level), f"{level} pair") for level in Level)
    return f"{data.name}: {data.source_language} to {data.target_language}, {counts}, version {data.version}"


def _as_json(data: ParallelData) -> dict[str, Any]:
    return {
        "name": data.name,
        "source_language": data.source_language,
        "target_language": data.target_language,
        "pairs": {level.value: _count(data, level) for level in Level},
        "description": data.description,
        "version": data.version,
        "signature": data.signature,
    }
