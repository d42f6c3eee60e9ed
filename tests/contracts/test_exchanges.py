import pytest

from amts import plugins
from amts.testing.exchange import check_exchange


@pytest.mark.parametrize("name", plugins.names("amts.exchange"))
def test_an_exchange_format_keeps_the_contract(name, tmp_path):
    check_exchange(plugins.load("amts.exchange", name), tmp_path)


def test_the_built_in_exchange_formats_are_registered():
    assert {"csv", "tsv", "tmx"} <= set(plugins.names("amts.exchange"))


def test_the_contract_catches_a_format_that_loses_pairs(tmp_path):
    class Forgetful(plugins.load("amts.exchange", "csv")):
        def write(self, path, pairs, source_language, target_language):
            return super().write(path, list(pairs)[1:], source_language, target_language)

    with pytest.raises(AssertionError, match="write returned 10 for 11 pairs"):
        check_exchange(Forgetful, tmp_path)


def test_the_contract_catches_a_format_that_overwrites_on_failure(tmp_path):
    class Careless(plugins.load("amts.exchange", "csv")):
        def write(self, path, pairs, source_language, target_language):
            if path.exists():
                path.write_bytes(b"")
            return super().write(path, pairs, source_language, target_language)

    with pytest.raises(AssertionError, match="must leave the old file"):
        check_exchange(Careless, tmp_path)
