import json

import pytest

from amts import plugins
from amts.cli.app import run
from amts.errors import InputError
from amts.testing import toy_language
from amts.testing.openai_server import OpenAiServer, ToyEndpoint
from amts.workspace import open_workspace

TARGETS = '[targets]\neo = "en/**=eo/**"\n'


@pytest.fixture(autouse=True)
def _dictionary_engine(monkeypatch):
    monkeypatch.setitem(plugins._BUILT_IN["amts.engines"], "dictionary", "amts.testing.fakes:DictionaryTrainer")


@pytest.fixture
def project(tmp_path):
    """Make a project with settings: four chapters of the toy language, the last one not translated."""

    def make(settings, engines=""):
        (tmp_path / "amts.toml").write_text(f'source = "en"\n{settings}\n{TARGETS}\n{engines}', encoding="utf-8")
        for number in range(4):
            for tag, text in zip(("en", "eo"), toy_language.chapter(number), strict=True):
                if (tag, number) != ("eo", 3):
                    path = tmp_path / tag / f"{number}.md"
                    path.parent.mkdir(exist_ok=True)
                    path.write_text(text, encoding="utf-8")
        return tmp_path

    return make


@pytest.fixture
def with_base(project):
    """A project whose engine begins with pairs of other texts."""
    folder = project('engine = "dictionary"\nbase = "general"')
    open_workspace(folder).parallel.create("general", "en", "eo", toy_language.pairs(15))
    return folder


def test_with_a_base_the_arms_begin_with_the_plain_engine(with_base):
    evaluation = open_workspace(with_base).evaluate("eo", ["1"]).evaluation
    assert [arm.name for arm in evaluation.arms] == ["plain", "paragraph", "sentence"]
    assert [(each.baseline_name, each.system_name) for each in evaluation.comparisons] == [
        ("plain", "sentence"), ("plain", "paragraph"), ("paragraph", "sentence"),
    ]  # fmt: skip
    assert evaluation.arms[0].facts["pairs"] == 0
    assert str(evaluation.arms[2].facts["strategy_mix"]).startswith("mix kept")


def test_without_a_base_there_is_nothing_plain(project):
    workspace = open_workspace(project('engine = "dictionary"'))
    assert [arm.name for arm in workspace.evaluate("eo", ["1"]).evaluation.arms] == ["paragraph", "sentence"]
    with pytest.raises(InputError, match="knows nothing but the project's own pairs"):
        workspace.evaluate("eo", ["1"], arms=["plain"])


def test_a_base_in_another_language_is_refused(project):
    folder = project('engine = "dictionary"\nbase = "general"')
    open_workspace(folder).parallel.create("general", "en", "zh", toy_language.pairs(10))
    with pytest.raises(InputError, match="'general' are from en to zh, not from en to eo"):
        open_workspace(folder).translate("eo")


def test_each_sentence_of_the_held_out_documents_has_the_pairs_behind_it(with_base):
    evaluation = open_workspace(with_base).evaluate("eo", ["1"], arms=["plain", "sentence"]).evaluation
    example = evaluation.examples[0]
    assert example.matches["plain"] == ()
    assert {match.pair.document for match in example.matches["sentence"]} <= {"0.md", "2.md"}
    assert example.matches["sentence"][0].score > 0


def test_a_translation_explains_each_sentence(with_base, capsys):
    assert run(["translate", "--project", str(with_base), "--json", "--explain"]) == 0
    (document,) = json.loads(capsys.readouterr().out)
    first = next(each for each in document["explanations"] if each["origin"] == "engine")
    assert set(first) == {"source", "translation", "origin", "engine", "plain", "changed", "pairs"}
    assert first["plain"]
    assert "".join(piece for piece, _ in first["changed"]) == first["plain"]
    assert first["pairs"][0]["document"] in {"0.md", "1.md", "2.md"}


def test_an_explanation_needs_room(with_base, capsys):
    assert run(["translate", "--project", str(with_base), "--explain"]) == 2
    assert "--explain goes with --json" in capsys.readouterr().err


