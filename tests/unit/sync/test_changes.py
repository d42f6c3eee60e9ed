from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amts.records import Mark, MarkKind, Segment
from amts.sync.changes import classify, classify_opaque, counted_words, rolls_forward, severity
from amts.sync.records import Change

BOOK = Counter(
    {"gradient": 40, "through": 90, "thorough": 3, "casual": 2, "causal": 12, "increase": 30, "decrease": 25}
)


def segment(text, **marks):
    """Return a segment of which `{name}` is the mark given by `name=(kind, text)`."""
    for number, name in enumerate(marks, start=1):
        text = text.replace(f"{{{name}}}", f"⟦{number}⟧")
    return Segment(text, tuple(Mark(kind, written) for kind, written in marks.values()))


def change(old, new, tag="en", **known):
    return classify(Segment(old), Segment(new), tag, **known)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The loss falls.", "The loss falls."),
        ("The loss\nfalls slowly.", "The loss falls  slowly."),
        (" The loss falls.\n", "The loss falls."),
    ],
)
def test_a_sentence_with_other_white_space_has_not_changed(old, new):
    assert change(old, new) is Change.NONE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The loss falls", "The loss falls."),
        ("Deep learning, e.g. of images", "Deep learning (e.g., of images)"),
        ("Stochastic Gradient Descent converges.", "Stochastic gradient descent converges."),
        ("It's true that we don't know.", "It is true that we do not know."),
        ("It cannot fail.", "It can't fail."),
        ("Let's see what they've got.", "Let us see what they have got."),
        ("The behaviour of colour in neighbouring centres", "The behavior of color in neighboring centers"),
        ("We analyse and organise labelled items.", "We analyze and organize labeled items."),
        ("A pre-trained model of the data set", "A pretrained model of the dataset"),
        ("Every element-wise sum", "Every elementwise sum"),
        ("In practice loss is all that counts.", "In practice the loss is all that counts."),
        ("We use a optimizer.", "We use an optimizer."),
        ("The minima is flat.", "The minima are flat."),
        ("It matches it's label.", "It matches its label."),
        ("This is faster then that.", "This is faster than that."),
        ("We feed the the batch.", "We feed the batch."),
        ("There are other other ways.", "There are other ways."),
        ("The function which splits data", "The function that splits data"),
        ("It has 3 layers and 1,000 units.", "It has three layers and 1000 units."),
        ("The rate is .01 here.", "The rate is 0.01 here."),
        ("We took 10 GB of memory.", "We took 10GB of memory."),
        ("The paramaters converge.", "The parameters converge."),
        ("A recieved representaion", "A recieved representation"),
        ("The „quoted“ word", 'The "quoted" word'),
        ("The model’s loss", "The model's loss"),
    ],
)
def test_spelling_punctuation_and_articles_are_cosmetic(old, new):
    assert change(old, new) is Change.COSMETIC


@pytest.mark.parametrize(
    ("old", "new", "tag"),
    [
        ("这个函数很快", "这个函数很快。", "zh"),
        ("模型,很快", "模型，很快", "zh-Hans"),
        ("El modelo aprende", "El modelo aprende.", "es"),
        ("Modell-Ausgabe", "Modellausgabe", "de"),
        ("モデルは速い", "「モデル」は速い", "ja"),
    ],
)
def test_punctuation_is_cosmetic_in_every_language(old, new, tag):
    assert change(old, new, tag) is Change.COSMETIC


def test_emphasis_is_cosmetic():
    bold = segment("A {o}small{c} loss", o=(MarkKind.OPEN, "**"), c=(MarkKind.CLOSE, "**"))
    assert classify(Segment("A small loss"), bold, "en") is Change.COSMETIC


