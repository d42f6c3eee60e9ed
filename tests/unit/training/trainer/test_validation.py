import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("ctranslate2")

from amts.errors import EngineError  # noqa: E402
from amts.testing.toy_language import TARGET_TAG, pairs  # noqa: E402
from amts.training.encoded import write_corpus  # noqa: E402
from amts.training.trainer import Fresh, Size, TrainerSettings, train  # noqa: E402
from amts.training.trainer.log import read_log  # noqa: E402
from amts.training.trainer.validation import Translating  # noqa: E402
from amts.training.vocabulary import FILES, VocabularySettings, learn_vocabulary  # noqa: E402

SETTINGS = TrainerSettings(
    steps=40, batch_tokens=1500, warmup=5, validate_every=20, bleu_pairs=10, threads=1, learning_rate=0.01, ema=0.9
)


@pytest.mark.slow
def test_held_out_pairs_are_translated_beside_the_training(tmp_path):
    texts = [(pair.source.text, pair.target.text) for pair in pairs(400)]
    size = VocabularySettings(size=480, placeholders=2)
    vocabulary = learn_vocabulary(
        tmp_path / "vocabulary", [side for pair in texts for side in pair], [TARGET_TAG], size, len(texts)
    )
    rows = [(vocabulary.source(source, TARGET_TAG), vocabulary.target(target)) for source, target in texts]
    corpus, held_out = write_corpus(tmp_path / "c", rows[:-20]), write_corpus(tmp_path / "h", rows[-20:])
    start = Fresh(Size(32, 1, 1, 2, 64))
    report = train(tmp_path / "run", start, corpus, held_out, SETTINGS, vocabulary.folder)
    scored = [(row.step, row.bleu) for row in read_log(tmp_path / "run" / "log.csv") if row.bleu is not None]
    assert [step for step, _ in scored] == [20, 40]
    assert report.bleu == pytest.approx(max(bleu for _, bleu in scored), abs=1e-3)
    assert dict(scored)[report.best_step] == pytest.approx(report.bleu, abs=1e-3)
    kept = {path.name for path in (tmp_path / "run" / "best").iterdir()}
    assert kept == {"config.json", "generation_config.json", "model.safetensors", *FILES}


def test_a_model_that_cannot_be_translated_with_is_an_error(tmp_path):
    write_corpus(tmp_path / "held-out", [([4, 2], [2])])
    (tmp_path / "weights").mkdir()
    with pytest.raises(EngineError, match="could not be translated with"):
        Translating(tmp_path / "weights", tmp_path / "held-out", 1).result()
