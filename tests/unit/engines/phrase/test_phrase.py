import json
import shutil
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amts.engines.phrase.engine import PhraseEngine, _parts
from amts.engines.phrase.trainer import PhraseTrainer
from amts.errors import DataError, EngineError
from amts.placeholders import numbers
from amts.records import Mark, MarkKind, Pair, Segment
from amts.testing import toy_language
from amts.words import split_words

MARKS = (Mark(MarkKind.OPEN, "*"), Mark(MarkKind.CLOSE, "*"), Mark(MarkKind.CODE, "`x`"))


@pytest.fixture
def copy(toy_engine, tmp_path):
    """The folder of a trained engine that a test may spoil."""
    return shutil.copytree(toy_engine.folder, tmp_path / "engine")


def folders(cache):
    return [path for path in cache.iterdir() if path.is_dir()]


def answer(engine, text, marks=MARKS):
    return engine.translate([Segment(text, marks)])[0].segment.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The dog sees the house.", "La hundo vidas la domo."),
        ("The red house.", "La domo ruga."),
        ("every child loves ⟦3⟧.", "ciu infano amas ⟦3⟧."),
        ("The ⟦1⟧red house⟦2⟧ needs ⟦3⟧.", "La ⟦1⟧domo ruga⟦2⟧ bezonas ⟦3⟧."),
        ("The dog sees Zyx.", "La hundo vidas Zyx."),
    ],
)
def test_what_was_learnt_is_translated(toy_engine, text, expected):
    assert answer(toy_engine, text) == expected


def test_a_new_pair_is_used_by_the_next_sentence(toy_engine):
    pair = Pair(Segment("The frobnicator sees the house."), Segment("La frobnikilo vidas la domo."))
    question = "The frobnicator sees the dog."
    assert answer(toy_engine, question) == "La frobnicator vidas la hundo."
    learnt = toy_engine.learnt([pair])
    assert answer(learnt, question) == "La frobnikilo vidas la hundo."
    assert answer(toy_engine, question) == "La frobnicator vidas la hundo."
    assert learnt.signature != toy_engine.signature
    assert toy_engine.learnt([pair]).signature == learnt.signature
    more = learnt.learnt([Pair(Segment("A gizmo sees the house."), Segment("Gizmilo vidas la domo."))])
    assert answer(more, question) == "La frobnikilo vidas la hundo."


def test_a_pair_that_is_not_fit_for_training_is_not_learnt(toy_engine):
    engine = toy_engine.learnt([])
    assert engine.signature == toy_engine.signature
    assert not engine.learn(Pair(Segment(""), Segment("x")))
    assert engine.signature == toy_engine.signature


@pytest.mark.parametrize("text", ["", "⟦1⟧⟦2⟧", "⟦3⟧", "   "])
def test_what_has_no_words_stays_as_it_is(toy_engine, text):
    assert answer(toy_engine, text).strip() == text.strip()


@pytest.mark.slow
def test_a_sentence_longer_than_the_limit_is_translated_in_parts(toy_engine):
    long = "The dog sees the house, " * 60 + "the end."
    assert answer(toy_engine, long).count("domo") == 60


@pytest.mark.parametrize(
    ("words", "lengths"),
    [
        (["a"] * 100, [100]),
        (["a"] * 101, [100, 1]),
        (["a"] * 79 + [","] + ["a"] * 40, [80, 40]),
        (["a"] * 30 + [","] + ["a"] * 90, [100, 21]),  # a cut so early would leave too little
        (["，"] * 250, [100, 100, 50]),
    ],
)
def test_overlong_sentences_are_cut_at_a_comma_if_there_is_one(words, lengths):
    parts = _parts(words)
    assert [len(part) for part in parts] == lengths
    assert [word for part in parts for word in part] == words


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_no_text_makes_words_that_break_the_tables_of_thot(text):
    for tag in ("en", "zh", "ja", "th"):
        for word in split_words(text, tag):
            assert word.text.lower().split() == [word.text.lower()]
            assert word.text != "|||"


@pytest.mark.slow
@settings(max_examples=100)
@given(
    st.lists(st.sampled_from(["dog ", "⟦1⟧", "⟦2⟧", "⟦3⟧", "|||", "\x00", "<s>", "文", ".", "'s ", "😀"]), max_size=10)
)
def test_any_text_is_answered_with_no_placeholder_that_it_lacks(toy_engine, pieces):
    text = "".join(pieces)
    assert set(numbers(answer(toy_engine, text))) <= set(numbers(text))


def test_too_few_pairs_are_counted_and_explained(tmp_path):
    pairs = [*toy_language.pairs(20), Pair(Segment("a " * 200), Segment("b")), Pair(Segment(""), Segment("b"))]
    with pytest.raises(
        DataError, match=r"en to eo: 20 of 22 are fit for it \(left out: 1 empty, 1 too-long\)"
    ) as found:
        PhraseTrainer().train(pairs, "en", "eo", tmp_path)
    assert "it takes 50" in str(found.value)
    assert list(tmp_path.iterdir()) == []


