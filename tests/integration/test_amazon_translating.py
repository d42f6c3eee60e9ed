import csv
import io
import json
import random
import time
from zipfile import ZipFile

import pytest

from amts.jobs.executor import LocalExecutor
from amts.jobs.table import JobTable
from amts.parallel.resource import ParallelStore
from amts.placeholders import has_words
from amts.server.amazon.job_request import KIND, JobRequest, output_folder
from amts.server.amazon.service import HANDLERS
from amts.server.opening import open_server
from amts.server.options import ServerOptions
from amts.storage.tables import open_tables
from amts.testing import toy_language
from amts.testing.server import serving

boto3 = pytest.importorskip("boto3")
moto = pytest.importorskip("moto.server")

_ROLE = "arn:aws:iam::123456789012:role/translate"
_ENDED = {"COMPLETED", "COMPLETED_WITH_ERROR", "FAILED", "STOPPED"}


@pytest.fixture(scope="module")
def environment():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield


@pytest.fixture(scope="module")
def s3(environment):
    """A client of an S3 server with an empty bucket named `bucket`."""
    server = moto.ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = boto3.client("s3", endpoint_url=f"http://{host}:{port}")
    client.create_bucket(Bucket="bucket")
    yield client
    server.stop()


@pytest.fixture(scope="module")
def url(s3, tmp_path_factory):
    """The address of a server on that S3 server."""
    options = ServerOptions(tmp_path_factory.mktemp("server") / "state", s3_endpoint=s3.meta.endpoint_url)
    with serving(open_server(options)) as address:
        yield address


@pytest.fixture(scope="module")
def translate(url):
    return boto3.client("translate", endpoint_url=url)


@pytest.fixture(scope="module")
def parallel_data(translate, s3):
    """The name of active parallel data of the toy language, which takes the part of Chinese."""
    table = io.StringIO()
    rows = [[pair.source.text, pair.target.text] for pair in toy_language.pairs(600) if not pair.source.marks]
    csv.writer(table).writerows([["en", "zh"], *rows])
    s3.put_object(Bucket="bucket", Key="data/pairs.csv", Body=table.getvalue().encode())
    translate.create_parallel_data(
        Name="d2l", ParallelDataConfig={"S3Uri": "s3://bucket/data/pairs.csv", "Format": "CSV"}
    )
    until(lambda: translate.get_parallel_data(Name="d2l")["ParallelDataProperties"]["Status"] != "CREATING")
    assert translate.get_parallel_data(Name="d2l")["ParallelDataProperties"]["Status"] == "ACTIVE"
    return "d2l"


def until(condition, seconds=120):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def ended(translate, job):
    """Wait for the end of a job and return what it says of itself."""

    def properties():
        return translate.describe_text_translation_job(JobId=job["JobId"])["TextTranslationJobProperties"]

    until(lambda: properties()["JobStatus"] in _ENDED)
    return properties()


def objects(s3, uri):
    prefix = uri.removeprefix("s3://bucket/")
    found = s3.list_objects_v2(Bucket="bucket", Prefix=prefix)["Contents"]
    return {
        each["Key"].removeprefix(prefix): s3.get_object(Bucket="bucket", Key=each["Key"])["Body"].read()
        for each in found
    }


