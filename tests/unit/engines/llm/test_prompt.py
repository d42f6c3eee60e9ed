import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.engines.llm.prompt import Answer, Question, instructions, read_answers, request
from amts.records import Mark, MarkKind, Match, Pair, Segment

OPEN, CLOSE, CODE = Mark(MarkKind.OPEN, "*"), Mark(MarkKind.CLOSE, "*"), Mark(MarkKind.CODE, "`f`")
DOG, HOUSE = Segment("A ⟦1⟧dog⟦2⟧.", (OPEN, CLOSE)), Segment("House ⟦1⟧", (CODE,))
QUESTIONS = [Question(DOG), Question(HOUSE)]
IDS = "the ids answered are not those of the segments, each once"


def answer(*entries):
    return json.dumps({"translations": [{"id": number, "text": text} for number, text in entries]})


RIGHT = answer((1, "⟦1⟧Hundo⟦2⟧."), (2, "Domo ⟦1⟧"))


def faults(content):
    return [answer.fault for answer in read_answers(content, QUESTIONS)]


def test_a_request_says_all_that_is_known():
    pair = Pair(Segment("A dog."), Segment("Hundo."))
    questions = [
        Question(DOG, (Match(pair, 0.5),), (("dog", "hundo"),)),
        Question(HOUSE, (Match(pair, 0.4),), rejected="the text is empty"),
    ]
    assert json.loads(request(questions, [Segment("One."), Segment("Two.")], [Segment("Five.")])) == {
        "terms": {"dog": "hundo"},
        "examples": [{"text": "A dog.", "translation": "Hundo."}],
        "before": "One. Two.",
        "segments": [
            {
                "id": 1,
                "text": "A ⟦1⟧dog⟦2⟧.",
                "marks": {"⟦1⟧": "open", "⟦2⟧": "close"},
            },
            {"id": 2, "text": "House ⟦1⟧", "marks": {"⟦1⟧": "code"}, "rejected": "the text is empty"},
        ],
        "after": "Five.",
    }


def test_what_is_not_known_takes_no_room():
    assert request([Question(Segment("A."))]) == '{"segments": [{"id": 1, "text": "A."}]}'


def test_half_a_character_is_sent_as_a_question_mark():
    assert json.loads(request([Question(Segment("a\ud800b"))]))["segments"][0]["text"] == "a?b"


def test_the_instructions_name_the_languages_and_show_the_form_of_the_answer():
    told = instructions("en", "zh")
    assert "from English (en) into Chinese (zh)" in told
    assert '{"translations": [{"id": 1, "text": "..."}, ...]}' in told


@pytest.mark.parametrize(
    "content",
    [
        RIGHT,
        f"Here you are:\n```json\n{RIGHT}\n```\nAnything else?",
        f"{{Yes}} {{}} {RIGHT}",
        f'<think>{answer((1, "?"), (2, "?"))}</think>{RIGHT}',
        RIGHT.replace('"id": 1', '"id": "1"'),
        answer((2, "Domo ⟦1⟧"), (1, "⟦1⟧Hundo⟦2⟧.")),
        RIGHT.replace("[", '[5, null, {"id": 1}, {"id": 3, "text": null}, ', 1),
    ],
)  # fmt: skip
def test_answers_are_found_by_their_numbers(content):
    assert read_answers(content, QUESTIONS) == [Answer("⟦1⟧Hundo⟦2⟧."), Answer("Domo ⟦1⟧")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", [IDS] * 2),
        ("I cannot do that.", [IDS] * 2),
        (RIGHT[:-10], [IDS] * 2),
        ("[" * 100_000, [IDS] * 2),
        ('{"a":' * 100_000, [IDS] * 2),
        ('{"translations": 5}', [IDS] * 2),
        (answer((1, "⟦1⟧Hundo⟦2⟧.")), [IDS] * 2),
        (answer((1, "⟦1⟧Hundo⟦2⟧."), (2, "Domo ⟦1⟧"), (1, "⟦1⟧Hundo⟦2⟧.")), [IDS] * 2),
        (answer((1, "⟦1⟧Hundo⟦2⟧."), (2, "Domo ⟦1⟧"), (3, "Tri")), [IDS] * 2),
        (answer((2, "⟦1⟧Hundo⟦2⟧."), (3, "Domo ⟦1⟧")), [IDS] * 2),
        (answer((1, "⟦1⟧Hundo⟦2⟧."), ([], "Domo ⟦1⟧")), [IDS] * 2),
        (answer((1, "⟦1⟧Hundo⟦2⟧."), (None, ""), (2, "Domo ⟦1⟧")), [IDS] * 2),
        (answer((1, "Hundo."), (2, "")), ["the placeholders are not those of the text", "the text is empty"]),
        (answer((1, "⟦2⟧Hundo⟦1⟧."), (2, "Domo ⟦1⟧ ⟦")), ["the placeholders are not those of the text"] * 2),
    ],
)
def test_what_is_wrong_with_an_answer_is_said(content, expected):
    assert faults(content) == expected


@given(st.lists(st.sampled_from(['{"translations":', "[", "]", "}", '{"id":1,"text":"a"}', ",", "x", "9" * 5000])))
def test_no_content_is_too_odd_to_read(fragments):
    assert len(read_answers("".join(fragments), QUESTIONS)) == 2


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_what_is_answered_in_the_form_asked_for_is_read(texts):
    questions = [Question(Segment("a"))] * len(texts)
    read = read_answers(answer(*enumerate(texts, start=1)), questions)
    assert [each.text for each in read] == texts
