from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.errors import PathError
from amts.parallel.retrieval_postings import Postings, postings
from amts.parallel.similarity import comparable
from amts.progress import Step

TEXTS = ("red apple", "green apple", "green pear", "blue plum")
ANY_TEXTS = st.lists(st.text("ab 你好\ud800é_", max_size=12).map(comparable), max_size=8)


def index(*texts: str) -> Postings:
    made = Postings()
    made.extend(texts)
    return made


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def steps_of(texts: tuple[str, ...], cache: Path) -> list[Step]:
    """Return the steps that were reported: none if nothing was indexed."""
    steps: list[Step] = []
    postings(texts, cache, steps.append)
    return steps


def test_texts_that_share_a_term_are_found():
    assert index(*TEXTS).sharing("green plum", 9) == [1, 2, 3]


def test_of_too_many_the_ones_that_share_rare_terms_are_kept():
    assert index(*TEXTS).sharing("apple plum", 1) == [3]


def test_of_equally_rare_terms_the_text_with_little_else_is_kept():
    assert index("apple", "pear and more", "pear").sharing("apple pear", 2) == [0, 2]


def test_hidden_texts_are_passed_over_before_the_best_are_kept():
    assert index(*TEXTS).sharing("apple plum", 1, hidden=[3]) == [1]


def test_a_text_without_a_known_term_finds_nothing():
    assert index(*TEXTS).sharing("yellow", 9) == []
    assert index(*TEXTS).sharing("", 9) == []
    assert index().sharing("apple", 9) == []


def test_a_term_of_all_texts_still_finds_them():
    assert index("a", "a b", "a c").sharing("a", 9) == [0, 1, 2]


@given(ANY_TEXTS, ANY_TEXTS)
def test_an_index_that_grew_is_the_index_made_at_once(first, second):
    grown = index(*first)
    grown.extend(second)
    assert grown.to_bytes() == index(*first, *second).to_bytes()


@given(ANY_TEXTS)
def test_an_index_is_read_as_it_was_written(texts):
    made = index(*texts)
    read = Postings.from_bytes(made.to_bytes())
    assert len(read) == len(texts)
    assert read.to_bytes() == made.to_bytes()
    assert all(read.sharing(text, 3) == made.sharing(text, 3) for text in texts)


def test_the_same_texts_are_indexed_once(tmp_path):
    assert steps_of(TEXTS, tmp_path)[-1] == Step("index", 4, 4)
    assert steps_of(TEXTS, tmp_path) == []


def test_other_texts_are_indexed_beside_them(tmp_path):
    postings(TEXTS, tmp_path)
    assert steps_of(TEXTS[:3], tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


def test_an_index_from_the_cache_can_grow(tmp_path):
    postings(TEXTS, tmp_path)
    read = postings(TEXTS, tmp_path)
    read.extend(["black plum"])
    assert read.sharing("plum", 9) == [3, 4]


@pytest.mark.parametrize("kept", [0, 10, 40, -1])
def test_a_cut_file_is_made_again(tmp_path, kept):
    postings(TEXTS, tmp_path)
    path = only_file(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:kept])
    assert steps_of(TEXTS, tmp_path)
    assert path.read_bytes() == whole


def test_a_file_with_one_other_byte_is_made_again(tmp_path):
    postings(TEXTS, tmp_path)
    path = only_file(tmp_path)
    whole = path.read_bytes()
    for place in range(0, len(whole), 97):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert postings(TEXTS, tmp_path).sharing("plum", 9) == [3]
        assert path.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(PathError, match="cannot write"):
        postings(TEXTS, tmp_path / "file")
