import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amts.documents.protocol import AS_USUAL
from amts.documents.restructured.format import RestructuredText
from amts.errors import DocumentError
from amts.records import ReadingOptions
from amts.testing.formats import pseudo_failure
from amts.translation.integrity import round_trip_failure

# What readers of reStructuredText stumble over, alone and glued together.
FRAGMENTS = (
    "a", "b c", "Word", " ", "  ", "\t", "\n", "\n\n", "\r\n", "\r", "   ", "\n   ", "\n\n   ", "- ", "* ", "1. ",
    "#. ", "a) ", "(i) ", "====\n", "----\n", "\n====\n", "\n==\n", "====\nT\n====\n", "::", "::\n\n  x\n",
    "\n\n> q\n", ".. ", "..", "..\n", ".. note:: ", ".. note::\n\n   ", ".. figure:: a.png\n   :alt: ",
    "\n   :caption: ", ".. image:: a\n", ".. _a: http://u\n", ".. _b:\n", "__ http://v\n", ".. [1] ",
    ".. |s| replace:: ", ".. code-block:: c\n\n   x\n", ".. list-table:: t\n\n   * - a\n     - b\n",
    ".. csv-table::\n   :header: a, b\n\n   \"c, \"\"d\"\"\", e\n", "\"", ",", ".. toctree::\n\n   T <d>\n   e\n",
    ".. glossary::\n\n   t\n     d\n", ".. versionadded:: 1.0 ", ".. x:: y z w\n\n   p q r\n", ":f: ", ":type x: ",
    "-a  x", "--b=C  ", ">>> 1\n", "| ", "|", "+--+--+\n| a| b|\n+--+--+\n", "== ==\na  b\n== ==\n",
    "==  ==\na   é\n------\n==  ==\n", "-- --\n", "   # a b\n", ".. code:: c\n\n   x /* a b\n   c */\n", "*", "**", "`",
    "``", "_", "__", "`_", "`__", "_`", "*e*", "**s**", "``c``", ":r:`t`", ":r:`t <u>`", "`l <http://u>`_", "`n`_",
    "n_", "[1]_", "|s|", "<", ">", "<u>", "\\", "\\ ", "\\*", "\\\\", "\\_", "http://x.y/z?a=b", ":math:`x`",
    " -- ", "⟦", "⟧", "⟦1⟧", "\ufeff", "中文。", "日本！", "é", "e\u0301", "\xa0", "\u2028", "\u3000", "\x0b", "\x0c",
    "\x00", "\x1e", ". ", "? ", "。", "😀", " : ", "שלום", "\x85", "İ",
)  # fmt: skip
GLUED = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)
TAGS = st.sampled_from(["en", "zh"])
OPTIONS = st.sampled_from([AS_USUAL, ReadingOptions(comments=True, front_matter=("f",))])


def parse(text, options=AS_USUAL):
    return RestructuredText().parse(text.encode(), "x.rst", options)


def texts(text):
    return [block.text for block in parse(text).blocks if block.text]


def kinds(text):
    return [f"{block.kind}: {block.text}" for block in parse(text).blocks]


def rendered(text, *new):
    document = parse(text)
    places = [index for index, block in enumerate(document.blocks) if block.text]
    return RestructuredText().render(document, dict(zip(places, new, strict=False))).decode()


def failure(text, tag="en", options=AS_USUAL):
    return round_trip_failure(parse(text, options), RestructuredText(), tag)


@pytest.mark.thorough
@given(GLUED, TAGS, OPTIONS)
@example("a\n\u3000b", "zh", AS_USUAL)
@example("⟦1⟧\n====\n", "en", AS_USUAL)
def test_awkward_restructured_text_comes_out_as_it_went_in(text, tag, options):
    assert failure(text, tag, options) == ""


@given(GLUED, OPTIONS)
def test_pseudo_translating_awkward_restructured_text_ends(text, options):
    pseudo_failure(parse(text, options), RestructuredText())


def test_titles_have_the_level_of_their_style_in_order_of_appearance():
    source = "====\nBook\n====\n\nPart\n====\n\nChapter\n-------\n\nPart two\n========\n"
    headings = [(block.level, block.text) for block in parse(source).blocks]
    assert headings == [(1, "Book"), (2, "Part"), (3, "Chapter"), (2, "Part two")]


def test_a_title_is_underlined_as_wide_as_it_is():
    assert rendered("Part\n====\n\nText.\n", "深度学习 a") == "深度学习 a\n==========\n\nText.\n"


def test_the_line_over_a_title_grows_with_it():
    assert (
        rendered("======\n Book\r\n======\n", "A longer book") == "==============\n A longer book\r\n==============\n"
    )


