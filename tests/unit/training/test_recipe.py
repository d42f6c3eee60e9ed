from pathlib import Path

import pytest

from amts.errors import InputError
from amts.mining.text import read_segment
from amts.training.recipe_file import read_recipe
from amts.training.steps.plan import steps_of

RECIPES = sorted((Path(__file__).parents[3] / "recipes").glob("*.toml"))
CORPUS = '[[corpora]]\npath = "pairs.tsv"\nlanguages = ["en", "zh"]\n'

DOMAIN = '[in_domain]\nsource = "us"\nlicence = "MIT"\n'


@pytest.fixture
def recipe(tmp_path):
    """Returns a function that reads a recipe of this text."""

    def read(text, **inputs):
        path = tmp_path / "recipe.toml"
        path.write_text(text, encoding="utf-8")
        return read_recipe(path, inputs)

    return read


def test_paths_begin_at_the_recipe(recipe, tmp_path):
    made = recipe(f'name = "a"\n{CORPUS}[teacher]\n[clean]\nexclude = ["book"]')
    assert made.corpora[0].path == str(tmp_path / "pairs.tsv")
    assert made.clean.exclude == (str(tmp_path / "book"),)


def test_an_input_takes_the_place_of_its_name(recipe):
    text = f'name = "a"\n{CORPUS}[teacher]\n[inputs]\nfolder = "a folder"'.replace("pairs.tsv", "{folder}/pairs.tsv")
    assert recipe(text, folder=Path("there")).corpora[0].path == "there/pairs.tsv"
    with pytest.raises(InputError, match=r"say where folder is \(a folder\): --input folder=PATH"):
        recipe(text)
    with pytest.raises(InputError, match="no input 'other'"):
        recipe(text, folder=Path("x"), other=Path("y"))


def test_a_further_language_is_one_row(recipe):
    more = '[[corpora]]\npath = "more.tsv"\nlanguages = ["en", "pt_BR"]\n'
    made = recipe(f'name = "a"\nboth_ways = true\n{CORPUS}{more}[teacher]')
    assert made.directions == (("en", "zh"), ("en", "pt-BR"), ("zh", "en"), ("pt-BR", "en"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nam = 1", r"unknown key 'nam' \(its value is 1\): known are name, corpora"),
        ('name = "a"', "the key 'corpora' is missing: expected a list"),
        (f"name = 1\n{CORPUS}[teacher]", "name is 1: expected a text in quotation marks"),
        (f'name = "A b"\n{CORPUS}[teacher]', "name is 'A b': expected small letters"),
        (f'name = "a"\n{CORPUS}[teacher]\n[clean]\nheld_out = "x"', "clean, held_out is 'x': expected a whole number"),
        (f'name = "a"\n{CORPUS}kind = "x"\n[teacher]', "kind is 'x': expected one of pairs, lexicon"),
        (f'name = "a"\n{CORPUS}kind = "lexicon"\n[teacher]', "lexicon is ''"),
        (f'name = "a"\n{CORPUS}[teacher]\n[package]\nweights = "int4"', "weights is 'int4': expected one of float16"),
        (f'name = "a"\n{CORPUS}[teacher]\n[distill]\ndrop = 0.1\n[distill.student]', "both_ways = true"),
        (f'name = "a"\n{CORPUS}[teacher]\n[clean]\nalignment = 2', "clean.alignment is 2.0: expected a number from 0"),
        (
            f'name = "a"\n{CORPUS}[teacher]\n[clean]\nheld_out = 1',
            "clean.held_out is 1: expected a number of at least 2",
        ),
        (f'name = "a"\n{CORPUS}[teacher]\n[clean]\ntranslations = 0', "clean.translations is 0"),
        (f'name = "a"\n{CORPUS}limit = -1\n[teacher]', "limit is -1"),
        (f'name = "a"\n{CORPUS}[teacher]\n[vocabulary]\nmethod = "word"', "method is 'word': expected one of unigram"),
        (f'name = "a"\n{CORPUS}[teacher]\n[evaluate]\nbeams = []', r"evaluate.beams is \[\]"),
        (f'name = "a"\n{CORPUS}[teacher]\n[evaluate]\nbeams = [0]', "evaluate.beams is 0"),
        (f'name = "a"\n{CORPUS}[teacher]\n[package]\nname = "../../x"', "package.name is '../../x'"),
        (f'name = "a"\n{CORPUS}[teacher]\n[package]\nversion = "one two"', "package.version is 'one two'"),
        (f'name = "a"\n{CORPUS}[teacher]\n{DOMAIN}texts = {{ zh = ["a"] }}', r"texts has the languages \['zh'\]"),
        (f'name = "a"\n{CORPUS}[teacher]\n{DOMAIN}texts = {{ en = ["a"] }}\nreplay = -1', "in_domain.replay is -1.0"),
        (
            f'name = "a"\n{CORPUS}[teacher]\n[[fine_tune.corpora]]\npath = "b.tsv"\nlanguages = ["fr", "zh"]',
            r"languages is \['fr', 'zh'\]: no table",
        ),
        ('name = "a"\ncorpora = []\n[teacher]', r"corpora is \[\]: expected at least one"),
        (
            'name = "a"\n[[corpora]]\npath = "x"\nlanguages = ["en"]\n[teacher]',
            r"languages is \['en'\]: expected a list",
        ),
        ("name =", "not valid TOML"),
    ],
)
def test_a_mistake_is_named_with_its_value_and_what_is_expected(recipe, text, message):
    with pytest.raises(InputError, match=message):
        recipe(text)


