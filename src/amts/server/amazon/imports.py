"""Imports of parallel data: jobs of one unit that read a file by Amazon's rules and store its pairs."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from amts.errors import DataError, InputError
from amts.jobs.records import State as JobState
from amts.jobs.records import Unit
from amts.parallel.resource import ParallelStore
from amts.placeholders import matched
from amts.records import Pair
from amts.segments.sentences import split
from amts.server.amazon import parallel_versions as versions
from amts.server.amazon.import_records import Intake
from amts.server.amazon.import_tables import read_table
from amts.server.amazon.import_tmx import read_tmx
from amts.server.amazon.job_request import ATTEMPTS
from amts.server.amazon.job_request import KIND as TRANSLATION_KIND
from amts.server.amazon.parallel_records import stored_name
from amts.server.amazon.segments import read_text
from amts.server.amazon.state import State
from amts.server.options import ServerOptions
from amts.storage.files import write_atomically
from amts.storage.objects import parse_uri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from amts.jobs.protocol import Handler
    from amts.jobs.records import Job
    from amts.jobs.table import JobTable
    from amts.server.amazon.import_records import Record
    from amts.server.amazon.parallel_records import Version
    from amts.storage.objects import Objects

KIND = "amazon-import"
PROBLEMS = "problems.json"
# How likely it is that two sentences at the same place of two texts with as many sentences belong together.
_CUT = 0.9
_INTERRUPTED = "The import was interrupted: update the parallel data to import them again."
_MANY = 1_000_000
_LARGEST = 1024**3
# Who has read the name of a version may begin to use it for so long after another took its place.
_GRACE = timedelta(hours=1).total_seconds()


def open_handler(config: Mapping[str, Any]) -> Handler:
    """Return what does imports, in a worker process."""
    from amts.storage.objects import open_objects
    from amts.storage.tables import open_tables

    options = ServerOptions.from_json(config)
    objects = open_objects(options.buckets, options.s3_endpoint)
    return Importer(State(open_tables(options.database_url)), objects, options)


def payload(version: Version) -> dict[str, str]:
    """Return what a job needs to know of its import."""
    return {"version": version.id, "name": version.name, "s3_uri": version.s3_uri, "format": version.format}


def folder_of(options: ServerOptions, version: str) -> Path:
    """Return where the file of an import is kept, and the report on it."""
    return options.state / "parallel-data" / version


def data_name(format_name: str) -> str:
    """Return the name of the kept file."""
    return f"data.{format_name.lower()}"


@dataclass(frozen=True, slots=True)
class Importer:
    """Does imports.

    Attributes:
        state: knows the imports.
        objects: has the files.
        options: say where the pairs are stored.
    """

    state: State
    objects: Objects
    options: ServerOptions

    def plan(self, _job: Job) -> Iterable[Unit]:
        """Return the one unit of an import; see `Handler.plan`."""
        return [Unit("import")]

    def run(self, job: Job, _unit: Unit) -> Mapping[str, Any]:
        """Read the file and store its pairs; see `Handler.run`. Once more, it replaces what it stored before."""
        version, format_name = job.payload["version"], job.payload["format"]
        content = self.objects.read(self._file(job.payload["s3_uri"], format_name), _LARGEST)
        write_atomically(folder_of(self.options, version) / data_name(format_name), content)
        try:
            intake = read_records(content, format_name, strict=self.options.strict)
        except DataError as error:
            return self._refused(version, str(error))
        self._report(version, intake)
        counts = {"failed": intake.failed, "skipped": intake.skipped}
        if not intake.records:
            return {"error": _nothing(intake), "counts": counts}
        self._store(version, str(job.payload["name"]), intake)
        counts |= {"imported": len(intake.records), "characters": intake.characters}
        return {"counts": {**counts, "source": intake.source, "targets": intake.targets}}

    def conclude(self, job: Job, units: Sequence[Unit]) -> Mapping[str, Any]:
        """Make the import the one that its resource consists of, or say why it failed; see `Handler.conclude`."""
        version = job.payload["version"]
        result = dict(units[0].result) if units else {}
        counts: Mapping[str, Any] = result.get("counts", {})
        done = bool(units) and units[0].state is JobState.DONE
        if done and "error" not in result:
            versions.succeed(self.state, version, counts)
            return counts
        message = str(result.get("error") or (units[0].error if units else "") or _INTERRUPTED)
        versions.fail(self.state, version, message, counts)
        return {"error": message}

    def _refused(self, version: str, message: str) -> Mapping[str, Any]:
        """Report that a file is malformed as a whole."""
        intake = Intake("")
        intake.note("File", message)
        self._report(version, intake)
        return {"error": message}

    def _report(self, version: str, intake: Intake) -> None:
        report = json.dumps(intake.report(), ensure_ascii=False)
        write_atomically(folder_of(self.options, version) / PROBLEMS, report.encode())

    def _file(self, uri: str, format_name: str) -> str:
        """Return the URI of the file that is meant: itself, or the only one of its format in a folder.

        Raises:
            InputError: there is none, or there are several.
        """
        _, key = parse_uri(uri, folder=True)
        if key and not uri.endswith("/") and self.objects.exists(uri):
            return uri
        suffix = f".{format_name.lower()}"
        found = [each.uri for each in self.objects.list(uri) if each.uri.lower().endswith(suffix)]
        if len(found) != 1:
            there = f"{len(found)} files that end with {suffix}" if found else f"no file that ends with {suffix}"
            msg = f"{uri} is no file, and as a folder it has {there}: name the file"
            raise InputError(msg)
        return found[0]

    def _store(self, version: str, name: str, intake: Intake) -> None:
        """Store the pairs of each target language."""
        store = ParallelStore(self.options.state / "parallel.sqlite")
        known = {data.name for data in store.list()}
        for target in intake.targets:
            stored = stored_name(version, target)
            found = pairs(intake.records, intake.source, target, name)
            if stored in known:
                store.update(stored, found)
            else:
                store.create(stored, intake.source, target, found)


def read_records(content: bytes, format_name: str, *, strict: bool = False) -> Intake:
    """Read a file.

    Args:
        content: of the file.
        format_name: `CSV`, `TSV` or `TMX`.
        strict: whether Amazon's limits hold.

    Raises:
        DataError: it is not UTF-8, or malformed as a whole.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        msg = f"Invalid utf-8 encoded texts detected (at byte {error.start}): save the file as UTF-8"
        raise DataError(msg) from error
    if format_name == "TMX":
        return read_tmx(content.removeprefix(b"\xef\xbb\xbf"), strict=strict)
    return read_table(text, {"CSV": ",", "TSV": "\t"}[format_name], strict=strict)