def test_a_title_that_others_refer_to_by_its_words_stays_a_target():
    source = "See `The part`_.\n\nThe part\n========\n"
    translated = rendered(source, "看 `The part`_。", "部分")
    assert translated == "看 `The part`_。\n\n.. _`The part`:\n\n部分\n====\n"
    assert [block.kind for block in parse(translated).blocks] == [block.kind for block in parse(source).blocks]


def test_a_title_with_a_target_of_its_own_gets_no_other():
    source = "`Part`_\n\n.. _Part: http://x.y/\n\nPart\n====\n"
    assert rendered(source, "`Part`_", "部分") == "`Part`_\n\n.. _Part: http://x.y/\n\n部分\n====\n"


def test_an_adornment_narrower_than_a_title_of_three_letters_is_text():
    assert texts("abcd\n==\n") == ["abcd\n=="]


def test_lists_of_all_kinds_hold_texts():
    source = (
        "- one\n  more\n\n  second\n\n  1. nested\n\n#. auto\n\nterm : kind\n   Definition.\n\n"
        ":param x: field\n\n-a, --all   option\n--file=F\n            below\n\n| line\n  goes on\n| other\n"
    )
    assert texts(source) == [
        "one\nmore", "second", "nested", "auto", "term : kind", "Definition.", "field", "option", "below",
        "line\ngoes on", "other",
    ]  # fmt: skip


def test_a_paragraph_may_begin_with_a_number():
    assert texts("1984. It was\na cold day.\n") == ["1984. It was\na cold day."]


def test_types_of_parameters_and_what_is_for_tools_stays():
    source = ":orphan:\n:author: Me\n\n.. function:: f(x)\n\n   :param x: The text.\n   :type x: int\n"
    assert kinds(source) == [
        "front-matter: ", "front-matter: ", "directive: ", "item: The text.", "directive: ",
    ]  # fmt: skip


def test_front_matter_is_read_where_it_is_asked_for():
    document = RestructuredText().parse(
        b":author: Me\n:abstract: A book.\n", "x.rst", ReadingOptions(front_matter=("abstract",))
    )
    assert [block.text for block in document.blocks] == ["", "A book."]


def test_a_quote_names_its_author():
    assert texts("   To be.\n\n   -- Hamlet\n") == ["To be.", "Hamlet"]


def test_a_literal_block_is_code_and_its_announcement_text():
    assert kinds("An example::\n\n   x = 1\n\nText::\n\n> quoted\n\n::\n\n  y\n") == [
        "paragraph: An example", "code: ", "paragraph: Text", "code: ", "code: ",
    ]  # fmt: skip
    assert rendered("An example::\n\n   x\n", "例子") == "例子::\n\n   x\n"


def test_a_text_does_not_come_to_announce_a_literal_block():
    assert rendered("Text.\n\n   Quote.\n", "Text::") == "Text:\\:\n\n   Quote.\n"
    assert texts("Text:\\:\n\n   Quote.\n") == ["Text::", "Quote."]


def test_comments_targets_and_transitions_stay():
    source = ".. a comment\n   of two lines\n\n.. _there: http://x.y/\n\n__ http://z/\n\n----\n\n>>> 1 + 1\n2\n"
    assert [str(block.kind) for block in parse(source).blocks] == [
        "directive",
        "directive",
        "directive",
        "directive",
        "code",
    ]


def test_a_target_ends_at_a_blank_line():
    assert texts(".. _there:\n\n   - item\n") == ["item"]


def test_footnotes_and_citations_hold_texts():
    assert texts(".. [1] A note\n   goes on.\n.. [#a] Other.\n.. [CIT2002] A book.\n") == [
        "A note\ngoes on.",
        "Other.",
        "A book.",
    ]


def test_admonitions_hold_texts_whatever_stands_on_their_first_line():
    assert texts(".. note:: Short.\n\n.. tip::\n   :class: x\n\n   Long.\n\n   - item\n") == ["Short.", "Long.", "item"]


def test_directives_with_titles_hold_these_too():
    source = (
        ".. admonition:: Title\n\n   Body.\n\n.. versionadded:: 2.0 New *thing*.\n\n.. tab-item:: Tab\n\n   In it.\n"
    )
    assert texts(source) == ["Title", "Body.", "New *thing*.", "Tab", "In it."]


def test_a_figure_has_an_alternative_text_a_caption_and_a_legend():
    source = ".. figure:: a/pic.png\n   :width: 3\n   :alt: A *cat*\n\n   Caption.\n\n   Legend.\n"
    assert kinds(source) == ["image: ", "caption: A *cat*", "caption: Caption.", "caption: Legend."]
    assert parse(source).blocks[0].key == "figure:pic.png"
    assert parse(source).blocks[1].inlines == ()


def test_a_substitution_is_text_where_it_is_replaced_by_text():
    assert texts(".. |a| replace:: some text\n.. |b| image:: x.png\n   :alt: a cat\n.. |c| unicode:: 0xA9\n") == [
        "some text",
        "a cat",
    ]


