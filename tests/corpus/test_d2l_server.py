"""A job of the server translates a real article as well as the engine that is used directly."""

from pathlib import Path

import pytest

from amts.adaptation.active_custom import as_records
from amts.adaptation.protocol import Task
from amts.alignment.paths import parse_template
from amts.evaluation.metrics import score_documents
from amts.experiments.references import find_references
from amts.jobs.table import JobTable
from amts.jobs.worker import Worker
from amts.mining.book import Book, entries, read_book, segments
from amts.parallel.amazon_limits import tmx
from amts.parallel.retrieval import Retriever
from amts.parallel.retrieval_index import PairIndex
from amts.progress import silent
from amts.records import Level
from amts.server.amazon.desk import Desk
from amts.server.amazon.operations import Caller
from amts.server.amazon.pairs import Engines, open_translators
from amts.server.amazon.service import HANDLERS, service_operations
from amts.server.amazon.state import State
from amts.server.options import ServerOptions
from amts.settings import Settings
from amts.storage.objects import open_objects
from amts.storage.tables import open_tables
from amts.translation.document import translate_document
from amts.workspace import Workspace

BOOK = Path(__file__).parents[3] / "shared" / "corpora" / "d2l" / "zh"
CHAPTER = "chapter_multilayer-perceptrons"
ARTICLE = f"{CHAPTER}/dropout"
LEARNT = [
    f"{CHAPTER}/{name}"
    for name in ("mlp", "mlp-scratch", "mlp-concise", "underfit-overfit", "weight-decay", "backprop")
]
CALLER = Caller("000000000000", "us-east-1")
pytestmark = [
    pytest.mark.corpus,
    pytest.mark.slow,
    pytest.mark.skipif(not BOOK.is_dir(), reason=f"the book Dive into Deep Learning is not at {BOOK}"),
]


@pytest.fixture(scope="module")
def book():
    """The article to translate, first, and those to learn from."""
    found = {entry.name: entry for entry in entries(BOOK, parse_template("{stem}_origin.md={stem}.md"))}
    return read_book([found[name] for name in (ARTICLE, *LEARNT)], "en", "zh")


@pytest.fixture(scope="module")
def pairs(book):
    learnt = Book(book.documents[1:], book.bitexts[1:]).align("en", "zh").pairs
    return [pair for pair in learnt if pair.level is Level.SENTENCE]


def directly(book, pairs, folder):
    """Return the translation by an engine that is adapted to the pairs."""
    at_hand = segments(book.bitexts[0].source)
    index = Retriever(PairIndex(pairs)).in_context(at_hand)
    maker = Workspace(Settings(folder, "en", {"zh": ""}), folder).maker("zh")
    made = maker.customised(Task(at_hand, pairs, index, "en", "zh", folder / "cache"))
    document, format_ = book.documents[0]
    return translate_document(document, format_, made.engine, "en", "zh").content


def by_the_server(book, pairs, folder):
    """Return the translation by a job with the pairs as parallel data."""
    (folder / "s3" / "bucket").mkdir(parents=True)
    options, objects = ServerOptions(folder), open_objects(folder / "s3")
    tables = open_tables(options.database_url)
    state, jobs = State(tables), JobTable(tables)
    engines = Engines(state, open_translators(options, hurried=False))
    objects.write("s3://bucket/pairs.tmx", tmx(as_records(pairs), ("en", "zh"), [pair.confidence for pair in pairs]))
    objects.write("s3://bucket/in/article.md", book.documents[0][0].content)
    config = {"S3Uri": "s3://bucket/pairs.tmx", "Format": "TMX"}
    operations = service_operations(Desk(state, jobs, options, engines.pairs, lambda: None), engines)
    operations["CreateParallelData"](CALLER, {"Name": "d2l", "ParallelDataConfig": config, "ClientToken": "data"})
    worker = Worker(tables, HANDLERS, options.to_json(), "worker")
    done(worker)
    job = operations["StartTextTranslationJob"](
        CALLER,
        {
            "InputDataConfig": {"S3Uri": "s3://bucket/in/", "ContentType": "text/markdown"},
            "OutputDataConfig": {"S3Uri": "s3://bucket/out/"},
            "DataAccessRoleArn": "arn:aws:iam::000000000000:role/any",
            "SourceLanguageCode": "en",
            "TargetLanguageCodes": ["zh"],
            "ParallelDataNames": ["d2l"],
            "ClientToken": "job",
        },
    )
    done(worker)
    return objects.read(f"s3://bucket/out/000000000000-TranslateText-{job['JobId']}/zh.article.md")


def done(worker):
    while worker.step():
        pass


def bleu(book, content):
    document, format_ = book.documents[0]
    made = format_.parse(content, document.name, document.options)
    assert len(made.blocks) == len(document.blocks)
    references, _ = find_references(book, 1, "en", "zh", silent)
    ours = [" ".join(" ".join(made.blocks[index].text for index in each.blocks).split()) for each in references]
    corpus, _ = score_documents({"article": ours}, {"article": [each.text for each in references]}, "zh")
    return next(score.value for score in corpus if score.metric == "bleu")


def test_a_job_translates_as_well_as_the_engine_itself(book, pairs, tmp_path):
    own = bleu(book, directly(book, pairs, tmp_path / "direct"))
    served = bleu(book, by_the_server(book, pairs, tmp_path / "server"))
    assert own > 20
    assert served == pytest.approx(own, abs=0.1)
