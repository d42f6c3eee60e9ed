import pytest

from amts.engines.amazon.batch import Batches
from amts.engines.amazon.connection import Connection
from amts.engines.amazon.costs import Purse, Rates
from amts.engines.amazon.customised import AmazonInBatches
from amts.engines.amazon.engine import AmazonEngine
from amts.engines.amazon.journal import Journal
from amts.engines.amazon.provision import Provision
from amts.engines.amazon.waiting import Patience
from amts.engines.wrappers.retries import Backoff
from amts.testing.amazon_service import MemoryFiles, ToyAmazon

ROLE = "arn:aws:iam::000000000000:role/amts"
FOLDER = "s3://books/amts"


@pytest.fixture
def files():
    return MemoryFiles()


@pytest.fixture
def service(files):
    return ToyAmazon(files)


@pytest.fixture
def pauses():
    """Return the pauses that were made, none of which takes any time."""
    return []


@pytest.fixture
def connection(service, pauses):
    return Connection(service, "here", Backoff(attempts=3, sleep=pauses.append, chance=lambda: 1.0))


@pytest.fixture
def opened(connection, files, pauses, tmp_path):
    """Return what opens an engine, as after a start of the program."""

    def make(money=None):
        purse, patience = Purse(Rates(), money), Patience(sleep=pauses.append, limit=1000)
        engine = AmazonEngine(connection, ("en", "eo"), purse, concurrency=2)
        batches = Batches(connection, files, FOLDER, ROLE, Journal(tmp_path / "amazon"), purse, patience)
        provision = Provision(connection, files, FOLDER, patience)
        return AmazonInBatches(engine, tmp_path / "answers.sqlite", batches, provision, "toy")

    return make
