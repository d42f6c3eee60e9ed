"""How long a sync may take."""

import pytest

from amts.sync.pace import Pace


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache" / "pace.json"


def test_nothing_is_foretold_before_the_first_time(path):
    assert Pace(path).foretold("zh", 100) is None


def test_fewer_words_take_as_long_and_more_so_much_longer(path):
    Pace(path).keep("zh", 200, 12.0)
    Pace(path).keep("es", 10, 1.0)
    assert Pace(path).foretold("zh", 20) == 12.0
    assert Pace(path).foretold("zh", 600) == 36.0


def test_a_sync_without_an_engine_says_nothing(path):
    Pace(path).keep("zh", 0, 0.1)
    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"zh": 3}', b'{"zh": {"words": 3}}', b"\xff"])
def test_a_damaged_file_is_as_good_as_none(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    assert Pace(path).foretold("zh", 3) is None
    Pace(path).keep("zh", 3, 2.0)
    assert Pace(path).foretold("zh", 3) == 2.0
