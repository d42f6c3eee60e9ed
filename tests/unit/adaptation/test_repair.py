from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amts.adaptation import repair
from amts.adaptation.protocol import Task
from amts.adaptation.repair import Repair
from amts.records import Mark, MarkKind, Match, Pair, Segment, Translation
from amts.testing import toy_language
from amts.testing.engines import check_engine
from amts.testing.fakes import DictionaryEngine

CODE, OTHER = Mark(MarkKind.CODE, "`x`"), Mark(MarkKind.CODE, "`y`")
PAIRS = toy_language.pairs(150)
# Word for word, so without the order of words that people know: adjectives stand behind nouns.
ENGINE = DictionaryEngine(toy_language.VOCABULARY)
HUMAN = Pair(
    Segment("The red house sees the old dog near 5 trees."),
    Segment("La domo ruga vidas la hundo malnova apud 5 arboj."),
)


@dataclass
class Index:
    """Finds these pairs for every segment."""

    pairs: tuple[Pair, ...]

    def relevant(self, segment, limit=5):
        return [Match(pair, 0.8) for pair in self.pairs[:limit]]


def adapted(*pairs, engine=ENGINE, learnt=PAIRS, **options):
    task = Task([], learnt, Index(pairs), toy_language.SOURCE_TAG, toy_language.TARGET_TAG, cache=None)
    return Repair(**options).adapt(engine, task)


def translated(text, *pairs, marks=(), **options):
    return adapted(*(pairs or [HUMAN]), **options).translate([Segment(text, marks)])[0]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("The red house sees the old bird near 5 trees.", "La domo ruga vidas la birdo malnova apud 5 arboj."),
        ("The red house hears the old dog near 5 trees.", "La domo ruga audas la hundo malnova apud 5 arboj."),
        ("The green house sees the old dog behind 5 trees.", "La domo verda vidas la hundo malnova malantau 5 arboj."),
        ("The red house sees the old dog near 17 trees.", "La domo ruga vidas la hundo malnova apud 17 arboj."),
        ("The house sees the old dog near 5 trees.", "La domo vidas la hundo malnova apud 5 arboj."),
        (
            "The red house never sees the old dog near 5 trees.",
            "La domo ruga neniam vidas la hundo malnova apud 5 arboj.",
        ),
        ("the red House sees the old dog, near 5 trees.", "La domo ruga vidas la hundo malnova apud 5 arboj."),
        ("The red house sees the old dog near 5 trees!", "La domo ruga vidas la hundo malnova apud 5 arboj!"),
        ("Every red house sees the old dog near 5 trees.", "Ciu domo ruga vidas la hundo malnova apud 5 arboj."),
    ],
)
def test_only_the_words_that_differ_are_replaced(changed, expected):
    answer = translated(changed)
    assert (answer.segment.text, answer.origin) == (expected, "repaired")


def test_a_repaired_translation_names_its_match_and_the_engine():
    answer = translated("The red house sees the old bird near 5 trees.")
    assert answer.matches == (Match(HUMAN, 0.8),)
    assert answer.engine == adapted(HUMAN).signature


def test_more_pairs_are_found_without_learning_again():
    some, all_pairs = adapted(), [*PAIRS, HUMAN]
    task = Task([], all_pairs, Index((HUMAN,)), toy_language.SOURCE_TAG, toy_language.TARGET_TAG, cache=None)
    more = Repair().extended(some, ENGINE, task)
    question = Segment("The red house sees the old bird near 5 trees.")
    assert [engine.translate([question])[0].origin for engine in (some, more)] == ["engine", "repaired"]
    assert more.links is some.links
    assert more.signature not in (some.signature, adapted(HUMAN, learnt=all_pairs).signature)


def test_a_match_without_any_difference_is_no_repair():
    answer = translated(HUMAN.source.text)
    assert (answer.segment, answer.origin) == (HUMAN.target, "memory")


def test_placeholders_are_those_of_the_segment():
    pair = Pair(
        Segment("The dog sees ⟦1⟧ near ⟦2⟧.", (CODE, OTHER)), Segment("Apud ⟦2⟧ la hundo vidas ⟦1⟧.", (CODE, OTHER))
    )
    answer = translated("The bird sees ⟦2⟧ near ⟦1⟧.", pair, marks=(OTHER, CODE))
    assert answer.segment == Segment("Apud ⟦1⟧ la birdo vidas ⟦2⟧.", (OTHER, CODE))


def test_a_placeholder_can_take_the_place_of_a_word_and_a_word_that_of_a_placeholder():
    pair = Pair(
        Segment("The dog sees ⟦1⟧ near the old tree.", (CODE,)),
        Segment("La hundo vidas ⟦1⟧ apud la malnova arbo.", (CODE,)),
    )
    word = translated("The dog sees birds near the old tree.", pair, engine=DictionaryEngine({"birds": "birdoj"}))
    assert word.segment.text == "La hundo vidas birdoj apud la malnova arbo."
    mark = translated("The dog sees ⟦1⟧ near the old ⟦2⟧.", pair, marks=(CODE, OTHER))
    assert mark.segment.text == "La hundo vidas ⟦1⟧ apud la malnova ⟦2⟧."