def test_white_space_within_mathematics_is_cosmetic():
    old, new = (segment("For {x}.", x=(MarkKind.MATH, math)) for math in ("$ a+b$", "$a + b$"))
    assert classify(old, new, "en") is Change.COSMETIC


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("There are few examples.", "There are a few examples."),
        ("Plan A is the best.", "Plan is the best."),
        ("Ask the US office.", "Ask the us office."),
        ("The rate of models", "The rate of model"),
        ("We trained it.", "We train it."),
        ("This is an output layer.", "This is an output of the layer."),
        ("Data and labels", "Data or labels"),
        ("It costs 5%.", "It costs 5."),
        ("Add 1 0 times.", "Add 10 times."),
        ("It was very good at first.", "At first it was very good."),
        ("We can also train it on images.", "We can train it on images."),
        ("The quick model", "The model is quick"),
        ("Hits over a wall", "Hits under a wall"),
        ("The loss falls.", ""),
    ],
)
def test_a_change_that_may_matter_is_one_of_meaning(old, new):
    assert change(old, new) is Change.MEANING


def test_everyone_is_not_a_person_written_twice():
    assert change("人人都会", "人都会", "zh") is Change.MEANING


LINKS = [
    (segment("See {r}.", r=(MarkKind.ROLE, ":numref:`a`")), segment("See {r}.", r=(MarkKind.ROLE, ":numref:`b`"))),
    (Segment("It was shown."), segment("It was shown {r}.", r=(MarkKind.ROLE, ":cite:`Doe.2020`"))),
    (Segment("As shown in Figure 14.6."), segment("As shown in {r}.", r=(MarkKind.ROLE, ":numref:`fig`"))),
    (Segment("This works [1]."), Segment("This works [2, 3].")),
    (
        segment("Read {o}this{c}.", o=(MarkKind.OPEN, "["), c=(MarkKind.CLOSE, "](http://a.example)")),
        segment("Read {o}this{c}.", o=(MarkKind.OPEN, "["), c=(MarkKind.CLOSE, "](http://b.example)")),
    ),
    (Segment("Read this."), segment("Read {o}this{c}.", o=(MarkKind.OPEN, "["), c=(MarkKind.CLOSE, "](b.md)"))),
    (segment("At {u}", u=(MarkKind.URL, "http://a.example")), segment("At {u}", u=(MarkKind.URL, "http://b.example"))),
]


@pytest.mark.parametrize(("old", "new"), LINKS)
def test_addresses_and_citations_are_links(old, new):
    assert classify(old, new, "en") is Change.LINK


CODE = [
    (segment("Call {c}.", c=(MarkKind.CODE, "`fit`")), segment("Call {c}.", c=(MarkKind.CODE, "`train`"))),
    (segment("Let {m} be.", m=(MarkKind.MATH, "$x$")), segment("Let {m} be.", m=(MarkKind.MATH, r"$\mathbf{x}$"))),
    (segment("The rate is {m}.", m=(MarkKind.MATH, "$0.1$")), Segment("The rate is 0.1.")),
    (Segment("The labels are"), segment("The {c} are", c=(MarkKind.CODE, "`labels`"))),
    (
        segment("{a} is less than {b}.", a=(MarkKind.CODE, "`a`"), b=(MarkKind.CODE, "`b`")),
        segment("{b} is less than {a}.", b=(MarkKind.CODE, "`b`"), a=(MarkKind.CODE, "`a`")),
    ),
]


@pytest.mark.parametrize(("old", "new"), CODE)
def test_code_and_mathematics_are_code(old, new):
    assert classify(old, new, "en") is Change.CODE


@pytest.mark.parametrize(
    ("old", "new", "tag"),
    [
        ("It has 5 layers.", "It has 6 layers.", "en"),
        ("It has five layers.", "It has six layers.", "en"),
        ("It has -5 degrees.", "It has 5 degrees.", "en"),
        ("At most 1MB in size.", "At most 1MiB in size.", "en"),
        ("共有3层。", "共有5层。", "zh"),
        ("Es hat 5 Schichten.", "Es hat 6 Schichten.", "de"),
    ],
)
def test_another_number_is_a_number(old, new, tag):
    assert change(old, new, tag) is Change.NUMBER


@pytest.mark.parametrize(
    ("old", "new", "tag"),
    [
        ("We train the model; the model learns.", "We train the network; the network learns.", "en"),
        ("The harmonic mean", "The geometric mean", "en"),
        ("我们训练这个模型。", "我们训练这个网络。", "zh"),
        ("Das Modell lernt.", "Das Netz lernt.", "de"),
    ],
)
def test_one_word_put_for_another_is_a_term(old, new, tag):
    assert change(old, new, tag) is Change.TERM


