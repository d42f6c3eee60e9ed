import pytest

from amts.engines.options import with_options
from amts.errors import InputError


def engine(source, *, model: str, key: str = "", money: float | None = None, beam: int = 4):
    return source, model, key, money, beam


def made(options, **environment):
    return with_options(engine, "toy", options, environment, "en")


def test_options_become_arguments_and_the_key_comes_from_the_environment():
    assert made({"model": "m", "money": 2, "key_variable": "K"}, K="secret") == ("en", "m", "secret", 2, 4)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, r"\[engines\.toy\]: 'model' is missing: its options are model, key_variable, money, beam"),
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
