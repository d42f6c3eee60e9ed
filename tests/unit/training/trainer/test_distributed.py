import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
safetensors = pytest.importorskip("safetensors.torch")

from amts.training.encoded import EncodedCorpus  # noqa: E402
from amts.training.trainer import Fresh, Size, TrainerSettings, train  # noqa: E402

SIZE = Fresh(Size(32, 1, 1, 2, 64))
SETTINGS = TrainerSettings(
    steps=6, batch_tokens=300, warmup=2, validate_every=3, bleu_pairs=0, threads=1, precision="float32", ema=0.9
)


def run(root: Path, folder: str, settings: TrainerSettings) -> None:
    corpora = [EncodedCorpus.open(root / name) for name in ("corpus", "held_out")]
    train(root / folder, SIZE, corpora[0], corpora[1], settings, root / "vocabulary")


@pytest.mark.slow
def test_two_processes_learn_what_one_does_with_twice_the_batches(tmp_path, corpus, held_out, vocabulary):
    script = tmp_path / "together.py"
    script.write_text(
        f"import sys\nsys.path.insert(0, {str(Path(__file__).parent)!r})\nfrom pathlib import Path\n"
        "from test_distributed import SETTINGS, run\nrun(Path(sys.argv[1]), 'together', SETTINGS)\n"
    )
    command = ["torch.distributed.run", "--standalone", "--nproc_per_node=2", str(script), str(tmp_path)]
    ended = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr[-2000:]
    run(tmp_path, "alone", replace(SETTINGS, accumulate=2))
    one, other = (safetensors.load_file(tmp_path / name / "best/model.safetensors") for name in ("together", "alone"))
    assert all(torch.allclose(one[name], other[name], atol=1e-4) for name in one)