def test_the_calls_of_the_article_run_as_they_are(url, translate, s3, parallel_data):
    page = (
        b'<html><body><h1>The dog</h1><p>The <b>dog</b> sees <span translate="no">the house</span>.</p></body></html>'
    )
    s3.put_object(Bucket="bucket", Key="articles/a.html", Body=page)
    job = translate.start_text_translation_job(
        JobName="D2L1",
        InputDataConfig={"S3Uri": "s3://bucket/articles/", "ContentType": "text/html"},
        OutputDataConfig={"S3Uri": "s3://bucket/translated/"},
        DataAccessRoleArn=_ROLE,
        SourceLanguageCode="en",
        TargetLanguageCodes=["zh"],
        ParallelDataNames=[parallel_data],
    )
    found = ended(translate, job)
    assert (found["JobStatus"], found["JobName"]) == ("COMPLETED", "D2L1")
    made = objects(s3, found["OutputDataConfig"]["S3Uri"])
    assert made.keys() == {"zh.a.html", "details/zh.auxiliary-translation-details.json"}
    assert b"hundo" in made["zh.a.html"]
    assert b'<span translate="no">the house</span>' in made["zh.a.html"]
    assert json.loads(made["details/zh.auxiliary-translation-details.json"])["charactersTranslated"] == "21"

    endpoint = f"{url}/parallel-data/{parallel_data}"
    answer = boto3.client("translate", endpoint_url=endpoint).translate_text(
        Text="The dog sees every house.", TerminologyNames=[], SourceLanguageCode="en", TargetLanguageCode="zh"
    )
    assert "hundo" in answer["TranslatedText"].lower()
    assert (answer["SourceLanguageCode"], answer["TargetLanguageCode"]) == ("en", "zh")


def test_parallel_data_are_used_at_once_where_the_path_of_the_endpoint_names_them(url, parallel_data):
    client = boto3.client("translate", endpoint_url=f"{url}/parallel-data/{parallel_data}")
    answer = client.translate_text(Text="The dog.", SourceLanguageCode="en", TargetLanguageCode="zh")
    assert "hundo" in answer["TranslatedText"].lower()
    client = boto3.client("translate", endpoint_url=f"{url}/parallel-data/none")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.translate_text(Text="The dog.", SourceLanguageCode="en", TargetLanguageCode="zh")


def test_what_cannot_be_translated_is_a_typed_exception(translate):
    with pytest.raises(translate.exceptions.UnsupportedLanguagePairException) as raised:
        translate.translate_text(Text="x", SourceLanguageCode="en", TargetLanguageCode="ef")
    assert raised.value.response["TargetLanguageCode"] == "ef"
    with pytest.raises(translate.exceptions.TextSizeLimitExceededException):
        translate.translate_text(Text="界" * 3334, SourceLanguageCode="en", TargetLanguageCode="zh")


def docx():
    document = pytest.importorskip("docx").Document()
    document.add_paragraph("The dog sees the house.")
    return saved(document)


def pptx():
    presentation = pytest.importorskip("pptx").Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[0])
    slide.shapes.title.text = "The dog sees the house."
    return saved(presentation)


def xlsx():
    book = pytest.importorskip("openpyxl").Workbook()
    book.active.append(["The dog sees the house.", 3])
    return saved(book)


def saved(document):
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def xliff():
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
        b'<file original="a" source-language="en" datatype="plaintext"><body>'
        b'<trans-unit id="1"><source>The dog sees the house.</source></trans-unit></body></file></xliff>'
    )


_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "a.txt": ("text/plain", lambda: b"The dog sees the house."),
    "a.docx": (f"{_OFFICE}.wordprocessingml.document", docx),
    "a.pptx": (f"{_OFFICE}.presentationml.presentation", pptx),
    "a.xlsx": (f"{_OFFICE}.spreadsheetml.sheet", xlsx),
    "a.xlf": ("application/x-xliff+xml", xliff),
    "a.md": ("text/markdown", lambda: b"# The dog sees the house."),
}


@pytest.mark.parametrize("name", TYPES)
def test_documents_of_all_types_are_translated_by_jobs(translate, s3, parallel_data, name):
    kind, make = TYPES[name]
    content = make()
    folder = name.replace(".", "-")
    s3.put_object(Bucket="bucket", Key=f"{folder}/{name}", Body=content)
    job = translate.start_text_translation_job(
        InputDataConfig={"S3Uri": f"s3://bucket/{folder}/", "ContentType": kind},
        OutputDataConfig={"S3Uri": "s3://bucket/types"},
        DataAccessRoleArn=_ROLE,
        SourceLanguageCode="en",
        TargetLanguageCodes=["zh"],
        ParallelDataNames=[parallel_data],
    )
    found = ended(translate, job)
    assert found["JobStatus"] == "COMPLETED", found["Message"]
    made = objects(s3, found["OutputDataConfig"]["S3Uri"])[f"zh.{name}"]
    assert name != "a.xlf" or b'target-language="zh"' in made
    assert b"hundo" in (unzipped(made) if name in {"a.docx", "a.pptx", "a.xlsx"} else made).lower()


