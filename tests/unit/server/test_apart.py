import subprocess
from functools import partial

import pytest

from amts.errors import EngineError
from amts.parallel.resource import ParallelStore
from amts.server.apart import train_apart
from amts.server.options import ServerOptions
from amts.server.translators import PairError, Translators
from amts.testing import toy_language


def engines(options):
    return [path.parent.name for path in (options.state / "cache" / "engines").glob("*/engine.json")]


@pytest.mark.slow
def test_what_was_trained_apart_is_opened_and_not_trained_again(tmp_path):
    options = ServerOptions(tmp_path)
    ParallelStore(tmp_path / "parallel.sqlite").create("toy", "en", "eo", toy_language.pairs(120))
    train_apart(options, "en", "eo", ["toy"])
    (trained,) = engines(options)
    assert trained in Translators(options).engine("en", "eo", ["toy"]).signature
    assert engines(options) == [trained]


def test_what_cannot_be_trained_is_left_to_who_makes_the_engine(tmp_path):
    options = ServerOptions(tmp_path)
    train_apart(options, "en", "eo", ["there are none of this name"])
    assert engines(options) == []


def test_requests_have_engines_trained_apart(tmp_path, lessons):
    orders = []
    options = ServerOptions(tmp_path, engine="dictionary")
    ParallelStore(tmp_path / "parallel.sqlite").create("toy", "en", "eo", toy_language.pairs(60))
    assert Translators(options, train=lambda *order: orders.append(order)).engine("en", "eo", ["toy"])
    assert orders == [("en", "eo", ("toy",))]


def test_nothing_is_trained_where_there_is_nothing_to_learn(tmp_path, lessons):
    orders = []
    translators = Translators(ServerOptions(tmp_path, engine="dictionary"), train=lambda *order: orders.append(order))
    with pytest.raises(PairError):
        translators.engine("en", "eo")
    assert orders == []


def test_a_training_that_is_killed_is_not_begun_again_in_the_server(tmp_path, lessons, monkeypatch):
    ParallelStore(tmp_path / "parallel.sqlite").create("toy", "en", "eo", toy_language.pairs(60))
    monkeypatch.setattr("amts.server.apart.subprocess.run", lambda *_, **__: subprocess.CompletedProcess([], -9))
    options = ServerOptions(tmp_path, engine="dictionary")
    with pytest.raises(EngineError, match=r"killed \(signal 9\): is there enough memory"):
        Translators(options, train=partial(train_apart, options)).engine("en", "eo", ["toy"])
    assert lessons == []
