import pytest

from amts.errors import DataError
from amts.records import Pair, Segment
from amts.training.corpus import TEST, VALIDATION, Text, write_held_out, write_texts
from amts.training.encoded import EncodedCorpus
from amts.training.encoding import encode

WAY = ("en", "de")


def write_cleaned(folder, watched):
    write_texts(folder, WAY, [Text("ba bo", "cb cp", "us")])
    for part in (VALIDATION, TEST):
        write_held_out(folder, WAY, part, [Pair(Segment(text), Segment(text)) for text in watched])
    return folder


def test_the_directions_watch_the_training_in_turn(recipe, vocabulary, tmp_path):
    cleaned = write_cleaned(tmp_path / "cleaned", ["ba", "bo", "du"])
    told = recipe("both_ways = true", corpus="[encode]\nalign = false")
    report = encode(cleaned, told, vocabulary, tmp_path / "out")
    watched = EncodedCorpus.open(tmp_path / "out" / "watched")
    assert [vocabulary.tokens[row[0]] for row in watched.sources] == [">>de<<", ">>en<<"] * 3
    assert (report["pairs"], report["watched"]) == (2, 6)


def test_without_a_held_out_pair_no_training_is_begun(recipe, vocabulary, tmp_path):
    with pytest.raises(DataError, match="no pair is held out to watch the training by"):
        encode(write_cleaned(tmp_path / "cleaned", []), recipe(), vocabulary, tmp_path / "out")
