import json

import pytest

from amts import plugins
from amts.adaptation.gate import Verdict
from amts.cli.app import run
from amts.cli.translate import _verdict
from amts.errors import InputError
from amts.evaluation.significance import Comparison
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
    assert "segments_as_plain" not in evaluation.arms[0].facts
    same = sum(each.outputs["plain"] == each.outputs["sentence"] for each in evaluation.examples)
    assert evaluation.arms[1].facts["segments_as_plain"] == same < len(evaluation.examples)


def test_a_translation_explains_each_sentence(with_base, capsys):
    assert run(["translate", "--project", str(with_base), "--json", "--explain"]) == 0
    (document,) = json.loads(capsys.readouterr().out)
    first = next(each for each in document["explanations"] if each["origin"] == "engine")
    assert set(first) == {"source", "translation", "origin", "engine", "plain", "changed", "pairs"}
    assert first["plain"]
    assert "".join(before for before, _ in first["changed"]) == first["plain"]
    assert "".join(after for _, after in first["changed"]) == first["translation"]
    assert first["pairs"][0]["document"] in {"0.md", "1.md", "2.md"}


def test_it_is_told_which_strategies_were_used_and_which_not(with_base, capsys):
    assert run(["translate", "--project", str(with_base), "--json"]) == 0
    (document,) = json.loads(capsys.readouterr().out)
    mix, repair = document["strategies"]
    assert (mix["strategy"], mix["used"], mix["reason"]) == ("mix", True, "too few pairs to hold some out")
    assert (mix["held_out"], mix["difference"], mix["interval"]) == (0, None, None)
    assert repair["strategy"] == "repair"
    (with_base / "eo" / "3.md").unlink()
    assert run(["translate", "--project", str(with_base)]) == 0
    assert "\nadaptation to eo: mix kept: too few pairs to hold some out; repair kept: " in capsys.readouterr().out


def test_the_figures_of_a_verdict_are_for_machines_too():
    comparison = Comparison("chrf2++", 50.0, 52.345, 2.345, 0.01, (1.111, 3.999), "before", "mix", 150, "s")
    assert _verdict(Verdict("mix", kept=True, comparison=comparison)) == {
        "strategy": "mix", "used": True, "reason": "", "metric": "chrf2++", "held_out": 150,
        "difference": 2.35, "interval": [1.11, 4.0],
    }  # fmt: skip


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


@pytest.fixture
def with_terms(with_base):
    """A project with three files of terms: the second contradicts the first, the third is of another language."""
    settings = (with_base / "amts.toml").read_text(encoding="utf-8")
    names = '["one.csv", "two.csv", "three.csv"]'
    (with_base / "amts.toml").write_text(f"terminology = {names}\n{settings}", encoding="utf-8")
    (with_base / "one.csv").write_text("en,eo\nhouse,palaco\n", encoding="utf-8")
    (with_base / "two.csv").write_text("en,eo\nHouse,kastelo\nroad,\n", encoding="utf-8")
    (with_base / "three.csv").write_text("en,zh\nhouse,房子\n", encoding="utf-8")
    return with_base


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_terms_that_are_not_used_are_told_when_translating(with_terms, capsys, json):
    assert run(["translate", "--project", str(with_terms), *json]) == 0
    assert "palaco" in (with_terms / "eo" / "3.md").read_text(encoding="utf-8")
    assert capsys.readouterr().err.splitlines() == [
        f"{with_terms / 'two.csv'}: 1 line left out, 1 term not used, as a file before it says otherwise: "
        "see amts terms --to eo",
        f"{with_terms / 'three.csv'}: no terms from en to eo: it has en to zh, zh to en",
    ]


def test_the_terms_of_a_project_are_shown_file_by_file(with_terms, capsys):
    assert run(["terms", "--project", str(with_terms)]) == 0
    one, two, three = (with_terms / name for name in ("one.csv", "two.csv", "three.csv"))
    assert capsys.readouterr().out.splitlines() == [
        f"{one}: 1 term from en to eo, 0 left out",
        "    house = palaco",
        f"{two}: 1 term from en to eo, 1 left out",
        "    left out: 1 empty-target",
        f"    not used: House = kastelo, as {one} says house = palaco",
        f"{three}: 0 terms from en to eo, 0 left out",
        "    no terms from en to eo: it has en to zh, zh to en",
    ]
    named = [str(one), str(two), "--from", "en", "--to", "eo"]
    assert run(["terms", *named, "-o", str(with_terms / "all.csv")]) == 2
    assert "-o writes the terms of one file, and these are 2" in capsys.readouterr().err


@pytest.mark.parametrize("folder", [".", "en"])
def test_without_files_with_terms_some_are_asked_for(with_base, capsys, folder):
    assert run(["terms", "--project", str(with_base / folder)]) == 2
    assert "no files with terms: name some, or set `terminology` in amts.toml" in capsys.readouterr().err


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


@pytest.mark.parametrize(
    ("settings", "installed", "engine"),
    [
        ("", True, "neural"),
        ("", False, "phrase"),
        ('engine = "phrase"', True, "phrase"),
        ('base = "general"', True, "phrase"),
    ],
)
def test_an_installed_model_translates_where_no_engine_is_named(project, monkeypatch, settings, installed, engine):
    asked = []
    monkeypatch.setattr("amts.workspace.engines.is_installed", lambda *tags: asked.append(tags) or installed)
    assert open_workspace(project(settings)).engine_name("eo") == engine
    assert asked == ([] if settings else [("en", "eo")])
