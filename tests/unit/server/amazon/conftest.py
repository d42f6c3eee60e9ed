from datetime import UTC, datetime

import pytest

from amts.jobs.table import JobTable
from amts.jobs.worker import Worker
from amts.parallel.resource import ParallelStore
from amts.placeholders import unmask
from amts.server.amazon.desk import Desk
from amts.server.amazon.operations import Caller
from amts.server.amazon.pairs import Engines, open_translators
from amts.server.amazon.parallel_versions import DONE, PARALLEL_DATA, PARALLEL_VERSION, active_data, stored_name
from amts.server.amazon.service import HANDLERS, service_extensions, service_operations
from amts.server.amazon.state import State
from amts.server.options import ServerOptions
from amts.storage.objects import open_objects
from amts.storage.tables import open_tables
from amts.testing import toy_language


class Translating:
    """A server's translating half in this process, without a network: operations, buckets, and a worker on demand."""

    caller = Caller("000000000000", "eu-west-1")

    def __init__(self, state, **options):
        (state / "s3" / "bucket").mkdir(parents=True, exist_ok=True)
        self.options = ServerOptions(state, engine="dictionary", **options)
        self.tables = open_tables(self.options.database_url)
        self.state = State(self.tables)
        self.jobs = JobTable(self.tables)
        self.objects = open_objects(state / "s3")
        self.engines = Engines(self.state, open_translators(self.options, hurried=False))
        self.woken = 0
        desk = Desk(self.state, self.jobs, self.options, self.engines.pairs, self.wake)
        self.operations = service_operations(desk, self.engines) | service_extensions(self.options, self.engines)

    def wake(self):
        self.woken += 1

    def call(self, operation, caller=None, **request):
        answer = self.operations[operation](caller or self.caller, request)
        return {key: value for key, value in answer.items() if value is not None}

    def put(self, **files):
        """Write objects into the folder `in`, by name with `_` for the dot."""
        for name, text in files.items():
            content = text if isinstance(text, bytes) else text.encode()
            self.objects.write(f"s3://bucket/in/{name.replace('__', '/').replace('_', '.')}", content)

    def texts(self):
        """Return all objects in the bucket but those in the folder `in`, by key."""
        found = [each.uri for each in self.objects.list("s3://bucket")]
        return {
            uri.removeprefix("s3://bucket/"): self.objects.read(uri).decode()
            for uri in found
            if not uri.startswith("s3://bucket/in/")
        }

    def start(self, caller=None, **request):
        usual = {
            "InputDataConfig": {"S3Uri": "s3://bucket/in/", "ContentType": "text/plain"},
            "OutputDataConfig": {"S3Uri": "s3://bucket/out"},
            "DataAccessRoleArn": "arn:aws:iam::000000000000:role/any",
            "SourceLanguageCode": "en",
            "TargetLanguageCodes": ["eo"],
            "ClientToken": "token",
        }
        return self.call("StartTextTranslationJob", caller, **(usual | request))

    def work(self, steps=1000):
        """Do what there is to do, at most so many steps."""
        worker = Worker(self.tables, HANDLERS, self.options.to_json(), "worker")
        while steps and worker.step():
            steps -= 1

    def describe(self, job):
        answer = self.call("DescribeTextTranslationJob", JobId=job["JobId"])
        found = answer["TextTranslationJobProperties"]
        return {key: value for key, value in found.items() if value is not None}

    def add_terms(self, name, **terms):
        rows = "".join(f"{source},{target}\n" for source, target in terms.items())
        data = {"File": f"en,eo\n{rows}".encode(), "Format": "CSV"}
        self.call("ImportTerminology", Name=name, MergeStrategy="OVERWRITE", TerminologyData=data)

    def add_data(self, name, *targets, pairs=None, version="", account=""):
        """Add parallel data that are active, as their import would."""
        version = version or (account + name.encode().hex()).ljust(32, "0")
        store = ParallelStore(self.options.state / "parallel.sqlite")
        targets = targets or ("eo",)
        for target in targets:
            store.create(stored_name(version, target), "en", target, pairs or toy_language.pairs(300))
        row = {"account": account or self.caller.account, "name": name}
        ended = datetime.now(UTC).timestamp()
        with self.state.writing() as connection:
            connection.execute(PARALLEL_VERSION.insert().values(
                id=version, first=True, s3_uri="s3://bucket/data.csv", format="CSV", state=DONE, begun=ended,
                ended=ended, source="en", targets=list(targets), **row,
            ))  # fmt: skip
            connection.execute(PARALLEL_DATA.insert().values(
                description="", encryption_key={}, created=ended, current=version, latest=version, **row
            ))  # fmt: skip


