from amts.experiments.replay.beads import Bead, aligned
from amts.experiments.replay.events import Event, Kind
from amts.experiments.replay.judged import Chain, Standing, judge
from amts.experiments.replay.past import Aligner, sides_before
from amts.experiments.replay.texts import Library
from amts.progress import silent
from amts.records import Bitext, Pair, Segment
from amts.sync.units import blob


def library(*texts):
    contents = {blob(text.encode()): text.encode() for text in texts}
    return Library(contents, ("en", "eo"), ".md"), [blob(text.encode()) for text in texts]


def bead(source, target, ours, theirs):
    return Bead(range(ours, ours + 1), range(theirs, theirs + 1), Pair(Segment(source), Segment(target)))


def case(versions, source="A dog. A cat.", before="Hundo. Kato.", followed="A dog. A cow.", draft=""):
    texts = [source, followed, before, *versions, *([draft] if draft else [])]
    known, blobs = library(*texts)
    event = Event("a_origin.md", Kind.ORIGINAL, 3, blobs[0], tuple(blobs[3 : 3 + len(versions)]), blobs[1], blobs[2],
                  blobs[-1] if draft else "")  # fmt: skip
    old = [bead("A dog.", "Hundo.", 0, 0), bead("A cow.", "Kato.", 1, 1)]
    new = [bead("A dog.", "Hundo.", 0, 0), bead("A cat.", "Kato.", 1, 1)]
    return judge(event, known, old, new, 1.0, "en").judged


def test_a_sentence_is_followed_back_through_the_states_of_a_translation():
    known, blobs = library("Unu. Du.", "Unu. Nova. Du.", "Unua. Nova. Du.")
    chain = Chain([known.target(each) for each in blobs])
    assert [text and text.text for text in chain.texts(range(2, 3))] == ["Du.", "Du.", "Du."]
    assert [text and text.text for text in chain.texts(range(1, 2))] == [None, "Nova.", "Nova."]


def test_what_two_later_commits_leave_alone_is_final():
    _, cat = case(["Hundo. Kata.", "Hundo. Kato.", "Hundo. Kato.\n", "Hundo. Kato.\n\n", "Hundo. Katino."])
    assert cat.final.text == "Kato."
    assert cat.later == ("Kato.", "Katino.")


def test_what_never_settles_is_what_it_was_last():
    _, cat = case(["Hundo. Kato.", "Hundo. Katino."])
    assert (cat.final.text, cat.later) == ("Katino.", ())


def test_an_unchanged_sentence_beside_a_changed_one_is_told():
    dog, cat = case(["Hundo. Kato."])
    assert (dog.standing, dog.beside, dog.kept) == (Standing.SAME, True, "Hundo.")
    assert (cat.standing, cat.beside, cat.old.target.text) == (Standing.CHANGED, False, "Kato.")


def test_what_is_no_longer_the_draft_is_a_persons():
    dog, cat = case(["Hundo. Kato."], draft="Hundo. Bovo.")
    assert (dog.by_person, cat.by_person) == (False, True)


def test_a_sentence_without_counterpart_is_kept_with_its_length():
    *_, bird = case(["Hundo. Kato."], source="A dog. A cat. A small bird sings.")
    assert (bird.source.text, bird.final, bird.words) == ("A small bird sings.", None, 5)


def test_beads_know_the_places_of_equal_sentences():
    known, (ours, theirs) = library("# Note\n\nA dog.\n\n# Note\n\nA cat.\n", "# Noto\n\nHundo.\n\n# Noto\n\nKato.\n")
    bitext = Bitext("a", known.source(ours).passages, known.target(theirs).passages)
    (beads,) = aligned([bitext], "en", "eo", silent)
    notes = [each for each in beads if each.pair.source.text == "Note"]
    assert len({each.sources.start for each in notes}) == len(notes)
    assert all(each.sources == each.targets for each in beads)


def test_what_was_followed_before_a_step_is_known_by_document():
    events = [Event("a", Kind.FIRST, 1, "s1", ("t1", "t2")), Event("a", Kind.ORIGINAL, 5, "s2", ("t3",), "s1", "t2")]
    states = {"a": [(1, "t1"), (3, "t2"), (5, "t3")]}
    assert sides_before(events, states, 1) == {}
    assert sides_before(events, states, 3) == {"a": ("s1", "t1")}
    assert sides_before(events, states, 5) == {"a": ("s1", "t2")}
    assert sides_before(events, states, 6) == {"a": ("s2", "t3")}


def test_a_document_that_may_be_stale_is_aligned_once(monkeypatch):
    known, (source, one, two) = library("A dog.", "Hundo.", "Hundoj.")
    aligner = Aligner(known, silent)
    first = aligner.beads({"a": (source, one)})
    assert aligner.beads({"a": (source, two)}, stale={"a"}) == first
    assert set(aligner.known) == {(source, one)}
    aligner.beads({"a": (source, two)})
    assert set(aligner.known) == {(source, one), (source, two)}
