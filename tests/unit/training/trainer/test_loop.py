import csv
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")

from amts.errors import EngineError, InputError  # noqa: E402
from amts.progress import Step  # noqa: E402
from amts.training.encoded import write_corpus  # noqa: E402
from amts.training.trainer import Fresh, Size, TrainerSettings, Weights, loop, train  # noqa: E402
from amts.training.trainer.batches import Batches  # noqa: E402
from amts.training.trainer.judging import Judge  # noqa: E402
from amts.training.trainer.log import read_log  # noqa: E402

SIZE = Fresh(Size(32, 1, 1, 2, 64))
SETTINGS = TrainerSettings(
    steps=24, batch_tokens=300, warmup=4, validate_every=8, checkpoint_every=4, log_every=4, bleu_pairs=0, ema=0.9,
    dropout=0.1, threads=1, learning_rate=0.01,
)  # fmt: skip


class KilledError(Exception):
    pass


def killer(step):
    def progress(told: Step):
        if told.done == step:
            raise KilledError

    return progress


def best(folder):
    return safetensors.load_file(folder / "best" / "model.safetensors")


def same(one, other):
    return all(torch.equal(one[name], other[name]) for name in one) and one.keys() == other.keys()


def validated(folder, step):
    return safetensors.load_file(folder / "validation" / f"step-{step:09}" / "model.safetensors")


def assert_alike(one, other):
    """Two trainings have the same best weights, and the same log but for the time that they took."""
    assert same(best(one), best(other))
    logs = [
        [replace(row, seconds=0, tokens_per_second=0) for row in read_log(folder / "log.csv")]
        for folder in (one, other)
    ]
    assert logs[0] == logs[1]


@pytest.mark.parametrize(
    ("optimiser", "precision"),
    [
        ("adamw", "float32"),
        ("muon", "bfloat16"),
        pytest.param("adamw", "bfloat16", marks=pytest.mark.slow),
        pytest.param("muon", "float32", marks=pytest.mark.slow),
    ],
)
def test_killed_anywhere_and_resumed_it_ends_with_the_same_weights(
    tmp_path, corpus, held_out, vocabulary, precision, optimiser
):
    settings = replace(SETTINGS, precision=precision, optimiser=optimiser, accumulate=2)
    once = train(tmp_path / "once", SIZE, corpus, held_out, settings, vocabulary)
    for step in (3, 7, 8, 15, 22):
        with pytest.raises(KilledError):
            train(tmp_path / "killed", SIZE, corpus, held_out, settings, vocabulary, killer(step))
    again = train(tmp_path / "killed", SIZE, corpus, held_out, settings, vocabulary)
    assert replace(again, seconds=once.seconds) == once
    assert_alike(tmp_path / "once", tmp_path / "killed")


def test_killed_after_more_validations_than_checkpoints_were_asked_for_it_goes_on(
    tmp_path, corpus, held_out, vocabulary
):
    settings = replace(SETTINGS, validate_every=4, checkpoint_every=12)
    train(tmp_path / "once", SIZE, corpus, held_out, settings, vocabulary)
    with pytest.raises(KilledError):
        train(tmp_path / "killed", SIZE, corpus, held_out, settings, vocabulary, killer(22))
    newest = tmp_path / "killed" / "checkpoints" / "step-000000020" / "state.pt"
    newest.write_bytes(newest.read_bytes()[:5000])
    train(tmp_path / "killed", SIZE, corpus, held_out, settings, vocabulary)
    assert_alike(tmp_path / "once", tmp_path / "killed")


