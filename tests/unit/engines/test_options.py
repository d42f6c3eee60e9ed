from functools import partial

import pytest

from amts.engines.options import opened, with_options
from amts.errors import InputError
from amts.records import Segment
from amts.testing.engines import check_engine
from amts.testing.fakes import DictionaryEngine


def engine(source, *, model: str, key: str = "", money: float | None = None, beam: int = 4):
    return source, model, key, money, beam


def made(options, **environment):
    return with_options(partial(engine, "en"), "toy", options, environment)


def test_options_become_arguments_and_the_key_comes_from_the_environment():
    assert made({"model": "m", "money": 2, "key_variable": "K"}, K="secret") == ("en", "m", "secret", 2, 4)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, r"\[engines\.toy\]: 'model' is missing: its options are model, key_variable, money, beam, fallback"),
        ({"model": "m", "colour": 1}, "unknown option 'colour'"),
        ({"model": 5}, "model is 5: expected"),
        ({"model": "m", "beam": "4"}, "beam is '4': expected"),
        ({"model": "m", "beam": True}, "beam is True: expected"),
        ({"model": "m", "money": "3"}, "money is '3': expected"),
        ({"model": "m", "key": "secret"}, "a key does not belong in a file"),
        ({"model": "m", "key_variable": "NONE"}, "the environment has no variable 'NONE'"),
    ],
)
def test_what_an_engine_does_not_take_is_named(options, message):
    with pytest.raises(InputError, match=message):
        made(options, K="secret")


def local(source_tag, target_tag, cache, *, beam: int = 4):
    return DictionaryEngine({"dog": "hundo"})


def remote(source_tag, target_tag, cache, *, retries: int = 4):
    return retries


class Learning(DictionaryEngine):
    def with_examples(self, relevance, document, signature):
        return self


def opened_with(opener, **options):
    return opened(opener, "toy", options, {}, "en", "eo", None)


def test_options_for_every_engine_are_wrappers_around_it():
    engine = opened_with(local, beam=2, requests_per_minute=30, retries=2, character_rate=20)
    assert (engine.rate, engine.engine.backoff.attempts, engine.engine.engine.pace.requests) == (20, 3, 30)
    assert engine.engine.engine.engine == local("en", "eo", None)
    check_engine(engine, [Segment("the dog")])


def test_without_them_there_are_none():
    assert opened_with(local, fallback="other") == local("en", "eo", None)


def test_an_engine_that_takes_such_an_option_itself_is_given_it():
    assert opened_with(remote, retries=7) == 7


@pytest.mark.parametrize(
    ("opener", "options", "message"),
    [
        (local, {"requests_per_minute": 0}, "requests_per_minute is 0: expected at least 1"),
        (local, {"retries": -1}, "retries is -1: expected at least 0"),
        (local, {"character_rate": float("nan")}, "character_rate is nan: expected at least 0"),
        (local, {"retries": True}, "retries is True: expected a whole number"),
        (local, {"colour": 1}, "its options are beam, requests_per_minute, retries, character_rate, fallback"),
        (lambda *_: Learning({}), {"retries": 1}, "toy has no use for retries: its options are fallback"),
    ],
)
def test_what_makes_no_sense_for_a_ready_made_engine_is_named(opener, options, message):
    with pytest.raises(InputError, match=message):
        opened_with(opener, **options)
