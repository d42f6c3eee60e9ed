from amts.adaptation.customise import Customised
from amts.adaptation.word_links import WordLinks, tokens
from amts.experiments.replay.arms import ARMS, Learnt, Past
from amts.experiments.replay.costs import Deed
from amts.experiments.replay.judged import Judged, Standing
from amts.records import Mark, MarkKind, Pair, Segment, Translation


def judged(text, standing=Standing.NEW, place=0, marks=(), **more):
    return Judged("a", range(place, place + 1), Segment(text, marks), standing, Segment("fino"), (), 3, **more)


def pair(source, target, confidence=1.0):
    return Pair(Segment(source), Segment(target), confidence=confidence)


class Saying:
    def __init__(self, text):
        self.signature = self.text = text

    def translate(self, segments):
        return [Translation(Segment(self.text, each.marks), "engine") for each in segments]


PAST = Past([pair("The big dog sleeps here.", "La granda hundo dormas tie."), pair("Yes.", "Jes.", 0.5)], ("en", "eo"))
LINKS = WordLinks.learn((tokens(each.source, "en"), tokens(each.target, "eo")) for each in PAST.pairs)
WITH_ENGINES = Past(PAST.pairs, PAST.languages, Learnt(Customised(Saying("adaptita"), Saying("simpla")), LINKS))
NEW = judged("A bird sings.")
SAME = judged("The dog.", Standing.SAME, kept="La hundo.")
BESIDE = judged("The dog.", Standing.SAME, kept="La hundo.", beside=True)
KNOWN = judged("The big dog sleeps here.")
ALIKE = judged("The big dog sleeps there.")


def offers(arm, *sentences, past=PAST):
    return [(offer.deed, offer.text) for offer in ARMS[arm].offers(sentences, past)]


def test_everything_again_offers_nothing():
    assert offers("B0", SAME, NEW, KNOWN) == [(Deed.SCRATCH, "")] * 3


def test_the_unchanged_stays_and_exact_matches_are_offered():
    assert offers("B1", SAME, BESIDE, KNOWN, ALIKE) == [
        (Deed.UNTOUCHED, "La hundo."),
        (Deed.BESIDE, "La hundo."),
        (Deed.MEMORY, "La granda hundo dormas tie."),
        (Deed.SCRATCH, ""),
    ]


def test_unsure_pairs_are_no_memory():
    assert offers("B1", judged("Yes.")) == [(Deed.SCRATCH, "")]


def test_similar_sentences_are_offered_by_b2_only():
    assert offers("B2", ALIKE, NEW) == [(Deed.FUZZY, "La granda hundo dormas tie."), (Deed.SCRATCH, "")]


def test_b3_asks_the_plain_engine_and_amts_the_adapted_one():
    assert offers("B3", NEW, KNOWN, past=WITH_ENGINES)[0] == (Deed.MACHINE, "simpla")
    assert offers("A", NEW, KNOWN, past=WITH_ENGINES)[0] == (Deed.MACHINE, "adaptita")
    assert offers("A0", NEW, past=WITH_ENGINES) == [(Deed.SCRATCH, "")]


def test_another_spelling_rolls_forward_with_the_persons_words():
    sentence = judged(
        "The color is red.", Standing.CHANGED, old=pair("The colour is red.", "La koloro estas ruĝa."), by_person=True
    )
    (offer,) = ARMS["A0"].offers([sentence], PAST)
    assert (offer.deed, offer.text, offer.own) == (Deed.ROLLED, "La koloro estas ruĝa.", True)


def test_a_changed_equation_is_put_into_the_persons_sentence():
    old, new = (Segment("Here we use ⟦1⟧.", (Mark(MarkKind.MATH, text),)) for text in ("$x$", "$y$"))
    theirs = Pair(old, Segment("Tie ĉi ni uzas ⟦1⟧.", old.marks))
    sentence = judged(new.text, Standing.CHANGED, marks=new.marks, old=theirs, by_person=True)
    (offer,) = ARMS["A0"].offers([sentence], PAST)
    assert offer.text == "Tie ĉi ni uzas ⟦1⟧."
    assert offer.deed is Deed.PROPOSAL
    assert offer.own


def test_a_persons_sentence_is_never_replaced_by_the_engines():
    sentence = judged("Nobody may enter the garden.", Standing.CHANGED, old=pair("You may enter.", "Vi rajtas eniri."),
                      by_person=True)  # fmt: skip
    (offer,) = ARMS["A"].offers([sentence], WITH_ENGINES)
    assert (offer.deed, offer.text, offer.own) == (Deed.BEHIND, "Vi rajtas eniri.", True)


def test_a_first_translation_without_a_draft_is_from_scratch():
    assert offers("Z", NEW, judged("A cat.", first=Segment("Kato."))) == [(Deed.SCRATCH, ""), (Deed.DRAFT, "Kato.")]
