from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amts.adaptation.word_links import word_links
from amts.errors import EngineError
from amts.placeholders import unmask
from amts.records import Mark, MarkKind, Pair, Segment, Translation
from amts.sync.proposing.proposals import Changed, Proposer
from amts.testing import toy_language
from amts.testing.fakes import DictionaryEngine

LANGUAGES = (toy_language.SOURCE_TAG, toy_language.TARGET_TAG)
PAIRS = toy_language.pairs(400)
LINKS = word_links(PAIRS, *LANGUAGES)
OLD = "The green house sees the young bird near every tree."
HUMAN = "La domo verda vidas la birdo juna apud ciu arbo."
CODE, CITED = Mark(MarkKind.CODE, "`x`"), Mark(MarkKind.ROLE, ":cite:`A`")


@dataclass
class Asked:
    """The toy language's engine, which remembers what it was asked."""

    words: dict = field(default_factory=lambda: dict(toy_language.VOCABULARY))
    questions: list = field(default_factory=list)
    signature: str = "asked"

    def translate(self, segments):
        self.questions.append([segment.text for segment in segments])
        return DictionaryEngine(self.words).translate(segments)


def proposed(new, old=OLD, target=HUMAN, engine=None, links=LINKS):
    sides = (each if isinstance(each, Segment) else Segment(each) for each in (old, new, target))
    found = Proposer(engine or Asked(), links, LANGUAGES).propose([Changed(*sides)])[0]
    return unmask(found) if found else None


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("The green house sees the young child near every tree.", "La domo verda vidas la infano juna apud ciu arbo."),
        ("The green house hears the young bird near every tree.", "La domo verda audas la birdo juna apud ciu arbo."),
        (
            "The quiet house paints the young bird near every tree.",
            "La domo kvieta pentras la birdo juna apud ciu arbo.",
        ),
    ],
)
def test_only_the_words_that_have_changed_are_exchanged(new, expected):
    assert proposed(new) == expected


@pytest.mark.parametrize(
    "new",
    [
        "The qwerty house sees the young bird near every tree.",  # the engine leaves it as it is
        "The green house sees the young bird of it near every tree.",  # small words hold sentences together
        "The green house sees the child) and (the bird near every tree.",
        "A boat carries the letter under the mountain today.",  # another sentence
        "The green house never sees the young bird near every tree.",  # whether it is so, only a person should say
        "The green house sees the young house near every tree.",  # said already
    ],
)
def test_what_is_doubtful_is_left_to_the_person(new):
    assert proposed(new) is None


def test_a_translation_that_does_not_say_what_has_changed_is_left_as_it_is():
    assert (
        proposed("The green house sees the young child near every tree.", target="Jen la verda domo apud arbo.") is None
    )


def test_a_mark_comes_with_the_words_before_it():
    new = Segment("The green house sees the young bird ⟦1⟧ near every tree.", (CITED,))
    assert proposed(new) == "La domo verda vidas la birdo juna :cite:`A` apud ciu arbo."


def test_marks_that_only_the_person_has_stay():
    target = Segment("La ⟦1⟧domo⟦2⟧ verda vidas la birdo juna apud ciu arbo.",
                     (Mark(MarkKind.OPEN, "*"), Mark(MarkKind.CLOSE, "*")))  # fmt: skip
    new = "The green house sees the young child near every tree."
    assert proposed(new, target=target) == "La *domo* verda vidas la infano juna apud ciu arbo."


def test_numbers_and_words_are_exchanged_together():
    old, target = "The house sees 5 old dogs ⟦1⟧.", "La domo vidas 5 hundoj malnova ⟦1⟧."
    new = Segment("The river sees 17 old dogs ⟦1⟧.", (Mark(MarkKind.CODE, "`y`"),))
    edited = proposed(new, Segment(old, (CODE,)), Segment(target, (CODE,)))
    assert edited == "La rivero vidas 17 hundoj malnova `y`."


CLAUSES = "The green house sees the old dog, the quiet boat follows the long road."
CLAUSES_HUMAN = "La domo verda vidas la hundo malnova, la boato kvieta sekvas la vojo longa."


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("The green house sees the old dog.", "La domo verda vidas la hundo malnova."),
        ("The quiet boat follows the long road.", "La boato kvieta sekvas la vojo longa."),
        ("The green house sees the old dog!", "La domo verda vidas la hundo malnova!"),
        ("The green house sees the old dog, the quiet boat.", None),  # not the whole clause
    ],
)
def test_a_clause_goes_with_that_of_the_source(new, expected):
    silent = Asked(words={})
    assert proposed(new, CLAUSES, CLAUSES_HUMAN, engine=silent) == expected


def test_a_clause_that_the_translation_says_in_between_stays():
    human = "La domo verda, kaj la boato kvieta sekvas la vojo longa, vidas la hundo malnova."
    assert proposed("The green house sees the old dog.", CLAUSES, human, engine=Asked(words={})) is None


def test_the_engine_is_asked_once_and_only_for_what_is_not_certain():
    engine = Asked()
    changed = [
        Changed(Segment(OLD), Segment(OLD.replace("bird", "child")), Segment(HUMAN)),
        Changed(Segment("It has 3 trees."), Segment("It has 4 trees."), Segment("Estas 3 arboj.")),
        Changed(Segment(OLD), Segment(OLD.replace("bird", "teacher")), Segment(HUMAN)),
    ]
    found = Proposer(engine, LINKS, LANGUAGES).propose(changed)
    assert [each and each.text for each in found] == [
        HUMAN.replace("birdo", "infano"),
        "Estas 4 arboj.",
        HUMAN.replace("birdo", "instruisto"),
    ]
    assert len(engine.questions) == 1
    assert "It has 4 trees." not in engine.questions[0]


def test_without_an_engine_or_links_only_what_is_certain_is_proposed():
    changed = [Changed(Segment(OLD), Segment(OLD.replace("bird", "child")), Segment(HUMAN))]
    assert Proposer(None, LINKS, LANGUAGES).propose(changed) == [None]
    assert Proposer(Asked(), None, LANGUAGES).propose(changed) == [None]
    assert Proposer(None, None, LANGUAGES).propose([]) == []


def test_an_engine_that_does_not_answer_is_an_error():
    class Mute:
        signature = "mute"

        def translate(self, segments):
            return []

    with pytest.raises(EngineError, match="gave 0 answers"):
        proposed("The green house sees the young child near every tree.", engine=Mute())


def test_an_answer_that_the_whole_sentence_does_not_confirm_is_not_taken():
    class Moody:
        signature = "moody"

        def translate(self, segments):
            return [Translation(Segment("infano" if len(each.text) < 9 else "Io."), "engine") for each in segments]

    assert proposed("The green house sees the young child near every tree.", engine=Moody()) is None


@settings(max_examples=60)
@given(st.integers(0, 399), st.data())
def test_an_edit_of_one_word_changes_only_as_much_in_the_translation(number, data):
    pair: Pair = PAIRS[number]
    words = pair.source.text.split(" ")
    place = data.draw(st.integers(0, len(words) - 1))
    word = data.draw(st.sampled_from(["", *toy_language.VOCABULARY]))
    new = Segment(" ".join([*words[:place], *([word] if word else []), *words[place + 1 :]]), pair.source.marks)
    found = Proposer(Asked(), LINKS, LANGUAGES).propose([Changed(pair.source, new, pair.target)])[0]
    if found:
        ours, theirs = ({*each.text.lower().rstrip(".").split(" ")} for each in (pair.target, found))
        assert len(ours - theirs) <= 2
        assert len(theirs - ours) <= 2
