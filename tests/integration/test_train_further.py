"""A model trained further: on texts of the project in one language, and on the pairs that count most."""

import json
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from amts.testing import toy_language

TRAINING = "threads = 1, batch_tokens = 1500, learning_rate = 4e-3, warmup = 20, precision = 'float32', bleu_pairs = 0"
RECIPE = f"""
name = "further"
both_ways = true

[[corpora]]
kind = "made-up"
languages = ["en", "eo"]
source = "a made-up language"
licence = "CC0-1.0"
limit = 600

[clean]
held_out = 40
identify = false
exclude = ["withheld.txt"]

[vocabulary]
size = 450
placeholders = 2

[teacher]
size = "tiny"
training = {{ steps = 150, {TRAINING} }}

[in_domain]
texts = {{ en = ["notes.txt"], eo = ["notoj.txt"] }}
source = "notes of the project"
licence = "MIT"
beam = 1
training = {{ steps = 20, {TRAINING} }}

[fine_tune]
training = {{ steps = 20, {TRAINING} }}

[[fine_tune.corpora]]
kind = "made-up"
languages = ["en", "eo"]
source = "checked pairs"
licence = "CC-BY-4.0"
limit = 200

[evaluate]
beams = [1]

[package]
weights = "none"
"""
pytestmark = pytest.mark.slow
pytest.importorskip("torch")
pytest.importorskip("transformers")


@pytest.fixture(scope="module")
def built(tmp_path_factory, environment):
    folder = tmp_path_factory.mktemp("further")
    told = list(islice(toy_language.sentences(seed=9), 60))
    for name, side in (("notes.txt", 0), ("notoj.txt", 1)):
        (folder / name).write_text("\n\n".join(pair[side] for pair in told), encoding="utf-8")
    # But for a letter, the first note.
    (folder / "withheld.txt").write_text(told[0][0].replace(".", "s."), encoding="utf-8")
    (folder / "recipe.toml").write_text(RECIPE, encoding="utf-8")
    command = [sys.executable, "-m", "amts", "train", "recipe.toml", "--json"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {each["step"]: each["report"] for each in json.loads(done.stdout)}


def test_the_steps_follow_each_other_and_each_is_trained(built):
    assert list(built) == ["clean", "vocabulary", "encode", "teacher", "in-domain", "fine-tune", "quantize",
                           "evaluate", "package"]  # fmt: skip
    assert [built[step]["steps"] for step in ("teacher", "in-domain", "fine-tune")] == [150, 20, 20]
    assert built["fine-tune"]["held_out_loss"] < built["teacher"]["held_out_loss"]


def test_what_is_excluded_or_held_out_is_not_learnt_later_either_not_even_nearly(built):
    left_out, learnt = built["in-domain"]["left_out"], built["in-domain"]["sources"]
    assert left_out["en"]["withheld"] >= 1
    assert sum(sum(each.values()) for told in (left_out, learnt) for each in told.values()) == 120
    # The pairs that count most are those that the corpus began with, some of which are held out.
    assert built["fine-tune"]["left_out"]["en-eo"]["withheld"] >= 1


def test_the_card_lists_the_sources_of_all_steps(built):
    folder = Path(built["package"]["folder"]).parent
    data = json.loads((folder / "card.json").read_text(encoding="utf-8"))["data"]
    assert {(row["source"], row["languages"], row["licence"]) for row in data} == {
        ("a made-up language", "en-eo", "CC0-1.0"), ("notes of the project", "en", "MIT"),
        ("notes of the project", "eo", "MIT"), ("checked pairs", "en-eo", "CC-BY-4.0"),
    }  # fmt: skip
    assert all(row["pairs"] > 0 for row in data)