@pytest.mark.parametrize("step", [16, 24])
def test_killed_between_two_validations_it_ends_with_the_same_weights_and_the_same_log(
    tmp_path, corpus, held_out, vocabulary, monkeypatch, step
):
    train(tmp_path / "once", SIZE, corpus, held_out, SETTINGS, vocabulary)
    look_at = Judge.look_at

    def dying(self, model, folder, validation):
        if validation.step == step:
            raise KilledError
        look_at(self, model, folder, validation)

    with monkeypatch.context() as patch:
        patch.setattr(Judge, "look_at", dying)
        with pytest.raises(KilledError):
            train(tmp_path / "killed", SIZE, corpus, held_out, SETTINGS, vocabulary)
    train(tmp_path / "killed", SIZE, corpus, held_out, SETTINGS, vocabulary)
    assert_alike(tmp_path / "once", tmp_path / "killed")


def test_killed_before_its_report_it_takes_the_mean_of_the_same_weights(
    tmp_path, corpus, held_out, vocabulary, monkeypatch
):
    settings = replace(SETTINGS, average=2, ema=0.0)
    train(tmp_path / "once", SIZE, corpus, held_out, settings, vocabulary)

    def dying(*_):
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(loop, "write_json", dying)
        with pytest.raises(KilledError):
            train(tmp_path / "killed", SIZE, corpus, held_out, settings, vocabulary)
    train(tmp_path / "killed", SIZE, corpus, held_out, settings, vocabulary)
    assert_alike(tmp_path / "once", tmp_path / "killed")
    assert same(*(validated(tmp_path / name, 25) for name in ("once", "killed")))


@pytest.mark.slow
def test_a_process_killed_in_the_middle_goes_on(tmp_path, corpus, held_out, vocabulary):
    script = (
        "import os, sys; from pathlib import Path; sys.path.insert(0, sys.argv[2]);"
        "from test_loop import SIZE, SETTINGS, train; from amts.training.encoded import EncodedCorpus;"
        "root = Path(sys.argv[1]); kill = lambda told: os._exit(9) if told.done == 10 else None;"
        "train(root / 'killed', SIZE, EncodedCorpus.open(root / 'corpus'), EncodedCorpus.open(root / 'held_out'),"
        " SETTINGS, root / 'vocabulary', kill)"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(tmp_path), str(Path(__file__).parent)])
    assert ended.returncode == 9
    train(tmp_path / "killed", SIZE, corpus, held_out, SETTINGS, vocabulary)
    train(tmp_path / "once", SIZE, corpus, held_out, SETTINGS, vocabulary)
    assert same(best(tmp_path / "once"), best(tmp_path / "killed"))


@pytest.mark.slow
def test_it_learns_to_translate(tmp_path, corpus, held_out, vocabulary):
    settings = replace(SETTINGS, steps=200, batch_tokens=1000, validate_every=50, ema=0.9, dropout=0.0)
    report = train(tmp_path / "run", SIZE, corpus, held_out, settings, vocabulary)
    losses = [row.held_out_loss for row in read_log(tmp_path / "run" / "log.csv") if row.held_out_loss is not None]
    assert losses == sorted(losses, reverse=True)
    assert report.held_out_loss < 1.2
    assert report.best_step == 200


def test_what_is_finished_is_not_done_again(tmp_path, corpus, held_out, vocabulary):
    settings = replace(SETTINGS, steps=4)
    report = train(tmp_path / "run", SIZE, corpus, held_out, settings, vocabulary)
    assert train(tmp_path / "run", SIZE, corpus, held_out, settings, vocabulary, killer(1)) == report


def test_it_stops_when_nothing_is_gained(tmp_path, corpus, held_out, vocabulary):
    settings = replace(SETTINGS, steps=100, validate_every=2, patience=2, learning_rate=0.0, ema=0.0)
    report = train(tmp_path / "run", SIZE, corpus, held_out, settings, vocabulary)
    assert report.stopped_early
    assert (report.best_step, report.steps) == (2, 8)


def test_an_epoch_is_learnt_to_its_end_though_fewer_batches_are_left_than_an_update_has(
    tmp_path, corpus, held_out, vocabulary
):
    batches = len(Batches(corpus, SETTINGS.batch_tokens, SETTINGS.seed).plan(0))
    settings = replace(SETTINGS, steps=2, accumulate=batches - 1)
    report = train(tmp_path / "run", SIZE, corpus, held_out, settings, vocabulary)
    assert report.target_tokens == len(corpus.targets.numbers)