@pytest.mark.parametrize(
    ("table", "message"),
    [("training = { stps = 1 }", "'stps'"), ('size = "huge"', "'huge'"), ("size = { width = 3 }", "encoder_layers")],
)
def test_what_the_trainer_does_not_know_shows_before_any_work(recipe, table, message):
    with pytest.raises(InputError, match=message):
        steps_of(recipe(f'name = "a"\n{CORPUS}[teacher]\n{table}'), "", read_segment)


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.name)
def test_the_recipes_of_the_project_are_right(path):
    import tomllib

    asked = tomllib.loads(path.read_text(encoding="utf-8")).get("inputs", {})
    recipe = read_recipe(path, {name: Path(name) for name in asked})
    names = [step.name for step in steps_of(recipe, "", read_segment)]
    assert names[:4] == ["clean", "vocabulary", "encode", "teacher"]
    assert names[-3:] == ["quantize", "evaluate", "package"]


@pytest.mark.parametrize("name", ["en-es", "en-zh"])
def test_the_tables_for_a_graphics_card_make_a_recipe_too(recipe, name):
    text = next(path for path in RECIPES if path.stem == name).read_text(encoding="utf-8")
    begin, end = text.index("\n[vocabulary]"), text.index("\n[evaluate]")
    tables = "".join(f"{line[2:]}\n" for line in text[text.index("\n# [vocabulary]") : end].splitlines())
    made = recipe(text[:begin] + tables + text[end:], corpus=Path("corpus"), books=Path("books"))
    names = [step.name for step in steps_of(made, "", read_segment)]
    assert names[3:6] == ["teacher", "distill", "student"]


@pytest.mark.parametrize("name", ["en-es", "en-zh"])
def test_the_sources_of_the_starter_models_allow_their_licence(recipe, name):
    text = next(path for path in RECIPES if path.stem == name).read_text(encoding="utf-8")
    made = recipe(text, corpus=Path("corpus"), books=Path("books"))
    assert made.licence == "CC-BY-SA-4.0"
    assert not set(made.corpora[0].without) & set(made.licences)
    chosen = [licence for licence in made.licences.values() if "chosen from" not in licence]
    assert [each for each in chosen if any(kind in each for kind in ("GPL", "GFDL", "MPL", "NC"))] == []


def settings_of(recipe, name):
    """What decides the result of a step besides files."""
    return next(step.settings for step in steps_of(recipe, "", read_segment) if step.name == name)


def test_the_language_of_a_text_decides_the_result_and_its_folder_does_not(recipe):
    text = f'name = "a"\nboth_ways = true\n{CORPUS}[teacher]\n{DOMAIN}'
    told = {tag: settings_of(recipe(f'{text}texts = {{ {tag} = ["a"] }}'), "in-domain") for tag in ("en", "zh")}
    assert told["en"] != told["zh"]
    assert settings_of(recipe(f'{text}texts = {{ en = ["there/b"] }}'), "in-domain") == told["en"]


def test_a_corpus_that_nobody_named_is_called_by_its_file_which_decides_the_result(recipe):
    text = f'name = "a"\n{CORPUS}[teacher]'
    assert recipe(text).corpora[0].source == "pairs.tsv"
    renamed = text.replace("pairs.tsv", "there/other.tsv")
    assert settings_of(recipe(renamed), "clean") != settings_of(recipe(text), "clean")
    named = text.replace("[teacher]", 'source = "us"\n[teacher]')
    assert settings_of(recipe(named.replace("pairs.tsv", "b.tsv")), "clean") == settings_of(recipe(named), "clean")
