from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from threading import Event

import pytest

from amts import plugins
from amts.errors import DataError, InputError, RetryError
from amts.parallel.resource import ParallelStore
from amts.parallel.terminology.terms import Term
from amts.records import Pair, Segment
from amts.server.documents import format_of_text, translated, translated_text
from amts.server.options import ServerOptions
from amts.server.translators import PairError, Translators
from amts.testing import toy_language
from amts.testing.fakes import DictionaryEngine, DictionaryTrainer


@pytest.fixture
def store(tmp_path):
    store = ParallelStore(tmp_path / "parallel.sqlite")
    store.create("toy", "en", "eo", toy_language.pairs(300))
    return store


@pytest.fixture
def translators(tmp_path, lessons, store):
    return Translators(ServerOptions(tmp_path, engine="dictionary"))


def said(engine, text):
    return translated_text(text, "en", "eo", engine).content.decode()


def test_an_engine_that_must_learn_does_so_from_named_data(translators):
    assert said(translators.engine("en", "eo", ["toy"]), "The dog sees every house.") == "La hundo vidas ciu domo."


def test_an_engine_that_must_learn_knows_nothing_that_it_was_not_given(translators):
    with pytest.raises(PairError, match="en to eo: there are no parallel data to learn them from"):
        translators.engine("en", "eo")


def test_an_engine_that_must_learn_knows_its_base(tmp_path, lessons, store):
    translators = Translators(ServerOptions(tmp_path, engine="dictionary", base="toy"))
    assert translators.pairs == {("en", "eo")}
    assert said(translators.engine("en", "eo"), "the dog") == "la hundo"


def test_white_space_around_a_text_stays(translators):
    engine = translators.engine("en", "eo", ["toy"])
    assert said(engine, "  The dog.\n\n The house.\n") == "  La hundo.\n\n La domo.\n"


def test_a_text_with_tags_is_html_and_what_is_not_to_be_translated_stays(translators):
    engine = translators.engine("en", "eo", ["toy"])
    text = '<p>The <b>dog</b> sees <span translate="no">the house</span> &amp; <i translate=no>dog</i>.</p>'
    made = said(engine, text)
    assert '<span translate="no">the house</span>' in made
    assert "<i translate=no>dog</i>" in made
    assert "hundo" in made


@pytest.mark.parametrize(
    ("text", "name"),
    [("a < b and c > d", "plaintext"), ("a <b>c</b>", "html"), ("x<br/>", "html"), ("if a<b: print(c)", "plaintext")],
)
def test_html_is_recognised_by_tags(text, name):
    assert format_of_text(text) == name


def test_the_same_engine_is_made_once_however_many_ask(translators, lessons):
    with ThreadPoolExecutor(8) as pool:
        engines = list(pool.map(lambda _: translators.engine("en", "eo", ["toy"]), range(16)))
    assert len(set(map(id, engines))) == 1
    assert len(lessons) == 1


def test_another_way_to_write_a_language_is_the_same_language(translators):
    assert translators.engine("en", "eo", ["toy"]) is translators.engine("EN", "epo", ["toy"])


def test_so_many_engines_are_kept_and_the_one_asked_longest_ago_goes(tmp_path, lessons, store):
    store.create("other", "en", "eo", toy_language.pairs(60, seed=5))
    translators = Translators(ServerOptions(tmp_path, engine="dictionary"), kept=1)
    first = translators.engine("en", "eo", ["toy"])
    translators.engine("en", "eo", ["other"])
    assert translators.engine("en", "eo", ["toy"]) is not first
    assert len(lessons) == 3


def test_who_cannot_wait_for_an_engine_is_told_to_come_again(tmp_path, store, monkeypatch):
    load, ready = plugins.load, Event()

    class Slow(DictionaryTrainer):
        def train(self, *arguments):
            assert ready.wait(10)
            return super().train(*arguments)

    monkeypatch.setattr(plugins, "load", lambda *names: Slow if names[1] == "slow" else load(*names))
    translators = Translators(ServerOptions(tmp_path, engine="slow"), patience=0.01)
    with pytest.raises(RetryError, match="being made: try again"):
        translators.engine("en", "eo", ["toy"])
    ready.set()
    patient = translators._engines.copy().popitem()[1].result(10)
    assert translators.engine("en", "eo", ["toy"]) is patient