@pytest.mark.parametrize(
    ("changed", "pair"),
    [
        ("The red dog sees the old house behind 5 trees today.", HUMAN),  # too many differences
        ("Every green house sells the long boat near 5 trees.", HUMAN),  # too little in common
        ("The red house sees the old bird near 5 trees.", replace(HUMAN, confidence=0.8)),
        ("The red house sees (the old dog near 5 trees.", HUMAN),  # nothing says where a bracket belongs
        # The words that differ are translated by two stretches, or by what something else is translated by too.
        ("The small bird sees a tree again.",
         Pair(Segment("The old dog sees a tree again."), Segment("La malnova vidas hundo arbo denove."))),
        # The match's markup is not in its translation.
        ("The bird sees ⟦1⟧ today.",
         Pair(Segment("The dog sees ⟦1⟧ today.", (CODE,)), Segment("La hundo vidas hodiau."))),
    ],
)  # fmt: skip
def test_what_is_not_clear_is_left_to_the_engine(changed, pair):
    marks = (CODE,) if "⟦" in changed else ()
    plain = ENGINE.translate([Segment(changed, marks)])[0]
    assert translated(changed, pair, marks=marks) == plain


@dataclass(frozen=True)
class Moody:
    """Says one thing of a word alone, and another of a sentence."""

    alone: str
    within: str
    signature: str = "moody"

    def translate(self, segments):
        texts = [self.alone if len(each.text.split()) == 1 else self.within for each in segments]
        return [Translation(Segment(text, each.marks), "engine") for text, each in zip(texts, segments, strict=True)]


@pytest.mark.parametrize(
    ("alone", "within", "expected"),
    [
        ("birdo", "La ruga domo vidas la birdo.", "La domo ruga vidas la birdo malnova apud 5 arboj."),
        ("Birdo.", "La ruga domo vidas la birdo.", "La domo ruga vidas la birdo malnova apud 5 arboj."),
        ("bird", "La ruga domo vidas la birdo.", None),  # part of another word
        ("paser", "La ruga domo vidas la birdo.", None),
        ("birdo 2", "La ruga domo vidas la birdo 2.", None),
        ("", "La ruga domo vidas la birdo.", None),
    ],
)
def test_an_answer_is_trusted_if_the_whole_sentence_says_the_same(alone, within, expected):
    answer = translated("The red house sees the old bird near 5 trees.", engine=Moody(alone, within))
    assert (answer.segment.text, answer.origin) == ((expected, "repaired") if expected else (within, "engine"))


def test_of_several_matches_the_first_that_can_be_repaired_is():
    doubtful = replace(HUMAN, confidence=0.5)
    other = Pair(HUMAN.source, Segment("La ruga domo rigardas la hundo malnova apud 5 arboj."))
    answer = translated("The red house sees the old bird near 5 trees.", doubtful, other, HUMAN)
    assert answer.segment.text == "La ruga domo rigardas la birdo malnova apud 5 arboj."


def test_the_threshold_is_the_share_of_words_in_common():
    pair = Pair(Segment("The old dog sees."), Segment("La hundo malnova vidas."))  # 4 of 5 with the full stop
    assert translated("The old dog hears.", pair, threshold=0.8).origin == "repaired"
    assert translated("The old dog hears.", pair, threshold=0.81).origin == "engine"


def test_the_signature_names_engine_pairs_and_threshold():
    signatures = {
        adapted().signature,
        adapted(threshold=0.8).signature,
        adapted(learnt=PAIRS[1:]).signature,
        adapted(engine=DictionaryEngine({})).signature,
    }
    assert len(signatures) == 4
    assert adapted().signature == adapted().signature


def test_of_too_many_pairs_those_like_the_texts_at_hand_are_learnt_from(monkeypatch):
    monkeypatch.setattr(repair, "LESSON", 60)
    strange = [Pair(Segment(f"word{number} here"), Segment(f"vorto{number} tie")) for number in range(100)]
    task = Task([HUMAN.source], [*strange, *PAIRS], Index(tuple(PAIRS)), "en", "eo", cache=None)
    links = Repair().adapt(ENGINE, task).links
    assert "word0" in links.source.ids
    assert "word99" not in links.source.ids
    assert {word[:6] for word in PAIRS[0].source.text.lower().rstrip(".").split() if word.isalpha()} <= set(
        links.source.ids
    )


def test_repair_keeps_the_contract():
    check_engine(adapted(HUMAN), [HUMAN.source, Segment("The red house sees the old bird near 5 trees.")])


ANY_ADAPTED = adapted()


@settings(max_examples=60)
@given(st.integers(0, 149), st.data())
def test_whatever_is_changed_in_a_sentence_its_markup_is_kept_and_right_where_repaired(number, data):
    pair = PAIRS[number]
    words = pair.source.text.split(" ")
    place = data.draw(st.integers(0, len(words) - 1))
    action = data.draw(st.sampled_from(["leave out", "double", "new mark", *toy_language.VOCABULARY]))
    marks = pair.source.marks
    if action == "new mark":
        marks = (*marks, OTHER)
        words[place:place] = [f"⟦{len(marks)}⟧"]
    else:
        words[place : place + 1] = {"leave out": [], "double": [words[place]] * 2}.get(action, [action])
    segment = Segment(" ".join(words), marks)
    answer = replace(ANY_ADAPTED, index=Index((pair,))).translate([segment])[0]
    assert answer.segment.marks == marks
    assert sorted(answer.segment.text.count(f"⟦{n}⟧") for n in (1, 2)) == sorted(
        segment.text.count(f"⟦{n}⟧") for n in (1, 2)
    )
