import csv
import json
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest

from amts.errors import DataError
from amts.training.card import card_page, make_card
from amts.training.packaging import package_of, write_folder, write_wheel
from amts.training.recipe import CorpusSettings

SCORE = {"model": "model", "source": "en", "target": "de", "beam": 1, "bleu": 99.0, "chrf": 99.5,
         "words_per_second": 1000, "bytes": 1_234_567, "pairs": 10}  # fmt: skip
LEARNT = [{"en-de": {"made up": 900}}]


@pytest.fixture
def card(recipe):
    return make_card(recipe('description = "A toy."'), 'name = "toy"', LEARNT, [SCORE], "abc")


def test_the_card_says_data_licences_recipe_scores_and_signature(card):
    assert card["data"] == [{"source": "made up", "languages": "en-de", "pairs": 900, "licence": "CC0-1.0"}]
    assert card["signature"].startswith("training.v1:abc:")
    page = card_page(card)
    assert "| made up | en-de | 900 | CC0-1.0 |" in page
    assert "| model | en to de | 1 | 99.0 | 99.5 | 1000 | 1.2 |" in page
    assert '```toml\nname = "toy"\n```' in page


def test_a_source_without_a_licence_stops_the_card(recipe):
    with pytest.raises(DataError, match="no licence is stated for a site"):
        make_card(recipe(), "", [{"en-de": {"a site": 1}}], [], "abc")


def test_the_card_lists_what_later_steps_have_learnt(recipe):
    tables = '[in_domain]\ntexts = { en = ["notes.txt"] }\nsource = "our notes"\nlicence = "MIT"\n'
    tables += '[[fine_tune.corpora]]\nkind = "made-up"\nlimit = 5\nlanguages = ["en", "de"]\nsource = "checked"\n'
    found = recipe(corpus=f'{tables}licence = "CC-BY-4.0"')
    learnt = [*LEARNT, {"en": {"our notes": 7}}, {"en-de": {"checked": 5}}]
    data = make_card(found, "", learnt, [], "abc")["data"]
    assert [(row["source"], row["languages"], row["pairs"], row["licence"]) for row in data] == [
        ("made up", "en-de", 900, "CC0-1.0"), ("our notes", "en", 7, "MIT"), ("checked", "en-de", 5, "CC-BY-4.0"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("corpora", "source", "licence"),
    [
        ([{"columns": ("source", "en", "de"), "licence": "MIT"}], "a site", "MIT"),
        ([{"source": "p.tsv", "licence": "MIT"}, {"source": "p.tsv", "licence": "GPL-3.0"}], "p.tsv",
         "GPL-3.0 and MIT"),
        ([{"source": "p.tsv", "licence": "MIT"}, {"source": "p.tsv", "languages": ("en", "fr"), "licence": "GPL-3.0"}],
         "p.tsv", "MIT"),
        ([{"source": "p.tsv"}], "p.tsv", "CC0-1.0"),
    ],
    ids=["a column names the source", "two of one name", "one name in other languages", "by [licences]"],
)  # fmt: skip
def test_the_card_has_the_licences_that_cleaning_went_by(recipe, corpora, source, licence):
    found = tuple(CorpusSettings(**{"path": "p.tsv", "languages": ("en", "de")} | each) for each in corpora)
    told = replace(recipe(), corpora=found, licences={"p.tsv": "CC0-1.0"})
    (row,) = make_card(told, "", [{"en-de": {source: 3}}], [], "abc")["data"]
    assert row["licence"] == licence


def test_the_package_is_called_by_its_languages(recipe):
    package = package_of(recipe("both_ways = true"))
    assert (package.name, package.module) == ("amts-model-en-de", "amts_model_en_de")
    assert package.wheel == "amts_model_en_de-1.0.0-py3-none-any.whl"
    assert list(package.directions) == [("en", "de"), ("de", "en")]


def test_the_same_files_make_the_same_wheel_which_lists_them_all(recipe, random_model, card, tmp_path):
    first = write_wheel(tmp_path / "a", package_of(recipe()), random_model, card)
    assert first.read_bytes() == write_wheel(tmp_path / "b", package_of(recipe()), random_model, card).read_bytes()
    with zipfile.ZipFile(first) as wheel:
        names = wheel.namelist()
        record = wheel.read("amts_model_en_de-1.0.0.dist-info/RECORD").decode().splitlines()
        assert [row[0] for row in csv.reader(record)] == names
        assert json.loads(wheel.read("amts_model_en_de/card.json")) == card
    assert "amts_model_en_de/model/model.bin" in names


def test_a_folder_holds_the_same_and_can_be_tuned(random_model, random_weights, card, tmp_path):
    from amts.engines.neural.models import open_folder

    place = write_folder(tmp_path / "toy", random_model, card, random_weights)
    assert open_folder(place, tmp_path).weights == place / "weights"
    assert (tmp_path / "toy" / "README.md").read_text(encoding="utf-8") == card_page(card)


@pytest.mark.slow
def test_the_wheel_is_installed_offline_and_found_by_its_languages(recipe, model, weights, card, tmp_path, pip_install):
    wheel = write_wheel(tmp_path, package_of(recipe("both_ways = true")), model, card, weights)
    target = tmp_path / "installed"
    subprocess.run([*pip_install, "--target", str(target), str(wheel)], check=True, capture_output=True, text=True)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from amts.engines.neural.models import find_model, is_installed\n"
        "from amts.engines.neural.engine import open_neural\n"
        "from amts.records import Segment\n"
        "assert is_installed('de', 'en') and not is_installed('en', 'fr')\n"
        "assert find_model('', 'en', 'de', Path(sys.argv[2])).weights\n"
        "print(open_neural('', 'en', 'de', Path(sys.argv[2])).translate([Segment('ba du fo .')])[0].segment.text)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(target), str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "cb ev gp .", done.stderr