def test_two_checkpoints_are_kept(tmp_path, corpus, held_out, vocabulary):
    train(tmp_path / "run", SIZE, corpus, held_out, SETTINGS, vocabulary)
    kept = sorted(path.name for path in (tmp_path / "run" / "checkpoints").iterdir())
    assert kept == ["step-000000020", "step-000000024"]


def test_the_log_is_a_table_and_the_curve_a_drawing(tmp_path, corpus, held_out, vocabulary):
    train(tmp_path / "run", SIZE, corpus, held_out, SETTINGS, vocabulary)
    with (tmp_path / "run" / "log.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["step"] for row in rows] == ["4", "8", "12", "16", "8", "20", "24", "16", "24"]
    assert "<svg" in (tmp_path / "run" / "curve.svg").read_text()


def test_a_model_is_trained_further(tmp_path, corpus, held_out, vocabulary):
    first = train(tmp_path / "first", SIZE, corpus, held_out, SETTINGS, vocabulary)
    more = train(tmp_path / "more", Weights(tmp_path / "first" / "best"), corpus, held_out, SETTINGS, vocabulary)
    assert more.held_out_loss < first.held_out_loss


def test_the_mean_of_the_last_weights_is_tried_at_the_end(tmp_path, corpus, held_out, vocabulary):
    settings = replace(SETTINGS, average=2, ema=0.0)
    report = train(tmp_path / "run", SIZE, corpus, held_out, settings, vocabulary)
    first, last, mean = (validated(tmp_path / "run", step) for step in (16, 24, 25))
    assert all(torch.allclose(mean[name], (first[name] + last[name]) / 2) for name in mean)
    losses = {row.step: row.held_out_loss for row in read_log(tmp_path / "run" / "log.csv") if row.loss is None}
    assert report.best_step == min(losses, key=losses.get)
    assert max(losses) == 25


@pytest.mark.parametrize(("empty", "purpose"), [("corpus", "to learn"), ("held_out", "to watch the training by")])
def test_without_pairs_no_training_is_begun(tmp_path, corpus, held_out, vocabulary, empty, purpose):
    told = {"corpus": corpus, "held_out": held_out} | {empty: write_corpus(tmp_path / "empty", [])}
    with pytest.raises(InputError, match=f"there are no pairs {purpose}"):
        train(tmp_path / "run", SIZE, **told, settings=SETTINGS, vocabulary=vocabulary)


def test_useless_weights_are_an_error(tmp_path, corpus, held_out, vocabulary):
    settings = replace(SETTINGS, learning_rate=1e30, clip=0.0, precision="float32")
    with pytest.raises(EngineError, match="lower learning rate"):
        train(tmp_path / "run", SIZE, corpus, held_out, settings, vocabulary)


def test_a_damaged_checkpoint_is_passed_over_for_the_one_before_it(tmp_path, corpus, held_out, vocabulary):
    train(tmp_path / "once", SIZE, corpus, held_out, SETTINGS, vocabulary)
    with pytest.raises(KilledError):
        train(tmp_path / "killed", SIZE, corpus, held_out, SETTINGS, vocabulary, killer(15))
    newest = tmp_path / "killed" / "checkpoints" / "step-000000012" / "state.pt"
    newest.write_bytes(newest.read_bytes()[:5000])
    with pytest.raises(KilledError):
        train(tmp_path / "killed", SIZE, corpus, held_out, SETTINGS, vocabulary, killer(14))
    assert newest.stat().st_size > 5000
    train(tmp_path / "killed", SIZE, corpus, held_out, SETTINGS, vocabulary)
    assert same(best(tmp_path / "once"), best(tmp_path / "killed"))