def test_a_term_of_several_words_is_known_by_the_terminology():
    old, new = "The last time step counts.", "The last step counts."
    assert change(old, new) is Change.MEANING
    assert change("Use the data point.", "Use the training example.", terms={"training example"}) is Change.TERM


def test_two_words_put_for_two_others_are_a_change_of_meaning():
    assert change("The model has a layer.", "The network has a block.") is Change.MEANING


@pytest.mark.parametrize(
    ("old", "new", "tag"),
    [
        ("The model is fast.", "The model is not fast.", "en"),
        ("Restart it always.", "Restart it never.", "en"),
        ("It works with a server.", "It works without a server.", "en"),
        ("We make no progress.", "We make little progress.", "en"),
        ("This is likely.", "This is unlikely.", "en"),
        ("A valid key", "An invalid key", "en"),
        ("You may restart it.", "You must restart it.", "en"),
        ("You should restart it.", "You shouldn't restart it.", "en"),
        ("It is notable.", "It is not able.", "en"),
        ("El modelo aprende.", "El modelo no aprende.", "es"),
        ("Le modèle est rapide.", "Le modèle n'est pas rapide.", "fr"),
        ("Vous devez redémarrer.", "Vous pouvez redémarrer.", "fr"),
        ("Das Modell lernt schnell.", "Das Modell lernt nicht schnell.", "de"),
        ("O modelo aprende com dados.", "O modelo aprende sem dados.", "pt"),
        ("Модель обучается.", "Модель не обучается.", "ru"),
        ("你可以删除文件。", "你不可以删除文件。", "zh"),
        ("你可以删除文件。", "你必须删除文件。", "zh"),
        ("この関数は使えます。", "この関数は使えません。", "ja"),
    ],
)
def test_what_is_denied_or_asked_is_a_negation(old, new, tag):
    assert change(old, new, tag) is Change.NEGATION


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("We don't know.", "We do not know.", Change.COSMETIC),
        ("The non-linear model", "The nonlinear model", Change.COSMETIC),
        ("A kernel with no padding", "A kernel without padding", Change.MEANING),
        ("It is not likely to fail.", "It is unlikely to fail.", Change.MEANING),
        ("This might be slow.", "This may be slow.", Change.MEANING),
        ("You have to restart it.", "You must restart it.", Change.MEANING),
    ],
)
def test_what_is_denied_or_asked_in_other_words_is_no_negation(old, new, expected):
    assert change(old, new) is expected


@pytest.mark.parametrize(
    ("old", "new", "tag"),
    [
        ("This function is fast.", "This function is deprecated.", "en"),
        ("The method was removed in version 3.", "The method exists.", "en"),
        ("Attackers can read it.", "Anyone can read it.", "en"),
        ("Warning: it deletes a file.", "Warning: it deletes all files.", "en"),
        ("Be careful with the stove.", "Be careful with the oven.", "en"),
        ("Keep your password in a file.", "Keep your password in a vault.", "en"),
        ("The module is not intended to be secure.", "The module is not secure.", "en"),
        ("此函数已弃用。", "此函数可用。", "zh"),
        ("パスワードを入力する", "名前を入力する", "ja"),
        ("Guarde su contraseña.", "Guarde su nombre.", "es"),
        ("Метод устарел.", "Метод быстрый.", "ru"),
    ],
)
def test_a_changed_warning_is_one_of_security(old, new, tag):
    assert change(old, new, tag) is Change.SECURITY


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Attackers read Web pages.", "Attackers read web pages.", Change.COSMETIC),
        ("The risk of a heart attack", "The risk of a heart attack rises", Change.MEANING),
        ("We exploit the structure.", "We use the structure.", Change.MEANING),
        ("It is removed from the list.", "It is removed from the table.", Change.TERM),
    ],
)
def test_words_that_also_warn_do_not_always_do_so(old, new, expected):
    assert change(old, new) is expected


