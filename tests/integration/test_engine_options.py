"""What settings say of engines, with a server that misbehaves: how often it is asked, and who stands in for it."""

import json
from dataclasses import replace
from itertools import repeat

import pytest

from amts import plugins
from amts.cli.app import run
from amts.engines.llm import opening
from amts.errors import EngineError, InputError
from amts.testing import fakes, toy_language
from amts.testing.openai_server import OpenAiServer, ToyEndpoint
from amts.workspace import open_workspace


@pytest.fixture(autouse=True)
def _engines(monkeypatch):
    """Have an engine that learns a dictionary, one that comes with it, and no pauses."""
    table = plugins._BUILT_IN["amts.engines"]
    monkeypatch.setitem(table, "dictionary", "amts.testing.fakes:DictionaryTrainer")
    monkeypatch.setitem(table, "bought", "amts.testing.fakes:open_bought")
    bought = fakes.DictionaryEngine(toy_language.VOCABULARY)
    monkeypatch.setattr(fakes, "open_bought", lambda source_tag, target_tag, cache: bought, raising=False)
    monkeypatch.setattr(opening, "PATIENT", replace(opening.PATIENT, sleep=lambda seconds: None))


@pytest.fixture
def project(tmp_path):
    """Make a project: two chapters of the toy language, the second one not translated."""
    for number in range(2):
        for tag, text in zip(("en", "eo"), toy_language.chapter(number), strict=True):
            if (tag, number) != ("eo", 1):
                (tmp_path / tag).mkdir(exist_ok=True)
                (tmp_path / tag / f"{number}.md").write_text(text, encoding="utf-8")

    def make(engines, settings='engine = "llm"'):
        text = f'source = "en"\n{settings}\n[targets]\neo = "en/**=eo/**"\n{engines}'
        (tmp_path / "amts.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return make


def llm(server, more=""):
    return f'[engines.llm]\nmodel = "toy"\nbase_url = "{server.url}"\n{more}\n'


def translated(folder):
    return (folder / "eo" / "1.md").read_text(encoding="utf-8")


def sent(toy):
    return [json.loads(request["messages"][1]["content"]) for request in toy.requests]


@pytest.mark.parametrize("heeds_terms", [True, False])
def test_the_model_is_shown_the_terms_and_asked_again_only_where_it_does_not_keep_to_them(project, heeds_terms):
    toy = ToyEndpoint(heeds_terms=heeds_terms)
    with OpenAiServer(toy) as server:
        folder = project(llm(server), 'engine = "llm"\nterminology = ["terms.csv"]')
        (folder / "terms.csv").write_text("en,eo\nhouse,palaco\n", encoding="utf-8")
        (written,) = open_workspace(folder).translate("eo")
    asked = [(content.get("terms"), each) for content in sent(toy) for each in content["segments"]]
    assert "palaco" in translated(folder)
    assert written.terms.missed == ()
    assert all(terms == {"house": "palaco"} for terms, each in asked if "house" in each["text"])
    assert any("literal" in each.get("marks", {}).values() for _, each in asked) is not heeds_terms


@pytest.mark.parametrize("misdeed", ["500", "429", "401", "400", "empty", "lost placeholders", "no JSON"])
def test_the_fallback_translates_what_the_first_engine_cannot(project, capsys, misdeed):
    with OpenAiServer(ToyEndpoint(repeat(misdeed))) as server:
        folder = project(llm(server, 'retries = 0\nfallback = "dictionary"'))
        assert run(["translate", "--project", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert "left in the source language" not in out
    assert "left to the fallback: " in err
    assert "hundo" in translated(folder)


def test_the_fallback_goes_on_when_the_budget_has_ended(project, capsys):
    toy = ToyEndpoint()
    with OpenAiServer(toy) as server:
        folder = project(
            llm(server, 'tokens = 6000\nbatch = 2\nfallback = "bought"\n[engines.bought]\ncharacter_rate = 20')
        )
        assert run(["translate", "--project", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert toy.requests
    assert "left in the source language" not in out
    assert "left to the fallback: left untranslated, or without their placeholders" in err
    assert f"spent: {toy.billed.prompt_tokens + toy.billed.completion_tokens} tokens by llm, " in out
    assert "in money) by bought" in out


def test_an_engine_that_never_fails_needs_no_fallback(project, capsys):
    with OpenAiServer(ToyEndpoint()) as server:
        folder = project(llm(server, 'fallback = "dictionary"'))
        assert run(["translate", "--project", str(folder)]) == 0
    assert "fallback" not in capsys.readouterr().err


@pytest.mark.parametrize(("retries", "requests"), [(0, 1), (3, 4)])
def test_an_endpoint_that_fails_is_asked_again_as_often_as_the_settings_say(project, retries, requests):
    toy = ToyEndpoint(repeat("500"))
    with OpenAiServer(toy) as server, pytest.raises(EngineError, match="replied 500"):
        open_workspace(project(llm(server, f"retries = {retries}\nconcurrency = 1"))).translate("eo")
    assert len(toy.requests) == requests


def test_the_price_of_characters_is_estimated_and_added_up(project, capsys):
    folder = project("[engines.bought]\ncharacter_rate = 20", 'engine = "bought"')
    assert run(["translate", "--project", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert " characters (0.0" in err
    assert " in money) by bought" in out


CIRCLE = '[engines.llm]\nfallback = "phrase"\n[engines.phrase]\nfallback = "llm"'


@pytest.mark.parametrize(
    ("engines", "message"),
    [
        (CIRCLE, "the fallbacks go in a circle, from llm to phrase to llm: leave one of them out"),
        ('[engines.llm]\nfallback = "llm"', "in a circle, from llm to llm"),
        ("[engines.llm]\nfallback = 5", r"engines\.llm\.fallback is 5: expected the name of an engine"),
        ('{llm}fallback = "frase"', "unknown engine 'frase': available are .*llm.*phrase"),
        (
            '{llm}fallback = "dictionary"\n[engines.dictionary]\nbeam = 4',
            r"\[engines\.dictionary\]: unknown option 'beam'",
        ),
        ("{llm}retries = -1", "retries is -1: expected at least 0"),
        ("{llm}requests_per_minute = 0", "requests_per_minute is 0: expected at least 1"),
        ("{llm}requests_per_minute = 0.5", r"requests_per_minute is 0\.5: expected a whole number"),
        ("{llm}character_rate = 20", "llm has no use for character_rate: its options are model, .*, fallback"),
    ],
)
def test_options_that_make_no_sense_are_refused_before_anything_is_done(project, engines, message):
    with OpenAiServer(ToyEndpoint()) as server, pytest.raises(InputError, match=message):
        open_workspace(project(engines.replace("{llm}", llm(server)))).translate("eo")
    assert server.endpoint.requests == []
