"""Documents translated by a model whose endpoint misbehaves: verified, whole, within the budget, paid for once."""

import json
import tempfile
from collections import Counter
from contextlib import suppress
from itertools import repeat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amts.documents.formats import format_of
from amts.engines.llm.budget import UNLIMITED, Budget, Ledger
from amts.engines.llm.endpoint import Endpoint
from amts.engines.llm.engine import LlmEngine
from amts.engines.wrappers import Cached
from amts.engines.wrappers.retries import Backoff
from amts.errors import BudgetError, EngineError
from amts.testing.openai_server import MISDEEDS, ToyEndpoint
from amts.testing.toy_language import chapter
from amts.translation.document import translate_document
from amts.translation.verification.verify import verify_blocks

MARKDOWN = format_of("chapter.md")
# The title, a paragraph of four sentences, code, and a list.
SOURCE, TARGET = ("\n\n".join(text.split("\n\n")[:3] + text.split("\n\n")[4:5]) + "\n" for text in chapter(7))
DOCUMENT = MARKDOWN.parse(SOURCE.encode(), "chapter.md")
UNPAUSED = Backoff(attempts=3, sleep=lambda seconds: None, chance=lambda: 0.0)


def engine_of(toy, budget=UNLIMITED, concurrency=1):
    endpoint = Endpoint(toy.post, "toy", Ledger(budget), UNPAUSED)
    return LlmEngine(endpoint, "toy", ("en", "eo"), batch=4, concurrency=concurrency)


def translated(engine):
    return translate_document(DOCUMENT, MARKDOWN, engine, "en", "eo")


def asked(toy):
    return [
        each["text"] for request in toy.requests for each in json.loads(request["messages"][1]["content"])["segments"]
    ]


def check_whole(result):
    """Check that a document has all blocks and the structure of its source, and says what is not translated."""
    again = MARKDOWN.parse(result.content, "chapter.md")
    assert result.breaking == ()
    assert verify_blocks(DOCUMENT, again) == []
    assert len(result.blocks) == sum(bool(block.text) for block in DOCUMENT.blocks)
    left = {block.index for block in result.blocks if "source" in block.origins}
    assert left == {finding.block for finding in result.findings if finding.reason == "untranslated"}


def test_an_endpoint_that_behaves_translates_everything():
    result = translated(engine_of(ToyEndpoint()))
    assert (result.content.decode(), result.findings, result.repairs) == (TARGET, (), ())


@pytest.mark.parametrize("misdeed", [each for each in MISDEEDS if each != "401"])
def test_one_misdeed_changes_nothing_in_the_document(misdeed):
    assert translated(engine_of(ToyEndpoint([misdeed]))).content.decode() == TARGET


def test_a_sentence_that_is_refused_stays_as_it_was_and_all_others_are_translated():
    # Recognisably English: the repair asks for it again, alone.
    sentence = "It was not the man who said that we have to go."
    document = MARKDOWN.parse(f"{SOURCE}\n{sentence}\n".encode(), "chapter.md")
    engine = engine_of(ToyEndpoint(forbids=sentence))
    result = translate_document(document, MARKDOWN, engine, "en", "eo")
    assert result.content.decode() == f"{TARGET}\n{sentence}\n"
    assert [(finding.reason, finding.detail) for finding in result.findings] == [("untranslated", sentence)]


def test_a_lone_refusal_of_a_later_run_stops_nothing_and_all_that_was_paid_for_is_kept(tmp_path):
    sentence = "It was not the man who said that we have to go."
    document = MARKDOWN.parse(f"{SOURCE}\n{sentence}\n".encode(), "chapter.md")
    toys = [ToyEndpoint(forbids=sentence), ToyEndpoint(forbids=sentence)]
    for toy in toys:
        engine = Cached(engine_of(toy), tmp_path / "answers.sqlite")
        result = translate_document(document, MARKDOWN, engine, "en", "eo")
        assert result.content.decode() == f"{TARGET}\n{sentence}\n"
        assert [(finding.reason, finding.detail) for finding in result.findings] == [("untranslated", sentence)]
    assert set(asked(toys[1])) == {sentence, "Good morning."}


# With these an endpoint never gives a right answer to any segment, or none at all.
NEVER_RIGHT = {"invented placeholder", "other ids", "empty", "no text", "no list", "brackets", "no JSON", "nothing",
               "truncated"}  # fmt: skip
NO_ANSWER = ["429", "500", "503", "400", "401", "timeout", "dropped", "half", "html"]


@pytest.mark.parametrize("misdeed", [each for each in MISDEEDS if each not in NO_ANSWER])
def test_an_endpoint_that_always_misbehaves_breaks_no_document(misdeed):
    result = translated(engine_of(ToyEndpoint(repeat(misdeed))))
    check_whole(result)
    if misdeed in NEVER_RIGHT:
        assert result.content.decode() == SOURCE


@pytest.mark.parametrize("misdeed", NO_ANSWER)
def test_an_endpoint_that_never_answers_is_an_error(misdeed):
    with pytest.raises(EngineError):
        translated(engine_of(ToyEndpoint(repeat(misdeed))))


misdeeds = st.lists(st.sampled_from(["", "", *MISDEEDS]), max_size=25)
budgets = st.one_of(
    st.builds(Budget, tokens=st.integers(0, 30_000)),
    st.builds(Budget, st.just(2.5), st.just(10.0), money=st.floats(0, 0.15)),
)


@settings(max_examples=40)
@given(misdeeds, budgets, st.sampled_from([1, 3]))
def test_whatever_happens_the_budget_holds_and_nothing_is_lost(misdeeds, budget, concurrency):
    check_misbehaviour(misdeeds, budget, concurrency)


@pytest.mark.slow
@settings(max_examples=500)
@given(misdeeds, budgets, st.sampled_from([1, 3]))
def test_five_hundred_times_the_budget_holds_and_nothing_is_lost(misdeeds, budget, concurrency):
    check_misbehaviour(misdeeds, budget, concurrency)


def check_misbehaviour(misdeeds, budget, concurrency):
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers.sqlite"
        toy = ToyEndpoint(misdeeds)
        engine = engine_of(toy, budget, concurrency)
        with suppress(EngineError):
            check_whole(translated(Cached(engine, answers)))
        assert budget.allows(budget.cost(toy.billed))
        assert budget.allows(engine.spent)
        assert engine.spent.prompt_tokens >= toy.billed.prompt_tokens
        assert engine.spent.completion_tokens >= toy.billed.completion_tokens
        # Later, with money and an endpoint that behaves, all is well.
        assert translated(Cached(engine_of(ToyEndpoint()), answers)).content.decode() == TARGET


def test_what_was_paid_for_before_the_budget_ended_is_not_paid_for_again(tmp_path):
    toys, budgets = [ToyEndpoint(), ToyEndpoint()], [Budget(tokens=3300), UNLIMITED]
    with pytest.raises(BudgetError, match="raise the budget and run again"):
        translated(Cached(engine_of(toys[0], budgets[0]), tmp_path / "answers.sqlite"))
    result = translated(Cached(engine_of(toys[1], budgets[1]), tmp_path / "answers.sqlite"))
    assert result.content.decode() == TARGET
    first, second = (Counter(asked(toy)) for toy in toys)
    assert first
    assert not first & second
