"""Tests of the words that are kept when their source goes."""

from amts.records import Segment
from amts.sync.ledgers.retired import RetiredWords, retired
from amts.sync.records import Mention, Unit

SENTENCE = Unit(Mention("a", first=True), 0, Segment("The cat\n  sleeps."))
CODE = Unit(Mention("b", first=True, opaque=True), 1, text="# one\u2028line\n\tx = 1\n")


def test_what_was_kept_is_found_again_however_its_lines_are_broken(tmp_path):
    path = tmp_path / "ledger" / "de.retired.jsonl"
    RetiredWords(path).keep([retired(SENTENCE, "Die Katze schläft."), retired(CODE, "# eine\u2028Zeile\n\tx = 1\n")])
    found = RetiredWords(path)
    assert found.target_of(Unit(Mention("c", first=True), 5, Segment("The cat sleeps."))) == "Die Katze schläft."
    assert found.target_of(CODE) == "# eine\u2028Zeile\n\tx = 1\n"
    assert found.target_of(Unit(Mention("c", first=True), 5, Segment("The dog sleeps."))) == ""


def test_code_is_not_taken_for_a_sentence(tmp_path):
    words = RetiredWords(tmp_path / "x")
    words.expect([retired(Unit(Mention("a", first=True, opaque=True), 0, text="Same."), "Gleich.")])
    assert words.target_of(Unit(Mention("a", first=True), 0, Segment("Same."))) == ""


def test_what_is_expected_is_not_written(tmp_path):
    path = tmp_path / "x"
    RetiredWords(path).expect([retired(SENTENCE, "Die Katze schläft.")])
    RetiredWords(path).keep([])
    assert not path.exists()


def test_two_branches_are_merged_line_by_line_even_half(tmp_path):
    path = tmp_path / "x"
    words = RetiredWords(path)
    words.keep([retired(SENTENCE, "Die Katze schläft.")])
    one = path.read_text(encoding="utf-8")
    path.unlink()
    words.keep([retired(CODE, "# eins")])
    path.write_text(
        f"<<<<<<< ours\n{one}=======\n{path.read_text(encoding='utf-8')}>>>>>>> theirs\n[1]\n", encoding="utf-8"
    )
    found = RetiredWords(path)
    assert [found.target_of(unit) for unit in (SENTENCE, CODE)] == ["Die Katze schläft.", "# eins"]
    found.keep([])
    assert "<<<" not in path.read_text(encoding="utf-8")
    assert path.read_text(encoding="utf-8").count("\n") == 2