def test_a_warning_of_which_only_a_link_changes_is_a_link():
    old, new = (segment("Attackers read {r}.", r=(MarkKind.ROLE, f":ref:`{name}`")) for name in "ab")
    assert classify(old, new, "en") is Change.LINK


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("The gradiant falls.", "The gradient falls.", Change.COSMETIC),
        ("A throuhg check", "A through check", Change.COSMETIC),
        ("A casual model", "A causal model", Change.TERM),
        ("A thorough check", "A through check", Change.MEANING),
        ("We increase it.", "We decrease it.", Change.TERM),
        ("The gradients fall.", "The gradient fall.", Change.MEANING),
    ],
)
def test_a_word_that_the_book_has_often_is_no_misspelling(old, new, expected):
    assert change(old, new, vocabulary=BOOK) is expected


def test_without_a_book_a_short_word_is_not_taken_for_a_misspelling():
    assert change("A throuhg check", "A through check") is not Change.COSMETIC


def test_the_words_of_a_book_are_counted_without_its_markup():
    found = counted_words([segment("The {c} loss, the LOSS", c=(MarkKind.CODE, "`loss`"))])
    assert found == {"the": 2, "loss": 2}


def test_of_several_changes_the_gravest_counts():
    old = segment("It has 5 {c} in all", c=(MarkKind.CODE, "`a`"))
    new = segment("It has 6 {c} in all.", c=(MarkKind.CODE, "`b`"))
    assert classify(old, new, "en") is Change.NUMBER


def test_only_what_is_none_or_cosmetic_rolls_forward():
    assert [each for each in Change if rolls_forward(each)] == [Change.NONE, Change.COSMETIC]


def test_the_gravest_change_is_one_of_security():
    assert sorted(Change, key=severity, reverse=True)[:3] == [Change.SECURITY, Change.NEGATION, Change.MEANING]


FENCE = "```python\n{}\n```"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("x = 1", "x = 1", Change.NONE),
        ("x = 1  # Set it", "x = 1  # Set it at once", Change.COSMETIC),
        ("x = 1", "# Set it\nx = 1", Change.COSMETIC),
        ("f(1,2)", "f(1, 2)", Change.COSMETIC),
        ("x = 1\n\ny = 2  ", "x = 1\ny = 2", Change.COSMETIC),
        ("x = 1", "x = 2", Change.CODE),
        ("x = 1", "x = 1  # noqa", Change.CODE),
        ("x = 1", "#@tab pytorch\nx = 1", Change.CODE),
        ("s = 'a  b'", "s = 'a b'", Change.CODE),
        ("s = '# a'", "s = '# b'", Change.CODE),
        ("if a:\n    b()\nc()", "if a:\n    b()\n    c()", Change.CODE),
        ("a - -b", "a--b", Change.CODE),
    ],
)
def test_of_code_comments_and_white_space_are_cosmetic(old, new, expected):
    assert classify_opaque(FENCE.format(old), FENCE.format(new)) is expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("```sh\nls -l\n```", "```sh\nls-l\n```", Change.CODE),
        ("```python\nx\n```", "```text\nx\n```", Change.CODE),
        ("```\na  b\n```", "```\na b\n```", Change.CODE),
        ("$$x = 1$$", "$$\nx=1\n$$", Change.COSMETIC),
        (r"$$\alpha x$$", r"$$\alphax$$", Change.CODE),
        ("$$x = 1$$", "$$x = 2$$", Change.CODE),
        ("![A cat](a.png)", "![A cat](b.png)", Change.LINK),
        (":label:`sec_a`", ":label:`sec_b`", Change.LINK),
        ("<div>\n<!-- a -->\n</div>", "<div>\n</div>", Change.COSMETIC),
        ("<div>", "<span>", Change.CODE),
    ],
)
def test_other_blocks_that_are_not_translated(old, new, expected):
    assert classify_opaque(old, new) is expected


@given(st.text(), st.text(), st.sampled_from(["en", "zh", "de", "ja", "th"]))
def test_every_pair_of_sentences_has_a_class(old, new, tag):
    old, new = (text.replace("⟦", "").replace("⟧", "") for text in (old, new))
    found = change(old, new, tag)
    assert (found is Change.NONE) == (old.split() == new.split())


@given(st.text(), st.text())
def test_every_pair_of_blocks_has_a_class(old, new):
    assert (classify_opaque(old, new) is Change.NONE) == (old == new)
