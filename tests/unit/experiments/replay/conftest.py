import pytest

from amts.alignment.paths import parse_template
from amts.experiments.replay.history import read_main_line
from amts.testing.toy_history import TEMPLATE, ToyRepository, post_edited_book


@pytest.fixture(scope="session")
def toy_line(tmp_path_factory):
    """The history of a book of the toy language; tests must not change it."""
    return read_main_line(post_edited_book(tmp_path_factory.mktemp("toy-history")).root)


@pytest.fixture
def repository(tmp_path):
    """An empty git repository."""
    return ToyRepository(tmp_path / "book")


@pytest.fixture
def template():
    return parse_template(TEMPLATE)