@pytest.fixture
def translating(tmp_path, lessons):
    """Returns a function that opens a server's translating half, which knows the toy language by its base if wanted."""

    def opened(*, data=True, **options):
        store = ParallelStore(tmp_path / "state" / "parallel.sqlite")
        if not data:
            return Translating(tmp_path / "state", **options)
        if not store.list():
            store.create("general", "en", "eo", toy_language.pairs(300))
        server = Translating(tmp_path / "state", base="general", **options)
        server.add_data("toy")
        return server

    return opened


class Keeping:
    """A server's resources in this process, with a bucket, a worker on demand, and a clock that is set by hand."""

    caller = Caller("123456789012", "eu-west-1", address="http://here")

    def __init__(self, state, **options):
        (state / "s3" / "bucket").mkdir(parents=True, exist_ok=True)
        self.options = ServerOptions(state, **options)
        self.tables = open_tables(self.options.database_url)
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.state = State(self.tables, lambda: self.now)
        self.jobs = JobTable(self.tables)
        self.objects = open_objects(state / "s3")
        self.pairs = [("en", "zh-Hans"), ("en", "fr")]
        desk = Desk(self.state, self.jobs, self.options, lambda account: self.pairs, lambda: None)
        self.operations = service_operations(desk, Engines(self.state, open_translators(self.options, hurried=False)))

    def call(self, operation, caller=None, **request):
        answer = self.operations[operation](caller or self.caller, request)
        return {key: value for key, value in answer.items() if value is not None}

    def create(self, name="book", token="", **request):
        place = {"S3Uri": f"s3://bucket/{name}.csv", "Format": "CSV"}
        usual = {"Name": name, "ParallelDataConfig": place, "ClientToken": token or f"create-{name}"}
        return self.call("CreateParallelData", **(usual | request))

    def update(self, name="book", token="", **request):
        place = {"S3Uri": f"s3://bucket/{name}.csv", "Format": "CSV"}
        usual = {"Name": name, "ParallelDataConfig": place, "ClientToken": token or f"update-{name}"}
        return self.call("UpdateParallelData", **(usual | request))

    def put(self, name, text):
        self.objects.write(f"s3://bucket/{name}", text if isinstance(text, bytes) else text.encode())

    def work(self):
        """Do the imports that wait."""
        worker = Worker(self.tables, HANDLERS, self.options.to_json(), "one")
        while worker.step():
            pass

    def get(self, name="book"):
        answer = self.call("GetParallelData", Name=name)
        found = answer["ParallelDataProperties"]
        return {key: value for key, value in found.items() if value is not None}

    def stored(self, name="book", target="zh"):
        """Return the stored pairs as raw texts."""
        names = active_data(self.state, self.caller.account, [name], "en", [target])[target]
        store = ParallelStore(self.options.state / "parallel.sqlite")
        return [(unmask(pair.source), unmask(pair.target)) for each in names for pair in store.pairs(each)]


@pytest.fixture
def keeping(tmp_path):
    """Returns a function that opens a server's resources; opened again, they are those of the same server."""
    return lambda **options: Keeping(tmp_path / "state", **options)