def unzipped(content):
    archive = ZipFile(io.BytesIO(content))
    return b"".join(map(archive.read, archive.namelist()))


class Farm:
    """A state folder with two toy languages and a job of many documents, done by worker processes."""

    def __init__(self, folder, documents):
        self.documents = documents
        self.options = ServerOptions(folder / "state")
        self.bucket = folder / "state" / "s3" / "bucket"
        store = ParallelStore(folder / "state" / "parallel.sqlite")
        pairs = [pair for pair in toy_language.pairs(240) if has_words(pair.source.text)]
        for target in ("eo", "io"):
            store.create(f"toy-{target}", "en", target, pairs)
        for number in range(documents):
            path = self.bucket / "in" / f"{number:03}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"# {number}\n\n{next(toy_language.sentences(number))[0]}\n", encoding="utf-8")
        self.jobs = JobTable(open_tables(self.options.database_url))

    def submit(self, token):
        """Add the job, whose identifier follows from the token."""
        request = JobRequest(
            "000000000000",
            {
                "InputDataConfig": {"S3Uri": "s3://bucket/in/", "ContentType": "text/markdown"},
                "OutputDataConfig": {"S3Uri": "s3://bucket/out"},
                "DataAccessRoleArn": _ROLE,
                "SourceLanguageCode": "en",
                "TargetLanguageCodes": ["eo", "io"],
            },
            "markdown",
            output_folder("s3://bucket/out", "000000000000", token),
            {"eo": ["toy-eo"], "io": ["toy-io"]},
        )
        return self.jobs.submit(KIND, request.to_json(), job_id=token)

    def run(self, job, kills=0, seed=0):
        """Do the job; kill the worker, or also the one who starts it, so often at moments that chance chooses.

        They are in the first half of the job: a worker that nearly is done may be so before it is killed.

        Returns:
            The job as it ended, and how often something was killed.
        """
        chance = random.Random(seed)
        moments = sorted(chance.sample(range(self.documents), kills))
        executor = self._started()
        try:
            while not (found := self.jobs.show(job.id)).state.ended:
                time.sleep(0.04 * chance.random())
                if moments and found.done >= moments[0] and executor.processes:
                    moments.pop(0)
                    executor.processes[0].kill()
                    if chance.random() < 0.5:
                        executor.stop()
                        executor = self._started()
        finally:
            executor.stop()
        return found, kills - len(moments)

    def _started(self):
        executor = LocalExecutor(
            self.options.database_url, HANDLERS, self.options.to_json(), self.options.workers, grace=0.0
        )
        executor.start()
        return executor

    def output(self, job):
        folder = self.bucket / "out" / f"000000000000-TranslateText-{job.id}"
        return {
            str(path.relative_to(folder)): path.read_bytes().replace(job.id.encode(), b"")
            for path in folder.rglob("*")
            if path.is_file()
        }


def check_kills(folder, documents, kills):
    farm = Farm(folder, documents)
    undisturbed, _ = farm.run(farm.submit("0" * 32))
    disturbed, killed = farm.run(farm.submit("1" * 32), kills)
    assert disturbed.done == disturbed.total == undisturbed.done == 2 * documents
    assert disturbed.failed == 0
    expected = farm.output(undisturbed)
    assert len(expected) == 2 * documents + 2
    assert farm.output(disturbed) == expected
    return killed


def test_killed_workers_lose_nothing_and_change_nothing(tmp_path):
    assert check_kills(tmp_path, documents=8, kills=2)


@pytest.mark.endurance
def test_a_hundred_killed_workers_lose_nothing_and_change_nothing(tmp_path):
    assert check_kills(tmp_path, documents=200, kills=100) == 100
