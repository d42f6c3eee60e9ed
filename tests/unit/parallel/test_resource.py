import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amts.errors import DataError, InputError, LanguageError, PathError
from amts.parallel.resource import ParallelStore
from amts.records import Level, Pair, Segment


def pair(source: str, target: str, level: Level = Level.SENTENCE) -> Pair:
    return Pair(Segment(source), Segment(target), level)


HELLO = pair("Hello.", "你好。")
BYE = pair("Bye.", "再见。")
BOTH = pair("Hello.\nBye.", "你好。\n再见。", Level.PARAGRAPH)


@pytest.fixture
def store(tmp_path):
    return ParallelStore(tmp_path / "state" / "parallel.db")


@settings(max_examples=25)
@given(st.data())
def test_pairs_read_back_equal_and_in_order(tmp_path_factory, any_pair, data):
    store = ParallelStore(tmp_path_factory.mktemp("store") / "parallel.db")
    pairs = data.draw(st.lists(any_pair, max_size=5))
    store.create("book", "en", "zh", pairs)
    assert list(store.pairs("book")) == pairs


def test_create_returns_the_resource(store):
    made = store.create("book", "en", "zh_CN", iter([BOTH, HELLO, BYE]), "a handbook")
    assert (made.name, made.source_language, made.target_language) == ("book", "en", "zh-CN")
    assert made.pairs_by_level == {Level.PARAGRAPH: 1, Level.SENTENCE: 2}
    assert (made.description, made.version) == ("a handbook", 1)
    assert store.show("book") == made


def test_a_resource_can_be_hashed(store):
    made = store.create("book", "en", "zh", [HELLO])
    assert len({made, store.show("book")}) == 1


def test_reading_creates_no_file(store):
    assert store.list() == ()
    with pytest.raises(InputError, match="there are none yet"):
        store.show("book")
    with pytest.raises(InputError, match="there are none yet"):
        store.pairs("book")
    with pytest.raises(InputError, match="there are none yet"):
        store.delete("book")
    with pytest.raises(InputError, match="there are none yet"):
        store.update("book", [])
    assert not store.path.parent.exists()


@pytest.mark.parametrize("name", ["", "_book", "a__b", "a b", "bücher", "a.b", "a\n", "n" * 257])
def test_a_malformed_name_creates_no_file(store, name):
    with pytest.raises(InputError, match="cannot name parallel data"):
        store.create(name, "en", "zh", [HELLO])
    assert not store.path.exists()


@pytest.mark.parametrize("name", ["a", "Book-2_zh", "-", "a_", "9" * 256, "a_" * 128])
def test_a_name_that_amazon_takes_is_taken(store, name):
    assert store.create(name, "en", "zh", [HELLO]).name == name


def test_an_unknown_language_creates_no_file(store):
    with pytest.raises(LanguageError, match="'chinese'"):
        store.create("book", "en", "chinese", [HELLO])
    assert not store.path.exists()


def test_two_languages_must_differ(store):
    with pytest.raises(InputError, match="both zh-CN"):
        store.create("book", "zh-cn", "zh_CN", [HELLO])


def test_an_existing_name_is_not_overwritten(store):
    store.create("book", "en", "zh", [HELLO])
    with pytest.raises(InputError, match="'book' exists already: use update"):
        store.create("book", "en", "zh", [BYE])
    assert list(store.pairs("book")) == [HELLO]


def test_an_unknown_name_is_answered_with_the_nearest_ones(store):
    for name in ("zebra", "handbook-zh", "handbook-de", "abc", "def", "ghi", "jkl"):
        store.create(name, "en", "zh", [HELLO])
    with pytest.raises(InputError) as caught:
        store.show("handbok-zh")
    message = str(caught.value)
    assert message.startswith("no parallel data named 'handbok-zh': available are handbook-zh, handbook-de, ")
    assert message.endswith(" and 2 more")


def test_pairs_of_one_level_keep_their_order(store):
    store.create("book", "en", "zh", [HELLO, BOTH, BYE])
    assert list(store.pairs("book", Level.SENTENCE)) == [HELLO, BYE]
    assert list(store.pairs("book", Level.PARAGRAPH)) == [BOTH]


def test_resources_do_not_mix(store):
    store.create("b", "en", "zh", [HELLO])
    store.create("a", "en", "de", [BYE])
    assert [data.name for data in store.list()] == ["a", "b"]
    assert list(store.pairs("a")) == [BYE]


def test_update_replaces_all_pairs_and_counts_versions(store):
    old = store.create("book", "en", "zh", [HELLO, BOTH])
    new = store.update("book", [BYE])
    assert list(store.pairs("book")) == [BYE]
    assert new.version == 2
    assert new.pairs_by_level == {Level.PARAGRAPH: 0, Level.SENTENCE: 1}
    assert new.signature != old.signature


def test_an_update_that_fails_halfway_keeps_all_old_pairs(store):
    before = store.create("book", "en", "zh", [HELLO, BOTH])

    def failing():
        yield BYE
        raise DataError(BYE)

    with pytest.raises(DataError):
        store.update("book", failing())
    assert list(store.pairs("book")) == [HELLO, BOTH]
    assert store.show("book") == before


def test_a_create_that_fails_halfway_makes_nothing(store):
    def failing():
        yield HELLO
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.create("book", "en", "zh", failing())
    assert store.list() == ()
    assert store.create("book", "en", "zh", [BYE]).version == 1


def test_a_resource_can_be_updated_from_its_own_pairs(store):
    store.create("book", "en", "zh", [HELLO, BOTH, BYE])
    store.update("book", (one for one in store.pairs("book") if one != BOTH))
    assert list(store.pairs("book")) == [HELLO, BYE]


def test_a_deleted_resource_takes_its_pairs_along(store):
    store.create("book", "en", "zh", [HELLO])
    store.delete("book")
    assert store.list() == ()
    store.create("book", "en", "zh", [])
    assert list(store.pairs("book")) == []


def test_the_signature_is_of_languages_and_pairs(store):
    signature = store.create("a", "en", "zh", [HELLO, BYE], "one").signature
    assert signature == "0e73b92ca8b5e8b8"
    assert store.create("b", "en", "zh", [HELLO, BYE], "two").signature == signature
    assert store.create("c", "en", "zh-TW", [HELLO, BYE]).signature != signature
    assert store.create("d", "en", "zh", [BYE, HELLO]).signature != signature


@pytest.mark.parametrize("confidence", [float("nan"), -0.1, 1.1])
def test_a_confidence_that_is_no_probability_is_refused(store, confidence):
    with pytest.raises(InputError, match="pair 2: its confidence is"):
        store.create("book", "en", "zh", [HELLO, Pair(Segment("a"), Segment("b"), confidence=confidence)])


def test_half_a_character_is_refused_by_the_number_of_its_pair(store):
    with pytest.raises(InputError, match=r"pair 2: '\\ud800' is half a character"):
        store.create("book", "en", "zh", [HELLO, pair("\ud800", "b")])
    assert store.list() == ()


def test_a_file_that_is_no_database_is_an_error_that_names_it(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_bytes(b"something else altogether" * 100)
    with pytest.raises(PathError, match=r"notes\.txt is not an SQLite database"):
        ParallelStore(path).list()