def test_only_so_many_wait_for_an_engine_and_the_others_are_told_at_once(tmp_path, store, monkeypatch):
    load, ready = plugins.load, Event()

    class Slow(DictionaryTrainer):
        def train(self, *arguments):
            assert ready.wait(60)
            return super().train(*arguments)

    monkeypatch.setattr(plugins, "load", lambda *names: Slow if names[1] == "slow" else load(*names))
    translators = Translators(ServerOptions(tmp_path, engine="slow"), patience=60)
    with ThreadPoolExecutor(9) as pool:
        asked = [pool.submit(translators.engine, "en", "eo", ["toy"]) for _ in range(9)]
        (told,) = wait(asked, return_when=FIRST_COMPLETED).done
        ready.set()
    assert isinstance(told.exception(), RetryError)
    assert {each.exception() for each in asked if each is not told} == {None}


def test_without_anything_to_learn_from_a_pair_is_unknown(translators):
    with pytest.raises(PairError, match="Unsupported language pair: en to de"):
        translators.engine("en", "de")


def test_a_failure_is_tried_again(translators, store):
    with pytest.raises(InputError):
        translators.engine("en", "eo", ["late"])
    store.create("late", "en", "eo", toy_language.pairs(60))
    assert translators.engine("en", "eo", ["late"])


def test_named_data_that_are_too_small_are_an_error_of_their_own(translators, store):
    store.create("small", "en", "eo", toy_language.pairs(3))
    with pytest.raises(DataError):
        translators.engine("en", "eo", ["small"])


@pytest.mark.parametrize("data", [[], ["german"]])
def test_an_engine_that_has_not_the_languages_is_a_pair_that_is_unknown(tmp_path, store, data):
    store.create("german", "en", "de", toy_language.pairs(60))
    translators = Translators(ServerOptions(tmp_path, engine="apertium", engines={"apertium": {"data": str(tmp_path)}}))
    with pytest.raises(PairError, match=r"^Unsupported language pair: en to de$"):
        translators.engine("en", "de", data)


def test_data_in_other_languages_are_refused(translators, store):
    store.create("german", "en", "de", toy_language.pairs(60))
    with pytest.raises(InputError, match="from en to de, not from en to eo"):
        translators.engine("en", "eo", ["german"])


def test_several_data_are_learnt_together(translators, store, lessons):
    store.create("more", "en", "eo", [Pair(Segment("the comet"), Segment("la kometo"))] * 20)
    engine = translators.engine("en", "eo", ["toy", "more"])
    assert said(engine, "The comet sees the dog.") == "La kometo vidas la hundo."


def test_terms_are_called_what_they_must_be(translators):
    engine = translators.engine("en", "eo", ["toy"], [Term("dog", "Hundego")])
    assert "Hundego" in said(engine, "Every house sees the dog.")


def test_a_ready_made_engine_is_asked_as_it_is_and_why_there_is_none_is_for_the_log(tmp_path, monkeypatch, caplog):
    load = plugins.load

    def open_ready(source_tag, target_tag, cache):
        if target_tag != "eo":
            msg = "there is no model"
            raise InputError(msg)
        return DictionaryEngine({"dog": "hundo"})

    monkeypatch.setattr(plugins, "load", lambda *names: open_ready if names[1] == "ready" else load(*names))
    translators = Translators(ServerOptions(tmp_path, engine="ready"))
    assert said(translators.engine("en", "eo"), "a dog") == "a hundo"
    with caplog.at_level("WARNING", "amts.server"), pytest.raises(PairError) as caught:
        translators.engine("en", "de")
    assert str(caught.value) == "Unsupported language pair: en to de"
    assert "no engine for en to de: there is no model" in caplog.text


def test_without_data_an_engine_that_must_learn_falls_back_on_one_that_need_not(tmp_path, lessons, monkeypatch):
    load = plugins.load

    def open_ready(source_tag, target_tag, cache):
        return DictionaryEngine({"dog": "hundo"})

    monkeypatch.setattr(plugins, "load", lambda *names: open_ready if names[1] == "ready" else load(*names))
    translators = Translators(ServerOptions(tmp_path, engine="dictionary", fallbacks=("ready",)))
    assert said(translators.engine("en", "eo"), "a dog") == "a hundo"


def test_the_languages_that_an_engine_has_installed_are_its_pairs(tmp_path):
    modes = tmp_path / "apertium" / "modes"
    modes.mkdir(parents=True)
    for name in ("eng-spa.mode", "spa-eng_US.mode", "spa-eng-tagger.mode", "README"):
        (modes / name).touch()
    options = ServerOptions(tmp_path, engine="apertium", engines={"apertium": {"data": str(modes.parent)}})
    assert Translators(options).pairs == {("en", "es"), ("es", "en-US")}


def test_a_document_that_cannot_be_read_is_refused(translators):
    with pytest.raises(InputError, match=r"a\.txt"):
        translated(b"\xff", "plaintext", "a.txt", "en", "eo", None)
