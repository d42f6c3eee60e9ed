import pytest

from amts.engines.phrase.trainer import PhraseTrainer
from amts.testing import toy_language


@pytest.fixture(scope="session")
def engine_cache(tmp_path_factory):
    return tmp_path_factory.mktemp("engines")


@pytest.fixture(scope="session")
def toy_engine(engine_cache):
    """A phrase engine that has learnt 150 sentences of the toy language; tests must not change its folder."""
    return PhraseTrainer().train(toy_language.pairs(150), "en", "eo", engine_cache)
