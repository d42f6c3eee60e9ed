"""Translation jobs as workers do them: a unit is a document in one language."""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict
from typing import TYPE_CHECKING, Any

from amts.documents.formats import format_named
from amts.errors import AmtsError, DataError, InputError, PathError, RetryError
from amts.jobs.records import State as Progress
from amts.jobs.records import Unit
from amts.mining.book import passages, segments
from amts.server.amazon.details import details, failure, result_of
from amts.server.amazon.faults import Fault
from amts.server.amazon.job_request import DETAILS, JobRequest, translated_name
from amts.server.amazon.pairs import Languages, languages_of, open_translators
from amts.server.amazon.state import State
from amts.server.amazon.terminology_rows import terms_of
from amts.server.amazon.texts import sample
from amts.server.documents import translated
from amts.server.options import ServerOptions
from amts.storage.objects import open_objects
from amts.storage.tables import open_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from amts.engines.protocol import Engine
    from amts.jobs.records import Job
    from amts.records import Segment
    from amts.server.translators import Translators
    from amts.storage.objects import Objects, Stored

MAX_BYTES = 20 * 2**20
# Of all documents of a job so many bytes, spread over them, say what an engine is to be adapted to.
_AT_HAND = 2 * 2**20
_ENGINES = 8
# Those in the URI of a bucket.
_BUCKETS_SLASHES = 2
# What jobs have written is not translated again.
_OF_A_JOB = re.compile(r"(?:.*/)?\d{12}-TranslateText-[0-9a-f]{32}/")


def open_handler(config: Mapping[str, Any]) -> Batch:
    """Return what does the translation jobs of a server, from its options as JSON."""
    options = ServerOptions.from_json(config)
    state = State(open_tables(options.database_url))
    objects = open_objects(options.buckets, options.s3_endpoint)
    return Batch(options, state, objects, open_translators(options, hurried=False))


class Batch:
    """Does translation jobs.

    Args:
        options: how the server runs.
        state: knows the terminologies.
        objects: where documents are read and written.
        translators: makes the engines.
    """

    def __init__(self, options: ServerOptions, state: State, objects: Objects, translators: Translators) -> None:
        self._options = options
        self._state = state
        self._objects = objects
        self._translators = translators
        self._engines: OrderedDict[tuple[str, Languages], Engine] = OrderedDict()

    def plan(self, job: Job) -> Iterator[Unit]:
        """Return a unit for each document and language.

        Raises:
            PathError: there is no document, or a sub-folder has a name that is kept for what jobs write.
        """
        request = JobRequest.of(job)
        found = self._documents(request)
        if not found:
            file = request.input.rstrip("/")
            if file.count("/") > _BUCKETS_SLASHES and self._objects.exists(file):
                msg = f"{file} is a document: name the folder that it is in"
                raise PathError(msg)
            msg = f"There are no documents in {request.input}: put them into this folder, or name another"
            raise PathError(msg)
        for name, each in found.items():
            if DETAILS in name.split("/")[:-1]:
                msg = f"{each.uri}: no sub-folder may be called {DETAILS!r}, rename it"
                raise PathError(msg)
        return (
            Unit(f"{target}/{name}", {"uri": each.uri, "name": name, "target": target})
            for target in request.targets
            for name, each in found.items()
        )

    def run(self, job: Job, unit: Unit) -> Mapping[str, Any]:
        """Translate a document and write it.

        Raises:
            RetryError: the objects or the engine cannot be reached now.
            AmtsError: it cannot be translated.
        """
        try:
            return self._translated(job, JobRequest.of(job), **unit.payload)
        except RetryError:
            raise
        except (InputError, DataError, Fault) as error:
            raise InputError(failure(error, ours=False)) from error
        except AmtsError as error:
            raise AmtsError(failure(error, ours=True)) from error

    def conclude(self, job: Job, units: Sequence[Unit]) -> Mapping[str, Any]:
        """Write down what became of the documents, and count them."""
        request = JobRequest.of(job)
        by_document: dict[str, list[Progress]] = defaultdict(list)
        for unit in units:
            by_document[unit.payload["name"]].append(unit.state)
        for target in request.targets:
            ours = [unit for unit in units if unit.payload["target"] == target]
            self._objects.write(request.details(target), details(request, target, ours))
        first = next((unit.error.partition(": ")[2] for unit in units if unit.error), "")
        return {
            "documents": len(by_document),
            "translated": sum(set(states) == {Progress.DONE} for states in by_document.values()),
            "failed": sum(Progress.FAILED in states for states in by_document.values()),
            "error": first,
        }

    def _translated(self, job: Job, request: JobRequest, uri: str, name: str, target: str) -> dict[str, Any]:
        content = self._objects.read(uri, MAX_BYTES)
        strict = self._options.strict
        pair = languages_of(request.source, target, lambda: sample(content, request.format, name), strict=strict)
        output = request.output + translated_name(name, target)
        if pair.same:
            self._objects.write(output, content)
            return {"source": pair.source, "characters": 0, "terms": [], "missed": [], "pairs": []}
        engine = self._engine(job, request, pair, target)
        made = translated(content, request.format, name, pair.source, pair.target, engine)
        self._objects.write(output, made.content)
        return result_of(made, engine, pair.source)

    def _engine(self, job: Job, request: JobRequest, pair: Languages, target: str) -> Engine:
        """Return the engine of a job for two languages, adapted to all of its documents."""
        key = job.id, pair
        if key not in self._engines:
            names = request.data.get(target, ())
            terms = [
                term
                for name in request.terminologies
                for term in terms_of(self._state, request.account, name, pair.source, pair.target)
            ]
            at_hand = self._at_hand(request, pair.source) if names or self._options.base else ()
            self._engines[key] = self._translators.engine(pair.source, pair.target, names, terms, at_hand)
            while len(self._engines) > _ENGINES:
                self._engines.popitem(last=False)
        return self._engines[key]

    def _documents(self, request: JobRequest) -> dict[str, Stored]:
        """Return the documents of a job by their names, which are relative to its folder."""
        found = ((each.uri.removeprefix(request.input), each) for each in self._objects.list(request.input))
        return {name: each for name, each in found if not _OF_A_JOB.match(name)}

    def _at_hand(self, request: JobRequest, tag: str) -> list[Segment]:
        """Return the sentences of a job's documents; of many those of every second, third ... document."""
        found = list(self._documents(request).values())
        step = -(-sum(each.size for each in found) // _AT_HAND) or 1
        return [segment for each in found[::step] for segment in self._sentences(each.uri, request.format, tag)]

    def _sentences(self, uri: str, format_name: str, tag: str) -> list[Segment]:
        try:
            document = format_named(format_name).parse(self._objects.read(uri, MAX_BYTES), uri)
        except (InputError, DataError):  # its own unit says so
            return []
        return segments(passages(document, tag))
