"""What the page of training shows: its commands run, its tables name all that a recipe can say."""

import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from amts.testing import toy_language
from amts.training import recipe
from amts.training.cleaning.rules import RULES
from amts.training.trainer.settings import SIZES
from amts.training.vocabulary import VocabularySettings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "training.md").read_text(encoding="utf-8")
RECORDS = [getattr(recipe, name) for name in dir(recipe) if name.endswith("Settings")] + [recipe.Recipe]


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.M | re.S)


@pytest.mark.slow
def test_the_commands_of_the_page_run_in_order(tmp_path, environment):
    pytest.importorskip("transformers")
    shutil.copytree(ROOT / "recipes", tmp_path / "recipes")
    (own,) = blocks("toml")
    (tmp_path / "own.toml").write_text(own, encoding="utf-8")
    told = toy_language.sentences(seed=3)
    rows = ["en\teo", *("\t".join(next(told)) for _ in range(1500))]
    (tmp_path / "pairs.tsv").write_text("\n".join(rows), encoding="utf-8")
    commands = [line for line in "".join(blocks("console")).splitlines() if line.startswith("$ amts ")]
    assert len(commands) == 3
    for line in commands:
        arguments = [sys.executable, "-m", "amts", *shlex.split(line)[2:]]
        done = subprocess.run(arguments, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}: {done.stderr}"


@pytest.mark.parametrize("record", [*RECORDS, VocabularySettings], ids=lambda record: record.__name__)
def test_every_key_of_a_recipe_is_on_the_page(record):
    tables = {"corpora", "teacher", "student", "clean", "vocabulary", "encode", "in_domain", "distill", "fine_tune",
              "evaluate", "package"}  # fmt: skip
    names = {field.name for field in fields(record)} - tables
    assert {name for name in names if f"`{name}`" not in PAGE} == set()


def test_every_rule_and_every_size_is_on_the_page():
    assert {name for name in (*RULES, *SIZES) if f"`{name}`" not in PAGE} == set()