def test_code_and_mathematics_stay_with_keys_that_align_them():
    blocks = parse(".. code-block:: python\n   :caption: Sum\n\n   a = 1  # one\n\n.. math::\n\n   x + y\n").blocks
    assert [(str(block.kind), block.key, block.text) for block in blocks] == [
        ("directive", "code-block:python", ""), ("caption", "", "Sum"), ("code", "code::a=1", ""),
        ("directive", "math", ""),        ("math", "math:x+y", ""),
    ]  # fmt: skip


def test_a_table_of_lists_has_cells():
    source = ".. list-table:: Title\n   :header-rows: 1\n\n   * - A\n     - B\n   * - C\n     -\n"
    assert kinds(source)[1:] == ["caption: Title", "directive: ", "cell: A", "cell: B", "cell: C"]


def test_a_table_of_values_has_cells_whose_quotes_are_written_twice():
    source = '.. csv-table:: T\n   :header: "a b", c\n\n   "x, ""y""", z\n'
    assert texts(source) == ["T", "a b", "c", 'x, "y"', "z"]
    assert rendered(source, "T", "a b", "d, e", 'say "no"', "z").endswith('"a b", "d, e"\n\n   "say ""no""", z\n')


def test_a_record_of_several_lines_stays_and_is_counted():
    assert kinds('.. csv-table::\n\n   "a\n   b", c\n') == ["directive: ", "opaque: "]


def test_the_cells_of_tables_that_are_drawn_are_texts():
    found = kinds("+---+---+\n| a | b |\n+---+---+\n\n==  ==\na   b\n==  ==\n")
    assert found == ["directive: ", "cell: a", "cell: b", "directive: ", "cell: a", "cell: b"]


def test_entries_of_a_table_of_contents_are_text_before_their_document():
    assert kinds(".. toctree::\n   :caption: Start\n\n   First steps <a/b>\n   c\n") == [
        "directive: ", "caption: Start", "item: First steps", "directive: ", "directive: ",
    ]  # fmt: skip


def test_a_glossary_keeps_its_terms_because_others_refer_to_them():
    assert kinds(".. glossary::\n\n   term\n      What it is.\n") == [
        "directive: ",
        "opaque: ",
        "paragraph: What it is.",
    ]


def test_descriptions_of_objects_hold_texts_below_their_signature():
    assert texts(".. php:method:: get($a)\n\n   Returns it.\n\n.. automodule:: m\n   :members:\n") == ["Returns it."]


def test_the_content_of_an_unknown_directive_is_text_if_it_reads_like_text():
    assert kinds(".. strange::\n\n   Some words in a row.\n\n.. odd::\n\n   f(x); {\n") == [
        "directive: ", "paragraph: Some words in a row.", "directive: ", "opaque: ",
    ]  # fmt: skip


def test_what_follows_an_unknown_directive_is_counted_if_it_has_words():
    assert kinds(".. strange:: Several words stand here\n") == ["directive: ", "opaque: "]


@pytest.mark.parametrize(
    "opening", ["- ", "* ", "+ ", "1. ", "#. ", "(a) ", "i) ", ".. ", ".. note:: ", "| ", ":a: ", ">>> ", "-x  ", "__ "]
)
def test_a_text_that_would_begin_something_else_is_escaped(opening):
    new = f"{opening}文".strip()
    again = rendered("Text.\n", new)
    assert "\\" in again
    assert texts(again) == [new]


def test_a_text_of_nothing_but_signs_does_not_become_an_adornment():
    assert rendered("Text.\n\nMore.\n", "----") == "\\----\n\nMore.\n"


def test_a_text_of_several_lines_keeps_the_indentation_and_no_blank_lines():
    assert rendered("* Some\n  text.\n", "One\n\n   two\nthree") == "* One\n  two\n  three\n"


def test_what_must_stay_on_one_line_does():
    assert rendered("Term\n   Definition.\n", "A\nterm") == "A term\n   Definition.\n"


def test_deep_nesting_stays_as_it_is():
    assert kinds("- " * 500 + "deep")[-1] == "opaque: "


# What begins something that does not end, or may be looked at again and again.
HOSTILE = (
    "`", "*", "|", ":a:", "_", ".. ", ".. |a| ", "=\n", "+-+\n", "+--+\n|", "::\n\n", "- ", "[#a]_", "__", "\\", "``",
    "<", "a\n=\n", "*a ", "x*a ", "`a ", "`a <b ", "`a <b>`_ ", "``a ", "|a ", "a_ ", ":a:`b ", ":a:a", "> ", "[1",
    "a\n ", "   ", "== ", "é http://a ", "+--", "=  ", "==  ==\n", "-  -\n", ".. csv-table::\n\n   a,", "   # a b\n",
    ".. code-block:: c\n\n   /* a b */\n\n",
)  # fmt: skip
NESTED = ("- ", "1. ", ":a: ", ".. note:: ", ".. [1] ", ".. |a| replace:: ", "| ")