def pairs(records: Iterable[Record], source: str, target: str, name: str) -> Iterator[Pair]:
    """Yield the pairs of records in one target language, cut into sentences where both sides have as many."""
    for record in records:
        if target in record.targets:
            left, right = read_text(record.source), read_text(record.targets[target])
            pair = Pair(left, matched(left, right), document=name)
            if record.confidence is None:
                yield from _sentences(pair, source, target)
            else:  # AMTS has cut them already
                yield replace(pair, confidence=record.confidence)


def _sentences(pair: Pair, source: str, target: str) -> Iterator[Pair]:
    left, right = split(pair.source, source), split(pair.target, target)
    if len(left) != len(right) or len(left) == 1:
        yield pair
        return
    for one, other in zip(left, right, strict=True):
        target_side = matched(one.segment, other.segment)
        yield Pair(one.segment, target_side, confidence=_CUT, document=pair.document)


def _nothing(intake: Intake) -> str:
    return (
        f"No record could be imported: {intake.failed} are malformed, {intake.skipped} were skipped. "
        "AuxiliaryDataLocation says which and why."
    )


def resume_imports(state: State, jobs: JobTable) -> None:
    """See to the imports that were begun before the server died."""
    for version in versions.running(state):
        see_to(state, jobs, version)


def see_to(state: State, jobs: JobTable, version: Version) -> None:
    """Have an import done; if its job has ended without a conclusion, as after errors nobody foresaw, it has failed."""
    job = jobs.submit(KIND, payload(version), name=version.name, job_id=version.id, attempts=ATTEMPTS)
    if job.state.ended:
        versions.fail(state, version.id, job.message or _INTERRUPTED, {})


def sweep(state: State, jobs: JobTable, options: ServerOptions) -> None:
    """Remove what earlier imports left behind, once no job that is still to run uses it."""
    outdated = versions.unused(state, state.time - _GRACE)
    if not outdated:
        return
    unfinished = [each for each in JobState if not each.ended]
    waiting = [job for each in unfinished for job in jobs.list(TRANSLATION_KIND, state=each, limit=_MANY)]
    used = json.dumps([dict(job.payload) for job in waiting])
    store = ParallelStore(options.state / "parallel.sqlite")
    stored = [data.name for data in store.list()]
    for version in outdated:
        if version.id not in used:
            for name in stored:
                if name.startswith(version.id):
                    store.delete(name)
            shutil.rmtree(folder_of(options, version.id), ignore_errors=True)
            versions.forget(state, version.id)
