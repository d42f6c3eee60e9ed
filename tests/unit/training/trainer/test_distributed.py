"""Two processes on this machine train together, as `torchrun` starts them."""

import json
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")

from amts.errors import InputError  # noqa: E402
from amts.training.build import Build, Step  # noqa: E402
from amts.training.encoded import EncodedCorpus  # noqa: E402
from amts.training.trainer import Fresh, Size, TrainerSettings, loop, train  # noqa: E402
from amts.training.trainer.distributed import World  # noqa: E402

SIZE = Fresh(Size(32, 1, 1, 2, 64))
SETTINGS = TrainerSettings(
    steps=6, batch_tokens=300, warmup=2, validate_every=3, bleu_pairs=0, threads=1, precision="float32", ema=0.9
)
# One batch is all there is: a second process has none.
ONE_BATCH = replace(SETTINGS, batch_tokens=100_000)
TRAININGS = {"first": SETTINGS, "second": ONE_BATCH}


def run(root: Path, rank: int, processes: int, accumulate: int = 1) -> None:
    """Train two models one after the other, and write down what this process is told of them."""
    corpora = [EncodedCorpus.open(root / name) for name in ("corpus", "held_out")]

    def step(name: str, settings: TrainerSettings) -> Step:
        return Step(
            name,
            lambda place: asdict(
                train(place.folder, SIZE, *corpora, replace(settings, accumulate=accumulate), root / "vocabulary")
            ),
            goes_on=True,
            together=True,
        )

    steps = [step(*each) for each in TRAININGS.items()]
    outcomes = Build(steps, root / f"work{processes}", rank, processes).run()
    (root / f"told-{rank}-{processes}.json").write_text(json.dumps([each.report for each in outcomes]))


def told(root: Path, rank: int, processes: int) -> list[dict[str, float]]:
    return json.loads((root / f"told-{rank}-{processes}.json").read_text())


def weights(root: Path, name: str, processes: int):
    (best,) = (root / f"work{processes}").glob(f"{name}-*/best/model.safetensors")
    return safetensors.load_file(best)


@pytest.mark.slow
def test_two_processes_learn_what_one_does_with_twice_the_batches(tmp_path, corpus, held_out, vocabulary):
    script = tmp_path / "together.py"
    script.write_text(
        f"import os, sys\nsys.path.insert(0, {str(Path(__file__).parent)!r})\nfrom pathlib import Path\n"
        "from test_distributed import run\nrun(Path(sys.argv[1]), int(os.environ['RANK']), 2)\n"
    )
    command = ["torch.distributed.run", "--standalone", "--nproc_per_node=2", str(script), str(tmp_path)]
    ended = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr[-2000:]
    run(tmp_path, 0, 1, accumulate=2)
    for name in TRAININGS:
        one, other = weights(tmp_path, name, 2), weights(tmp_path, name, 1)
        assert all(torch.allclose(one[each], other[each], atol=1e-4) for each in one)
    assert told(tmp_path, 0, 2) == told(tmp_path, 1, 2)
    assert [each["best_step"] for each in told(tmp_path, 1, 2)] == [6, 6]


def test_a_training_does_not_go_on_with_another_number_of_processes(
    tmp_path, corpus, held_out, vocabulary, monkeypatch
):
    def killer(step):
        if step.done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "run", SIZE, corpus, held_out, SETTINGS, vocabulary, killer)
    monkeypatch.setattr(loop, "world", lambda: World(0, 2, "cpu"))
    with pytest.raises(InputError, match="begun by 1 processes, and now they are 2"):
        train(tmp_path / "run", SIZE, corpus, held_out, SETTINGS, vocabulary)