# Markup that ends far behind where it begins again and again, beside markup that is known.
FAR = (
    ("*k* ", "x*a ", "b*"), ("\\* *k* ", "x*\\a ", "b*"), ("``k`` ", "``", "_`a a"), ("`k`_ ", "x`a < ", "b>`"),
    ("`k` ", "x`a b", " c`_"), (":a:`k` ", ":a:`b <", "b>`"), ("|k| ", "x|a ", "b|"), ("**k** ", "x**a ", "b**"),
)  # fmt: skip


def hostile(unit, size, before="", after=""):
    """Take so many bytes of a unit all the way: what matters is that this ends soon."""
    content = (before + unit * (size // len(unit.encode())) + after).encode()
    format_ = RestructuredText()
    document = format_.parse(content, "x.rst", ReadingOptions(comments=True))
    format_.render(document, {index: f"{block.text} x" for index, block in enumerate(document.blocks) if block.text})
    format_.links(document)
    return format_.render(document, {}) == content


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_texts_take_no_more_than_their_share_of_time(unit):
    assert hostile(unit, 40_000)


@pytest.mark.slow
@pytest.mark.parametrize("unit", HOSTILE)
def test_long_hostile_texts_take_no_more_than_their_share_of_time(unit):
    assert hostile(unit, 400_000)


@pytest.mark.slow
@pytest.mark.parametrize(("before", "unit", "after"), FAR)
def test_markup_that_ends_far_behind_takes_no_more_than_its_share_of_time(before, unit, after):
    assert hostile(unit, 200_000, before, after)


@pytest.mark.parametrize("unit", NESTED)
def test_what_is_nested_ten_thousand_times_is_read(unit):
    assert failure(unit * 10_000) == ""


@pytest.mark.parametrize("line", ["a\n", "a\n\n", "- a\n\n", ".. note::\n\n", "=  =\n", "+-+\n"])
def test_ever_deeper_indentation_is_read(line):
    assert failure("".join(" " * depth + line for depth in range(1000))) == ""


def test_deep_quotes_stay_as_they_are():
    source = "".join(" " * depth + "a\n\n" for depth in range(10_000) if depth % 10 == 0)
    assert kinds(source)[-1] == "opaque: "


def test_what_is_not_utf8_is_refused():
    with pytest.raises(DocumentError, match=r"x\.rst: not UTF-8 at byte offset 2"):
        RestructuredText().parse(b"ab\xffcd", "x.rst")


def test_comments_in_code_are_texts_on_request():
    source = "é\n\n.. code-block:: python\n   :linenos:\n\n   # A comment on\n   # two lines\n   x = 1  # and more\n"
    document = RestructuredText().parse(source.encode(), "x.rst", ReadingOptions(comments=True))
    assert [block.text for block in document.blocks if block.text] == ["é", "A comment on\ntwo lines", "and more"]
    assert pseudo_failure(document, RestructuredText()) == ""
    assert texts(source) == ["é"]


def test_code_is_the_same_whatever_its_comments_say():
    keys = [
        next(
            block.key
            for block in parse(f".. code-block:: c\n\n   int x; /* {comment} */\n").blocks
            if block.kind == "code"
        )
        for comment in ("number", "Zahl")
    ]
    assert keys == ["code::intx;", "code::intx;"]


@pytest.mark.parametrize(
    "source",
    [
        ".. code-block:: python\r\n\r\n   # A comment\r\n   # goes on\r\n   x\r\n",
        "\ufeff.. code-block:: python\r   :linenos:\r\r   # A comment\r   # goes on\r",
        "- .. code:: python\n\n\t# A comment\n\t# goes on\n",
        ".. code-block:: c\n\n   /* A comment\n      goes on\n   */\n   int x;\n",
        ">>> x\n\n.. sourcecode:: python\n\n" + " " * 30 + "# A comment\n" + " " * 30 + "# goes on\n",
    ],
)
def test_all_but_the_comments_of_code_stays(source):
    format_ = RestructuredText()
    document = format_.parse(source.encode(), "x.rst", ReadingOptions(comments=True))
    (index,) = (index for index, block in enumerate(document.blocks) if block.text)
    assert document.blocks[index].text == "A comment\ngoes on"
    new = format_.render(document, {index: "Eine Notiz\nzur Lage"}).decode()
    assert new == source.replace("A comment", "Eine Notiz").replace("goes on", "zur Lage")


def test_a_record_may_have_empty_cells_only():
    assert texts(".. csv-table::\n\n   a, b\n   ,\n   c, d\n") == ["a", "b", "c", "d"]
