"""The whole way from a recipe to an installed package, on a made-up language; also killed on the way."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from amts.testing import toy_language

RECIPE = Path(__file__).parents[2] / "recipes" / "tiny.toml"
STEPS = ["clean", "vocabulary", "encode", "teacher", "distill", "student", "quantize", "evaluate", "package"]
pytestmark = pytest.mark.slow
pytest.importorskip("torch")
pytest.importorskip("transformers")


def command(work, *arguments):
    return [sys.executable, "-m", "amts", "train", str(RECIPE), "--work", str(work), "--json", *arguments]


def train(work, *arguments):
    done = subprocess.run(command(work, *arguments), capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return {each["step"]: each for each in json.loads(done.stdout)}


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    return tmp_path_factory.mktemp("tiny")


@pytest.fixture(scope="module")
def built(work):
    return train(work)


def results(built, step):
    """What the steps behind one read of it: weights, or data that make the same weights."""
    folder = Path(built[step]["folder"])
    found = {"clean": folder, "teacher": folder / "best", "student": folder / "best", "distill": folder / "train"}[step]
    return {path.name: path.read_bytes() for path in found.iterdir() if path.is_file() and path.name != "done.json"}


def test_the_tiny_recipe_reaches_ninety_bleu(built):
    assert list(built) == STEPS
    scores = built["evaluate"]["report"]["scores"]
    assert {(each["model"], each["beam"]) for each in scores} == {(name, beam) for name in ("model", "teacher")
                                                                  for beam in (1, 4)}  # fmt: skip
    assert all(each["bleu"] >= 90 for each in scores)


def test_the_student_keeps_its_teachers_bleu_with_a_third_of_its_parameters(built):
    assert 3 * built["student"]["report"]["parameters"] <= built["teacher"]["report"]["parameters"]
    scores = built["evaluate"]["report"]["scores"]
    best = {name: max(each["bleu"] for each in scores if each["model"] == name) for name in ("model", "teacher")}
    assert best["model"] >= 0.97 * best["teacher"]


def test_what_is_done_is_not_done_again(built, work):
    again = train(work)
    assert all(each["cached"] for each in again.values())
    assert {name: each["report"] for name, each in again.items()} == {
        name: each["report"] for name, each in built.items()
    }


@pytest.mark.parametrize("step", ["clean", "teacher", "distill", "student"])
def test_a_killed_build_goes_on_to_the_same_weights(built, work, tmp_path, step):
    """The step is killed while it runs; those before it are taken over as they are."""
    before = STEPS[: STEPS.index(step)]
    for name in before:
        folder = Path(built[name]["folder"])
        shutil.copytree(folder, tmp_path / folder.name)
    running = tmp_path / Path(built[step]["folder"]).name
    with subprocess.Popen(command(tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wanted = running / "checkpoints" if step in ("teacher", "student") else running
        while not (wanted.is_dir() and (step not in ("teacher", "student") or any(wanted.iterdir()))):
            assert process.poll() is None, f"the build ended before {step} could be killed"
            time.sleep(0.01)  # it is another process that makes the folder
        os.kill(process.pid, signal.SIGKILL)
    assert not (running / "done.json").exists()
    resumed = train(tmp_path, "--until", step)
    assert [each["cached"] for each in resumed.values()] == [True] * len(before) + [False]
    assert results(resumed, step) == results(built, step)


@pytest.mark.parametrize(
    ("page", "settings"),
    [
        (Path("page.md"), ""),
        (Path("en", "page.md"), ""),
        (Path("en", "page.md"), 'source = "en"\n[targets]\neo = "en/**=eo/**"\n'),
    ],
    ids=["a file", "a folder", "a project"],
)
def test_the_package_is_installed_offline_and_used_without_further_words(
    built, tmp_path, environment, pip_install, page, settings
):
    installed = tmp_path / "installed"
    pip = [*pip_install, "--target", str(installed)]
    subprocess.run([*pip, built["package"]["report"]["wheel"]], check=True, capture_output=True)
    told = [pair for _, pair in zip(range(5), toy_language.sentences(seed=77), strict=False)]
    source = tmp_path / "docs" / page
    source.parent.mkdir(parents=True)
    source.write_text("# " + "\n\n".join(text for text, _ in told) + "\n", encoding="utf-8")
    if settings:
        (tmp_path / "docs" / "amts.toml").write_text(settings, encoding="utf-8")
    path = os.pathsep.join([str(installed), environment["PYTHONPATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "amts", "translate", str(page), "--from", "en", "--to", "eo"], cwd=tmp_path / "docs",
        env=environment | {"PYTHONPATH": path, "XDG_CACHE_HOME": str(tmp_path / "cache")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    target = Path("eo", "page.md") if page.parent.name else Path("page.eo.md")
    written = (tmp_path / "docs" / target).read_text(encoding="utf-8")
    right = [target for _, target in told if target in written]
    assert len(right) >= 4, written
    assert source.read_text(encoding="utf-8") != written


def test_a_model_that_is_too_bad_is_not_packaged(built, work, tmp_path):
    strict = tmp_path / "strict.toml"
    text = RECIPE.read_text(encoding="utf-8").replace("least = 90.0", "least = 100.5")
    strict.write_text(text, encoding="utf-8")
    arguments = [sys.executable, "-m", "amts", "train", str(strict), "--work", str(work)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "not packaged" in done.stderr
    assert "asks for 100.5" in done.stderr
