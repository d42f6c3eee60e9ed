import numpy as np
import pytest

from amts.engines.phrase.training import Base, _giza, train_model
from amts.progress import Step
from amts.testing import toy_language

pytestmark = pytest.mark.slow
PAIRS = [
    (pair.source.text.lower().replace(".", " .").split(), pair.target.text.lower().replace(".", " .").split(), 1)
    for pair in toy_language.pairs(60)
]


def test_an_alignment_is_written_in_the_format_of_giza():
    matrix = np.array([[1, 0, 0], [0, 0, 1]])
    expected = "# 1\nla hundo ruga\nNULL ({ 2 }) the ({ 1 }) red ({ 3 })\n"
    assert _giza(["the", "red"], ["la", "hundo", "ruga"], matrix) == expected


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Two folders trained on the same pairs, and the steps reported for the first."""
    folders = [tmp_path_factory.mktemp("model") for _ in range(2)]
    steps = []
    train_model(PAIRS, folders[0], steps.append)
    train_model(PAIRS, folders[1], lambda _: None)
    return folders, steps


def test_a_pair_that_counts_more_often_gives_its_phrases_more_weight(tmp_path):
    pairs = [(["a"], ["x"], 1), (["a"], ["y"], 3), *PAIRS]
    train_model(pairs, tmp_path, lambda _: None)
    rows = [line.split(" ||| ") for line in (tmp_path / "tm" / "src_trg.ttable").read_text().splitlines()]
    counts = {target.strip(): counts for target, source, counts in rows if source.strip() == "a"}
    assert [float(counts[word].split()[-1]) for word in ("x", "y")] == [1, 3]


def rows_of(folder):
    rows = [line.split(" ||| ") for line in (folder / "tm" / "src_trg.ttable").read_text().splitlines()]
    return {(source, target): tuple(map(float, counts.split())) for target, source, counts in rows}


def test_a_base_keeps_its_phrases_and_new_ones_count_by_their_weight(trained, tmp_path):
    base = trained[0][0]
    train_model([(["dog"], ["hundo"], 2), (["hound"], ["hundo"], 1)], tmp_path, lambda _: None, Base(base, PAIRS, 4))
    before, after = rows_of(base), rows_of(tmp_path)
    assert before["dog", "hundo"] == (8, 8)  # of the translation, and of both
    assert after == before | {("dog", "hundo"): (8 + 3 * 4, 8 + 2 * 4), ("hound", "hundo"): (8 + 3 * 4, 4)}


def test_every_step_is_reported(trained):
    assert trained[1] == [Step("train the phrase engine", done, 6) for done in range(7)]


def test_the_same_pairs_train_the_same_model_byte_for_byte(trained):
    contents = [
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in trained[0]
    ]
    assert contents[0] == contents[1]


def test_files_that_only_training_needs_are_gone(trained):
    names = {path.name for path in trained[0][0].rglob("*")}
    assert {"src_trg.ttable", "trg.lm", "trg.lm.weights"} <= names
    assert not [name for name in names if "bestal" in name or "A3" in name]


def test_phrases_of_adjective_and_noun_are_learnt_turned_around(trained):
    table = (trained[0][0] / "tm" / "src_trg.ttable").read_text(encoding="utf-8")
    phrases = {tuple(column.strip() for column in line.split("|||")[:2]) for line in table.splitlines()}
    learnt = [
        (f"{nouns} {adjectives}", f"{adjective} {noun}")  # Thot's table has the translation first
        for adjective, adjectives in toy_language._ADJECTIVES.items()
        for noun, nouns in toy_language._NOUNS.items()
        if any(f" {adjective} {noun} " in " ".join(source) for source, _, _ in PAIRS)
    ]
    assert len(learnt) > 50
    assert len(phrases.intersection(learnt)) > 0.9 * len(learnt)