def test_no_pairs_at_all_are_too_few(tmp_path):
    with pytest.raises(DataError, match="0 of 0 are fit for it, and it takes 50"):
        PhraseTrainer().train([], "en", "eo", tmp_path)


def test_a_trained_engine_is_found_again(toy_engine, engine_cache):
    steps = []
    again = PhraseTrainer().train(toy_language.pairs(150), "en", "eo", engine_cache, steps.append)
    assert (again.signature, again.pairs, steps) == (toy_engine.signature, 150, [])


@pytest.mark.slow
def test_other_capitals_in_the_targets_make_another_engine(toy_engine, tmp_path):
    pairs = [
        replace(pair, target=replace(pair.target, text=pair.target.text.replace("hundo", "Hundo")))
        for pair in toy_language.pairs(150)
    ]
    other = PhraseTrainer().train(pairs, "en", "eo", tmp_path)
    assert other.signature != toy_engine.signature
    assert answer(other, "The dog sees the house.") == "La Hundo vidas la domo."


@pytest.mark.slow
def test_an_engine_that_another_process_made_meanwhile_is_left_in_place(tmp_path):
    pairs, made = toy_language.pairs(60), []

    def be_overtaken(step):
        if step.done == step.total:
            made.append(PhraseTrainer().train(pairs, "en", "eo", tmp_path).folder)
            made.append((made[0] / "engine.json").stat().st_ino)

    engine = PhraseTrainer().train(pairs, "en", "eo", tmp_path, be_overtaken)
    assert [engine.folder, (engine.folder / "engine.json").stat().st_ino] == made
    assert folders(tmp_path) == [engine.folder]


@pytest.mark.slow
def test_a_training_that_breaks_off_leaves_nothing(tmp_path):
    def broken_off(step):
        if step.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        PhraseTrainer().train(toy_language.pairs(60), "en", "eo", tmp_path / "cache", broken_off)
    assert folders(tmp_path / "cache") == []


@pytest.mark.slow
def test_what_a_killed_training_left_goes_with_the_next_training(tmp_path):
    (tmp_path / ".training-abc" / "engine").mkdir(parents=True)
    engine = PhraseTrainer().train(toy_language.pairs(60), "en", "eo", tmp_path)
    assert folders(tmp_path) == [engine.folder]


def test_a_deleted_folder_is_an_engine_error(tmp_path):
    with pytest.raises(
        EngineError, match=r"nowhere cannot be used \(engine\.json is missing or damaged.*train it anew"
    ):
        PhraseEngine(tmp_path / "nowhere")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"{}", b'{"files": 1}'])
def test_a_damaged_description_is_an_engine_error(copy, content):
    (copy / "engine.json").write_bytes(content)
    with pytest.raises(EngineError, match="missing or damaged"):
        PhraseEngine(copy)


# Thot takes all memory for a language model like the first, and ends the process for a name list like the second.
@pytest.mark.parametrize("name", ["lm/trg.lm", "tm/src_trg_swm.src_class_names", "tm/src_trg.ttable"])
@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:-1])])
def test_a_damaged_file_is_noticed_before_it_is_loaded(copy, name, spoil):
    spoil(copy / name)
    with pytest.raises(EngineError, match="its files are not those that training wrote"):
        PhraseEngine(copy)


def test_a_file_that_goes_after_opening_is_an_engine_error(copy):
    engine = PhraseEngine(copy)
    (copy / "tm" / "src_trg.ttable").unlink()
    with pytest.raises(EngineError, match="Unable to load translation model"):
        answer(engine, "The dog.")


@pytest.mark.slow
def test_a_damaged_engine_in_the_cache_is_trained_anew(tmp_path):
    pairs = toy_language.pairs(60)
    engine = PhraseTrainer().train(pairs, "en", "eo", tmp_path)
    damaged = engine.folder / "lm" / "trg.lm"
    content = damaged.read_bytes()
    damaged.write_bytes(content[:100])
    again = PhraseTrainer().train(pairs, "en", "eo", tmp_path)
    assert again.signature == engine.signature
    assert damaged.read_bytes() == content
    assert folders(tmp_path) == [engine.folder]


def test_translating_changes_no_file(copy):
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*")}
    answer(PhraseEngine(copy), "The dog sees the house.")
    assert {path: path.stat().st_mtime_ns for path in copy.rglob("*")} == before


def test_the_description_has_what_the_signature_says(copy):
    description = json.loads((copy / "engine.json").read_text(encoding="utf-8"))
    assert PhraseEngine(copy).signature == f"{description['method']}:{description['name']}"
    assert len(description["files"]) > 20