def test_a_model_behind_an_endpoint_translates_with_examples(project, monkeypatch, capsys):
    monkeypatch.setenv("TOY_KEY", "secret")
    with OpenAiServer(ToyEndpoint(), "secret") as server:
        options = (
            f'[engines.llm]\nmodel = "toy"\nbase_url = "{server.url}"\nkey_variable = "TOY_KEY"\ntokens = 1000000\n'
        )
        folder = project('engine = "llm"', options)
        assert run(["translate", "--project", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert err.startswith("this may cost ")
    assert "spent: " in out
    assert "la " in (folder / "eo" / "3.md").read_text(encoding="utf-8")


def test_a_key_that_is_not_there_is_asked_for(project, capsys):
    folder = project(
        'engine = "llm"', '[engines.llm]\nmodel = "m"\nbase_url = "http://x"\nkey_variable = "NO_SUCH_KEY"\n'
    )
    assert run(["translate", "--project", str(folder)]) == 2
    assert "'NO_SUCH_KEY'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("model = 'm'", "'base_url' is missing"),
        ("modell = 'm'", "unknown option 'modell': its options are model, base_url"),
    ],
)
def test_options_that_an_engine_does_not_have_or_lacks_are_named(project, options, message):
    with pytest.raises(InputError, match=message):
        open_workspace(project('engine = "llm"', f"[engines.llm]\n{options}\n")).translate("eo")


def test_terms_are_called_what_the_terminology_says_and_it_is_told(with_base, capsys):
    settings = (with_base / "amts.toml").read_text(encoding="utf-8")
    (with_base / "amts.toml").write_text('terminology = ["terms.csv"]\n' + settings, encoding="utf-8")
    (with_base / "terms.csv").write_text("en,eo\nhouse,palaco\n", encoding="utf-8")
    assert run(["translate", "--project", str(with_base)]) == 0
    assert "palaco" in (with_base / "eo" / "3.md").read_text(encoding="utf-8")
    assert "1 of 1 term as demanded" in capsys.readouterr().out
    evaluation = open_workspace(with_base).evaluate("eo", ["1"], arms=["plain", "sentence"]).evaluation
    assert [arm.facts["terms_missed"] for arm in evaluation.arms] == [0, 0]


def test_a_file_of_terms_is_shown_and_written_in_another_format(tmp_path, capsys):
    (tmp_path / "terms.md").write_text("| en | eo |\n|---|---|\n| house | domo |\n| dog | hundo |\n", encoding="utf-8")
    arguments = [str(tmp_path / "terms.md"), "--from", "en", "--to", "eo", "-o", str(tmp_path / "terms.csv")]
    assert run(["terms", *arguments]) == 0
    out = capsys.readouterr().out
    assert "2 terms from en to eo, 0 left out" in out
    assert "    dog = hundo" in out
    assert (tmp_path / "terms.csv").read_text(encoding="utf-8").startswith("en,eo")


def test_terms_without_languages_are_asked_for(tmp_path, capsys):
    assert run(["terms", str(tmp_path / "terms.md")]) == 2
    assert "--from en --to zh" in capsys.readouterr().err


def test_no_file_is_overwritten_with_terms(tmp_path, capsys):
    path = tmp_path / "terms.csv"
    path.write_text("en,eo\nhouse,domo\nroad,\n", encoding="utf-8")
    assert run(["terms", str(path), "--from", "en", "--to", "eo", "-o", str(path)]) == 2
    assert "is not overwritten" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8").endswith("road,\n")
    assert run(["terms", str(path), "--from", "en", "--to", "en"]) == 2


@pytest.mark.parametrize("folder", ["en", "eo", "."])
def test_an_evaluation_does_not_go_where_documents_are(with_base, capsys, folder):
    arguments = ["evaluate", "--project", str(with_base), "--hold-out", "1", "--out", str(with_base / folder)]
    assert run(arguments) == 2
    assert "holds documents of the project" in capsys.readouterr().err
