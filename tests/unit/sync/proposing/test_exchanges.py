import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.parallel.terminology.glossary import Glossary
from amts.parallel.terminology.terms import Term
from amts.placeholders import unmask
from amts.records import Mark, MarkKind, Segment
from amts.sync.proposing.proposals import Changed, Proposer

CODE, MATH, ROLE, NOTE = MarkKind.CODE, MarkKind.MATH, MarkKind.ROLE, MarkKind.NOTE
OPEN, CLOSE = MarkKind.OPEN, MarkKind.CLOSE


def segment(text, *marks):
    """Return a segment in which each `@` is the next one of these marks."""
    pieces = text.split("@")
    numbered = "".join(f"{piece}⟦{number}⟧" for number, piece in enumerate(pieces[:-1], start=1)) + pieces[-1]
    return Segment(numbered, tuple(Mark(kind, written) for kind, written in marks))


def proposed(old, new, target, languages=("en", "zh"), glossary=None):
    """Return the text that is proposed without an engine, or None."""
    found = Proposer(None, None, languages, glossary).propose([Changed(old, new, target)])[0]
    return unmask(found) if found else None


def changed(old, new, target, languages=("en", "zh"), **known):
    return proposed(Segment(old), Segment(new), Segment(target), languages, **known)


def test_code_that_is_exchanged_is_exchanged_in_the_translation():
    old = segment("Call @ on @.", (CODE, "`run`"), (CODE, "`x`"))
    new = segment("Call @ on @.", (CODE, "`start`"), (CODE, "`x`"))
    assert proposed(old, new, segment("对@调用@。", (CODE, "`x`"), (CODE, "`run`"))) == "对`x`调用`start`。"


def test_two_marks_that_change_places_do_so_in_the_translation():
    old = segment("From @ to @.", (MATH, "$a$"), (MATH, "$b$"))
    new = segment("From @ to @.", (MATH, "$b$"), (MATH, "$a$"))
    assert proposed(old, new, segment("从@到@。", (MATH, "$a$"), (MATH, "$b$"))) == "从$b$到$a$。"


LINK = [(OPEN, "["), (CLOSE, "](old.md)")]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ("](old.md)", "见[文档](new.md)。"),
        ("](old.zh.md)", None),  # the translation's own page stays
    ],
)
def test_a_link_follows_its_source_unless_it_leads_to_a_page_of_its_own(held, expected):
    old, new = segment("See @the guide@.", *LINK), segment("See @the guide@.", LINK[0], (CLOSE, "](new.md)"))
    assert proposed(old, new, segment("见@文档@。", LINK[0], (CLOSE, held))) == expected


def test_a_link_of_its_own_stays_when_something_else_is_exchanged():
    old = segment("See @the guide@ of @.", *LINK, (CODE, "`a`"))
    new = segment("See @the guide@ of @.", *LINK, (CODE, "`b`"))
    target = segment("见@的@文档@。", (CODE, "`a`"), LINK[0], (CLOSE, "](zh/old.md)"))
    assert proposed(old, new, target) == "见`b`的[文档](zh/old.md)。"


def test_a_mark_that_a_person_has_put_in_another_way_is_left_alone():
    old, new = segment("If @.", (MATH, r"$\text{cold}$")), segment("If @.", (MATH, r"$\text{warm}$"))
    assert proposed(old, new, segment("如果@。", (MATH, r"$\text{冷}$"))) is None
    assert proposed(old, new, Segment("如果冷。")) is None


def test_a_citation_goes_and_emphasis_goes_but_no_code():
    cited = segment("It works @.", (ROLE, ":cite:`A`"))
    assert proposed(cited, Segment("It works."), segment("它行 @。", (ROLE, ":cite:`A`"))) == "它行。"
    linked = segment("See @the guide@.", *LINK)
    assert proposed(linked, Segment("See the guide."), segment("见@文档@。", *LINK)) == "见文档。"
    code = segment("The value of @ is kept.", (CODE, "`x`"))
    assert proposed(code, Segment("The value is kept."), segment("@的值被保留。", (CODE, "`x`"))) is None


@pytest.mark.parametrize(("text", "expected"), [("@It runs.@", "[**它运行。**]"), ("@It runs@.", "[**它运行**]。")])
def test_marks_around_a_whole_sentence_are_put_around_the_whole_translation(text, expected):
    new = segment(text, (OPEN, "[**"), (CLOSE, "**]"))
    assert proposed(Segment("It runs."), new, Segment("它运行。")) == expected
    assert proposed(Segment("It runs."), new, segment("@它运行。@", (OPEN, "[**"), (CLOSE, "**]"))) is None


@pytest.mark.parametrize(
    ("old", "new", "target", "tag", "expected"),
    [
        ("It has 3 layers.", "It has 5 layers.", "它有3层。", "zh", "它有5层。"),
        ("It has 3 layers.", "It has 5 layers.", "它有三层。", "zh", None),
        ("From 3 to 4.", "From 4 to 5.", "从3到4。", "zh", "从4到5。"),
        ("It took 1,000 steps.", "It took 2,500 steps.", "它走了1000步。", "zh", "它走了2500步。"),
        ("It took 1,000 steps.", "It took 2,500 steps.", "Er tat 1.000 Schritte.", "de", "Er tat 2.500 Schritte."),
        ("It took 1,000 steps.", "It took 2,500 steps.", "Il fit 1 000 pas.", "fr", "Il fit 2 500 pas."),
        ("It took 0.5 s.", "It took 0.25 s.", "Es dauerte 0,5 s.", "de", "Es dauerte 0,25 s."),
        ("It took 5 s.", "It took 2.5 s.", "Es dauerte 5 s.", "de", None),  # who knows how it writes 2.5
        ("It took 15 s.", "It took 20 s.", "\u0661\u0665 \u062b", "ar", "\u0662\u0660 \u062b"),
        ("In 2012 and 2012 again.", "In 2012 and 2013 again.", "在2012年，又在2012年。", "zh", None),  # which of them
        ("We have 3 dogs.", "We have 4 dogs.", "我们有3只狗，3只。", "zh", None),
        ("We use Gluon or MXNet.", "We use Gluon or PyTorch.", "用Gluon或MXNet。", "zh", "用Gluon或PyTorch。"),
        ("We have a GPU here.", "We have GPUs here.", "我们这里有GPU。", "zh", None),
    ],
)  # fmt: skip
def test_numbers_and_names_are_exchanged_as_the_translation_writes_them(old, new, target, tag, expected):
    assert changed(old, new, target, ("en", tag)) == expected


TERMS = Glossary([Term("loss", "损失"), Term("weight", "权重"), Term("layer", "层")], "en", "zh")


@pytest.mark.parametrize(
    ("new", "target", "expected"),
    [
        ("The weight of a layer is small.", "层的损失很小。", "层的权重很小。"),
        ("The weight of a layer is small.", "层的代价很小。", None),  # not what the terminology says
        ("The weight of a layer is small.", "层的损失是很小的损失。", None),
        ("The cost of a layer is small.", "层的损失很小。", None),
    ],
)
def test_a_term_that_takes_the_place_of_another_does_so_in_the_translation(new, target, expected):
    assert changed("The loss of a layer is small.", new, target, glossary=TERMS) == expected


def test_what_does_not_matter_hinders_no_exchange():
    old = segment("Let us call @, using 3 threads", (CODE, "`a`"))
    new = segment("Let's call @ using 4 threads.", (CODE, "`b`"))
    assert proposed(old, new, segment("我们用3个线程调用@", (CODE, "`a`"))) == "我们用4个线程调用`b`"


def test_what_also_changes_in_words_stays_as_it_is():
    assert changed("We keep 3 dogs at home.", "We sell 4 dogs at home.", "我们在家养3只狗。") is None


def test_a_sentence_that_has_not_changed_needs_no_proposal():
    assert changed("It runs.", "It runs.", "它运行。") is None


WORDS = st.lists(st.sampled_from(["run", "3", "4", "⟦1⟧", "⟦2⟧", "the", ",", "GPU", "1,000", "dog"]), max_size=6)


@given(WORDS, WORDS, WORDS)
def test_markup_that_is_proposed_is_that_of_the_source_or_the_persons_own(old, new, target):
    marks = [Mark(CODE, "`a`"), Mark(ROLE, ":cite:`b`")], [Mark(CODE, "`c`"), Mark(OPEN, "*")]
    sides = [Segment(" ".join(words), tuple(marks[place % 2])) for place, words in enumerate((old, new, target))]
    found = Proposer(None, None, ("en", "zh")).propose([Changed(*sides)])[0]
    written = {mark.text for side in sides for mark in side.marks}
    assert found is None or {mark.text for mark in found.marks} <= written
